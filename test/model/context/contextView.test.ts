import { describe, expect, test } from 'vitest';
import { type ContextNode, findNode, pathOf } from '../../../server/src/model/context/contextTree.ts';
import { ContextEvaluation, type ContextView } from '../../../server/src/model/context/contextView.ts';
import { effectOf, lineAt, viewIndexOf } from '../../../server/src/model/context/lineEffects.ts';
import { compile } from '../../../server/src/syntax/dockerignore/matcher.ts';
import { patternsOf, readIgnoreFile } from '../../../server/src/syntax/dockerignore/reader.ts';
import { GrowingTree } from '../../../server/src/workspace/growingTree.ts';
import { viewOf } from '../../harness/contextView.ts';

/** Each file of one byte. */
function viewOver(paths: readonly string[], ...lines: string[]): ContextView {
  return viewOf(new Map(paths.map((path) => [path, 1])), lines.join('\n'));
}

function nodeAt({ tree }: ContextView, path: string): ContextNode {
  const node = findNode(tree, path);
  if (typeof node === 'string') throw new Error(`${path}: ${node}`);
  return node;
}

const project = [
  '.git/config',
  '.env',
  'node_modules/a/index.js',
  'api/.env',
  'api/node_modules/b/index.js',
  'api/src/main.ts',
  'web/build/app.js',
  'build/out.js',
  'src/build',
  'web/debug.log',
];

describe('what is sent', () => {
  test('without an ignore file everything', () => {
    const view = viewOver(project);
    expect([view.sent, view.keptOut]).toEqual([
      { files: project.length, bytes: project.length },
      { files: 0, bytes: 0, folders: 0 },
    ]);
    expect(view.decidedBy(nodeAt(view, '.env'))).toBeUndefined();
    expect(view.isSent(view.tree.root)).toBe(true);
  });

  test('below each folder', () => {
    const view = viewOver(project, 'api', '!api/src', 'node_modules', '*.log');
    expect(view.below(nodeAt(view, 'api'))).toEqual({
      sent: { files: 1, bytes: 1 },
      keptOut: { files: 1, bytes: 1 },
    });
    expect(view.isSent(nodeAt(view, 'api'))).toBe(false);
    expect(view.isSent(nodeAt(view, 'api/src'))).toBe(true);
    expect(view.decidedBy(nodeAt(view, 'api/src/main.ts'))).toBe(1);
    expect(view.below(nodeAt(view, 'api/.env'))).toEqual({
      sent: { files: 0, bytes: 0 },
      keptOut: { files: 1, bytes: 1 },
    });
    // `node_modules` and `api/node_modules` are kept out whole, and nobody looked into them.
    expect(view.keptOut).toEqual({ files: 1, bytes: 1, folders: 2 });
  });

  test('what is seldom meant to be, in walking order', () => {
    const view = viewOver(project, 'node_modules', '.env');
    expect(view.notable.map(pathOf)).toEqual(['.git', 'api/.env', 'api/node_modules']);
  });
});

