import type { Step } from '../../model/types.ts';
import { unwrapCommand } from '../../model/unwrapCommand.ts';
import { placeIn } from '../../syntax/shell/parts.ts';
import type { ShellWord } from '../../syntax/shell/tree.ts';
import { defineRule } from '../rule.ts';
import { bourneScripts } from '../support/bourneScripts.ts';
import { lengthOf } from '../support/quoteEdits.ts';

export const globAsOption = defineRule({
  id: 'glob-as-option',
  summary: 'A file whose name begins with a dash would become an option',
  why: 'The shell puts the names of the files in place of the pattern, and a command cannot tell a name that begins with a dash from an option. With ./ in front no name does.',
  language: 'dockerfile',
  category: 'style',
  severity: 'hint',
  preset: 'strict',
  since: '0.1.0',
  // Not what is a pattern to the command, or the value of an option.
  equivalents: [
    { tool: 'hadolint', code: 'SC2035', match: 'narrower' },
    { tool: 'sonar', code: 'S6573', match: 'narrower' },
  ],
  references: [
    'https://www.shellcheck.net/wiki/SC2035',
    'https://www.gnu.org/software/coreutils/manual/html_node/Common-options.html',
  ],
  concerns: { keywords: ['RUN', 'CMD', 'ENTRYPOINT', 'HEALTHCHECK'], text: /\s[*?]/ },
  stepwise: true,
  messages: {
    option:
      'A file whose name begins with a dash would be an option to {command}. Write ./ in front of the pattern.',
  },
  fixes: {
    // Who prints the names, or puts them into an archive, does so with what stands in front of them.
    putDot: { title: 'Write ./ in front', safety: 'unsafe', availability: 'always' },
  },
  check({ steps, report }) {
    for (const step of steps) {
      for (const { word, command } of step.once(findingsIn)) {
        const at = placeIn(word, 0, lengthOf(word));
        const edit = { range: { start: at.start, end: at.start }, newText: './' };
        report({
          at,
          message: 'option',
          values: { command },
          fixes: [{ fix: 'putDot', edits: [edit] }],
        });
      }
    }
  },
  // There the pattern is not meant for files.
  yieldsTo: ['unquoted-pattern'],
});

interface Finding {
  readonly word: ShellWord;
  readonly command: string;
}

function findingsIn(step: Step): readonly Finding[] {
  const found: Finding[] = [];
  for (const { commands } of step.once(bourneScripts)) {
    for (const command of commands) {
      if (!command.words.some(({ globs }) => globs)) continue;
      const { name, args } = unwrapCommand(command);
      if (name === undefined || takesAnything.test(name)) continue;
      for (const [i, word] of args.entries()) {
        // What follows is no option any more.
        if (word.text === '--') break;
        if (word.parts[0]?.kind !== 'glob' || !/^[*?]/.test(word.text)) continue;
        if (!isNoFile(name, args, i)) found.push({ word, command: name });
      }
    }
  }
  return found;
}

/** They print what they are given, or read it as something else than options and files. */
const takesAnything = /^(?:echo|printf|\[|test|find|export|set|eval|expr|let|:|true|false)$/;

/** It is the value of an option, or a pattern for what an archive holds: with ./ in front it would say something else. */
function isNoFile(name: string, args: readonly ShellWord[], index: number): boolean {
  const before = args.slice(0, index).map(({ text }) => text);
  if (takesPattern.test(before.at(-1) ?? '')) return true;
  switch (name) {
    case 'zip':
      return before.some((text) => /^-[xi]$/.test(text));
    case 'unzip':
      return before.some((text) => !text.startsWith('-'));
    case 'tar':
    case 'bsdtar':
    case 'jar':
      return unpacks(before) || isArchive(before);
    default:
      return false;
  }
}

const takesPattern = /^(?:--?(?:exclude|include|ignore|glob|name|filter)(?:-[a-z]+)?|-g)$/;

/** What it is given then are names within the archive, and the archive. */
function unpacks([first = '', ...rest]: readonly string[]): boolean {
  return (
    /^-?[A-Za-z]*[xt]/.test(first) || rest.some((text) => /^-[a-z]*[xt]|^--(?:extract|get|list)$/.test(text))
  );
}

/** Behind `czf` or `-f`. */
function isArchive(before: readonly string[]): boolean {
  return (
    /^-?[A-Za-z]*f$/.test(before.at(-1) ?? '') &&
    (before.length === 1 || before.at(-1)?.startsWith('-') === true)
  );
}
