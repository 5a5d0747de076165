import type { Flag, Instruction } from '../../syntax/dockerfile/tree.ts';
import { defineRule, type FixEdit } from '../rule.ts';
import { syntaxIssues } from '../support/syntaxIssues.ts';

export const flagMissingValue = defineRule({
  id: 'flag-missing-value',
  summary: 'Flag has no value',
  why: 'A flag takes its value behind an equals sign, without blanks. BuildKit refuses a flag without one.',
  language: 'dockerfile',
  category: 'syntax',
  severity: 'error',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
    { tool: 'rcjsuen', code: 'FLAG_MISSING_VALUE', match: 'same' },
    { tool: 'dockerfilelint', code: 'healthcheck_options_missing_args', match: 'broader' },
    { tool: 'hadolint', code: 'DL1000', match: 'related' },
  ],
  references: ['https://docs.docker.com/reference/dockerfile/'],
  concerns: { text: /--/ },
  messages: {
    missing: 'The flag --{flag} needs a value behind an equals sign: the build stops here.',
    blank: 'The value of --{flag} must follow an equals sign, not a blank: the build stops here.',
  },
  fixes: {
    addEquals: { title: 'Change to --{flag}=…', safety: 'unsafe', availability: 'always' },
  },
  check({ model, report }) {
    for (const issue of syntaxIssues(model, 'flag-value-missing')) {
      const { instruction } = issue;
      const flag = instruction?.flags.find(({ range }) => range.start === issue.range.start);
      if (!instruction || !flag) continue;
      const values = { flag: flag.name };
      const edit = joining(model.tree.text, instruction, flag);
      if (edit) {
        const fixes = [{ fix: 'addEquals', values, edits: [edit] }] as const;
        report({ at: flag.range, message: 'blank', values, fixes });
      } else {
        report({ at: flag.range, message: 'missing', values });
      }
    }
  },
});

/** `--from build /a /b`: the word behind the flag on the same line, where enough words follow it. */
function joining(text: string, instruction: Instruction, { range, value }: Flag): FixEdit | undefined {
  const { words, name, flags } = instruction;
  const next = words[0];
  if (value !== undefined || !next || flags.at(-1)?.range.start !== range.start) return undefined;
  const gap = { start: range.end, end: next.range.start };
  if (!/^[ \t]+$/.test(text.slice(gap.start, gap.end))) return undefined;
  const isCopy = name === 'COPY' || name === 'ADD';
  if (isCopy ? words.length < 3 : name !== 'FROM' || words.length < 2) return undefined;
  return { range: gap, newText: '=' };
}
