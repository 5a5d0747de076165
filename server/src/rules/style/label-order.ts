import type { BuildModel } from '../../model/types.ts';
import type { DockerfileTree, Instruction, Pair } from '../../syntax/dockerfile/tree.ts';
import { defineRule, type FixEdit } from '../rule.ts';
import { endOfLine, isOpenAtEnd, itemAt } from '../support/insertLine.ts';
import { silencesNext } from '../support/suppressionComments.ts';
import { unquoted } from '../support/words.ts';

export const labelOrder = defineRule({
  id: 'label-order',
  summary: 'Labels are scattered over several LABELs, or out of order',
  why: 'In one LABEL, sorted by key, a label is found at a glance, and none is there twice.',
  language: 'dockerfile',
  category: 'style',
  severity: 'hint',
  preset: 'off',
  since: '0.1.0',
  equivalents: [
    { tool: 'tally', code: 'labels/prefer-grouped', match: 'same' },
    { tool: 'tally', code: 'labels/prefer-stable-order', match: 'narrower' },
  ],
  references: ['https://docs.docker.com/reference/dockerfile/#label'],
  concerns: { keywords: ['LABEL'] },
  options: {
    sorted: {
      type: 'boolean',
      default: true,
      description: 'Whether the keys of a LABEL must be in order.',
    },
  },
  messages: {
    apart: '{count} LABEL instructions stand one below the other. One LABEL can hold all their labels.',
    unsorted: '{key} stands out of order: in a sorted list one that is there twice is seen. Sort the labels.',
  },
  fixes: {
    merge: { title: 'Merge the LABELs', safety: 'safe', availability: 'sometimes' },
    sort: { title: 'Sort the labels', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, options, report }) {
    const { tree } = model;
    for (const group of neighbors(model)) {
      const [, second] = group;
      if (second) {
        const edits = mergeEdits(group, tree);
        report({
          at: second.keyword.range,
          message: 'apart',
          values: { count: group.length },
          fixes: edits && [{ fix: 'merge', edits, claim: { kind: 'same' } }],
        });
      } else if (options.sorted) {
        for (const { pairs } of group) {
          const stray = pairs.find((pair, index) => index > 0 && order(pairs[index - 1], pair) > 0);
          if (!stray) continue;
          const key = unquoted(stray.name).text;
          const edits = sortEdits(pairs, tree);
          report({
            at: stray.name.range,
            message: 'unsorted',
            values: { key },
            fixes: edits && [{ fix: 'sort', edits }],
          });
        }
      }
    }
  },
});

/** LABELs of the top level with nothing but comments and blank lines between them. */
function neighbors(model: BuildModel): readonly (readonly Instruction[])[] {
  const groups: Instruction[][] = [];
  for (const { instruction, stage } of model.stepsWith('LABEL')) {
    if (instruction.isTrigger || !stage) continue;
    const last = groups.at(-1)?.at(-1);
    if (last && isRightBelow(last, instruction, model.tree)) groups.at(-1)?.push(instruction);
    else groups.push([instruction]);
  }
  return groups;
}

function isRightBelow(above: Instruction, below: Instruction, tree: DockerfileTree): boolean {
  for (let at = itemAt(tree, above.range.start) + 1; ; at++) {
    const item = tree.items[at];
    if (item?.kind === 'instruction') return item.instruction === below;
    if (!item) return false;
  }
}

/** Undefined where a line cannot go on: of the form without `=`, or with what silences a linter above it. */
function mergeEdits(group: readonly Instruction[], tree: DockerfileTree): FixEdit[] | undefined {
  const { text, escape: token } = tree;
  const [first] = group;
  if (!first) return undefined;
  const indent = indentIn(first, text);
  const edits: FixEdit[] = [];
  for (const [index, instruction] of group.entries()) {
    const { pairs, args, continuations, range } = instruction;
    const isPlain = pairs.length > 0 && pairs.every(({ form, value }) => form === 'equals' && value);
    // Nothing of the last line may be lost: a comment or a continuation that nothing follows.
    if (!isPlain || isOpenAtEnd(instruction) || /[\\`]$/.test(args.text)) return undefined;
    const above = group[index - 1];
    if (above) {
      if (continuations.some((seam) => seam.start < args.range.start)) return undefined;
      for (let at = itemAt(tree, above.range.start) + 1; at < itemAt(tree, range.start); at++) {
        const item = tree.items[at];
        if (item?.kind === 'comment' && silencesNext(item.comment.text)) return undefined;
        if (item?.kind === 'blank') edits.push({ range: item.range, newText: '' });
      }
      const start = text.lastIndexOf('\n', range.start - 1) + 1;
      edits.push({ range: { start, end: args.range.start }, newText: indent });
    }
    if (index < group.length - 1) {
      const end = endOfLine(text, args.range.end);
      edits.push({ range: { start: args.range.end, end }, newText: ` ${token}` });
    }
  }
  return edits;
}

/** That of the lines that continue it already; else the pairs stand below each other. */
function indentIn({ range, args, pairs }: Instruction, text: string): string {
  const start = text.lastIndexOf('\n', range.start - 1) + 1;
  const second = pairs.find((pair) => text.slice(args.range.start, pair.range.start).includes('\n'));
  if (second) {
    const line = text.lastIndexOf('\n', second.range.start - 1) + 1;
    const own = text.slice(line, second.range.start);
    if (/^[ \t]+$/.test(own)) return own;
  }
  return text
    .slice(start, args.range.start)
    .replace(/^\uFEFF/, '')
    .replace(/\S/g, ' ');
}

function order(a: Pair | undefined, b: Pair): number {
  const [one, other] = [a ? unquoted(a.name).text : '', unquoted(b.name).text];
  return one < other ? -1 : one > other ? 1 : 0;
}

/** The pairs change places, and what is between them stays. Undefined where a comment speaks of one of them. */
function sortEdits(pairs: readonly Pair[], { text }: DockerfileTree): FixEdit[] | undefined {
  const keys = pairs.map(({ name }) => unquoted(name).text);
  const [first, last] = [pairs[0], pairs.at(-1)];
  if (!first || !last || new Set(keys).size < keys.length || keys.some((key) => key.includes('$')))
    return undefined;
  if (pairs.some(({ form }) => form !== 'equals')) return undefined;
  const written = pairs.map(({ range }) => text.slice(range.start, range.end));
  if (written.some((one) => one.includes('\n'))) return undefined;
  const between = pairs.slice(1).map(({ range }, index) => text.slice(pairs[index]?.range.end, range.start));
  if (between.some((gap) => gap.includes('#'))) return undefined;
  const sorted = [...pairs].sort(order);
  return pairs.flatMap((pair, index) => {
    const newText = written[pairs.indexOf(sorted[index] ?? pair)] ?? '';
    return newText === written[index] ? [] : [{ range: pair.range, newText }];
  });
}