describe('what a line does', () => {
  test('counts where it decides, not where another one does', () => {
    const view = viewOver(project, 'build', '**/build', '*.log', '**/*.log', '!web/build');
    const shown = view.lines.map(({ decides, examples, matches }) => [
      decides.files,
      decides.folders,
      examples.map(pathOf),
      matches,
    ]);
    expect(shown).toEqual([
      [0, 1, ['build'], true],
      [1, 0, ['src/build'], true],
      [0, 0, [], false],
      [1, 0, ['web/debug.log'], true],
      [1, 0, ['web/build/app.js'], true],
    ]);
  });

  test('a pattern without a slash, which counts at the top, has what it would match deeper', () => {
    const view = viewOver(
      project,
      '.env',
      'node_modules/',
      '*.log',
      'build',
      '/src',
      '**/x',
      'web/*',
      '!*.ts',
    );
    expect(view.lines.map(({ deeper }) => deeper.map(pathOf))).toEqual([
      ['api/.env'],
      ['api/node_modules'],
      [],
      [],
      ['api/src'],
      [],
      [],
      [],
    ]);
  });

  test('what is kept out, or brought back by name, is nothing deeper', () => {
    const lines = (...given: string[]) =>
      viewOver(['a/b/x.log', 'c/x.log', 'x.log'], ...given).lines.map(({ deeper }) => deeper.map(pathOf));
    expect(lines('*.log', 'a')).toEqual([['c/x.log'], []]);
    expect(lines('*.log', '**/*.log')).toEqual([[], []]);
    expect(lines('*.log', 'a', '!a/b')).toEqual([['a/b/x.log', 'c/x.log'], [], []]);
  });

  test('what an exception brings back is not sent because it lies deeper', () => {
    const lines = (...given: string[]) =>
      viewOver(['src/.env', 'src/a.ts', 'x/x/y'], ...given).lines.map(({ deeper }) => deeper.map(pathOf));
    expect(lines('*', '!src', '.env')).toEqual([[], [], ['src/.env']]);
    expect(lines('?', '!x/x', 's?c', '!src/*')).toEqual([[], [], [], []]);
  });

  test('no more than five are named', () => {
    const paths = Array.from({ length: 9 }, (_, index) => [`d${index}/x`, `x${index}`]).flat();
    const view = viewOver(paths, 'x', 'x?');
    expect(view.lines[0]?.deeper.map(pathOf)).toEqual(['d0/x', 'd1/x', 'd2/x', 'd3/x', 'd4/x']);
    expect(view.lines[1]?.examples.map(pathOf)).toEqual(['x0', 'x1', 'x2', 'x3', 'x4']);
    expect(view.lines[1]?.decides.files).toBe(9);
  });
});

describe('while the file is typed', () => {
  test.each([
    ['a\nb\n', 'a\nb\nc\n', [0, 1, undefined]],
    ['a\nb\n', '# x\n\nb\n', [1]],
    ['a\nb\n', 'b\na\n', [1, 0]],
    ['a\nb\na\n', 'a\nbb\na\n', [0, undefined, 2]],
    ['a\nb\na\n', 'a\na\n', [0, 2]],
    ['a\n', '/a/\n', [0]],
    ['a\n', '!a\n', [undefined]],
  ])('%j, then %j: each line finds its own effect', (before, text, expected) => {
    const view = viewOf(new Map([['a', 1]]), before);
    const { patterns } = readIgnoreFile(text);
    expect(patterns.map((line) => viewIndexOf(view, patterns, line))).toEqual(expected);
    for (const line of patterns) {
      const index = viewIndexOf(view, patterns, line);
      expect(effectOf(view, patterns, line)).toBe(index === undefined ? undefined : view.lines[index]);
      if (index !== undefined) expect(lineAt(view, patterns, index)).toBe(line);
    }
  });
});

test('an evaluation in small steps comes to the same, and a younger node has no verdict', () => {
  const tree = new GrowingTree(1000);
  const { root } = tree.snapshot(true);
  const file = (name: string) => ({ name, type: 'file' as const });
  const [a] = tree.fill(root, '', [{ name: 'a', type: 'directory' }, file('b'), file('c')]);
  if (!a) throw new Error('no folder');
  tree.fill(a, 'a', [file('d'), file('e')]);
  const matcher = compile(patternsOf(readIgnoreFile('a/d\nb\n')));
  const views = [1, 2, 100].map((nodes) => {
    const evaluation = new ContextEvaluation(tree.snapshot(false), matcher);
    let steps = 1;
    while (evaluation.step(nodes)) steps++;
    expect(steps).toBe(nodes === 100 ? 1 : Math.floor(5 / nodes) + 1);
    return evaluation.view();
  });
  for (const view of views) {
    expect(view.sent).toEqual({ files: 2, bytes: 0 });
    expect(view.unsized).toBe(4);
  }
  tree.fill(a, 'a', [file('d'), file('e'), file('f')]);
  const [view] = views;
  const f = view && findNode(view.tree, 'a/f');
  expect(f && typeof f !== 'string' && [view.isSent(f), view.decidedBy(f)]).toEqual([false, undefined]);
});
