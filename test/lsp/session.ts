// Client and server joined in memory: the real connection on both sides, time in the test's hand.
import { PassThrough } from 'node:stream';
import { createConnection } from 'vscode-languageserver';
import {
  type ClientCapabilities,
  type CodeAction,
  CodeActionRequest,
  ConfigurationRequest,
  createProtocolConnection,
  type Diagnostic,
  DiagnosticRefreshRequest,
  DidChangeTextDocumentNotification,
  DidCloseTextDocumentNotification,
  DidOpenTextDocumentNotification,
  type DocumentDiagnosticReport,
  DocumentDiagnosticRequest,
  InitializedNotification,
  InitializeRequest,
  type InitializeResult,
  type InlayHint,
  InlayHintRefreshRequest,
  InlayHintRequest,
  LogMessageNotification,
  type ProtocolConnection,
  PublishDiagnosticsNotification,
  type PublishDiagnosticsParams,
  type Range,
  type Registration,
  RegistrationRequest,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { startServer } from '../../server/src/lsp/server.ts';
import {
  type ContextProgress,
  contextProgressNotification,
  type InitializationOptions,
} from '../../shared/src/protocol.ts';
import { MemoryHost } from '../harness/memoryHost.ts';

export interface SessionOptions {
  readonly capabilities?: ClientCapabilities;
  readonly initializationOptions?: InitializationOptions;
  readonly files?: Readonly<Record<string, string>>;
  readonly folders?: readonly string[];
  /** Answers `workspace/configuration` for a resource. */
  readonly settings?: (uri: string | undefined) => unknown;
}

export class Session {
  readonly client: ProtocolConnection;
  readonly host: MemoryHost;
  readonly timers = new Timers();
  readonly published: PublishDiagnosticsParams[] = [];
  readonly registrations: Registration[] = [];
  readonly log: string[] = [];
  /** How often settings were asked for. */
  configurationRequests = 0;
  refreshes = 0;
  hintRefreshes = 0;
  readonly progress: ContextProgress[] = [];
  result: InitializeResult = { capabilities: {} };
  private readonly options: SessionOptions;

  private constructor(options: SessionOptions) {
    this.options = options;
    this.host = new MemoryHost(options.files);
    const [up, down] = [new PassThrough(), new PassThrough()];
    this.client = createProtocolConnection(new StreamMessageReader(down), new StreamMessageWriter(up));
    const server = createConnection(
      (logger) =>
        createProtocolConnection(new StreamMessageReader(up), new StreamMessageWriter(down), logger),
      { shutdownReceived: false, initialize: () => undefined, exit: () => undefined },
    );
    startServer(server, {
      nextTurn: () => new Promise((resolve) => setImmediate(resolve)),
      after: (milliseconds, callback) => this.timers.after(milliseconds, callback),
      files: (client) =>
        client ?? {
          readFile: (uri) => this.host.readFile(uri),
          stat: (uri) => this.host.stat(uri),
          list: (uri) => this.host.list(uri),
          sizes: (uri, names) => this.host.sizes(uri, names),
        },
    });
  }

  static async start(options: SessionOptions = {}): Promise<Session> {
    const session = new Session(options);
    await session.initialize();
    return session;
  }

  private async initialize(): Promise<void> {
    const { client, options } = this;
    client.onNotification(PublishDiagnosticsNotification.type, (params) => {
      this.published.push(params);
    });
    client.onNotification(LogMessageNotification.type, ({ message }) => {
      this.log.push(message);
    });
    client.onRequest(ConfigurationRequest.type, ({ items }) => {
      this.configurationRequests++;
      return items.map(({ scopeUri }) => options.settings?.(scopeUri) ?? null);
    });
    client.onRequest(RegistrationRequest.type, ({ registrations }) => {
      this.registrations.push(...registrations);
    });
    client.onRequest(DiagnosticRefreshRequest.type, () => {
      this.refreshes++;
    });
    client.onRequest(InlayHintRefreshRequest.type, () => {
      this.hintRefreshes++;
    });
    client.onNotification(contextProgressNotification.method, (progress: ContextProgress) => {
      this.progress.push(progress);
    });
    client.listen();
    this.result = await client.sendRequest(InitializeRequest.type, {
      processId: null,
      rootUri: null,
      capabilities: options.capabilities ?? {},
      initializationOptions: options.initializationOptions,
      workspaceFolders: (options.folders ?? []).map((uri) => ({ uri, name: 'folder' })),
    });
    await client.sendNotification(InitializedNotification.type, {});
  }

  async open(uri: string, text: string, languageId = 'dockerfile'): Promise<void> {
    const textDocument = { uri, languageId, version: 1, text };
    await this.client.sendNotification(DidOpenTextDocumentNotification.type, { textDocument });
    await this.settle();
  }

  async change(uri: string, version: number, range: Range, text: string): Promise<void> {
    const contentChanges = [{ range, text }];
    await this.client.sendNotification(DidChangeTextDocumentNotification.type, {
      textDocument: { uri, version },
      contentChanges,
    });
    await this.settle();
  }

  async close(uri: string): Promise<void> {
    await this.client.sendNotification(DidCloseTextDocumentNotification.type, { textDocument: { uri } });
    await this.settle();
  }

  pull(uri: string, previousResultId?: string): Promise<DocumentDiagnosticReport> {
    const previous = previousResultId === undefined ? {} : { previousResultId };
    return this.client.sendRequest(DocumentDiagnosticRequest.type, { textDocument: { uri }, ...previous });
  }

  async diagnostics(uri: string): Promise<Diagnostic[]> {
    const report = await this.pull(uri);
    return report.kind === 'full' ? report.items : [];
  }

  async hints(uri: string): Promise<readonly InlayHint[]> {
    const range = { start: { line: 0, character: 0 }, end: { line: 1000, character: 0 } };
    return (await this.client.sendRequest(InlayHintRequest.type, { textDocument: { uri }, range })) ?? [];
  }

  async actions(uri: string, range: Range, only?: string[]): Promise<CodeAction[]> {
    const context = { diagnostics: [], ...(only ? { only } : {}) };
    const found = await this.client.sendRequest(CodeActionRequest.type, {
      textDocument: { uri },
      range,
      context,
    });
    return (found ?? []).filter((action) => !('arguments' in action)) as CodeAction[];
  }

  /** Lets messages in both directions arrive and be handled. */
  async settle(): Promise<void> {
    for (let i = 0; i < 50; i++) await new Promise((resolve) => setImmediate(resolve));
  }

  /** Time goes by; what was planned for it happens. */
  async advance(milliseconds: number): Promise<void> {
    this.timers.advance(milliseconds);
    await this.settle();
  }

  dispose(): void {
    this.client.dispose();
  }
}

class Timers {
  private now = 0;
  private planned: { readonly at: number; readonly callback: () => void }[] = [];

  after(milliseconds: number, callback: () => void): () => void {
    const timer = { at: this.now + milliseconds, callback };
    this.planned.push(timer);
    return () => {
      this.planned = this.planned.filter((other) => other !== timer);
    };
  }

  advance(milliseconds: number): void {
    this.now += milliseconds;
    const due = this.planned.filter(({ at }) => at <= this.now);
    this.planned = this.planned.filter(({ at }) => at > this.now);
    for (const { callback } of due) callback();
  }
}

export function place(line: number, character: number): Range {
  return { start: { line, character }, end: { line, character } };
}
