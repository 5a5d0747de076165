import type { Pair } from '../../syntax/dockerfile/tree.ts';
import { defineRule, type FixEdit } from '../rule.ts';

export const spaceAroundEquals = defineRule({
  id: 'space-around-equals',
  summary: 'A blank before = makes the equals sign a part of the value',
  why: 'In `NAME = value` the first blank ends the name, and the rest of the line is the value, equals sign included. BuildKit takes it for the old form without an equals sign.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [{ tool: 'sonar', code: 'S6574', match: 'narrower' }],
  references: ['https://docs.docker.com/reference/dockerfile/#env'],
  concerns: { keywords: ['ENV', 'LABEL'], text: /\s=/ },
  stepwise: true,
  messages: {
    part: 'The value of {name} begins with the equals sign: a blank ends the name. Write {name}=… without blanks.',
  },
  fixes: {
    dropBlanks: { title: 'Change to {name}=…', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ steps, report }) {
    for (const { instruction } of steps) {
      if (instruction.name !== 'ENV' && instruction.name !== 'LABEL') continue;
      for (const pair of instruction.pairs) {
        const { form, name, value } = pair;
        // The equals sign alone may well be the value that is meant.
        if (form !== 'legacy' || !value || !/^=.*[^=\s]/s.test(value.text)) continue;
        const values = { name: name.text };
        const edits = equalsEdits(pair, instruction.comments.length > 0);
        report({
          at: { start: name.range.end, end: value.range.start + 1 },
          message: 'part',
          values,
          fixes: edits && [{ fix: 'dropBlanks', values, edits }],
        });
      }
    }
  },
});

/** Undefined where it is not plain what the value is to be: several words with quotes or further equals signs. */
function equalsEdits({ name, value }: Pair, hasComments: boolean): readonly FixEdit[] | undefined {
  if (!value || hasComments || value.range.end - value.range.start !== value.text.length) return undefined;
  const [written = '', rest = ''] = /^=\s*(\S.*)$/s.exec(value.text) ?? [];
  if (written === '') return undefined;
  const start = value.range.end - rest.length;
  const gap = { start: name.range.end, end: start };
  if (/^(?:"(?:[^"\\`]|[\\`].)*"|'[^']*'|[^\s"'\\`]+)$/.test(rest)) return [{ range: gap, newText: '=' }];
  if (/["'\\`=]/.test(rest)) return undefined;
  return [
    { range: gap, newText: '="' },
    { range: { start: value.range.end, end: value.range.end }, newText: '"' },
  ];
}
