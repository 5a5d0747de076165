import { type ExtensionContext, Uri } from 'vscode';
import {
  BrowserMessageReader,
  BrowserMessageWriter,
  LanguageClient,
  type MessageTransports,
} from 'vscode-languageclient/browser';
import { serverName, settingsSection } from '../../../shared/src/identifiers.ts';
import { startClient } from '../client.ts';

let stop: (() => Promise<void>) | undefined;

export function activate(context: ExtensionContext): void {
  const server = Uri.joinPath(context.extensionUri, 'dist/server/browser.js').toString(true);
  // A function, so that a restart gets a worker of its own. It answers with both ends of the connection because the
  // client library would ask whether it got an `instanceof Worker`, and VS Code 1.91 puts a wrapper in that name's place.
  const start = async (): Promise<MessageTransports> => {
    const worker = new Worker(server);
    return { reader: new BrowserMessageReader(worker), writer: new BrowserMessageWriter(worker) };
  };
  stop = startClient(context, (options) => new LanguageClient(settingsSection, serverName, start, options));
}

export function deactivate(): Promise<void> | undefined {
  return stop?.();
}
