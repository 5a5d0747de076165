import type { Step } from '../../model/types.ts';
import type { ShellScript, ShellWord } from '../../syntax/shell/tree.ts';
import type { TextEdit } from '../../text/edit.ts';
import { defineRule } from '../rule.ts';
import { plainScripts } from '../support/shellLists.ts';

export const printfVariableFormat = defineRule({
  id: 'printf-variable-format',
  summary: 'Value of a variable is read as the format of printf',
  why: 'In its first argument printf reads percent signs and backslashes. A value that has some, an address or a date format, comes out as something else, or stops the command.',
  language: 'dockerfile',
  category: 'style',
  severity: 'hint',
  preset: 'strict',
  since: '0.1.0',
  equivalents: [{ tool: 'hadolint', code: 'SC2059', match: 'narrower' }],
  references: [
    'https://www.shellcheck.net/wiki/SC2059',
    'https://pubs.opengroup.org/onlinepubs/9799919799/utilities/printf.html',
  ],
  concerns: { keywords: ['RUN', 'CMD', 'ENTRYPOINT', 'HEALTHCHECK'], text: /\bprintf\b/ },
  stepwise: true,
  messages: {
    format:
      'With this, printf reads percent signs and backslashes in the value. Write %s here, and the value behind it.',
  },
  fixes: {
    asArgument: {
      title: 'Write %s, and the value as an argument',
      safety: 'unsafe',
      availability: 'sometimes',
    },
  },
  check({ model, steps, report }) {
    for (const step of steps) {
      for (const script of step.once(plainScripts)) {
        if (!/\bprintf\b/.test(script.source.text)) continue;
        const assigned = assignedIn(script);
        for (const { name, words } of script.commands) {
          if (name !== 'printf') continue;
          let at = 1;
          if (words[at]?.text === '-v') at += 2;
          if (words[at]?.text === '--') at++;
          const format = words[at];
          if (!format?.expands || isPlain(format, assigned, step)) continue;
          const edits = at === words.length - 1 ? argumentEdits(format, model.tree.text) : undefined;
          const fixes = edits && ([{ fix: 'asArgument', edits }] as const);
          report({ at: format.range, message: 'format', fixes });
        }
      }
    }
  },
});

type Assigned = ReadonlyMap<string, readonly (string | undefined)[]>;

/** What a program assigns to each name; undefined where that is not known. */
function assignedIn({ commands }: ShellScript): Assigned {
  const assigned = new Map<string, (string | undefined)[]>();
  for (const { assignments } of commands) {
    for (const { name, value } of assignments) {
      const values = assigned.get(name);
      if (values) values.push(value?.value);
      else assigned.set(name, [value?.value]);
    }
  }
  return assigned;
}

/** All that is put in is known to hold neither percent signs nor backslashes, or is a part of a directive: `%${width}s`. */
function isPlain(format: ShellWord, assigned: Assigned, { before }: Step): boolean {
  if (/%[-+ #0-9.]*\$/.test(format.text.replaceAll('%%', ''))) return true;
  if (/\$\(|`/.test(format.text) || format.variables.length === 0) return false;
  return format.variables.every(({ name }) => {
    const inScript = assigned.get(name) ?? [];
    if (inScript.length > 0) return inScript.every((value) => value !== undefined && !/[%\\]/.test(value));
    const known = before.env(name);
    return (
      known.kind === 'defined' &&
      known.definition.kind === 'env' &&
      known.value !== undefined &&
      !/[%\\]/.test(known.value)
    );
  });
}

/** Of a text in double quotes with nothing but variables in it: each becomes `%s`, and comes again behind the format. */
function argumentEdits(
  { text, range, variables, segments }: ShellWord,
  document: string,
): readonly TextEdit[] | undefined {
  if (variables.length === 0 || segments.length > 1 || /[%`]|\$\(/.test(text)) return undefined;
  const isBare = /^\$(?:\w+|\{\w+\})$/.test(text);
  if (!isBare && !/^"(?:[^"\\$]|\\.|\$\w+|\$\{\w+\})*"$/.test(text)) return undefined;
  const values = variables.map((one) => `"${document.slice(one.range.start, one.range.end)}"`);
  return [
    ...variables.map((one) => ({ range: one.range, newText: '%s' })),
    { range: { start: range.end, end: range.end }, newText: ` ${values.join(' ')}` },
  ];
}
