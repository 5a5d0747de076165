import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { WireContext, WireContexts } from '../../shared/src/protocol.ts';
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
  editor.activeTextEditor = { document: { uri: new FakeUri('/ws/app/Dockerfile') } };
});

const context = (folder: string, kind: string, description: string): WireContext => ({
  root: folder === '.' ? 'file:///ws/' : `file:///ws/${folder}/`,
  kind,
  folder,
  description,
  line: kind === 'comment' ? 2 : kind === 'compose' ? 4 : null,
  target: kind === 'compose' ? 'prod' : null,
});

const contexts: WireContexts = {
  chosen: context('.', 'compose', 'compose.yaml, service web, line 4'),
  others: [context('app', 'dockerfile-folder', "the Dockerfile's folder")],
  dockerfile: 'file:///ws/app/Dockerfile',
  workspace: 'file:///ws/',
  path: 'app/Dockerfile',
};

/** The client of the language server, which answers every question alike. */
class FakeClient {
  readonly asked: unknown[] = [];
  readonly code2ProtocolConverter = { asUri: String };
  state = client.State.Running;
  answer: WireContexts | null = contexts;
  told: (params: { uri: string }) => void = () => undefined;

  async sendRequest(_method: string, params: unknown): Promise<unknown> {
    this.asked.push(params);
    return this.answer;
  }

  onNotification(_method: string, listener: (params: { uri: string }) => void): object {
    this.told = listener;
    return { dispose: () => undefined };
  }
}

describe('choosing the build context', () => {
  async function choose(answer: WireContexts | null = contexts): Promise<void> {
    const server = new FakeClient();
    server.answer = answer;
    client.registerContextCommand(server);
    await editor.registered.get('shipshape.chooseContext')?.();
  }

  test('lists what is said, and writes the setting', async () => {
    editor.settings.set('contexts', { 'other/Dockerfile': 'other' });
    editor.pick = () => 'app';
    await choose();
    expect(editor.lists[0]).toMatchObject([
      {
        label: 'Workspace folder',
        description: 'compose.yaml, service web, line 4, target prod',
        detail: 'In force now',
      },
      { label: 'app', description: "the Dockerfile's folder" },
      { label: 'Browse…' },
    ]);
    expect(editor.settings.get('contexts')).toEqual({ 'other/Dockerfile': 'other', 'app/Dockerfile': 'app' });
    expect(editor.targets).toEqual([2]);
  });

  test('in one of several workspace folders, its own settings', async () => {
    editor.folders.push({});
    editor.pick = () => 'Workspace folder';
    await choose();
    expect(editor.settings.get('contexts')).toEqual({ 'app/Dockerfile': '.' });
    expect(editor.targets).toEqual([3]);
  });

  test.each([
    ['/ws', '.'],
    ['/ws/deep/er', 'deep/er'],
    ['/elsewhere', '/elsewhere'],
    ['/wsx', '/wsx'],
    [undefined, undefined],
  ])('any other folder: %s', async (opened, expected) => {
    editor.pick = () => 'Browse…';
    editor.pickedFolder = opened;
    await choose();
    expect(editor.settings.get('contexts')).toEqual(
      expected === undefined ? undefined : { 'app/Dockerfile': expected },
    );
  });

  test('what was chosen before can be forgotten', async () => {
    editor.settings.set('contexts', { 'app/Dockerfile': 'app' });
    editor.pick = (labels) => labels.find((label) => label.startsWith('Forget'));
    await choose({ ...contexts, chosen: context('app', 'setting', 'setting shipshape.contexts') });
    expect(editor.settings.get('contexts')).toBeUndefined();
    expect(editor.targets).toHaveLength(1);
  });

  test('nothing picked, nothing written', async () => {
    await choose();
    expect(editor.lists).toHaveLength(1);
    expect(editor.targets).toEqual([]);
  });

  test.each([
    ['a comment decides', { ...contexts, chosen: context('.', 'comment', 'comment in Dockerfile, line 1') }],
    ['no workspace folder', { ...contexts, workspace: null, path: null }],
    ['no Dockerfile', null],
  ])('says why there is nothing to choose: %s', async (_, answer) => {
    await choose(answer);
    expect(editor.notices).toHaveLength(1);
    expect(editor.lists).toEqual([]);
  });

  test('a comment that decides is shown', async () => {
    const chosen = context('.', 'comment', 'comment in Dockerfile, line 2');
    await choose({ ...contexts, chosen, workspace: null, path: null });
    const selection = { start: { line: 1, character: 0 }, end: { line: 1 } };
    expect(editor.shown).toMatchObject([[{ path: '/ws/app/Dockerfile' }, { selection }]]);
  });

  test('without a workspace folder, the comment to write is offered', async () => {
    editor.choose = ({ choices }) => choices[0];
    await choose({ ...contexts, workspace: null, path: null });
    expect(editor.notices[0]?.message).toContain('# shipshape context=..');
    expect(editor.copied).toEqual(['# shipshape context=..']);
  });
});

describe('the context in the status bar', () => {
  test('is that of the document in the editor, and follows it', async () => {
    const server = new FakeClient();
    const shown: (string | undefined)[] = [];
    const following = client.followContext(server, (sentence) => shown.push(sentence));
    server.told({ uri: 'file:///ws/other/Dockerfile' });
    expect(server.asked).toEqual([]);
    server.told({ uri: 'file:///ws/app/Dockerfile' });
    await Promise.resolve();
    await new Promise((resolve) => setTimeout(resolve, 0));
    expect(shown).toEqual(['Build context: ws (compose.yaml)']);
    editor.activeTextEditor = undefined;
    for (const tell of editor.activated) tell();
    await new Promise((resolve) => setTimeout(resolve, 0));
    expect(shown.at(-1)).toBeUndefined();
    expect(server.asked).toHaveLength(1);
    following.dispose();
    expect(editor.activated).toEqual([]);
  });

  test('of a server that is not there nothing is asked', async () => {
    const server = new FakeClient();
    server.state = client.State.Stopped;
    client.followContext(server, () => undefined);
    for (const tell of editor.activated) tell();
    await new Promise((resolve) => setTimeout(resolve, 0));
    expect(server.asked).toEqual([]);
  });
});
