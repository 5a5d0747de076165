import type { ExtensionContext } from 'vscode';
import { LanguageClient, type ServerOptions, TransportKind } from 'vscode-languageclient/node';
import { serverName, settingsSection } from '../../../shared/src/identifiers.ts';
import { startClient } from '../client.ts';

let stop: (() => Promise<void>) | undefined;

export function activate(context: ExtensionContext): void {
  const module = context.asAbsolutePath('dist/server/node.cjs');
  // Megabytes of young garbage that V8 may keep; see server/src/node/tuning.ts.
  const execArgv = ['--max-semi-space-size=4'];
  const transport = TransportKind.ipc;
  const server: ServerOptions = {
    run: { module, transport, options: { execArgv } },
    debug: { module, transport, options: { execArgv: [...execArgv, '--nolazy', '--inspect=6011'] } },
  };
  stop = startClient(context, (options) => new LanguageClient(settingsSection, serverName, server, options));
}

export function deactivate(): Promise<void> | undefined {
  return stop?.();
}
