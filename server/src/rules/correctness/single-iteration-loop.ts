import type { BuildModel, Step } from '../../model/types.ts';
import type { ShellCompound, ShellScript, ShellWord } from '../../syntax/shell/tree.ts';
import { contains } from '../../text/range.ts';
import { defineRule } from '../rule.ts';
import { bourneScripts } from '../support/bourneScripts.ts';
import { compoundsOf } from '../support/shellRefusals.ts';

export const singleIterationLoop = defineRule({
  id: 'single-iteration-loop',
  summary: 'A loop goes over one word only',
  why: 'A for loop goes over the words behind in. What is quoted is one word, however many names it holds, and so is one that holds neither a variable nor a pattern: the body runs once.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'strict',
  since: '0.1.0',
  equivalents: [
    { tool: 'hadolint', code: 'SC2043', match: 'narrower' },
    { tool: 'hadolint', code: 'SC2066', match: 'narrower' },
  ],
  references: [
    'https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_09_04_03',
    'https://www.shellcheck.net/wiki/SC2043',
    'https://www.shellcheck.net/wiki/SC2066',
  ],
  concerns: { keywords: ['RUN', 'CMD', 'ENTRYPOINT', 'HEALTHCHECK'], text: /\bfor\s+\w+\s+in\s/ },
  stepwise: true,
  messages: {
    quoted:
      'In quotes this is one word, and the loop runs once. Leave the quotes out to go over the words in it.',
    constant:
      'This is one word, and the loop runs once. If these are to be the files in a folder, a pattern is missing.',
  },
  fixes: {
    removeQuotes: { title: 'Go over the words in it', safety: 'unsafe', availability: 'always' },
  },
  check({ model, steps, report }) {
    for (const step of steps) {
      for (const script of step.once(bourneScripts)) {
        for (const compound of compoundsOf(script.body)) {
          const [, word, ...more] = compound.words;
          if (compound.type !== 'for' || !word || more.length > 0) continue;
          const { start, end } = word.range;
          if (isQuotedList(word)) {
            if (isOneWord(word, step)) continue;
            const edits = [
              { range: { start, end: start + 1 }, newText: '' },
              { range: { start: end - 1, end }, newText: '' },
            ];
            report({ at: word.range, message: 'quoted', fixes: [{ fix: 'removeQuotes', edits }] });
          } else if (isConstant(word) && !mayGrow(compound, word, model) && !leaves(compound, script)) {
            report({ at: word.range, message: 'constant' });
          }
        }
      }
    }
  },
});

/** `"$x"`, `"$(command)"`; not `"$@"`, which is one word for each argument. */
function isQuotedList({ text }: ShellWord): boolean {
  return /^"\$(?:\w+|\{\w+\}|\((?!\()[^"]*\))"$/.test(text);
}

/** What the build gives the variable holds no blank. */
function isOneWord({ variables }: ShellWord, { instruction, before }: Step): boolean {
  const [variable] = variables;
  if (!variable) return false;
  const found = instruction.name === 'RUN' ? before.env(variable.name) : before.containerEnv(variable.name);
  return (
    found.kind === 'defined' && found.value !== undefined && found.value !== '' && !/\s/.test(found.value)
  );
}

function isConstant({ value, globs }: ShellWord): boolean {
  return value !== undefined && !globs && !/\s/.test(value);
}

/** A word on a line of its own is a list that had more words, or will have. */
function mayGrow({ words: [name] }: ShellCompound, word: ShellWord, model: BuildModel): boolean {
  return name !== undefined && model.tree.text.slice(name.range.end, word.range.start).includes('\n');
}

/** A loop that is there to be left: `for once in 1; do … break; done`. */
function leaves({ range }: ShellCompound, { commands }: ShellScript): boolean {
  return commands.some(
    (command) => (command.name === 'break' || command.name === 'continue') && contains(range, command.range),
  );
}
