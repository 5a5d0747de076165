import { describe, expect, test } from 'vitest';
import { type ContextNode, findNode, pathOf } from '../../server/src/model/context/contextTree.ts';
import type { ContextView } from '../../server/src/model/context/contextView.ts';
import { compile, type Matcher } from '../../server/src/syntax/dockerignore/matcher.ts';
import { patternsOf, readIgnoreFile } from '../../server/src/syntax/dockerignore/reader.ts';
import { ContextReader } from '../../server/src/workspace/contextReader.ts';
import { MemoryHost, settled } from '../harness/memoryHost.ts';

const root = 'file:///ws/';

function matcherOf(...lines: string[]): Matcher {
  return compile(patternsOf(readIgnoreFile(lines.join('\n'))));
}

/** A reader over files by path below the root, with their texts. */
function readerOver(files: Readonly<Record<string, string>>, budget = 1000) {
  const host = new MemoryHost();
  const put = (path: string, text = 'x'): void => {
    host.files.set(root + path.split('/').map(encodeURIComponent).join('/'), text);
  };
  for (const [path, text] of Object.entries(files)) put(path, text);
  const views: ContextView[] = [];
  const progress: { readonly seen: number; readonly done: boolean }[] = [];
  const reader: ContextReader = new ContextReader(host, root, budget, {
    changed: () => {
      if (reader.view) views.push(reader.view);
    },
    progress: (seen, done) => progress.push({ seen, done }),
  });
  return {
    host,
    reader,
    views,
    progress,
    put,
    listed: () => host.asked.map((uri) => uri.slice(root.length)),
    /** Something happened at these paths. */
    async changed(...paths: string[]): Promise<void> {
      reader.filesChanged(paths.map((path) => root + path));
      await settled();
    },
    remove(path: string): void {
      for (const uri of host.files.keys()) {
        if (uri === root + path || uri.startsWith(`${root + path}/`)) host.files.delete(uri);
      }
    },
    async judged(...lines: string[]): Promise<ContextView> {
      reader.judgeBy(matcherOf(...lines));
      await settled();
      return viewOf(reader);
    },
  };
}

function viewOf({ view }: ContextReader): ContextView {
  if (!view) throw new Error('there is no view');
  return view;
}

/** `+` sent, `-` kept out, with its bytes; `?` a folder that has not been looked into, `@` a link. */
function shown(view: ContextView): string[] {
  const lines: string[] = [];
  const visit = (node: ContextNode): void => {
    const sign = view.isSent(node) ? '+' : '-';
    if (node.kind === 'folder') {
      if (!node.children) lines.push(`${sign}${pathOf(node)}/?`);
      else if (node.children.length === 0) lines.push(`${sign}${pathOf(node)}/`);
      for (const child of node.children ?? []) visit(child);
    } else {
      lines.push(`${sign}${pathOf(node)}${node.kind === 'link' ? '@' : ''} ${node.bytes}`);
    }
  };
  for (const child of view.tree.root.children ?? []) visit(child);
  return lines;
}

