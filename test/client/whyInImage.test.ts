import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { WhyParams, WireWhy, WireWhyAnswer } from '../../shared/src/protocol.ts';
import { bundleClient, type ClientModules, FakeEditor } from './fakeEditor.ts';

class FakeUri {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
  toString(): string {
    return this.text;
  }
  static parse(text: string): FakeUri {
    return new FakeUri(text);
  }
}

interface Item {
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
}

interface List {
  readonly title: string;
  readonly placeHolder: string;
  readonly items: readonly Item[];
}

let load: (editor: FakeEditor) => ClientModules;
let editor: FakeEditor;
/** Lists that were shown, with their titles, and what the user picks of each. */
let lists: List[];
let pick: (items: readonly Item[]) => Item | undefined;
let active: { readonly uri: string; readonly line: number } | undefined;
let shown: { readonly uri: string; readonly selection: unknown }[];
let applied: unknown[];
let canApply: boolean;
let asked: WhyParams[];
let answer: WireWhy | null | Error;
let isReady: boolean;
let run: (...args: unknown[]) => Promise<void>;

beforeAll(async () => {
  load = await bundleClient();
});

beforeEach(() => {
  lists = [];
  pick = () => undefined;
  active = undefined;
  shown = [];
  applied = [];
  canApply = true;
  asked = [];
  isReady = false;
  editor = new FakeEditor();
  const { registerWhyCommand } = load(withLists(editor));
  const client = {
    code2ProtocolConverter: { asUri: String },
    sendRequest: async (_method: string, params: WhyParams) => {
      expect(isReady).toBe(true);
      asked.push(params);
      if (answer instanceof Error) throw answer;
      return answer;
    },
  };
  registerWhyCommand(client, { error: () => undefined }, async () => {
    isReady = true;
  });
});

/** The editor with lists, documents and edits besides. */
function withLists(base: FakeEditor): FakeEditor {
  const more: Record<string, object> = {
    Uri: FakeUri,
    Range: class {
      readonly place: readonly number[];
      constructor(...place: number[]) {
        this.place = place;
      }
    },
    QuickPickItemKind: { Separator: -1 },
    WorkspaceEdit: class {
      readonly done: unknown[] = [];
      createFile(uri: FakeUri): void {
        this.done.push(['create', String(uri)]);
      }
      replace(uri: FakeUri, { place }: { readonly place: readonly number[] }, text: string): void {
        this.done.push(['replace', String(uri), place, text]);
      }
    },
    commands: {
      registerCommand: (_id: string, command: typeof run) => {
        run = command;
        return { dispose: () => undefined };
      },
    },
    window: {
      ...(base.module as { window: object }).window,
      get activeTextEditor() {
        if (!active) return undefined;
        const position = { line: active.line, character: 5 };
        return { document: { uri: new FakeUri(active.uri) }, selection: { active: position } };
      },
      showQuickPick: async (items: readonly Item[], { title, placeHolder }: Omit<List, 'items'>) => {
        lists.push({ title, placeHolder, items });
        return pick(items);
      },
      showTextDocument: async (
        document: { readonly uri: string },
        options: { readonly selection: { readonly place: unknown } },
      ) => {
        shown.push({ uri: document.uri, selection: options.selection.place });
      },
    },
    workspace: {
      asRelativePath: (uri: FakeUri) => String(uri).replace('file:///ws/', ''),
      openTextDocument: async (uri: FakeUri) => ({ uri: String(uri) }),
      applyEdit: async ({ done }: { readonly done: unknown }) => {
        applied.push(done);
        return canApply;
      },
    },
  };
  const module = new Proxy(base.module, {
    get: (target: object, name: string) => more[name] ?? Reflect.get(target, name),
    has: () => true,
  });
  return Object.create(base, { module: { value: module } }) as FakeEditor;
}

const range = { start: { line: 2, character: 0 }, end: { line: 2, character: 5 } };

const inImage: WireWhyAnswer = {
  dockerfile: 'file:///ws/Dockerfile',
  context: 'file:///ws/app/',
  verdict: 'in',
  title: 'a.txt is in the image: /a.txt',
  markdown: '',
  steps: [
    { kind: 'passes', text: 'Sent.', place: null },
    { kind: 'passes', text: 'COPY takes it.', place: { uri: 'file:///ws/Dockerfile', range } },
  ],
  fixes: [{ title: 'Keep it out', uri: 'file:///ws/.dockerignore', create: true, range, newText: 'a.txt\n' }],
};

