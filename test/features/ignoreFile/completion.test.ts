import { describe, expect, test } from 'vitest';
import {
  completeIgnoreFile,
  type IgnoreCompletion,
  unreadFolderAt,
} from '../../../server/src/features/ignoreFile/completion.ts';
import { readIgnoreFile } from '../../../server/src/syntax/dockerignore/reader.ts';
import { viewOf } from '../../harness/contextView.ts';

const files = new Map([
  ['package.json', 100],
  ['dist/app.js', 5000],
  ['dist/app.css', 200],
  ['src/lib/big.json', 90_000],
  ['src/main.ts', 40],
  ['src/lib/dist/x', 3],
  ['a[1].txt', 1],
  ['#odd', 2],
  ['logs/x.log', 10],
]);

function complete(marked: string, known = files): IgnoreCompletion[] {
  const offset = marked.indexOf('<|>');
  const text = marked.replace('<|>', '');
  // The context was read before the line was typed.
  return [...completeIgnoreFile(readIgnoreFile(text), offset, viewOf(known, text, true)).items];
}

function paths(marked: string): string[] {
  return complete(marked).flatMap(({ kind, label, detail }) =>
    kind === 'pattern' ? [] : [`${label} ${detail}`],
  );
}

/** The text after an item was chosen. */
function choose(marked: string, label: string): string {
  const text = marked.replace('<|>', '');
  const item = complete(marked).find((each) => each.label === label);
  return item ? text.slice(0, item.range.start) + item.newText + text.slice(item.range.end) : '';
}

describe('paths', () => {
  test('of the context folder, the largest first', () => {
    expect(paths('<|>')).toEqual([
      'src/ 3 files, 90.0 kB',
      'dist/ 2 files, 5.2 kB',
      'package.json 100 bytes',
      'logs/ 1 file, 10 bytes',
      '#odd 2 bytes',
      'a[1].txt 1 byte',
    ]);
  });

  test('piece by piece, whatever stands behind the cursor', () => {
    expect(paths('src/<|>')).toEqual(['lib/ 2 files, 90.0 kB', 'main.ts 40 bytes']);
    expect(paths('./src/li<|>')).toEqual(['lib/ 2 files, 90.0 kB']);
    expect(choose('src/m<|>ore/x  \nb\n', 'main.ts')).toBe('src/main.ts/x  \nb\n');
    expect(choose('!  sr<|>', 'src/')).toBe('!  src/');
    expect(paths('none/<|>')).toEqual([]);
    expect(paths('s*/<|>')).toEqual([]);
  });

  test('behind `**/`: names, wherever they are', () => {
    expect(paths('**/<|>').slice(0, 3)).toEqual([
      'src/ 3 files, 90.0 kB',
      'lib/ 2 files, 90.0 kB',
      'big.json 90.0 kB',
    ]);
    expect(paths('**/dis<|>')).toEqual(['dist/ in 2 places, 3 files, 5.2 kB']);
    expect(paths('src/**/d<|>')).toEqual(['dist/ 1 file, 3 bytes']);
  });

  test('in an exception, what is kept out first; else last', () => {
    expect(paths('dist/*\n!dist/<|>')).toEqual(['app.js 5.0 kB, kept out', 'app.css 200 bytes, kept out']);
    expect(paths('logs\n!<|>')[0]).toBe('logs/ 1 file, 10 bytes, kept out');
    expect(paths('logs\n<|>').at(-1)).toBe('logs/ 1 file, 10 bytes, kept out');
  });

  test('whose characters mean something else are written so that they match', () => {
    expect(choose('<|>', 'a[1].txt')).toBe('a?1?.txt');
    expect(choose('<|>', '#odd')).toBe('/#odd');
    const [line] = readIgnoreFile('/#odd').patterns;
    expect(line?.read).toBe('#odd');
  });

  test('of a folder that is kept out whole are those that are listed for it', () => {
    const text = 'dist\n!dist/';
    // By the text before the last keystroke.
    const view = viewOf(files, 'dist\n');
    const file = readIgnoreFile(text);
    expect(unreadFolderAt(file, text.length, view)).toBe('dist');
    expect(unreadFolderAt(readIgnoreFile('src/'), 4, view)).toBeUndefined();
    const listing = [
      { name: 'app.js', type: 'file' },
      { name: 'img', type: 'directory' },
    ] as const;
    const { items } = completeIgnoreFile(file, text.length, view, listing);
    expect(items.map(({ label, detail }) => `${label} ${detail}`)).toEqual([
      'app.js kept out',
      'img/ kept out',
    ]);
  });

  test('are offered at the very beginning, whatever follows', () => {
    expect(choose('<|>\nb\n', 'src/')).toBe('src/\nb\n');
    expect(choose('<|>/b\n', 'src/')).toBe('src/b\n');
  });

  test('are none in a comment', () => {
    expect(complete('# no<|>te')).toEqual([]);
  });
});

