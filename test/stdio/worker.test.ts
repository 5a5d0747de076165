// The browser's server in a bare context: nothing of Node in reach, messages as a worker posts them, and files only
// from the editor.
import { readFileSync } from 'node:fs';
import { createContext, runInContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listRequest, readFileRequest, statRequest } from '../../shared/src/protocol.ts';
import { type BuiltServer, buildServer } from './build.ts';
import { editorCapabilities } from './serverProcess.ts';

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: unknown;
}

/** What a worker sees of itself. */
interface Port {
  onmessage?: (event: { readonly data: unknown }) => void;
  addEventListener(): void;
  postMessage(message: unknown): void;
}

class WorkerServer {
  readonly log: string[] = [];
  readonly asked: string[] = [];
  private readonly files: ReadonlyMap<string, string>;
  private readonly port: Port;
  private readonly answers = new Map<number, (message: Message) => void>();
  private last = 0;

  constructor(bundle: string, files: ReadonlyMap<string, string> = new Map()) {
    this.files = files;
    this.port = {
      addEventListener: () => undefined,
      postMessage: (message) => this.receive(message as Message),
    };
    const context = createContext({
      self: this.port,
      MessageChannel,
      TextEncoder,
      TextDecoder,
      setTimeout,
      clearTimeout,
      queueMicrotask,
    });
    runInContext(bundle, context);
  }

  request(method: string, params: unknown): Promise<unknown> {
    const id = ++this.last;
    const answered = new Promise((resolve, reject) => {
      this.answers.set(id, ({ result, error }) =>
        error ? reject(new Error(JSON.stringify(error))) : resolve(result),
      );
    });
    this.send({ id, method, params });
    return answered;
  }

  notify(method: string, params: unknown): void {
    this.send({ method, params });
  }

  async initialize(): Promise<void> {
    const initializationOptions = { filesFromClient: true, commands: true };
    await this.request('initialize', {
      processId: null,
      rootUri: null,
      capabilities: editorCapabilities,
      initializationOptions,
    });
    this.notify('initialized', {});
  }

  private send(message: Message): void {
    this.port.onmessage?.({ data: { jsonrpc: '2.0', ...message } });
  }

  private receive(message: Message): void {
    const { id, method, params } = message;
    if (method === undefined) {
      if (id !== undefined) this.answers.get(id)?.(message);
      return;
    }
    if (method === 'window/logMessage') this.log.push((params as { message: string }).message);
    if (id === undefined) return;
    const result = this.answerTo(method, params);
    setTimeout(() => this.send({ id, result }), 0);
  }

  private answerTo(method: string, params: unknown): unknown {
    if (method === 'workspace/configuration') return (params as { items: unknown[] }).items.map(() => null);
    const { uri = '' } = (params ?? {}) as { uri?: string };
    this.asked.push(`${method} ${uri}`);
    const text = this.files.get(uri);
    if (method === readFileRequest.method) return text ?? null;
    if (method === statRequest.method) return text === undefined ? null : { type: 'file', size: text.length };
    return method === listRequest.method ? [] : null;
  }
}

let built: BuiltServer;
let bundle: string;

// Where other builds and tests run beside it, the build takes longer than a hook may.
beforeAll(() => {
  built = buildServer();
  bundle = readFileSync(built.browser, 'utf8');
}, 60_000);

afterAll(() => built.remove());

const uri = 'vscode-test-web://mount/app/Dockerfile';

describe('the server in a worker', () => {
  test('finds problems and completes, without anything of Node', async () => {
    const server = new WorkerServer(bundle);
    await server.initialize();
    const text = '\uFEFFFROM alpine:3.20\nMAINTAINER Ada\nHEAL';
    server.notify('textDocument/didOpen', {
      textDocument: { uri, languageId: 'dockerfile', version: 1, text },
    });
    const report = await server.request('textDocument/diagnostic', { textDocument: { uri } });
    expect(JSON.stringify(report)).toContain('maintainer-deprecated');
    const items = await server.request('textDocument/completion', {
      textDocument: { uri },
      position: { line: 2, character: 4 },
    });
    expect(JSON.stringify(items)).toContain('HEALTHCHECK NONE');
    const help = await server.request('textDocument/signatureHelp', {
      textDocument: { uri },
      position: { line: 0, character: 7 },
    });
    expect(JSON.stringify(help)).toContain('FROM baseImage:tag');
    expect(server.log).toEqual([]);
  });

  test('asks the editor for the ignore file and the configuration file', async () => {
    const ignoreFile = 'vscode-test-web://mount/app/.dockerignore';
    const server = new WorkerServer(bundle, new Map([[ignoreFile, 'node_modules\n']]));
    await server.initialize();
    const text = 'FROM alpine:3.20\n';
    server.notify('textDocument/didOpen', {
      textDocument: { uri, languageId: 'dockerfile', version: 1, text },
    });
    await server.request('textDocument/diagnostic', { textDocument: { uri } });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(server.asked.filter((question) => question.endsWith('.dockerignore'))).toEqual([
      `${readFileRequest.method} ${uri}.dockerignore`,
      `${readFileRequest.method} ${ignoreFile}`,
    ]);
    expect(server.asked).toContain(`${readFileRequest.method} vscode-test-web://mount/app/.shipshape.yaml`);
  });
});
