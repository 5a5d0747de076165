import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  type Hover,
  HoverRequest,
} from 'vscode-languageserver';
import { parseYaml } from '../../server/src/upstream/yaml.ts';
import {
  contextsChangedNotification,
  contextsRequest,
  type WireContexts,
} from '../../shared/src/protocol.ts';
import { editorCapabilities } from '../stdio/serverProcess.ts';
import { place, Session, type SessionOptions } from './session.ts';

// It is loaded on first use, which takes longer than everything else.
beforeAll(() => parseYaml('a: 1'));

const uri = 'file:///ws/docker/Dockerfile';
const text = 'FROM alpine:3.20\nCOPY src /src\nCOPY --from=alpine /a /b\n';
const compose = 'services:\n  web:\n    build:\n      context: .\n      dockerfile: docker/Dockerfile\n';

let session: Session;
let told: unknown[];

async function start(options: SessionOptions = {}): Promise<void> {
  session = await Session.start({
    capabilities: editorCapabilities,
    folders: ['file:///ws'],
    initializationOptions: { commands: true },
    settings: () => ({}),
    ...options,
  });
  told = [];
  session.client.onNotification(contextsChangedNotification.method, (params: unknown) => {
    told.push(params);
  });
}

const ask = async (document = uri): Promise<WireContexts | null> =>
  session.client.sendRequest(contextsRequest.method, { uri: document });

const hover = async (line: number, character = 2): Promise<string> => {
  const found: Hover | null = await session.client.sendRequest(HoverRequest.type, {
    textDocument: { uri },
    position: place(line, character).start,
  });
  return JSON.stringify(found?.contents ?? null);
};

afterEach(() => session.dispose());

describe('the build context', () => {
  test('is told to the client, with what else it may be', async () => {
    await start({ files: { [uri]: text, 'file:///ws/compose.yaml': compose } });
    await session.open(uri, text);
    expect(told).toEqual([{ uri }]);
    expect(await ask()).toEqual({
      chosen: {
        root: 'file:///ws/',
        kind: 'compose',
        folder: '.',
        description: 'compose.yaml, service web, line 4',
        line: 4,
        target: null,
      },
      others: [
        {
          root: 'file:///ws/docker/',
          kind: 'dockerfile-folder',
          folder: 'docker',
          description: "the Dockerfile's folder",
          line: null,
          target: null,
        },
      ],
      dockerfile: uri,
      workspace: 'file:///ws/',
      path: 'docker/Dockerfile',
    });
    expect(await ask('file:///ws/other')).toBeNull();
  });

  test('stands in the hover of COPY, where files come from it', async () => {
    await start({
      files: { [uri]: text, 'file:///ws/compose.yaml': compose, 'file:///ws/.dockerignore': '' },
    });
    await session.open(uri, text);
    expect(await hover(1)).toContain(
      'Build context: `..` ([compose.yaml, service web, line 4](file:///ws/compose.yaml#L4)), ignore file `../.dockerignore`.',
    );
    expect(await hover(2)).not.toContain('Build context');
    expect(await hover(1, 6)).toContain(
      'the build fails here.\\n\\nBuild context: `..` ([compose.yaml, service web, line 4](file:///ws/compose.yaml#L4)).',
    );
  });

  test('is what the setting says, of clients that are asked and of those that tell', async () => {
    const contexts = { 'docker/*': 'docker' };
    const files = { [uri]: text, 'file:///ws/compose.yaml': compose };
    await start({ files, settings: () => ({ contexts }) });
    await session.open(uri, text);
    await session.diagnostics(uri);
    await session.settle();
    expect((await ask())?.chosen).toMatchObject({ root: 'file:///ws/docker/', kind: 'setting' });
    session.dispose();

    await start({ capabilities: {}, files });
    await session.open(uri, text);
    await session.advance(1000);
    expect((await ask())?.chosen.kind).toBe('compose');
    await session.client.sendNotification(DidChangeConfigurationNotification.type, {
      settings: { shipshape: { contexts } },
    });
    await session.settle();
    await session.advance(1000);
    expect((await ask())?.chosen.kind).toBe('setting');
  });

  test('is what a comment says, as soon as it is written', async () => {
    await start({ files: { [uri]: text, 'file:///ws/compose.yaml': compose } });
    await session.open(uri, text);
    await session.change(uri, 2, place(0, 0), '# shipshape context=.\n');
    expect((await ask())?.chosen).toMatchObject({
      root: 'file:///ws/docker/',
      description: 'comment in Dockerfile, line 1',
    });
    await session.change(uri, 3, { start: place(0, 0).start, end: place(1, 0).start }, '');
    expect((await ask())?.chosen.kind).toBe('compose');
  });

  test('follows the files that say it, on disk and open in the editor', async () => {
    await start({ files: { [uri]: text } });
    await session.open(uri, text);
    expect((await ask())?.chosen.kind).toBe('dockerfile-folder');
    session.host.files.set('file:///ws/compose.yaml', compose);
    await session.client.sendNotification(DidChangeWatchedFilesNotification.type, {
      changes: [{ uri: 'file:///ws/compose.yaml', type: 1 }],
    });
    await session.settle();
    expect((await ask())?.chosen.kind).toBe('compose');
    const unsaved = compose.replace('context: .', 'context: ./docker').replace('docker/Docker', 'Docker');
    await session.open('file:///ws/compose.yaml', unsaved, 'yaml');
    await session.advance(300);
    expect((await ask())?.chosen).toMatchObject({ root: 'file:///ws/docker/', kind: 'compose' });
    await session.close('file:///ws/compose.yaml');
    await session.settle();
    expect((await ask())?.chosen).toMatchObject({ root: 'file:///ws/', kind: 'compose' });
  });

  test('clients that do not run our commands are told nothing', async () => {
    await start({ files: { [uri]: text, 'file:///ws/compose.yaml': compose }, initializationOptions: {} });
    await session.open(uri, text);
    expect(told).toEqual([]);
    expect((await ask())?.chosen.kind).toBe('compose');
  });
});
