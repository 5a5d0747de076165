import type { BuildModel, Stage } from '../../model/types.ts';
import type { DockerfileTree, Instruction, KeywordName } from '../../syntax/dockerfile/tree.ts';
import { lineBreakOf } from '../../text/lines.ts';
import type { TextRange } from '../../text/range.ts';
import { defineRule, type FixEdit } from '../rule.ts';
import { isOpenAtEnd } from '../support/insertLine.ts';
import { blockOf } from '../support/moveDown.ts';

export const epilogueOrder = defineRule({
  id: 'epilogue-order',
  summary: 'What the container starts with does not end the stage',
  why: 'What runs in a container is the first thing a reader wants to know of it. At the end of the stage, and in the same order in every file, it is found without a search.',
  language: 'dockerfile',
  category: 'style',
  severity: 'hint',
  preset: 'off',
  since: '0.1.0',
  equivalents: [{ tool: 'tally', code: 'epilogue-order', match: 'same' }],
  // Of two of a kind one goes first.
  yieldsTo: ['multiple-cmd', 'multiple-entrypoint', 'multiple-healthcheck'],
  references: ['https://docs.docker.com/build/building/best-practices/#dockerfile-instructions'],
  concerns: { keywords: ['STOPSIGNAL', 'HEALTHCHECK', 'ENTRYPOINT', 'CMD'] },
  messages: {
    above:
      '{keyword} stands above {other}. A stage ends with STOPSIGNAL, HEALTHCHECK, ENTRYPOINT and CMD, in this order.',
  },
  fixes: {
    moveDown: { title: 'Move them to the end of the stage', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, report }) {
    for (const stage of model.stages) {
      const { outline } = stage;
      const kept = inPlace(outline);
      const moved = outline.filter((one) => isLast(one) && !kept.includes(one));
      const [first] = moved;
      if (!first) continue;
      const below = outline
        .slice(outline.indexOf(first) + 1)
        .find((one) => !isLast(one) || rankOf(one) < rankOf(first));
      // Nothing below it is in its way: it stands below one that it should precede.
      const upper = below ? first : outline.find((one) => isLast(one) && rankOf(one) > rankOf(first));
      const other = below ?? first;
      if (!upper) continue;
      const edits = moveEdits(stage, moved, kept, model);
      report({
        at: upper.keyword.range,
        message: 'above',
        values: { keyword: upper.keyword.text, other: other.keyword.text },
        fixes: edits && [{ fix: 'moveDown', edits }],
      });
    }
  },
});

const ranks: readonly (KeywordName | undefined)[] = ['STOPSIGNAL', 'HEALTHCHECK', 'ENTRYPOINT', 'CMD'];

function isLast({ name }: Instruction): boolean {
  return name !== undefined && ranks.includes(name);
}

function rankOf({ name }: Instruction): number {
  return ranks.indexOf(name);
}

/** The most of those at the very end that are in order among themselves. */
function inPlace(outline: readonly Instruction[]): readonly Instruction[] {
  let start = outline.length;
  while (start > 0 && isLast(outline[start - 1] as Instruction)) start--;
  let best: readonly Instruction[] = [];
  // As many sets as four keywords make, of what is a handful at most.
  const tail = outline.slice(start).slice(-ranks.length);
  for (let set = 1; set < 1 << tail.length; set++) {
    const some = tail.filter((_, index) => set & (1 << index));
    const isOrdered = some.every((one, index) => index === 0 || rankOf(some[index - 1] ?? one) < rankOf(one));
    // Of equals the one further down: what stands above something else is moved below it.
    if (isOrdered && some.length >= best.length) best = some;
  }
  return best;
}

/**
 * Each goes in front of the one in place that it precedes, or behind the last line of the stage, with the comments right
 * above it. Undefined where it would mean something else there, or cannot be taken out as whole lines.
 */
function moveEdits(
  stage: Stage,
  moved: readonly Instruction[],
  kept: readonly Instruction[],
  model: BuildModel,
): readonly FixEdit[] | undefined {
  const { tree } = model;
  // What the last one ends with, and what the moved ones say, decides as well: the outline would tell of their order alone.
  const last = stage.instructions.at(-1);
  if (!last || isOpenAtEnd(last)) return undefined;
  const all = [...moved, ...kept];
  if (new Set(all.map(({ name }) => name)).size < all.length) return undefined;
  if (moved.some((one) => meansOther(one, stage))) return undefined;
  const lineBreak = tree.text.indexOf('\n', last.range.end);
  const end = lineBreak < 0 ? tree.text.length : lineBreak + 1;
  const edits: { readonly range: TextRange; readonly newText: string }[] = [];
  const insertions = new Map<number, string>();
  for (const one of [...moved].sort((a, b) => rankOf(a) - rankOf(b))) {
    const block = blockOf(tree, one);
    const next = kept.find((other) => rankOf(other) > rankOf(one));
    const place = next && blockOf(tree, next);
    if (!block || (next && !place) || isExplainedBelow(tree, block.range.end)) return undefined;
    const at = place ? place.range.start : end;
    insertions.set(at, (insertions.get(at) ?? '') + block.text);
    const removed = { start: block.range.start, end: block.isApart ? block.blankBelow.end : block.range.end };
    edits.push({ range: removed, newText: '' });
  }
  for (const [at, text] of insertions) {
    const newText = at === end && lineBreak < 0 ? lineBreakOf(tree.text) + text.replace(/\r?\n$/, '') : text;
    edits.push({ range: { start: at, end: at }, newText });
  }
  return edits.sort((a, b) => a.range.start - b.range.start);
}

/** Comments on the very next lines, with a blank line below them, speak of what is above: it would leave them behind. */
function isExplainedBelow({ items }: DockerfileTree, end: number): boolean {
  let at = items.findIndex(({ range }) => range.start >= end);
  if (at < 0 || items[at]?.kind !== 'comment') return false;
  while (items[at]?.kind === 'comment') at++;
  return items[at] === undefined || items[at]?.kind === 'blank';
}

/** Variables of STOPSIGNAL are expanded where it stands; SHELL decides who runs a shell form. */
function meansOther({ name, json, args, range }: Instruction, stage: Stage): boolean {
  if (name !== 'STOPSIGNAL') {
    return !json && stage.instructionsWith('SHELL').some((shell) => shell.range.start > range.start);
  }
  if (!args.text.includes('$')) return false;
  return stage.instructionsWith('ENV', 'ARG').some((variable) => variable.range.start > range.start);
}
