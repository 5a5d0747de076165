import {
  commands,
  type Disposable,
  type ExtensionContext,
  languages,
  type TextDocument,
  Uri,
  window,
  workspace,
} from 'vscode';
import { type BaseLanguageClient, type LanguageClientOptions, vsdiag } from 'vscode-languageclient';
import { activeContext, serverName } from '../../shared/src/identifiers.ts';
import { isDiffScheme, projectFileNames } from '../../shared/src/languages.ts';
import type { InitializationOptions } from '../../shared/src/protocol.ts';
import { registerContextCommand } from './buildContext.ts';
import { registerCheckWorkspace } from './checkWorkspace.ts';
import { registerCommands } from './commands.ts';
import { CrashWatch } from './crashes.ts';
import { documentSelector } from './documentSelector.ts';
import { answerFileRequests } from './fileRequests.ts';
import { mentionNeighbors } from './neighbors.ts';
import { showStatus } from './status.ts';
import { registerWhyCommand } from './whyInImage.ts';

/** What differs between the desktop and the browser: how the server is started. */
export type CreateClient = (options: LanguageClientOptions) => BaseLanguageClient;

/**
 * Waits for the first document that is ours, then starts the server for as long as the extension is active. The
 * returned function stops it.
 */
export function startClient(context: ExtensionContext, createClient: CreateClient): () => Promise<void> {
  const log = window.createOutputChannel(serverName, { log: true });
  const crashes = new CrashWatch(log);
  const initializationOptions: InitializationOptions = {
    filesFromClient: true,
    commands: true,
    contextProgress: true,
  };
  const client = createClient({
    documentSelector,
    outputChannel: log,
    initializationOptions,
    errorHandler: crashes,
    middleware: {
      provideDiagnostics: (document, previousResultId, token, next) =>
        isEditable(document instanceof Uri ? document : document.uri)
          ? next(document, previousResultId, token)
          : { kind: vsdiag.DocumentDiagnosticReportKind.full, items: [] },
    },
  });
  answerFileRequests(client);
  context.subscriptions.push(
    log,
    ...registerCommands(context, client, log),
    registerContextCommand(client),
    showStatus(client),
  );

  const start = once(async () => {
    offerInExplorer();
    try {
      await client.start();
    } catch (error) {
      log.error(`The language server did not start: ${String(error)}`);
      crashes.startFailed();
      return;
    }
    // The user may take their time to answer.
    mentionNeighbors(context.globalState).catch((error: unknown) => log.error(String(error)));
  });
  context.subscriptions.push(
    registerWhyCommand(client, log, start),
    registerCheckWorkspace(client, start),
    ...onFirstDocument(start),
  );
  lookForProject();
  return () => client.dispose();
}

/** An ignore file of another tool wakes the extension up, but not the server. */
function onFirstDocument(start: () => Promise<void>): Disposable[] {
  const isOurs = (document: TextDocument): boolean => languages.match(documentSelector, document) > 0;
  if (workspace.textDocuments.some(isOurs)) {
    void start();
    return [];
  }
  return [
    workspace.onDidOpenTextDocument((document) => {
      if (isOurs(document)) void start();
    }),
  ];
}

/** The Explorer offers what needs Dockerfiles only where there are some. */
function offerInExplorer(): void {
  void commands.executeCommand('setContext', activeContext, true);
}

/** Before anybody opens a Dockerfile: a look at the workspace folders themselves. */
function lookForProject(): void {
  for (const { uri } of workspace.workspaceFolders ?? []) {
    for (const name of projectFileNames) {
      workspace.fs.stat(Uri.joinPath(uri, name)).then(offerInExplorer, () => undefined);
    }
  }
}

/** False for documents that only show another version of a file: the old side of a diff, a pull request. */
function isEditable({ scheme }: Uri): boolean {
  if (scheme === 'untitled' || workspace.workspaceFolders?.some(({ uri }) => uri.scheme === scheme))
    return true;
  return !isDiffScheme(scheme) && workspace.fs.isWritableFileSystem(scheme) === true;
}

/** What comes of the first call, for every call. */
function once(action: () => Promise<void>): () => Promise<void> {
  let started: Promise<void> | undefined;
  return () => {
    started ??= action();
    return started;
  };
}
