import type { Escape, Instruction, Pair, Word } from '../../syntax/dockerfile/tree.ts';
import { defineRule, type FixEdit } from '../rule.ts';

export const legacyKeyValue = defineRule({
  id: 'legacy-key-value',
  summary: 'A blank instead of = between name and value',
  why: 'The form with a blank takes the rest of the line as one value, so that a second pair on the line silently becomes a part of the first. It is deprecated; with = both read as they are meant.',
  language: 'dockerfile',
  category: 'deprecation',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
    { tool: 'buildkit', code: 'LegacyKeyValueFormat', match: 'same' },
    { tool: 'dockadvisor', code: 'LegacyKeyValueFormat', match: 'same' },
    { tool: 'dockerfilelint', code: 'label_invalid', match: 'broader' },
  ],
  references: ['https://docs.docker.com/reference/build-checks/legacy-key-value-format/'],
  // There the equals sign is written, if in the wrong place.
  yieldsTo: ['space-around-equals'],
  concerns: { keywords: ['ENV', 'LABEL'] },
  stepwise: true,
  messages: {
    legacy: 'Write {keyword} {name}=… with an equals sign. The form with a blank is deprecated.',
  },
  fixes: {
    addEquals: { title: 'Change to {name}=…', safety: 'safe', availability: 'sometimes' },
  },
  check({ model, steps, report }) {
    for (const { instruction } of steps) {
      if (instruction.name !== 'ENV' && instruction.name !== 'LABEL') continue;
      for (const pair of instruction.pairs) {
        if (pair.form !== 'legacy' || !pair.value) continue;
        const edits = equalsEdits(instruction, pair, pair.value, model.tree.escape);
        report({
          at: pair.range,
          message: 'legacy',
          values: { keyword: instruction.keyword.text, name: pair.name.text },
          fixes: edits && [
            { fix: 'addEquals', values: { name: pair.name.text }, edits, claim: { kind: 'same' } },
          ],
        });
      }
    }
  },
});

/** Undefined where the value is broken, or a comment stands where the equals sign goes. */
function equalsEdits(
  instruction: Instruction,
  { name }: Pair,
  value: Word,
  escapeToken: Escape,
): FixEdit[] | undefined {
  const gap = { start: name.range.end, end: value.range.start };
  if (instruction.comments.some(({ range }) => range.start >= gap.start && range.end <= gap.end))
    return undefined;
  const quoting = scanQuotes(value.text, escapeToken);
  if (!quoting) return undefined;
  if (quoting.blanks.length === 0) return [{ range: gap, newText: '=' }];
  if (!quoting.hasQuotesOrEscapes) {
    const end = { start: value.range.end, end: value.range.end };
    return [
      { range: gap, newText: '="' },
      { range: end, newText: '"' },
    ];
  }
  return [
    { range: gap, newText: '=' },
    ...quoting.blanks.map((offset): FixEdit => {
      const at = value.map.toSource(offset);
      return { range: { start: at, end: at }, newText: escapeToken };
    }),
  ];
}

/** Where blanks stand outside of quotes, as BuildKit's word lexer sees quotes. Undefined when one is never closed. */
function scanQuotes(
  text: string,
  escapeToken: Escape,
): { readonly blanks: readonly number[]; readonly hasQuotesOrEscapes: boolean } | undefined {
  const blanks: number[] = [];
  let quote: string | undefined;
  let hasQuotesOrEscapes = false;
  for (let i = 0; i < text.length; i++) {
    const c = text.charAt(i);
    if (c === escapeToken && quote !== "'") {
      hasQuotesOrEscapes = true;
      i++;
    } else if (quote !== undefined) {
      if (c === quote) quote = undefined;
    } else if (c === '"' || c === "'") {
      quote = c;
      hasQuotesOrEscapes = true;
    } else if (/\s/.test(c)) {
      blanks.push(i);
    }
  }
  return quote === undefined ? { blanks, hasQuotesOrEscapes } : undefined;
}
