import fc from 'fast-check';
import { expect, it } from 'vitest';
import { findNode, pathOf } from '../../../server/src/model/context/contextTree.ts';
import type { ContextView } from '../../../server/src/model/context/contextView.ts';
import { viewOf } from '../../harness/contextView.ts';
import { slowCompile, slowRead } from '../../syntax/dockerignore/slowMatcher.ts';
import { trapText, trapTree } from '../../syntax/dockerignore/traps.ts';
import { type SlowView, slowView } from './slowView.ts';

// SHIPSHAPE_FUZZ_RUNS=200000 npx vitest run test/model/context/fuzz.test.ts
const numRuns = Number(process.env.SHIPSHAPE_FUZZ_RUNS ?? 1_000);

it.each([
  ['read for this ignore file', false],
  ['read for another one before', true],
])('a context %s is judged as by the slow walk', { timeout: 3_600_000 }, (_, seesAll) => {
  fc.assert(
    fc.property(trapTree, trapText, (sizes, text) => {
      const read = slowRead(text);
      const slow = slowView(sizes, slowCompile(read).patterns, read.length, seesAll);
      checkView(viewOf(sizes, text, seesAll), slow);
    }),
    { numRuns },
  );
});

function checkView(view: ContextView, slow: SlowView): void {
  const nodes: Record<string, unknown> = {};
  const expected: Record<string, unknown> = {};
  for (const [path, { isSent, decidedBy, kind }] of slow.nodes) {
    const node = findNode(view.tree, path);
    if (typeof node === 'string') {
      nodes[path] = node;
    } else {
      nodes[path] = {
        kind: node.kind,
        isSent: view.isSent(node),
        decidedBy: view.decidedBy(node),
        ...view.below(node),
      };
    }
    expected[path] = { kind, isSent, decidedBy, ...amounts(slow, path) };
  }
  expect(nodes).toEqual(expected);
  const { sent, keptOut } = amounts(slow, '');
  expect(view.sent).toEqual(sent);
  expect(view.keptOut).toEqual({ ...keptOut, folders: slow.keptFolders });
  expect([view.unsized, view.unread.length, view.tree.state]).toEqual([0, 0, 'complete']);
  const lines = view.lines.map(({ decides, examples, matches, deeper }) => {
    return { ...decides, examples: examples.map(pathOf), matches, deeper: deeper.map(pathOf) };
  });
  expect(lines).toEqual(slow.lines);
}

function amounts(
  { nodes }: SlowView,
  root: string,
): Record<'sent' | 'keptOut', { files: number; bytes: number }> {
  const sent = { files: 0, bytes: 0 };
  const keptOut = { files: 0, bytes: 0 };
  for (const [path, { kind, bytes, isSent }] of nodes) {
    if (kind === 'folder' || (root !== '' && path !== root && !path.startsWith(`${root}/`))) continue;
    const to = isSent ? sent : keptOut;
    to.files++;
    to.bytes += bytes;
  }
  return { sent, keptOut };
}
