import { type ContextNode, pathOf } from '../../model/context/contextTree.ts';
import type { Amount, ContextView } from '../../model/context/contextView.ts';
import { isBelowNotable, isNotableFolder, notableKindOf } from '../../model/context/notableNodes.ts';
import { oncePerView } from '../../model/context/oncePerView.ts';
import { matchSource } from '../../model/context/sourcePattern.ts';
import type { Take } from '../../model/context/takes.ts';
import { byteSize, counted, enumerated } from '../../text/counts.ts';
import { defineRule } from '../rule.ts';
import { isElsewhere } from '../support/contextPlace.ts';
import { contextTakes } from '../support/contextTakes.ts';
import { holdBackEdit } from '../support/holdBack.ts';
import { isPlainPath } from '../support/ignoreLines.ts';
import { namedGuard } from '../support/namedSources.ts';

export const contextTooLarge = defineRule({
  id: 'context-too-large',
  summary: 'A copy takes very many or very large files',
  why: 'All of it is sent to the builder, compared at each build, and stored in a layer that is pushed and pulled. More often than not it is data, results of builds or recordings that nobody meant to ship.',
  language: 'dockerfile',
  category: 'context',
  severity: 'information',
  preset: 'recommended',
  since: '0.1.0',
  needs: ['ignore-file'],
  uses: ['context-tree'],
  equivalents: [
    { tool: 'dockerignore-audit', code: 'large-context', match: 'narrower' },
    { tool: 'dockerignore-audit', code: 'many-context-files', match: 'narrower' },
  ],
  references: [
    'https://docs.docker.com/build/cache/optimize/#keep-the-context-small',
    'https://docs.docker.com/build/concepts/context/#dockerignore-files',
  ],
  options: {
    megabytes: {
      type: 'integer',
      default: 200,
      minimum: 1,
      description: 'Sources of one copy with more than this many million bytes together are reported.',
    },
    files: {
      type: 'integer',
      default: 10_000,
      minimum: 1,
      description: 'Sources of one copy with more than this many files together are reported.',
    },
  },
  concerns: { keywords: ['ADD', 'COPY'] },
  messages: {
    tooLarge:
      'This copies {amount}, most of it from {largest}. If the image does not need that, hold it back with {ignoreFile}, or name what it needs.',
  },
  fixes: {
    holdBack: { title: 'Hold back {folder}', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, context, options, report }) {
    const { view } = context;
    const isOver = ({ files, bytes }: Amount): boolean =>
      files > options.files || bytes > options.megabytes * 1_000_000;
    if (!view || !isOver(view.sent) || isElsewhere(model, context)) return;
    const notable = topNotable(view);
    for (const take of contextTakes(model)) {
      // What is left out of a copy would have to be counted file by file.
      if (take.excludes) continue;
      const nodes = namedNodes(take, view);
      const amount = amountOf(nodes, notable, view);
      const at = take.sources[0]?.range;
      if (!at || !isOver(amount)) continue;
      const byBytes = amount.bytes > options.megabytes * 1_000_000;
      const largest = largestOf(nodes, view, byBytes);
      const folder = largest.find(({ name }) => madeFolders.test(name));
      const line = folder && pathOf(folder);
      const fixes =
        line === undefined || !isPlainPath(line) || namedGuard(model, view)(line)
          ? undefined
          : ([
              { fix: 'holdBack', values: { folder: line }, edits: [holdBackEdit([line], context)] },
            ] as const);
      const values = {
        amount: inWords(amount, view),
        largest: enumerated(largest.map((node) => pathOf(node) || 'the root')),
        ignoreFile: context.ignoreFile?.path ?? '.dockerignore',
      };
      report({ at, message: 'tooLarge', values, fixes });
    }
  },
});

/** The sizes come after the files: until all are known there may be more. */
function inWords({ files, bytes }: Amount, { unsized }: ContextView): string {
  if (bytes === 0 && unsized > 0) return counted(files, 'file');
  return `${unsized > 0 ? 'more than ' : ''}${byteSize(bytes)} in ${counted(files, 'file')}`;
}

/** What tools make anew, whatever the project. */
const madeFolders =
  /^(?:target|coverage|htmlcov|\.next|\.nuxt|\.output|\.turbo|\.cache|\.gradle|\.terraform|\.tox|\.nox|venv|__pycache__|\.(?:pytest|mypy|ruff)_cache|tmp|logs?)$/;

function namedNodes(take: Take, view: ContextView): readonly ContextNode[] {
  return take.sources.flatMap(({ pattern, kept }) =>
    pattern && !kept ? matchSource(view, pattern).nodes : [],
  );
}

/** Without packages and history, which rules of their own tell of. */
function amountOf(nodes: readonly ContextNode[], notable: readonly ContextNode[], view: ContextView): Amount {
  const sum = { files: 0, bytes: 0 };
  const named = new Set(nodes);
  const add = ({ files, bytes }: Amount, sign: number): void => {
    sum.files += sign * files;
    sum.bytes += sign * bytes;
  };
  for (const node of nodes) add(view.below(node).sent, 1);
  for (const node of notable) {
    for (let at: ContextNode | undefined = node.parent; at; at = at.parent) {
      if (named.has(at)) add(view.below(node).sent, -1);
    }
  }
  return sum;
}

function topNotable(view: ContextView): readonly ContextNode[] {
  return oncePerView(view, 'notable', () =>
    view.notable.filter((node) => isNotableFolder(node) && !isBelowNotable(node)),
  );
}

/** More than this of a folder: the folder is not the reason, what is in it is. */
const bulk = 0.6;

/** Where most of it is: goes down as long as one folder has the bulk, then names the largest, three at most. */
function largestOf(
  nodes: readonly ContextNode[],
  view: ContextView,
  byBytes: boolean,
): readonly ContextNode[] {
  const weight = (node: ContextNode): number => {
    if (notableKindOf(node) !== undefined) return 0;
    const { sent } = view.below(node);
    return byBytes ? sent.bytes : sent.files;
  };
  let candidates = nodes;
  let whole: ContextNode | undefined;
  for (;;) {
    const sorted = [...candidates].sort((a, b) => weight(b) - weight(a));
    const [first] = sorted;
    const total = candidates.reduce((sum, node) => sum + weight(node), 0);
    if (!first || total === 0) return whole ? [whole] : nodes.slice(0, 1);
    const hasBulk = weight(first) >= bulk * total;
    if (!hasBulk) return whole && candidates.length > 20 ? [whole] : firstHalf(sorted, weight, total);
    if (first.kind !== 'folder' || madeFolders.test(first.name) || !first.children) return [first];
    whole = first;
    candidates = first.children;
  }
}

/** The first that have more than half of it together, three at most. */
function firstHalf(
  sorted: readonly ContextNode[],
  weight: (node: ContextNode) => number,
  total: number,
): readonly ContextNode[] {
  let sum = 0;
  const enough =
    1 +
    sorted.findIndex((node) => {
      sum += weight(node);
      return sum > total / 2;
    });
  return sorted.slice(0, Math.min(3, enough));
}
