import { afterEach, describe, expect, test } from 'vitest';
import {
  type ClientCapabilities,
  type CompletionList,
  CompletionRequest,
  CompletionTriggerKind,
  DefinitionRequest,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  DocumentLinkRequest,
  FileChangeType,
  HoverRequest,
  type LocationLink,
  type MarkupContent,
  ReferencesRequest,
} from 'vscode-languageserver';
import { editorCapabilities } from '../stdio/serverProcess.ts';
import { place, Session, type SessionOptions } from './session.ts';

const dockerfile = 'file:///ws/Dockerfile';
const ignoreFile = 'file:///ws/.dockerignore';

const files = {
  [ignoreFile]: 'node_modules\n',
  'file:///ws/package.json': '{}',
  'file:///ws/src/main.js': 'x'.repeat(2500),
  'file:///ws/src/notes.log': 'y',
  'file:///ws/node_modules/a/index.js': 'z',
};

let session: Session;

async function start(options: SessionOptions = {}): Promise<Session> {
  session = await Session.start({
    capabilities: editorCapabilities,
    files,
    folders: ['file:///ws'],
    ...options,
  });
  return session;
}

/** The context has been read. */
async function read(): Promise<void> {
  await session.settle();
  await session.settle();
  await session.advance(1000);
}

afterEach(() => session.dispose());

async function labels(uri: string): Promise<unknown[]> {
  return (await session.hints(uri)).map(
    ({ label, position }) => `${position.line}:${position.character} ${label}`,
  );
}

describe('the meter', () => {
  test('stands at the first line of an ignore file, and follows what is typed', async () => {
    await start();
    await session.open(ignoreFile, 'node_modules\n', 'dockerignore');
    await read();
    expect(await labels(ignoreFile)).toEqual(['0:12 sends 4 files, 2.5 kB · keeps out 1 folder']);
    const before = session.hintRefreshes;
    await session.change(ignoreFile, 2, place(1, 0), 'src');
    await read();
    expect(session.hintRefreshes).toBe(before + 1);
    expect(await labels(ignoreFile)).toEqual([
      '0:12 sends 2 files, 15 bytes · keeps out 2 files and 2 folders',
    ]);
    const [hint] = await session.hints(ignoreFile);
    expect(hint?.tooltip).toMatchObject({ kind: 'markdown', value: expect.stringContaining('`src/`') });
  });

  test('stands at a COPY of everything, and follows the ignore file', async () => {
    await start();
    await session.open(dockerfile, 'FROM node:22\nCOPY . .\nCOPY a b\n');
    await read();
    expect(await labels(dockerfile)).toEqual(['1:8 copies 4 files, 2.5 kB · keeps out 1 folder']);
    const before = session.hintRefreshes;
    await session.open(ignoreFile, '**/*.log\nnode_modules\n', 'dockerignore');
    await read();
    expect(session.hintRefreshes).toBeGreaterThan(before);
    expect(await labels(dockerfile)).toEqual(['1:8 copies 3 files, 2.5 kB · keeps out 1 file and 1 folder']);
  });

  test('hears of new files', async () => {
    await start();
    await session.open(ignoreFile, 'node_modules\n', 'dockerignore');
    await read();
    await session.hints(ignoreFile);
    const watched = session.registrations.flatMap(({ registerOptions }) => registerOptions?.watchers ?? []);
    expect(watched).toContainEqual({ globPattern: '**/*' });
    session.host.files.set('file:///ws/src/new.js', 'n');
    await session.client.sendNotification(DidChangeWatchedFilesNotification.type, {
      changes: [{ uri: 'file:///ws/src/new.js', type: FileChangeType.Created }],
    });
    await read();
    expect(await labels(ignoreFile)).toEqual(['0:12 sends 5 files, 2.5 kB · keeps out 1 folder']);
  });

  test('goes where the setting says so', async () => {
    let contextMeter = false;
    await start({ settings: () => ({ contextMeter }) });
    await session.open(ignoreFile, '', 'dockerignore');
    await read();
    expect(await session.hints(ignoreFile)).toEqual([]);
    const before = session.hintRefreshes;
    contextMeter = true;
    await session.client.sendNotification(DidChangeConfigurationNotification.type, { settings: null });
    await read();
    expect(session.hintRefreshes).toBe(before + 1);
    expect(await labels(ignoreFile)).toEqual(['0:0 sends 5 files, 2.5 kB']);
  });

  test('is in the hover of a client without hints', async () => {
    const { inlayHint: _, ...textDocument } = editorCapabilities.textDocument ?? {};
    const capabilities: ClientCapabilities = { ...editorCapabilities, textDocument };
    await start({ capabilities });
    expect(session.result.capabilities.inlayHintProvider).toBeUndefined();
    await session.open(ignoreFile, '\nsrc\n', 'dockerignore');
    await session.open(dockerfile, 'FROM node:22\nCOPY . .\n');
    await read();
    const hover = async (uri: string, line: number): Promise<string | undefined> => {
      const found = await session.client.sendRequest(HoverRequest.type, {
        textDocument: { uri },
        position: { line, character: 0 },
      });
      return (found?.contents as MarkupContent | undefined)?.value;
    };
    expect(await hover(ignoreFile, 0)).toContain('The build can use 3 files');
    expect(await hover(ignoreFile, 1)).not.toContain('The build can use');
    expect(await hover(ignoreFile, 1)).toContain('Keeps out 1 whole folder');
    expect(await hover(dockerfile, 1)).toMatch(/\*\*COPY\*\*[\s\S]*This takes 3 files/);
  });
});

