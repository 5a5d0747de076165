import type { ExtensionContext } from 'vscode';
import { LanguageClient, type ServerOptions, TransportKind } from 'vscode-languageclient/node';
import { serverName, settingsSection } from '../../../shared/src/identifiers.ts';
import { startClient } from '../client.ts';

let stop: (() => Promise<void>) | undefined;

export function activate(context: ExtensionContext): void {
  const module = context.asAbsolutePath('dist/server/node.cjs');
  const run = { module, transport: TransportKind.ipc };
  const server: ServerOptions = {
    run,
    debug: { ...run, options: { execArgv: ['--nolazy', '--inspect=6011'] } },
  };
  stop = startClient(context, (options) => new LanguageClient(settingsSection, serverName, server, options));
}

export function deactivate(): Promise<void> | undefined {
  return stop?.();
}
