import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ContextNode, pathOf } from '../../server/src/model/context/contextTree.ts';
import type { ContextView } from '../../server/src/model/context/contextView.ts';
import { compile } from '../../server/src/syntax/dockerignore/matcher.ts';
import { patternsOf, readIgnoreFile } from '../../server/src/syntax/dockerignore/reader.ts';
import { ContextReader } from '../../server/src/workspace/contextReader.ts';
import { viewOf } from '../harness/contextView.ts';
import { MemoryHost, settled } from '../harness/memoryHost.ts';

// SHIPSHAPE_FUZZ_RUNS=20000 npx vitest run test/workspace/contextReaderChanges.test.ts
const numRuns = Number(process.env.SHIPSHAPE_FUZZ_RUNS ?? 300);

const root = 'file:///ws/';

const path = fc
  .array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 4 })
  .map((parts) => parts.join('/'));
const ignoreText = fc
  .array(fc.constantFrom('a', 'b/a', '!a/b', '*', '!c', '**/b', '!b/**/c', 'a/*', ''), { maxLength: 3 })
  .map((lines) => lines.join('\n'));
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ op: fc.constant('put' as const), path, bytes: fc.nat({ max: 9 }) }) },
  { weight: 3, arbitrary: fc.record({ op: fc.constant('remove' as const), path }) },
  { weight: 2, arbitrary: fc.record({ op: fc.constant('ignore' as const), text: ignoreText }) },
  { weight: 3, arbitrary: fc.record({ op: fc.constant('wait' as const), turns: fc.nat({ max: 30 }) }) },
);

test('whatever happens while a context is read, in the end the view is that of what is there', {
  timeout: 3_600_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), ignoreText, async (steps, first) => {
      const host = new MemoryHost({ [`${root}keep`]: 'x' });
      const reader = new ContextReader(host, root, 10_000, {
        changed: () => undefined,
        progress: () => undefined,
      });
      let text = first;
      const judge = (): void => reader.judgeBy(compile(patternsOf(readIgnoreFile(text))));
      judge();
      for (const one of steps) {
        if (one.op === 'wait') {
          for (let turn = 0; turn < one.turns; turn++) await Promise.resolve();
        } else if (one.op === 'ignore') {
          text = one.text;
          judge();
        } else {
          clear(host, root + one.path);
          if (one.op === 'put') {
            // What was a file above is a folder now.
            for (let at = one.path.lastIndexOf('/'); at > 0; at = one.path.lastIndexOf('/', at - 1)) {
              host.files.delete(root + one.path.slice(0, at));
              // A folder stays when it is empty.
              host.files.set(`${root}${one.path.slice(0, at)}/`, '');
            }
            host.files.set(root + one.path, 'x'.repeat(one.bytes));
          }
          reader.filesChanged([root + one.path]);
        }
      }
      for (let turn = 0; turn < 5; turn++) await settled();
      const sizes = new Map(
        [...host.files].map(([uri, content]) => [uri.slice(root.length), content.length]),
      );
      const expected = viewOf(sizes, text);
      const view = reader.view as ContextView;
      expect(host.logged).toEqual([]);
      expect(shown(view, expected)).toEqual(shown(expected, expected));
      expect(view.sent).toEqual(expected.sent);
      expect([view.tree.state, view.unsized, view.unread.length]).toEqual(['complete', 0, 0]);
      expect(view.tree.size).toBeLessThan(200);
    }),
    { numRuns },
  );
});

function clear(host: MemoryHost, uri: string): void {
  for (const file of host.files.keys())
    if (file === uri || file.startsWith(`${uri}/`)) host.files.delete(file);
}

/** Every node with its verdict, but for what is below folders that are kept out whole: that may have been read before. */
function shown(view: ContextView, fresh: ContextView): string[] {
  const lines: string[] = [];
  const visit = (node: ContextNode, twin: ContextNode | undefined): void => {
    const bytes = node.kind === 'folder' ? '/' : ` ${node.bytes}`;
    lines.push(`${view.isSent(node) ? '+' : '-'}${pathOf(node)}${bytes} ${view.decidedBy(node)}`);
    if (node.kind !== 'folder' || twin?.kind !== 'folder' || !twin.children) return;
    for (const child of node.children ?? [])
      visit(
        child,
        twin.children.find(({ name }) => name === child.name),
      );
  };
  visit(view.tree.root, fresh.tree.root);
  return lines;
}
