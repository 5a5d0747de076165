import type { Step } from '../../model/types.ts';
import type { ShellScript, ShellWord } from '../../syntax/shell/tree.ts';
import { defineRule, type FixEdit } from '../rule.ts';
import { bourneScripts } from '../support/bourneScripts.ts';
import { assignedNames } from '../support/shellAssignments.ts';
import { questionsIn, type ShellQuestion } from '../support/shellTests.ts';

export const constantCondition = defineRule({
  id: 'constant-condition',
  summary: 'A test of the shell always comes out the same',
  why: 'A test of constants has one answer, whatever the build is given: mostly a dollar sign is missing. And without quotes a test of an empty value is a test of something else.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
    { tool: 'hadolint', code: 'SC2050', match: 'narrower' },
    { tool: 'hadolint', code: 'SC2078', match: 'narrower' },
    { tool: 'hadolint', code: 'SC2157', match: 'narrower' },
    { tool: 'hadolint', code: 'SC2070', match: 'same' },
  ],
  references: [
    'https://pubs.opengroup.org/onlinepubs/9799919799/utilities/test.html',
    'https://www.shellcheck.net/wiki/SC2050',
    'https://www.shellcheck.net/wiki/SC2070',
  ],
  concerns: { keywords: ['RUN', 'CMD', 'ENTRYPOINT', 'HEALTHCHECK'], text: /\[\s|\btest\s/ },
  stepwise: true,
  messages: {
    compared:
      'Both sides are constants: this is always {result}. A variable needs a dollar sign before its name.',
    text: 'A word alone is true unless it is empty, so that this always is. A variable needs a dollar sign, a file -e before it, a command no brackets.',
    answer: 'To a test {word} is a word like any other, and true: it is not empty. Leave the brackets out.',
    filled: '{operator} asks whether a text is empty, and this one never is: this is always {result}.',
    unquoted:
      'Without quotes an empty value leaves no word, and -n alone is true, as any word is: this never comes out false.',
  },
  fixes: {
    addDollar: { title: 'Compare the variable {name}', safety: 'unsafe', availability: 'sometimes' },
    quote: { title: 'Put quotes around it', safety: 'unsafe', availability: 'always' },
  },
  check({ steps, report }) {
    for (const step of steps) {
      for (const script of step.once(bourneScripts)) {
        for (const question of questionsIn(script)) {
          const { operator, left, right, range: at } = question;
          if (operator === undefined) {
            if (isAnswer.test(right.text)) report({ at, message: 'answer', values: { word: right.text } });
            else if (isWord(right)) report({ at, message: 'text', fixes: dollarFix(right, script, step) });
          } else if (left) {
            const result = comparison(question);
            if (result)
              report({
                at,
                message: 'compared',
                values: { result },
                fixes: dollarFix(left, script, step) ?? dollarFix(right, script, step),
              });
          } else if (operator === '-n' || operator === '-z') {
            if (operator === '-n' && !question.isDouble && isBare(right)) {
              const { start, end } = right.range;
              const edits = [
                { range: { start, end: start }, newText: '"' },
                { range: { start: end, end }, newText: '"' },
              ];
              report({ at, message: 'unquoted', fixes: [{ fix: 'quote', edits }] });
            } else if (isWord(right) || hasLetters(right)) {
              const result = operator === '-n' ? 'true' : 'false';
              const fixes = isWord(right) ? dollarFix(right, script, step) : undefined;
              report({ at, message: 'filled', values: { operator, result }, fixes });
            }
          }
        }
      }
    }
  },
});

/** `[ false ]`; `while [ true ]`, `[ 1 ]` say what they mean. */
const isAnswer = /^["']?(?:false|0)["']?$/;

/** One word that stands for itself, and does not look like a place for another tool to fill. */
function isWord({ value, globs }: ShellWord): boolean {
  return value !== undefined && !globs && /^[A-Za-z_/.][\w./:-]*$/.test(value) && value !== 'true';
}

/** Two constants that are not the same; a comparison of what is the same is meant so. */
function comparison({ left, right, operator = '', isDouble }: ShellQuestion): string | undefined {
  const one = left?.value;
  const other = right.value;
  if (one === undefined || other === undefined || one === other) return undefined;
  const isConstant = (word: ShellWord | undefined) =>
    word !== undefined && !word.globs && /^[\w./:-]*$/.test(word.value ?? '');
  if (!isConstant(left) || !isConstant(right)) return undefined;
  if (!isName.test(one) && !isName.test(other)) return undefined;
  if (operator === '=' || operator === '==') return 'false';
  if (operator === '!=') return 'true';
  // To `[[` a name is a variable there, and to the others it is no number.
  return /^-(?:eq|ne|lt|le|gt|ge)$/.test(operator) && !isDouble ? 'false' : undefined;
}

const isName = /^[A-Za-z_]\w*$/;

/** `$x`, `${x}`, `$(command)` */
function isBare({ text }: ShellWord): boolean {
  return /^\$(?:\w+|\{\w+\}|\((?!\()[^()]*\))$/.test(text);
}

/** `"x$A"`: there is always something in it. */
function hasLetters({ text, expands }: ShellWord): boolean {
  const rest = text.replace(/\$(?:\w+|\{[^{}]*\})/g, '').replaceAll('"', '');
  return expands && rest !== '' && !/[$`'\\{}()]/.test(rest);
}

/** Of a name that the build or the program gives a value. */
function dollarFix({ value, range }: ShellWord, script: ShellScript, { before, instruction }: Step) {
  if (value === undefined || !isName.test(value)) return undefined;
  const found = instruction.name === 'RUN' ? before.env(value) : before.containerEnv(value);
  if (found.kind !== 'defined' && assignedNames([script])?.has(value) !== true) return undefined;
  const edits: FixEdit[] = [{ range, newText: `"$${value}"` }];
  return [{ fix: 'addDollar', values: { name: value }, edits }] as const;
}
