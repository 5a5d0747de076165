import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  contextProgressNotification,
  listRequest,
  maximumFileSize,
  readFileRequest,
  sizesRequest,
  statRequest,
  usesOfFileRequest,
} from '../../shared/src/protocol.ts';
import { bundleClient, type ClientModules, FakeEditor, FakeUri } from './fakeEditor.ts';

let load: (editor: FakeEditor) => ClientModules;
let editor: FakeEditor;
let client: ClientModules;

beforeAll(async () => {
  load = await bundleClient();
});

beforeEach(() => {
  editor = new FakeEditor();
  client = load(editor);
});

describe('a server that dies', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const log = { shown: 0, show: () => log.shown++, error: () => undefined };

  test('is started again, and the user told once', async () => {
    const { CrashWatch, CloseAction } = client;
    const crashes = new CrashWatch(log);
    for (let i = 0; i < 4; i++) {
      expect(crashes.closed()).toEqual({ action: CloseAction.Restart, handled: true });
      await vi.advanceTimersByTimeAsync(60_000);
    }
    expect(editor.notices).toEqual([
      { message: expect.stringContaining('started again'), choices: ['Show log'] },
    ]);
  });

  test('again and again stays off, and says how to start it', async () => {
    const { CrashWatch, CloseAction } = client;
    const crashes = new CrashWatch(log);
    editor.choose = ({ choices }) => choices.find((choice) => choice === 'Start again');
    const actions = Array.from({ length: 5 }, () => crashes.closed().action);
    expect(actions).toEqual([
      ...Array.from({ length: 4 }, () => CloseAction.Restart),
      CloseAction.DoNotRestart,
    ]);
    await vi.advanceTimersByTimeAsync(0);
    expect(editor.notices.at(-1)).toEqual({
      message: expect.stringContaining('stays off'),
      choices: ['Start again', 'Show log'],
    });
    expect(editor.executed).toEqual([['shipshape.restartServer']]);
    // Whoever starts it by hand gets the same patience as before.
    expect(crashes.closed().action).toBe(CloseAction.Restart);
  });

  test('crashes that lie far apart are forgiven', async () => {
    const { CrashWatch, CloseAction } = client;
    const crashes = new CrashWatch(log);
    for (let i = 0; i < 20; i++) {
      expect(crashes.closed().action).toBe(CloseAction.Restart);
      await vi.advanceTimersByTimeAsync(61_000);
    }
  });

  test('the log is one click away', async () => {
    const crashes = new client.CrashWatch(log);
    editor.choose = () => 'Show log';
    crashes.startFailed();
    await vi.advanceTimersByTimeAsync(0);
    expect(log.shown).toBe(1);
  });

  test('a connection that stumbles is kept, one that keeps falling is not', () => {
    const { CrashWatch, ErrorAction } = client;
    const crashes = new CrashWatch(log);
    expect(crashes.error(new Error('x'), undefined, 1).action).toBe(ErrorAction.Continue);
    expect(crashes.error(new Error('x'), undefined, 4).action).toBe(ErrorAction.Shutdown);
  });
});

