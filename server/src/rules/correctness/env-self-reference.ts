import type { BuildModel, VariableUse } from '../../model/types.ts';
import type { Instruction, Pair } from '../../syntax/dockerfile/tree.ts';
import { lineBreakOf } from '../../text/lines.ts';
import { defineRule } from '../rule.ts';
import { pairAround } from '../support/variables.ts';

export const envSelfReference = defineRule({
  id: 'env-self-reference',
  summary: 'ENV uses a variable that the same ENV sets',
  why: 'All values of one ENV are expanded with the variables from before it. A value that names another variable of the same instruction gets the old one, or nothing.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [{ tool: 'hadolint', code: 'DL3044', match: 'same' }],
  references: ['https://docs.docker.com/reference/dockerfile/#environment-replacement'],
  concerns: { keywords: ['ENV'], text: /\$/ },
  stepwise: true,
  messages: {
    empty:
      '{name} is set by this same ENV and has no value yet when this is expanded. Set it in an ENV of its own above.',
    old: '{name} is set by this same ENV; this still gets the value from before. Use an ENV of its own below.',
  },
  fixes: {
    split: { title: 'Begin a new ENV here', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, steps, report }) {
    const several = steps.some(({ instruction }) => instruction.pairs.length > 1);
    if (!several) return;
    const names = new Map<Instruction, ReadonlyMap<string, Pair>>();
    for (const use of model.variableUsesIn(steps)) {
      const { instruction, name } = use;
      if (instruction.name !== 'ENV' || instruction.pairs.length < 2) continue;
      const own = pairAround(instruction.pairs, use.range);
      const setBy =
        names.get(instruction) ?? new Map(instruction.pairs.map((pair) => [pair.name.text, pair]));
      names.set(instruction, setBy);
      const other = setBy.get(name);
      // A variable that is set twice is another mistake than one that means another.
      if (!own || !other || other.name.text === own.name.text || use.hasFallback) continue;
      const message = messageFor(use, other, model);
      if (!message) continue;
      report({
        at: use.range,
        message,
        values: { name },
        related: [{ range: other.name.range, message: `${name} is set here` }],
        fixes: splitFix(instruction, own, other, model),
      });
    }
  },
});

function messageFor(use: VariableUse, other: Pair, model: BuildModel): 'empty' | 'old' | undefined {
  const before = use.result;
  if (before.kind !== 'defined') return before.kind === 'undefined' ? 'empty' : 'old';
  const { definition } = before;
  // A base image's own value is an old one; a line of the file that sets the same value does no harm.
  if (definition.instruction === undefined) return 'old';
  const now = other.value && model.expand(other.value.text, use.instruction).value;
  return before.value !== undefined && now !== undefined && before.value !== now && definition.kind !== 'arg'
    ? 'old'
    : undefined;
}

/** `ENV a=1 b=$a` becomes two instructions, the second from `b` on. */
function splitFix(instruction: Instruction, own: Pair, other: Pair, model: BuildModel) {
  if (other.range.start > own.range.start || instruction.isTrigger) return undefined;
  const index = instruction.pairs.indexOf(own);
  const above = instruction.pairs[index - 1];
  const { text } = model.tree;
  // A comment between the two would have to belong to one of them.
  if (!above || text.slice(above.range.end, own.range.start).includes('#')) return undefined;
  const start = text.lastIndexOf('\n', instruction.range.start - 1) + 1;
  const indent = /^[ \t]*/.exec(text.slice(start, instruction.range.start))?.[0] ?? '';
  const range = { start: above.range.end, end: own.range.start };
  const newText = `${lineBreakOf(text)}${indent}${instruction.keyword.text} `;
  return [{ fix: 'split', edits: [{ range, newText }] }] as const;
}
