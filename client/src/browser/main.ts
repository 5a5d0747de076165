import { type ExtensionContext, Uri } from 'vscode';
import { LanguageClient } from 'vscode-languageclient/browser';
import { serverName, settingsSection } from '../../../shared/src/identifiers.ts';
import { startClient } from '../client.ts';

let stop: (() => Promise<void>) | undefined;

export function activate(context: ExtensionContext): void {
  const server = Uri.joinPath(context.extensionUri, 'dist/server/browser.js').toString(true);
  // A function, so that a restart gets a worker of its own.
  const start = async (): Promise<Worker> => new Worker(server);
  stop = startClient(context, (options) => new LanguageClient(settingsSection, serverName, start, options));
}

export function deactivate(): Promise<void> | undefined {
  return stop?.();
}
