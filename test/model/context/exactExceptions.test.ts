import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ContextNode, pathOf } from '../../../server/src/model/context/contextTree.ts';
import { exactExceptions } from '../../../server/src/rules/support/exactExceptions.ts';
import { compile } from '../../../server/src/syntax/dockerignore/matcher.ts';
import { patternsOf, readIgnoreFile } from '../../../server/src/syntax/dockerignore/reader.ts';
import { viewOf } from '../../harness/contextView.ts';
import { trapText, trapTree } from '../../syntax/dockerignore/traps.ts';

// SHIPSHAPE_FUZZ_RUNS=200000 npx vitest run test/model/context/exactExceptions.test.ts
const numRuns = Number(process.env.SHIPSHAPE_FUZZ_RUNS ?? 1_500);

const part = fc.constantFrom('a', 'b', 'ab', '*', '**', '?', '[ab]', 'a*', '*b');
/** Lines that have much to do with each other, and with few names. */
const busyText = fc
  .array(
    fc
      .tuple(fc.constantFrom('', '', '!'), fc.array(part, { minLength: 1, maxLength: 3 }))
      .map(([mark, parts]) => mark + parts.join('/')),
    { minLength: 2, maxLength: 6 },
  )
  .map((lines) => lines.join('\n'));
const busyTree = fc
  .uniqueArray(
    fc
      .array(fc.constantFrom('a', 'b', 'ab', 'ba'), { minLength: 1, maxLength: 4 })
      .map((parts) => parts.join('/')),
    { minLength: 1, maxLength: 10 },
  )
  .map((paths) => {
    const isFolder = (path: string): boolean => paths.some((other) => other.startsWith(`${path}/`));
    return new Map(paths.flatMap((path) => (isFolder(path) ? [] : [[path, 1] as const])));
  });

test.each([
  ['traps', trapText, trapTree],
  ['lines that are busy with each other', busyText, busyTree],
] as const)(
  'with the paths in place of the exceptions all verdicts stay: %s',
  { timeout: 3_600_000 },
  (_, texts, trees) => {
    let count = 0;
    fc.assert(
      fc.property(texts, trees, (text, sizes) => {
        if (compile(patternsOf(readIgnoreFile(text))).wildcardException === undefined) return;
        const view = viewOf(sizes, text);
        const exact = exactExceptions(view, 8);
        if (!exact) return;
        if ([...exact.values()].some((paths) => paths.length > 0)) count++;
        const lines = view.patterns.flatMap(
          (read, index) => exact.get(index)?.map((path) => `!${path}`) ?? [read],
        );
        const after = readIgnoreFile(lines.map((line) => line.replace(/^#/, './#')).join('\n'));
        fc.pre(patternsOf(after).join('\n') === lines.join('\n'));
        expect(compile(patternsOf(after)).wildcardException).toBeUndefined();
        // Nothing of a folder that is kept out whole is read then: it is looked at here all the same.
        expect(sentOf(viewOf(sizes, after.text, true))).toEqual(sentOf(view));
      }),
      { numRuns },
    );
    // Among the traps there are few.
    if (texts === busyText) expect(count).toBeGreaterThan(numRuns / 100);
  },
);

function exactIn(text: string, ...paths: readonly string[]) {
  return exactExceptions(viewOf(new Map(paths.map((path) => [path, 1])), text), 3)?.get(1);
}

test('the topmost paths are named, as many as are wanted', () => {
  expect(exactIn('*\n!**/docs', 'a/docs/x', 'docs/y/docs/z', 'b')).toEqual(['a/docs', 'docs']);
  expect(exactIn('*\n!*/a', '1/a', '2/a', '3/a')).toEqual(['1/a', '2/a', '3/a']);
  expect(exactIn('*\n!*/a', '1/a', '2/a', '3/a', '4/a')).toBeUndefined();
  expect(exactIn('*\n!*/a', 'b')).toEqual([]);
});

test('nothing is said where BuildKit finds more while it walks than it would without', () => {
  expect(exactIn('*\n!*/a', 'b/a')).toEqual(['b/a']);
  for (const more of ['!b/*/**', '!b/|//*', '!{0,}/c/*'])
    expect(exactIn(`*\n!*/a\n${more}`, 'b/a')).toBeUndefined();
});

test('nothing is said where a path cannot be written plainly, or is not known', () => {
  expect(exactIn('*\n!a/*.ts', 'a/[id].ts')).toBeUndefined();
  expect(exactIn('*\n!a/* ', 'a/x ')).toBeUndefined();
  expect(exactIn('*\n!a*/x', 'a^/x')).toBeUndefined();
  expect(exactIn('*\n!a*\n[', 'a')).toBeUndefined();
});

function sentOf({ tree, isSent }: ReturnType<typeof viewOf>): string[] {
  const sent: string[] = [];
  const look = (node: ContextNode): void => {
    if (node.parent && isSent(node)) sent.push(pathOf(node));
    if (node.kind === 'folder') node.children?.forEach(look);
  };
  look(tree.root);
  return sent;
}
