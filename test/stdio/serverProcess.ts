// A language server as a process, driven over stdio with the protocol library that VS Code's clients use.
import { type ChildProcess, spawn } from 'node:child_process';
import {
  type ClientCapabilities,
  CodeActionKind,
  ConfigurationRequest,
  createProtocolConnection,
  type Diagnostic,
  DiagnosticRefreshRequest,
  DiagnosticTag,
  DidChangeTextDocumentNotification,
  DidOpenTextDocumentNotification,
  DocumentDiagnosticRequest,
  ExitNotification,
  InitializedNotification,
  InitializeRequest,
  type InitializeResult,
  LogMessageNotification,
  MarkupKind,
  type ProtocolConnection,
  PublishDiagnosticsNotification,
  type Range,
  RegistrationRequest,
  ResourceOperationKind,
  ShutdownRequest,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';

export interface StartOptions {
  /** Program and arguments. */
  readonly command: readonly string[];
  readonly capabilities?: ClientCapabilities;
  /** Answers `workspace/configuration`: by section. */
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly initializationOptions?: unknown;
  readonly workspaceFolders?: readonly string[];
}

export class ServerProcess {
  readonly connection: ProtocolConnection;
  readonly result: InitializeResult;
  /** What the server logged. */
  readonly log: string[];
  readonly pid: number;
  /** How often the server asked to pull again. */
  refreshes = 0;
  private readonly process: ChildProcess;
  private readonly published = new Map<string, { version: number | undefined; diagnostics: Diagnostic[] }>();
  private readonly pulled = new Map<string, { resultId: string | undefined; diagnostics: Diagnostic[] }>();
  private waiting: (() => void)[] = [];

  private constructor(
    process: ChildProcess,
    connection: ProtocolConnection,
    result: InitializeResult,
    log: string[],
  ) {
    this.process = process;
    this.connection = connection;
    this.result = result;
    this.log = log;
    this.pid = process.pid ?? 0;
    connection.onNotification(PublishDiagnosticsNotification.type, ({ uri, version, diagnostics }) => {
      this.published.set(uri, { version, diagnostics });
      for (const wake of this.waiting.splice(0)) wake();
    });
    connection.onRequest(DiagnosticRefreshRequest.type, () => {
      this.refreshes++;
    });
  }

  static async start({ command, ...options }: StartOptions): Promise<ServerProcess> {
    const [program = '', ...args] = command;
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    if (!child.stdout || !child.stdin) throw new Error('no pipes to the server');
    const connection = createProtocolConnection(
      new StreamMessageReader(child.stdout),
      new StreamMessageWriter(child.stdin),
    );
    const log: string[] = [];
    connection.onNotification(LogMessageNotification.type, ({ message }) => {
      log.push(message);
    });
    connection.onRequest(ConfigurationRequest.type, ({ items }) =>
      items.map(({ section }) => options.settings?.[section ?? ''] ?? null),
    );
    connection.onRequest(RegistrationRequest.type, () => undefined);
    connection.listen();
    const result = await connection.sendRequest(InitializeRequest.type, {
      processId: process.pid,
      rootUri: null,
      capabilities: options.capabilities ?? editorCapabilities,
      initializationOptions: options.initializationOptions,
      workspaceFolders: (options.workspaceFolders ?? []).map((uri) => ({ uri, name: 'workspace' })),
    });
    const server = new ServerProcess(child, connection, result, log);
    await connection.sendNotification(InitializedNotification.type, {});
    return server;
  }

  open(uri: string, text: string, languageId = 'dockerfile'): Promise<void> {
    const textDocument = { uri, languageId, version: 1, text };
    return this.connection.sendNotification(DidOpenTextDocumentNotification.type, { textDocument });
  }

  change(uri: string, version: number, range: Range, text: string): Promise<void> {
    return this.connection.sendNotification(DidChangeTextDocumentNotification.type, {
      textDocument: { uri, version },
      contentChanges: [{ range, text }],
    });
  }

  /** Asks for the diagnostics of a document, and keeps those that are still right, as VS Code's client does. */
  async pull(uri: string): Promise<Diagnostic[]> {
    const before = this.pulled.get(uri);
    const report = await this.connection.sendRequest(DocumentDiagnosticRequest.type, {
      textDocument: { uri },
      ...(before?.resultId === undefined ? {} : { previousResultId: before.resultId }),
    });
    if (report.kind !== 'full') return before?.diagnostics ?? [];
    this.pulled.set(uri, { resultId: report.resultId, diagnostics: report.items });
    return report.items;
  }

  /** Waits for pushed diagnostics; those sent before are gone. */
  async nextPublished(uri: string): Promise<Diagnostic[]> {
    this.published.delete(uri);
    for (;;) {
      await new Promise<void>((resolve) => this.waiting.push(resolve));
      const found = this.published.get(uri);
      if (found) return found.diagnostics;
    }
  }

  get isRunning(): boolean {
    return this.process.exitCode === null && this.process.signalCode === null;
  }

  /** Ends the server as the protocol wants it, and tells its exit code. */
  async stop(): Promise<number | null> {
    const exited = new Promise<number | null>((resolve) =>
      this.process.once('exit', (code) => resolve(code)),
    );
    await this.connection.sendRequest(ShutdownRequest.type);
    await this.connection.sendNotification(ExitNotification.type);
    const code = await exited;
    this.connection.dispose();
    return code;
  }
}

/** What VS Code's client declares, as far as it matters here. */
export const editorCapabilities: ClientCapabilities = {
  workspace: {
    configuration: true,
    workspaceFolders: true,
    applyEdit: true,
    didChangeConfiguration: { dynamicRegistration: true },
    didChangeWatchedFiles: { dynamicRegistration: true },
    diagnostics: { refreshSupport: true },
    inlayHint: { refreshSupport: true },
    workspaceEdit: {
      documentChanges: true,
      resourceOperations: [
        ResourceOperationKind.Create,
        ResourceOperationKind.Rename,
        ResourceOperationKind.Delete,
      ],
      changeAnnotationSupport: { groupsOnLabel: true },
      snippetEditSupport: true,
    },
  },
  textDocument: {
    synchronization: { didSave: true },
    documentSymbol: { hierarchicalDocumentSymbolSupport: true },
    diagnostic: {
      dynamicRegistration: true,
      relatedInformation: true,
      codeDescriptionSupport: true,
      dataSupport: true,
      tagSupport: { valueSet: [DiagnosticTag.Unnecessary, DiagnosticTag.Deprecated] },
    },
    publishDiagnostics: { relatedInformation: true, versionSupport: true },
    codeAction: {
      codeActionLiteralSupport: {
        codeActionKind: {
          valueSet: [CodeActionKind.QuickFix, CodeActionKind.Source, CodeActionKind.SourceFixAll],
        },
      },
      isPreferredSupport: true,
      dataSupport: true,
      resolveSupport: { properties: ['edit'] },
      honorsChangeAnnotations: true,
    },
    hover: { contentFormat: [MarkupKind.Markdown, MarkupKind.PlainText] },
    completion: {
      completionItem: {
        snippetSupport: true,
        documentationFormat: [MarkupKind.Markdown, MarkupKind.PlainText],
      },
    },
    signatureHelp: {},
    definition: { linkSupport: true },
    references: {},
    documentLink: {},
    inlayHint: {},
  },
  window: { showDocument: { support: true } },
};