describe('other extensions', () => {
  const tools = 'ms-azuretools.vscode-containers';
  const checks = [
    'docker.languageserver.diagnostics.deprecatedMaintainer',
    'docker.languageserver.diagnostics.x',
  ];
  const manifest = {
    contributes: {
      configuration: {
        properties: { ...Object.fromEntries(checks.map((name) => [name, {}])), 'docker.other': {} },
      },
    },
  };

  function memory(): {
    readonly kept: Map<string, unknown>;
    get(key: string): unknown;
    update(key: string, value: unknown): void;
  } {
    const kept = new Map<string, unknown>();
    return { kept, get: (key) => kept.get(key), update: (key, value) => void kept.set(key, value) };
  }

  test('are not spoken of when they are not there', async () => {
    await client.mentionNeighbors(memory());
    expect(editor.notices).toEqual([]);
  });

  test('are spoken of once, and nothing is changed unasked', async () => {
    editor.extensions.set(tools, { packageJSON: manifest });
    const kept = memory();
    await client.mentionNeighbors(kept);
    await client.mentionNeighbors(kept);
    expect(editor.notices).toEqual([
      { message: expect.stringContaining('Container Tools'), choices: ['Turn its checks off', 'Keep both'] },
    ]);
    expect(editor.settings.size).toBe(0);
  });

  test('are silenced when the user says so: the checks they declare, and only those', async () => {
    editor.extensions.set(tools, { packageJSON: manifest });
    editor.choose = ({ choices }) => choices[0];
    await client.mentionNeighbors(memory());
    expect([...editor.settings]).toEqual(checks.map((name) => [name, 'ignore']));
  });

  test('are not spoken of when they are silent already', async () => {
    editor.extensions.set(tools, {
      packageJSON: { contributes: { configuration: [manifest.contributes.configuration] } },
    });
    for (const name of checks) editor.settings.set(name, 'ignore');
    await client.mentionNeighbors(memory());
    expect(editor.notices).toEqual([]);
  });

  test('that have no such setting show what they have', async () => {
    editor.extensions.set('docker.docker', { packageJSON: {} });
    editor.choose = ({ choices }) => choices[0];
    await client.mentionNeighbors(memory());
    expect(editor.executed).toEqual([['workbench.action.openSettings', '@ext:docker.docker']]);
  });
});

describe('the instructions that take a file', () => {
  const range = (line: number) => ({ start: { line, character: 5 }, end: { line, character: 8 } });
  const use = (line: number) => ({ uri: 'ws/Dockerfile', range: range(line) });

  /** What the server was asked, and with what open. */
  async function find(answer: object, asked: unknown, isRunning = true): Promise<unknown[]> {
    const log: unknown[] = [];
    await client.findUses(
      {
        isRunning: () => isRunning,
        start: async () => void log.push('start'),
        code2ProtocolConverter: { asUri: ({ path }: FakeUri) => path },
        protocol2CodeConverter: { asUri: (path: string) => new FakeUri(path) },
        sendRequest: async (method: string, params: object) => {
          log.push(method, params, [...editor.opened]);
          return answer;
        },
      },
      asked,
    );
    return log;
  }

  test('are looked for in every Dockerfile of the workspace', async () => {
    editor.dockerfiles.push(new FakeUri('ws/Dockerfile'), new FakeUri('ws/b/Dockerfile'));
    const answer = { uses: [use(1), use(3)], keptOutBy: [] };
    const log = await find(answer, new FakeUri('ws/a.c'), false);
    const opened = ['ws/Dockerfile', 'ws/b/Dockerfile'];
    expect(log).toEqual(['start', usesOfFileRequest.method, { uri: 'ws/a.c' }, opened]);
    const uri = new FakeUri('ws/Dockerfile');
    expect(editor.executed).toEqual([
      [
        'editor.action.showReferences',
        uri,
        { line: 1, character: 5 },
        [
          { uri, range: range(1) },
          { uri, range: range(3) },
        ],
      ],
    ]);
  });

  test('where it is a single one, is gone to', async () => {
    editor.activeTextEditor = { document: { uri: new FakeUri('ws/a.c') } };
    await find({ uses: [use(2)], keptOutBy: [] }, undefined);
    expect(editor.executed).toEqual([]);
    const { start } = range(2);
    expect(editor.shown).toEqual([[new FakeUri('ws/Dockerfile'), { selection: { start, end: start } }]]);
  });

  test.each([
    [[], 'No instruction of a Dockerfile takes ws/a.c.'],
    [
      ['line 3 of .dockerignore'],
      'No instruction of a Dockerfile takes ws/a.c: it is kept out by line 3 of .dockerignore.',
    ],
  ])('where there is none, it is said why: %j', async (keptOutBy, message) => {
    const file = new FakeUri('ws/a.c');
    await find({ uses: [], keptOutBy }, file);
    expect(editor.notices).toEqual([{ message, choices: ['Show Why'] }]);
    expect(editor.executed).toEqual([]);
    editor.choose = ({ choices }) => choices[0];
    await find({ uses: [], keptOutBy }, file);
    expect(editor.executed).toEqual([['shipshape.whyInImage', file, [file]]]);
  });

  test('of no file are none', async () => {
    expect(await find({ uses: [], keptOutBy: [] }, undefined)).toEqual([]);
  });
});