describe('reading', () => {
  test('everything but what is kept out whole', async () => {
    const { judged, listed, progress } = readerOver({
      'a.txt': 'four',
      'src/b.txt': 'x',
      'node_modules/x/y.js': 'x',
      'docs/keep/c.md': 'xx',
      'docs/d.md': 'x',
      'empty/': '',
    });
    const view = await judged('node_modules', 'docs', '!docs/keep');
    expect(shown(view)).toEqual([
      '+a.txt 4',
      '-docs/d.md 1',
      '+docs/keep/c.md 2',
      '+empty/',
      '-node_modules/?',
      '+src/b.txt 1',
    ]);
    expect(view.sent).toEqual({ files: 3, bytes: 7 });
    expect(view.keptOut).toEqual({ files: 1, bytes: 1, folders: 1 });
    expect([view.tree.state, view.unsized, view.unread.length]).toEqual(['complete', 0, 0]);
    expect(listed()).not.toContain('node_modules');
    expect(progress.at(-1)).toEqual({ seen: 10, done: true });
    expect(progress.filter(({ done }) => done)).toHaveLength(1);
  });

  test('nothing before there is an ignore file to judge by', async () => {
    const { reader, host, changed } = readerOver({ 'a.txt': '' });
    await changed('a.txt');
    expect(reader.view).toBeUndefined();
    expect(host.asked).toEqual([]);
  });

  test('links are sent as they are, and not followed', async () => {
    const { judged, host, listed } = readerOver({ current: '', 'a/b': 'x' });
    host.links.add(`${root}current`);
    const view = await judged('');
    expect(shown(view)).toEqual(['+a/b 1', '+current@ 0']);
    expect(listed()).not.toContain('current');
    expect(findNode(view.tree, 'current/b')).toBe('unknown');
  });

  test('a folder that cannot be read is told of, once it is kept out no more', async () => {
    const { judged, host, changed, reader } = readerOver({ 'secret/x': 'x', a: 'x' });
    host.unreadable.add(`${root}secret/`);
    expect((await judged('secret')).tree.unreadable).toEqual([]);
    const view = await judged('');
    expect(shown(view)).toEqual(['+a 1', '+secret/?']);
    expect([view.tree.unreadable, view.tree.state, view.unread.length]).toEqual([['secret'], 'complete', 0]);
    expect(findNode(view.tree, 'secret/x')).toBe('unknown');
    host.unreadable.clear();
    await changed('secret/x');
    expect(viewOf(reader).tree.unreadable).toEqual([]);
    expect(shown(viewOf(reader))).toEqual(['+a 1', '+secret/x 1']);
  });

  test('a root that is not there yet', async () => {
    const { judged, put, changed, reader } = readerOver({});
    const view = await judged('');
    expect([view.tree.state, view.tree.unreadable]).toEqual(['complete', ['']]);
    put('a.txt');
    await changed('a.txt');
    expect(shown(viewOf(reader))).toEqual(['+a.txt 1']);
    expect(viewOf(reader).tree.unreadable).toEqual([]);
  });

  test('no more than the budget allows, the last folder whole', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 40 }, (_, folder) =>
        Array.from({ length: 10 }, (_, file) => [`d${String(folder).padStart(2, '0')}/f${file}`, 'x']),
      ).flat(),
    );
    const { judged, listed, changed, reader } = readerOver(files, 100);
    const view = await judged('');
    expect(view.tree.state).toBe('partial');
    expect(view.sent.files).toBeGreaterThanOrEqual(60);
    // So many folders are listed at the same time.
    expect(view.sent.files).toBeLessThanOrEqual(60 + 160);
    expect(view.unread).toEqual([]);
    expect(view.tree.unreadable).toEqual([]);
    const before = listed().length;
    await changed('d39/f0');
    expect(listed().slice(before)).toEqual([]);
    expect(viewOf(reader).tree.state).toBe('partial');
  });

  test('a size that cannot be had counts as nothing, and is not asked for again', async () => {
    const { judged, host } = readerOver({ a: 'xx', b: 'xxx' });
    host.unreadable.add(`${root}a`);
    let questions = 0;
    host.sizes = new Proxy(host.sizes, {
      apply: (sizes, self, given: Parameters<MemoryHost['sizes']>) => {
        questions++;
        return Reflect.apply(sizes, self, given);
      },
    });
    const view = await judged('');
    expect(shown(view)).toEqual(['+a 0', '+b 3']);
    expect([view.unsized, view.sent.bytes, questions]).toEqual([0, 3, 1]);
  });

  test('a big context is shown while it is read', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 60 }, (_, folder) =>
        Array.from({ length: 20 }, (_, file) => [`d${folder}/f${file}`, 'x']),
      ).flat(),
    );
    const { judged, views } = readerOver(files, 5000);
    const view = await judged('');
    expect(views.map(({ tree }) => tree.state)).toEqual(['reading', 'complete', 'complete']);
    expect(view.sent).toEqual({ files: 1200, bytes: 1200 });
    expect(views[0]?.sent.files).toBeLessThan(1200);
  });

  test('stops at once, and says nothing any more', async () => {
    const { reader, host, views, progress } = readerOver({ 'a/b': 'x', c: 'x' });
    host.before = () => reader.stop();
    reader.judgeBy(matcherOf(''));
    await settled();
    expect([host.asked, views, progress]).toEqual([[root], [], []]);
    reader.filesChanged([`${root}c`]);
    reader.judgeBy(matcherOf('c'));
    await settled();
    expect([host.asked, views, progress]).toEqual([[root], [], []]);
  });

  test('a host that rejects is logged, and asked again when something changes', async () => {
    const { reader, host, changed } = readerOver({ a: 'x' });
    host.before = () => Promise.reject(new Error('gone'));
    reader.judgeBy(matcherOf(''));
    await settled();
    expect(host.logged).toEqual(['Reading the build context failed: Error: gone']);
    host.before = () => undefined;
    await changed('a');
    reader.judgeBy(matcherOf('a'));
    await settled();
    expect(shown(viewOf(reader))).toEqual(['-a 1']);
  });
});

describe('another ignore file', () => {
  test('judges again what has been read, and reads what was kept out', async () => {
    const { judged, host, listed } = readerOver({ 'a/b': 'x', c: 'x' });
    expect(shown(await judged('a'))).toEqual(['-a/?', '+c 1']);
    host.asked.length = 0;
    expect(shown(await judged('c'))).toEqual(['+a/b 1', '-c 1']);
    expect(listed()).toEqual(['a']);
    host.asked.length = 0;
    // What was read stays, and counts as kept out.
    const view = await judged('a');
    expect(shown(view)).toEqual(['-a/b 1', '+c 1']);
    expect(view.keptOut).toEqual({ files: 1, bytes: 1, folders: 1 });
    expect(view.lines[0]?.decides).toEqual({ files: 1, bytes: 1, folders: 1 });
    expect(listed()).toEqual([]);
  });

  test('no view of half of it: what is included now is read first', async () => {
    const { judged, views } = readerOver({ 'a/b/c': 'x' });
    await judged('a');
    views.length = 0;
    await judged('');
    expect(views.map(({ unread }) => unread.length)).toEqual([0, 0]);
    expect(views.map(({ sent }) => sent)).toEqual([
      { files: 1, bytes: 0 },
      { files: 1, bytes: 1 },
    ]);
  });

  test('comes while the context is read', async () => {
    const { reader, host, views } = readerOver({ 'a/b/c': 'x', 'd/e': 'x' });
    const later = matcherOf('d');
    host.before = (uri) => {
      if (uri === `${root}a/`) reader.judgeBy(later);
    };
    reader.judgeBy(matcherOf('a/b'));
    await settled();
    expect(shown(viewOf(reader))).toEqual(['+a/b/c 1', '-d/e 1']);
    expect(views.every(({ patterns }) => patterns === later.lines)).toBe(true);
  });

  test('the same one again does nothing', async () => {
    const { reader, host, views } = readerOver({ a: 'x' });
    const matcher = matcherOf('');
    reader.judgeBy(matcher);
    await settled();
    const { view } = reader;
    host.asked.length = 0;
    views.length = 0;
    reader.judgeBy(matcher);
    await settled();
    expect([host.asked, views, reader.view === view]).toEqual([[], [], true]);
  });
});