describe('patterns that the kind of project wants', () => {
  const patterns = (marked: string): IgnoreCompletion[] =>
    complete(marked).filter(({ kind }) => kind === 'pattern');

  test('are those that are missing, with a word why', () => {
    const labels = patterns('.git\n**/.env*\n<|>').map(({ label }) => label);
    expect(labels).toContain('**/node_modules');
    expect(labels).not.toContain('.git');
    // What a line covers is not missing.
    expect(labels).not.toContain('**/.env');
    expect(labels).not.toContain('**/__pycache__');
    expect(patterns('**/*.md\n!README.md\n<|>').map(({ label }) => label)).not.toContain('*.md');
    const found = patterns('<|>').find(({ label }) => label === '**/node_modules');
    expect(found).toMatchObject({
      detail: 'Node.js',
      documentation: expect.stringContaining('Installed anew'),
    });
  });

  test('replace what has been typed', () => {
    expect(choose('nod<|>\nx\n', '**/node_modules')).toBe('**/node_modules\nx\n');
    expect(choose('**/n<|>', '**/node_modules')).toBe('**/node_modules');
    expect(patterns('src/n<|>')).toEqual([]);
    expect(patterns('!n<|>')).toEqual([]);
  });

  test('come first where there is something to keep out', () => {
    const known = new Map([...files, ['web/node_modules/x.js', 1], ['.git/HEAD', 1], ['.env.local', 1]]);
    const labels = complete('<|>', known).map(({ label }) => label);
    // Of `.git` somebody has to judge; it is there, however.
    expect(labels.slice(0, 5)).toEqual(['**/.env.*', '**/*.log', '**/node_modules', '.git', 'dist']);
    expect(labels.indexOf('**/.DS_Store')).toBeGreaterThan(labels.indexOf('package.json'));
  });

  test('that some builds need come last, and say so', () => {
    const all = complete('<|>');
    const last = all.at(-1);
    expect(last?.documentation).toContain('Not where');
    expect(all.findIndex(({ label }) => label === 'src/')).toBeLessThan(all.indexOf(last ?? all[0]!));
  });
});

test('of a context nobody knows, there are patterns for any project', () => {
  const { items, isIncomplete } = completeIgnoreFile(readIgnoreFile(''), 0, undefined);
  expect(items.map(({ label }) => label)).toContain('**/.env');
  expect(new Set(items.map(({ detail }) => detail))).toEqual(new Set(['any project']));
  expect(isIncomplete).toBe(true);
});

test('of very many files at any depth, the upper ones are found', () => {
  const paths = Array.from({ length: 60_000 }, (_, index) => `a/${index % 7}/f${index}`);
  const view = viewOf(new Map([...paths, 'z/upper'].map((path) => [path, 1])), '');
  const found = completeIgnoreFile(readIgnoreFile('**/z'), 4, view);
  expect(found.items.map(({ label }) => label)).toContain('z/');
  expect(found.isIncomplete).toBe(true);
});

test('a list that is cut says so', () => {
  const many = new Map(Array.from({ length: 300 }, (_, index) => [`f${index}`, index] as const));
  const text = '';
  const { items, isIncomplete } = completeIgnoreFile(readIgnoreFile(text), 0, viewOf(many, text));
  expect(isIncomplete).toBe(true);
  expect(items.filter(({ kind }) => kind === 'file')).toHaveLength(200);
});