describe('files for the server', () => {
  async function ask(method: string, uri: string, names: readonly string[] = []): Promise<unknown> {
    const handlers = new Map<string, (params: object) => Promise<unknown>>();
    client.answerFileRequests({
      onRequest: (name: string, handler: (params: object) => Promise<unknown>) => handlers.set(name, handler),
    });
    return handlers.get(method)?.({ uri, names });
  }

  test('are read as UTF-8, up to a size', async () => {
    editor.files.set('a', new TextEncoder().encode('größe\n'));
    editor.files.set('large', new Uint8Array(maximumFileSize + 1));
    expect(await ask(readFileRequest.method, 'a')).toBe('größe\n');
    expect(await ask(readFileRequest.method, 'large')).toBeNull();
    expect(await ask(readFileRequest.method, 'missing')).toBeNull();
  });

  test('are found and listed', async () => {
    editor.files.set('a', new Uint8Array(3));
    expect(await ask(statRequest.method, 'a')).toEqual({ type: 'file', size: 3 });
    expect(await ask(statRequest.method, 'missing')).toBeNull();
    expect(await ask(listRequest.method, 'folder')).toEqual([
      { name: 'a', type: 'file' },
      { name: 'b', type: 'directory' },
      { name: 'c', type: 'link' },
    ]);
  });

  test('are measured, a folder at a time', async () => {
    editor.files.set('folder/a', new Uint8Array(3));
    expect(await ask(sizesRequest.method, 'folder', ['a', 'missing'])).toEqual([3, null]);
  });
});

describe('the status', () => {
  function serverOf(): {
    readonly server: object;
    tell(progress: object): void;
    become(state: number): void;
  } {
    const tell = new Map<string, (params: object) => void>();
    let changed: (event: { readonly newState: number }) => void = () => undefined;
    return {
      server: {
        onNotification: (method: string, handle: (params: object) => void) => {
          tell.set(method, handle);
          return { dispose: () => tell.delete(method) };
        },
        onDidChangeState: (handle: typeof changed) => {
          changed = handle;
          return { dispose: () => undefined };
        },
      },
      tell: (progress) => tell.get(contextProgressNotification.method)?.(progress),
      become: (newState) => changed({ newState }),
    };
  }

  test('tells that a build context is being read, how far, and when it is over', () => {
    const { server, tell, become } = serverOf();
    client.showStatus(server);
    const [item] = editor.statusItems;
    become(client.State.Running);
    expect(item).toMatchObject({ busy: false, detail: 'Checks Dockerfiles and .dockerignore files' });
    tell({ seen: 12_345, done: false });
    expect(item).toMatchObject({ busy: true, detail: 'Reading the build context: 12,345 files and folders' });
    tell({ seen: 12_400, done: true });
    expect(item).toMatchObject({ busy: false, detail: 'Checks Dockerfiles and .dockerignore files' });
  });

  test('of a server that stopped is not that it reads', () => {
    const { server, tell, become } = serverOf();
    const status = client.showStatus(server);
    const [item] = editor.statusItems;
    tell({ seen: 5, done: false });
    become(client.State.Stopped);
    expect(item).toMatchObject({ busy: false, severity: 1, detail: 'The language server is not running' });
    become(client.State.Running);
    expect(item).toMatchObject({ busy: false, severity: 0 });
    status.dispose();
    tell({ seen: 5, done: false });
    expect(item).toMatchObject({ busy: false });
  });
});