describe('reading', () => {
  test('that is over before the first message is due is not told of', async () => {
    await start({ initializationOptions: { contextProgress: true } });
    await session.open(ignoreFile, '', 'dockerignore');
    await read();
    expect(await labels(ignoreFile)).toEqual(['0:0 sends 5 files, 2.5 kB']);
    expect(session.progress).toEqual([]);
  });

  test('that takes long is told of, and its end', async () => {
    await start({ initializationOptions: { contextProgress: true } });
    let go: () => void = () => undefined;
    const wait = new Promise<void>((resolve) => {
      go = resolve;
    });
    const list = session.host.list.bind(session.host);
    session.host.list = async (uri) => {
      if (uri.endsWith('/src')) await wait;
      return list(uri);
    };
    await session.open(ignoreFile, '', 'dockerignore');
    await session.advance(250);
    expect(session.progress).toEqual([{ seen: expect.any(Number), done: false }]);
    expect(session.progress[0]?.seen).toBeGreaterThan(3);
    go();
    await session.settle();
    await session.advance(250);
    expect(session.progress.at(-1)).toMatchObject({ done: true });
    expect(session.progress).toHaveLength(2);
  });

  test('is not told of to others', async () => {
    await start();
    await session.open(ignoreFile, '', 'dockerignore');
    await read();
    expect(session.progress).toEqual([]);
  });
});

describe('in an ignore file', () => {
  const at = (line: number, character: number) => ({
    textDocument: { uri: ignoreFile },
    position: { line, character },
  });

  test('paths are completed, in the order of their size', async () => {
    await start();
    await session.open(ignoreFile, 'node_modules\n', 'dockerignore');
    await read();
    await session.change(ignoreFile, 2, place(1, 0), 'src/');
    await read();
    const found = (await session.client.sendRequest(CompletionRequest.type, at(1, 4))) as CompletionList;
    expect(found.items.map(({ label, detail, sortText }) => [label, detail, sortText])).toEqual([
      ['main.js', '2.5 kB', '0000'],
      ['notes.log', '1 byte', '0001'],
    ]);
    const triggered = async (triggerCharacter: string) =>
      session.client.sendRequest(CompletionRequest.type, {
        ...at(1, 4),
        context: { triggerKind: CompletionTriggerKind.TriggerCharacter, triggerCharacter },
      });
    expect((await triggered('/')) as CompletionList).toMatchObject({ items: [{ label: 'main.js' }, {}] });
    // That is one of Dockerfiles.
    expect(await triggered('=')).toEqual([]);
  });

  test('a folder that nobody looked into is listed when it is asked for', async () => {
    await start();
    await session.open(ignoreFile, 'node_modules\n!node_modules/', 'dockerignore');
    await read();
    const found = (await session.client.sendRequest(CompletionRequest.type, at(1, 14))) as CompletionList;
    expect(found.items.map(({ label }) => label)).toEqual(['a/']);
  });

  test('a pattern leads to its files', async () => {
    await start();
    await session.open(ignoreFile, '*.none\n**/*.log\nsrc/main.js\n', 'dockerignore');
    await read();
    const found = (await session.client.sendRequest(DefinitionRequest.type, at(1, 2))) as LocationLink[];
    expect(found).toEqual([
      {
        originSelectionRange: { start: { line: 1, character: 0 }, end: { line: 1, character: 8 } },
        targetUri: 'file:///ws/src/notes.log',
        targetRange: place(0, 0),
        targetSelectionRange: place(0, 0),
      },
    ]);
    const links = await session.client.sendRequest(DocumentLinkRequest.type, {
      textDocument: { uri: ignoreFile },
    });
    expect(links).toEqual([
      {
        range: { start: { line: 2, character: 0 }, end: { line: 2, character: 11 } },
        target: 'file:///ws/src/main.js',
      },
    ]);
  });

  test('a folder that nobody looked into leads to its first file', async () => {
    await start();
    await session.open(ignoreFile, 'node_modules\n', 'dockerignore');
    await read();
    const found = (await session.client.sendRequest(DefinitionRequest.type, at(0, 2))) as LocationLink[];
    expect(found.map(({ targetUri }) => targetUri)).toEqual(['file:///ws/node_modules/a/index.js']);
  });

  test('the lines that decide are found from a pattern and from a path that is copied', async () => {
    const text = 'src\n*.md\n!src/main.js\n';
    await start({ files: { ...files, [ignoreFile]: text } });
    await session.open(dockerfile, 'FROM node:22\nCOPY --chown=1 package.json src/main.js /app/\n');
    await read();
    const references = (uri: string, line: number, character: number) =>
      session.client.sendRequest(ReferencesRequest.type, {
        textDocument: { uri },
        position: { line, character },
        context: { includeDeclaration: true },
      });
    const lines = (found: Awaited<ReturnType<typeof references>>) =>
      found?.map(({ uri, range }) => `${uri}:${range.start.line}`);
    expect(lines(await references(dockerfile, 1, 32))).toEqual([
      `${dockerfile}:1`,
      `${ignoreFile}:0`,
      `${ignoreFile}:2`,
    ]);
    expect(lines(await references(dockerfile, 1, 17))).toEqual([`${dockerfile}:1`]);
    await session.open(ignoreFile, text, 'dockerignore');
    await read();
    expect(lines(await references(ignoreFile, 0, 1))).toEqual([`${ignoreFile}:0`, `${ignoreFile}:2`]);
  });
});
