import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { takenAmount, takenFiles, takenPaths } from '../../../server/src/model/context/takenPaths.ts';
import { takesOf } from '../../../server/src/model/context/takes.ts';
import { viewOf } from '../../harness/contextView.ts';
import { modelOf } from '../model.ts';
import { type SlowCopy, SlowFiles, slowCopy } from './slowCopy.ts';

// SHIPSHAPE_FUZZ_RUNS=100000 npx vitest run test/model/context/copyFuzz.test.ts
const runs = Number(process.env.SHIPSHAPE_FUZZ_RUNS ?? 1_500);

const name = fc.constantFrom('a', 'b', 'ab', 'a.js', 'b.md', '.a', '[a]', 'é');
const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => names.join('/'));
const tree = fc.uniqueArray(path, { minLength: 1, maxLength: 8 }).map((paths) =>
  // A file is no folder of another one.
  paths.filter((one) => !paths.some((other) => other.startsWith(`${one}/`))),
);
const segment = fc.constantFrom(
  ...[
    'a',
    'b',
    'ab',
    'a.js',
    '.a',
    '.',
    '..',
    '*',
    '**',
    '?',
    'a*',
    '*.js',
    '[ab]',
    '[^a]',
    '[!a]',
    '[[]a]',
    'é',
  ],
  ...['a[', '*b', '?b', '[a-b]*', '\\*', 'a\\b', ''],
);
const source = fc.array(segment, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'));
const pivoted = fc.tuple(source, source).map(([top, kept]) => `${top}/./${kept}`);
const destination = fc.constantFrom(
  '/',
  '/x',
  '/x/',
  '/x/y',
  '/x/.',
  '.',
  './',
  '..',
  'x',
  'x/',
  '/w',
  '/w/v',
  'v/../u',
);
const copy: fc.Arbitrary<SlowCopy> = fc.record({
  sources: fc.array(fc.oneof(source, source, pivoted), { minLength: 1, maxLength: 2 }),
  destination,
  workdir: fc.constantFrom('/', '/w', '/w/v'),
  parents: fc.boolean(),
  excludes: fc.oneof(
    fc.constant([]),
    fc.array(fc.constantFrom('a', '*.js', '**/a', '!a', 'a/*', '*'), { maxLength: 2 }),
  ),
});

/** The instruction in JSON form, where a word is what it says but for the escapes of BuildKit's own expansion. */
function lineOf({ sources, destination: to, parents, excludes }: SlowCopy): string {
  const words = [...sources, to].map((word) => JSON.stringify(word.replaceAll('\\', '\\\\')));
  const flags = [...(parents ? ['--parents'] : []), ...excludes.map((exclude) => `--exclude=${exclude}`)];
  return ['COPY', ...flags, `[${words.join(', ')}]`].join(' ');
}

describe('what a COPY takes', () => {
  test('and where it lands is what BuildKit makes of it', { timeout: 3_600_000 }, () => {
    let compared = 0;
    fc.assert(
      fc.property(tree, copy, (paths, one) => {
        const context = filesOf(paths);
        const image = new SlowFiles();
        image.makeFolders(one.workdir);
        const model = modelOf('FROM scratch', `WORKDIR ${one.workdir}`, lineOf(one));
        const [take] = takesOf(model);
        expect(take?.sources.length).toBe(one.sources.length);
        // `--parents .` keeps nothing in BuildKit, which nobody means: nothing is said of it.
        if (!take?.sources.every(({ pattern }) => pattern) || !slowCopy(context, image, one)) return;
        compared++;
        const view = viewOf(new Map(paths.map((file) => [file, 1])), '');
        const { files, isPartial } = takenFiles(take, view, 1000);
        expect(isPartial).toBe(false);
        const copied = [...image.entries].flatMap(([to, entry]) =>
          entry === 'folder' ? [] : [[to, entry.from] as const],
        );
        // Where one of two files wins, it is one of ours; and each of ours is there, or another one in its place.
        const places = files.map(({ path: from, taken: { landing } }) => ({
          from,
          at: [landing?.path, landing?.orPath].filter((at) => at !== undefined),
        }));
        for (const [to, from] of copied) {
          expect([to, from, places.some((place) => place.from === from && place.at.includes(to))]).toEqual([
            to,
            from,
            true,
          ]);
        }
        const there = new Set(copied.map(([to]) => to));
        for (const { from, at } of places) {
          expect([from, at, at.some((one) => there.has(one))]).toEqual([from, at, true]);
          // Two places are named only where a folder among the sources decides.
          if (at.length > 1) expect(one.sources.length > 1 || /[*?[]/.test(one.sources[0] ?? '')).toBe(true);
        }
      }),
      { numRuns: runs },
    );
    expect(compared).toBeGreaterThan(runs / 4);
  });

  test('is the same by names, by files and by amounts', { timeout: 3_600_000 }, () => {
    const ignore = fc.constantFrom('', 'a', '*.js', '**/a', 'a\n!a/b', '*\n!a', 'a/*');
    fc.assert(
      fc.property(tree, copy, ignore, (paths, one, ignoreText) => {
        const model = modelOf('FROM scratch', `WORKDIR ${one.workdir}`, lineOf(one));
        const view = viewOf(new Map(paths.map((file) => [file, 1])), ignoreText);
        for (const take of takesOf(model)) {
          const { files } = takenFiles(take, view, 1000);
          const sent = sentPaths(view);
          const byName = sent.flatMap((file) =>
            takenPaths(take, file, 'file').filter(({ excludedBy }) => !excludedBy),
          );
          expect(files.length).toBe(byName.length);
          const amounts = take.sources.map((one) => takenAmount(take, one, view).taken.files);
          expect(amounts.reduce((sum, count) => sum + count, 0)).toBe(files.length);
        }
      }),
      { numRuns: runs },
    );
  });
});

function filesOf(paths: readonly string[]): SlowFiles {
  const files = new SlowFiles();
  for (const one of paths) {
    const slash = one.lastIndexOf('/');
    if (slash > 0) files.makeFolders(`/${one.slice(0, slash)}`);
    files.entries.set(`/${one}`, { from: one });
  }
  return files;
}

function sentPaths(view: ReturnType<typeof viewOf>): string[] {
  const found: string[] = [];
  const walk = (node: (typeof view)['tree']['root'], above: string): void => {
    for (const child of node.children ?? []) {
      if (child.kind === 'folder') walk(child, `${above}${child.name}/`);
      else if (view.isSent(child)) found.push(above + child.name);
    }
  };
  walk(view.tree.root, '');
  return found;
}