describe('what is asked', () => {
  beforeEach(() => {
    answer = { uri: 'file:///ws/a.txt', answers: [inImage] };
  });

  test('what was clicked in the Explorer, whatever the cursor is on', async () => {
    active = { uri: 'file:///ws/Dockerfile', line: 3 };
    await run(new FakeUri('file:///ws/a.txt'), [new FakeUri('file:///ws/a.txt')]);
    await run(new FakeUri('file:///ws/Dockerfile'), [new FakeUri('file:///ws/Dockerfile')]);
    expect(asked).toEqual([{ uri: 'file:///ws/a.txt' }, { uri: 'file:///ws/Dockerfile' }]);
  });

  test('what the cursor is on, from the palette and from the menu of the editor', async () => {
    active = { uri: 'file:///ws/Dockerfile', line: 3 };
    await run();
    await run(new FakeUri('file:///ws/Dockerfile'));
    const own = { uri: 'file:///ws/Dockerfile', position: { line: 3, character: 5 } };
    expect(asked).toEqual([own, own]);
  });

  test('nothing without a file', async () => {
    await run();
    expect(asked).toEqual([]);
    expect(editor.notices[0]?.message).toContain('Open a file');
  });
});

describe('the answer', () => {
  const ask = (): Promise<void> => run(new FakeUri('file:///ws/a.txt'), []);

  test('is a list of steps and of what can be done', async () => {
    answer = { uri: 'file:///ws/a.txt', answers: [inImage] };
    await ask();
    expect(lists.map(({ title }) => title)).toEqual(['a.txt is in the image: /a.txt']);
    expect(lists[0]?.placeHolder).toBe('Dockerfile, build context app: pick a step to see its line');
    expect(lists[0]?.items.map(({ label, description }) => [label, description])).toEqual([
      ['$(pass) Sent.', undefined],
      ['$(pass) COPY takes it.', 'Dockerfile:3'],
      ['What you can do', undefined],
      ['$(lightbulb) Keep it out', undefined],
    ]);
  });

  test('leads to the line of a step', async () => {
    answer = { uri: 'file:///ws/a.txt', answers: [inImage] };
    pick = (items) => items[1];
    await ask();
    expect(shown).toEqual([{ uri: 'file:///ws/Dockerfile', selection: [2, 0, 2, 5] }]);
  });

  test('makes the change that was picked, and shows it', async () => {
    answer = { uri: 'file:///ws/a.txt', answers: [inImage] };
    pick = (items) => items.at(-1);
    await ask();
    expect(applied).toEqual([
      [
        ['create', 'file:///ws/.dockerignore'],
        ['replace', 'file:///ws/.dockerignore', [2, 0, 2, 5], 'a.txt\n'],
      ],
    ]);
    expect(shown).toEqual([{ uri: 'file:///ws/.dockerignore', selection: [2, 0, 2, 0] }]);
  });

  test('says so when a change cannot be made', async () => {
    answer = { uri: 'file:///ws/a.txt', answers: [inImage] };
    pick = (items) => items.at(-1);
    canApply = false;
    await ask();
    expect(shown).toEqual([]);
    expect(editor.notices[0]?.message).toContain('could not be made');
  });

  test('of several Dockerfiles is picked first', async () => {
    const out: WireWhyAnswer = {
      ...inImage,
      dockerfile: 'file:///ws/b/Dockerfile',
      verdict: 'out',
      title: 'It is not',
    };
    answer = { uri: 'file:///ws/a.txt', answers: [inImage, out] };
    pick = (items) => items.find(({ detail }) => detail === 'It is not');
    await ask();
    expect(lists[0]?.items.map(({ label }) => label)).toEqual([
      '$(pass) Dockerfile',
      '$(circle-slash) b/Dockerfile',
    ]);
    expect(lists[1]?.title).toBe('It is not');
  });

  test('that there is none is said, and a failure too', async () => {
    answer = { uri: 'file:///ws/a.txt', answers: [] };
    await ask();
    expect(editor.notices.at(-1)?.message).toContain('No Dockerfile has a.txt in its build context');
    answer = new Error('gone');
    await ask();
    expect(editor.notices.at(-1)?.message).toContain('could not answer');
  });
});
