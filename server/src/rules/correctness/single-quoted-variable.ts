import type { Step } from '../../model/types.ts';
import { unwrapCommand } from '../../model/unwrapCommand.ts';
import { placeIn } from '../../syntax/shell/parts.ts';
import type { ShellCommand, ShellPart, ShellWord } from '../../syntax/shell/tree.ts';
import { defineRule, type FixEdit } from '../rule.ts';
import { bourneScripts } from '../support/bourneScripts.ts';
import { hasValue } from '../support/valueShapes.ts';

export const singleQuotedVariable = defineRule({
  id: 'single-quoted-variable',
  summary: 'Single quotes keep a variable from being replaced',
  why: 'The shell replaces nothing within single quotes. A command that takes names or addresses gets a dollar sign and a name instead of the value: it makes a folder called $DIR, or looks for a file that is not there.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  // A text that is written to a file, or handed to another interpreter, is no mistake.
  equivalents: [{ tool: 'hadolint', code: 'SC2016', match: 'narrower' }],
  references: [
    'https://www.shellcheck.net/wiki/SC2016',
    'https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_02_02',
  ],
  concerns: {
    keywords: ['RUN', 'CMD', 'ENTRYPOINT', 'HEALTHCHECK'],
    text: /'[^']*\$[\w{(][^']*'/,
  },
  stepwise: true,
  messages: {
    kept: 'Single quotes keep {name} as it is: {command} gets these letters, not the value. Use double quotes.',
    printed:
      'Single quotes keep {name} as it is: these letters are printed, not the value. Use double quotes.',
    assigned:
      'Single quotes keep {name} as it is: the value it had is lost, and these letters stand in its place. Use double quotes.',
    listed:
      'Single quotes keep {name} as it is, and apt replaces nothing in the lists of its sources. Use double quotes.',
  },
  fixes: {
    doubleQuotes: { title: 'Use double quotes', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ steps, report }) {
    for (const step of steps) {
      for (const finding of step.once(findingsIn)) {
        const { word, offset, length, name, told, command } = finding;
        const at = placeIn(word, offset, offset + length);
        const edits = doubleQuotes(finding, step);
        const fixes = edits && [{ fix: 'doubleQuotes' as const, edits }];
        if (told === 'kept') report({ at, message: told, values: { name, command }, fixes });
        else report({ at, message: told, values: { name }, fixes });
      }
    }
  },
});

type Told = 'kept' | 'printed' | 'assigned' | 'listed';

interface Finding {
  readonly word: ShellWord;
  readonly part: ShellPart;
  /** The variable, or the command in `$(…)`, with the dollar sign. */
  readonly name: string;
  /** In the text of the word. */
  readonly offset: number;
  readonly length: number;
  readonly told: Told;
  readonly command: string;
}

function findingsIn(step: Step): readonly Finding[] {
  const found: Finding[] = [];
  const add = (word: ShellWord, told: Told, command: string, only?: string) => {
    for (const part of word.parts) {
      if (part.kind !== 'single') continue;
      const text = word.text.slice(part.start, part.end);
      const use = firstUse(text, step, told === 'listed', only);
      if (use) found.push({ word, part, ...use, offset: part.start + use.offset, told, command });
    }
  };
  for (const { commands } of step.once(bourneScripts)) {
    for (const command of commands) {
      for (const { name, value } of command.assignments) if (value) add(value, 'assigned', '', name);
      const { name, args } = unwrapCommand(command);
      if (name === undefined) continue;
      const told = toldOf(command, name, args);
      for (const word of args) {
        const assigned = name === 'export' ? /^([A-Za-z_]\w*)=/.exec(word.text)?.[1] : undefined;
        if (assigned !== undefined) add(word, 'assigned', '', assigned);
        else if (told) add(word, told, name);
      }
    }
  }
  return found;
}

/** What becomes of an argument that the command is given word for word. Undefined where it may be replaced later. */
function toldOf(command: ShellCommand, name: string, args: readonly ShellWord[]): Told | undefined {
  if (name === 'echo') {
    if (command.redirects.some(({ target }) => aptSources.test(target?.value ?? ''))) return 'listed';
    const isShown = command.context === 'list' && !command.inPipeline && command.redirects.length === 0;
    return isShown ? 'printed' : undefined;
  }
  if (takesNames.test(name)) return 'kept';
  const verbs = takesNamesBehind.get(name);
  return verbs && args.some(({ value }) => value !== undefined && verbs.test(value)) ? 'kept' : undefined;
}

const aptSources = /^\/etc\/apt\/(?:sources\.list$|sources\.list\.d\/)/;

/** What they are given is a name of a file, an address, or a side of a comparison, and nothing that they read. */
const takesNames =
  /^(?:\[|test|cat|cd|chgrp|chmod|chown|cp|curl|gunzip|install|ln|ls|mkdir|mv|rm|rmdir|tar|touch|unzip|wget|useradd|adduser|groupadd|addgroup|pip\d?|apt|apt-get|apk|dnf|yum)$/;
const takesNamesBehind: ReadonlyMap<string, RegExp> = new Map([
  ['git', /^(?:clone|checkout|fetch|pull)$/],
  ['npm', /^(?:install|i|ci)$/],
  ['gem', /^install$/],
  ['go', /^(?:install|get)$/],
]);

/** @param only the one name that counts */
function firstUse(
  text: string,
  step: Step,
  takesCommands: boolean,
  only: string | undefined,
): Pick<Finding, 'name' | 'offset' | 'length'> | undefined {
  for (const match of text.matchAll(/(?<!\\)\$(?:(\w+)|\{([A-Za-z_]\w*)\}|(\([a-z][^()]*\)))/g)) {
    const [whole, plain, braced, command] = match;
    const name = plain ?? braced;
    const counts =
      name === undefined
        ? takesCommands && command !== undefined
        : only === undefined
          ? hasValue(name, step)
          : name === only;
    if (counts) return { name: `$${name ?? command}`, offset: match.index, length: whole.length };
  }
  return undefined;
}

/** Where everything within the quotes stays what it is, but for the variables. */
function doubleQuotes({ word, part, told }: Finding, step: Step): readonly FixEdit[] | undefined {
  const inner = word.text.slice(part.start + 1, part.end - 1);
  if (/["\\`\n]/.test(inner)) return undefined;
  for (const [, name, braced, command] of inner.matchAll(/\$(?:(\w+)|\{(\w+)\}|(\())?/g)) {
    if (command ? told !== 'listed' : !hasValue(name ?? braced ?? '', step)) return undefined;
  }
  return [part.start, part.end - 1].map((at) => ({ range: placeIn(word, at, at + 1), newText: '"' }));
}
