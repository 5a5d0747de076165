import type { ShellCommand, ShellWord } from '../../syntax/shell/tree.ts';
import type { TextEdit } from '../../text/edit.ts';
import type { TextRange } from '../../text/range.ts';
import { defineRule } from '../rule.ts';
import { bourneScripts } from '../support/bourneScripts.ts';
import { operandsOf, questionsIn } from '../support/shellTests.ts';
import { unquotedEquals } from '../support/unquotedEquals.ts';

export const testWithoutSpaces = defineRule({
  id: 'test-without-spaces',
  summary: 'Blanks are missing in a test of the shell',
  why: 'A bracket is a command, and its operators are arguments: without blanks around them the shell looks for a command of another name, or finds the test to be one word, which is true.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
    { tool: 'hadolint', code: 'SC1035', match: 'narrower' },
    { tool: 'hadolint', code: 'SC1020', match: 'same' },
    { tool: 'hadolint', code: 'SC2077', match: 'same' },
  ],
  references: [
    'https://pubs.opengroup.org/onlinepubs/9799919799/utilities/test.html',
    'https://www.shellcheck.net/wiki/SC1035',
    'https://www.shellcheck.net/wiki/SC2077',
  ],
  concerns: { keywords: ['RUN', 'CMD', 'ENTRYPOINT', 'HEALTHCHECK'], text: /\[|\btest\s/ },
  stepwise: true,
  messages: {
    opening:
      'Without a blank behind the bracket this is a command of another name, which is not there: it fails.',
    closing:
      'Without a blank before the bracket it is a part of the last word, and the test fails for want of it.',
    negation: 'Without a blank behind ! this is a command of another name, which is not there: it fails.',
    operator: 'Without blanks around {operator} this is one word, and always true.',
    half: 'Without a blank on both sides of {operator} the test has one word too few, and fails.',
  },
  fixes: {
    addBlanks: { title: 'Put the blanks in', safety: 'unsafe', availability: 'always' },
  },
  check({ steps, report }) {
    for (const step of steps) {
      for (const script of step.once(bourneScripts)) {
        for (const command of script.commands) {
          const found = ofBrackets(command) ?? ofHalf(command);
          if (!found) continue;
          const fixes = [{ fix: 'addBlanks', edits: found.edits }] as const;
          if (found.message === 'half')
            report({ at: found.at, message: 'half', values: { operator: found.operator }, fixes });
          else report({ at: found.at, message: found.message, fixes });
        }
        for (const { operator, right } of questionsIn(script)) {
          const equals = operator === undefined ? unquotedEquals(right) : undefined;
          if (!equals || equals.isFirst || equals.isLast) continue;
          const edits = [{ range: equals.range, newText: ` ${equals.plain} ` }];
          const fixes = [{ fix: 'addBlanks', edits }] as const;
          report({ at: right.range, message: 'operator', values: { operator: equals.operator }, fixes });
        }
      }
    }
  },
});

type Found = { readonly at: TextRange; readonly edits: readonly TextEdit[] } & (
  | { readonly message: 'opening' | 'closing' | 'negation' }
  | { readonly message: 'half'; readonly operator: string }
);

/** `[-f x ]`, `[ -f x]`, `![ -f x ]` */
function ofBrackets({ words }: ShellCommand): Found | undefined {
  const [first] = words;
  const last = words.at(-1);
  if (!first || !last || last === first) return undefined;
  const closing = /^[^[]*[^\s\]](\]{1,2})$/.exec(last.text)?.[1];
  const [, mark = '', brackets = ''] = /^(!?)(\[\[?)/.exec(first.text) ?? [];
  if (brackets === '' || (last.text !== brackets.replaceAll('[', ']') && closing?.length !== brackets.length))
    return undefined;
  const glued = closing === undefined ? [] : [blankAt(last, last.text.length - closing.length)];
  const rest = first.text.slice(mark.length + brackets.length);
  if (rest !== '') {
    if (!/^(?:-[A-Za-z]|!|["'$].*)$/s.test(rest) && !isOperator.test(words[1]?.text ?? '')) return undefined;
    const edits = [blankAt(first, mark.length + brackets.length), ...glued];
    if (mark !== '') edits.unshift(blankAt(first, 1));
    return { at: first.range, message: mark === '' ? 'opening' : 'negation', edits };
  }
  if (mark !== '') return { at: first.range, message: 'negation', edits: [blankAt(first, 1), ...glued] };
  return closing === undefined ? undefined : { at: last.range, message: 'closing', edits: glued };
}

const isOperator = /^(?:==?|!=|-(?:eq|ne|lt|le|gt|ge))$/;

/** `[ $a= b ]`, `[ $a =b ]` */
function ofHalf({ name, words }: ShellCommand): Found | undefined {
  const operands = operandsOf(name, words);
  const [left, right, ...more] = operands ?? [];
  if (!left || !right || more.length > 0 || /^(?:-[A-Za-z]|!)$/.test(left.text)) return undefined;
  const at = { start: left.range.start, end: right.range.end };
  const behind = unquotedEquals(left);
  const before = unquotedEquals(right);
  if (behind?.isLast && !behind.isFirst)
    return { at, message: 'half', operator: behind.operator, edits: [blankAt(left, behind.at)] };
  if (before?.isFirst && !before.isLast)
    return {
      at,
      message: 'half',
      operator: before.operator,
      edits: [blankAt(right, before.operator.length)],
    };
  return undefined;
}

/** A blank in front of a character of a word, which a continuation may part. */
function blankAt({ segments, range }: ShellWord, index: number): TextEdit {
  let at = index;
  for (const segment of segments) {
    const length = segment.end - segment.start;
    if (at <= length) return { range: { start: segment.start + at, end: segment.start + at }, newText: ' ' };
    at -= length;
  }
  return { range: { start: range.end, end: range.end }, newText: ' ' };
}