describe('files that change', () => {
  const files = { 'a.txt': 'x', 'src/b.txt': 'x', 'src/deep/c.txt': 'x', 'node_modules/d.js': 'x' };

  test.each<
    readonly [string, readonly string[], readonly [string, string][], readonly string[], readonly string[]]
  >([
    ['created', [], [['src/n.txt', 'xx']], ['src/n.txt'], ['+src/n.txt 2']],
    ['created with its folders', [], [['n/m/o', 'xx']], ['n/m/o'], ['+n/m/o 2']],
    ['a folder is created, and is all that is told of', [], [['n/m/o', 'xx']], ['n'], ['+n/m/o 2']],
    ['grown', [], [['a.txt', 'xxxx']], ['a.txt'], ['+a.txt 4', '-+a.txt 1']],
    ['deleted', ['src/b.txt'], [], ['src/b.txt'], ['-+src/b.txt 1']],
    ['a folder is deleted', ['src'], [], ['src'], ['-+src/b.txt 1', '-+src/deep/c.txt 1']],
    [
      'a folder is deleted, and another one is there by its name',
      ['src'],
      [['src/new', 'x']],
      ['src'],
      ['+src/new 1', '-+src/b.txt 1', '-+src/deep/c.txt 1'],
    ],
    [
      'a folder becomes a file',
      ['src'],
      [['src', 'xxx']],
      ['src'],
      ['+src 3', '-+src/b.txt 1', '-+src/deep/c.txt 1'],
    ],
    ['a file becomes a folder', ['a.txt'], [['a.txt/x', 'xxx']], ['a.txt/x'], ['+a.txt/x 3', '-+a.txt 1']],
    ['below what is kept out', [], [['node_modules/e.js', 'x']], ['node_modules/e.js'], []],
    ['elsewhere', [], [], ['../other/a.txt'], []],
  ])('%s', async (_, removed, put, told, difference) => {
    const context = readerOver(files);
    const before = shown(await context.judged('node_modules'));
    for (const path of removed) context.remove(path);
    for (const [path, text] of put) context.put(path, text);
    await context.changed(...told);
    const after = shown(viewOf(context.reader));
    const gone = before.filter((line) => !after.includes(line)).map((line) => `-${line}`);
    expect([...after.filter((line) => !before.includes(line)), ...gone]).toEqual(difference);
    const { sent } = viewOf(context.reader);
    expect(sent.files).toBe(after.filter((line) => /^\+.*[^/?]$/.test(line)).length);
  });

  test('one after the other, again and again: ids are used again, and a view stays what it was', async () => {
    const context = readerOver({ keep: 'x' });
    let view = await context.judged('*.log');
    for (let round = 0; round < 20; round++) {
      const name = `f${round}.${round % 2 === 0 ? 'log' : 'txt'}`;
      context.put(name, 'xx');
      await context.changed(name);
      view = viewOf(context.reader);
      const node = findNode(view.tree, name);
      expect(typeof node !== 'string' && view.isSent(node)).toBe(round % 2 === 1);
      const { sent, keptOut } = view;
      context.remove(name);
      await context.changed(name);
      // The node is gone; what was said of it stands as long as somebody holds the view.
      expect(typeof node !== 'string' && view.isSent(node)).toBe(round % 2 === 1);
      expect([view.sent, view.keptOut]).toEqual([sent, keptOut]);
      expect(shown(viewOf(context.reader))).toEqual(['+keep 1']);
    }
    expect(viewOf(context.reader).tree.size).toBeLessThan(8);
  });

  test('while everything is read for the first time', async () => {
    const context = readerOver({ 'a/b': 'x', c: 'x' });
    let isFirst = true;
    context.host.before = (uri) => {
      if (uri !== `${root}a/` || !isFirst) return;
      isFirst = false;
      context.put('late');
      context.reader.filesChanged([`${root}late`]);
    };
    await context.judged('');
    expect(shown(viewOf(context.reader))).toEqual(['+a/b 1', '+c 1', '+late 1']);
  });
});
