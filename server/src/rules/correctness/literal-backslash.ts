import type { Step } from '../../model/types.ts';
import { unwrapCommand } from '../../model/unwrapCommand.ts';
import { placeIn } from '../../syntax/shell/parts.ts';
import type { ShellDialect, ShellWord } from '../../syntax/shell/tree.ts';
import { defineRule } from '../rule.ts';
import { bourneScripts } from '../support/bourneScripts.ts';
import { wholeInQuotes } from '../support/quoteEdits.ts';

export const literalBackslash = defineRule({
  id: 'literal-backslash',
  summary: 'The shell drops a backslash that a command was to get',
  why: 'Without quotes a backslash belongs to the shell, which drops it: `\\n` is the letter n, and `\\.` in a pattern any character.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
    // Not where the command takes a name, which is the same without the backslash.
    { tool: 'hadolint', code: 'SC1001', match: 'narrower' },
    { tool: 'hadolint', code: 'SC1012', match: 'narrower' },
  ],
  references: [
    'https://www.shellcheck.net/wiki/SC1001',
    'https://www.shellcheck.net/wiki/SC1012',
    'https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_02_01',
  ],
  concerns: {
    keywords: ['RUN', 'CMD', 'ENTRYPOINT', 'HEALTHCHECK'],
    text: /\\[\w./+^]/,
  },
  stepwise: true,
  messages: {
    dropped: 'The shell drops this backslash: {command} gets {letter} alone. Put the text in quotes.',
    separator:
      'The shell drops this backslash: sort gets {letter} alone, and would take no \\{letter} in quotes either. Let printf write the character.',
    assigned: 'The shell drops this backslash: IFS becomes the letter {letter}.',
  },
  fixes: {
    quote: { title: 'Put it in single quotes', safety: 'unsafe', availability: 'sometimes' },
    print: { title: 'Let printf write it', safety: 'unsafe', availability: 'always' },
  },
  check({ steps, report }) {
    for (const step of steps) {
      for (const { word, offset, letter, command, canBeQuoted } of step.once(findingsIn)) {
        const at = placeIn(word, offset, offset + 2);
        const fixes = canBeQuoted ? [{ fix: 'quote' as const, edits: wholeInQuotes(word, "'") }] : [];
        if (command === 'sort' && letter !== '0') {
          // A separator of two characters is refused.
          const range = placeIn(word, offset, offset + 2);
          const edits = [{ range, newText: `"$(printf '\\${letter}')"` }];
          report({ at, message: 'separator', values: { letter }, fixes: [{ fix: 'print', edits }] });
        } else if (command === undefined) report({ at, message: 'assigned', values: { letter }, fixes });
        else report({ at, message: 'dropped', values: { letter, command }, fixes });
      }
    }
  },
});

interface Finding {
  readonly word: ShellWord;
  /** Of the backslash, in the text of the word. */
  readonly offset: number;
  readonly letter: string;
  /** Undefined for an assignment. */
  readonly command: string | undefined;
  readonly canBeQuoted: boolean;
}

/** The first of each word. */
function findingsIn(step: Step): readonly Finding[] {
  const found: Finding[] = [];
  for (const { commands, dialect } of step.once(bourneScripts)) {
    for (const command of commands) {
      for (const { name, value } of command.assignments) {
        const lost = name === 'IFS' && value ? lostIn(value, /[ntr]/) : undefined;
        // Quotes do not make a line end of it.
        if (value && lost) found.push({ word: value, ...lost, canBeQuoted: false, command: undefined });
      }
      const { name, args, wrappers, program } = unwrapCommand(command);
      if (wrappers.includes('xargs')) {
        const end = program ? command.words.indexOf(program) : command.words.length;
        for (const word of command.words.slice(1, end)) {
          const lost = word.quoted ? lostIn(word, /[ntr0]/) : undefined;
          if (lost) found.push({ word, ...lost, command: 'xargs' });
        }
      }
      const letters = name === undefined ? undefined : lettersOf(name);
      if (name === undefined || !letters) continue;
      for (const word of args) {
        const lost = word.quoted ? lostIn(word, letters) : undefined;
        if (!lost) continue;
        const canBeQuoted = lost.canBeQuoted && (name !== 'echo' || readsEscapes(args, dialect));
        found.push({ word, ...lost, canBeQuoted, command: name });
      }
    }
  }
  return found;
}

/**
 * What stands behind a backslash that means something to the command, and nothing to the shell: nobody would write it for
 * the shell's sake. `\(` and `\|` may well be for the shell.
 */
function lettersOf(name: string): RegExp | undefined {
  if (name === 'echo' || name === 'printf') return /[ntre0]/;
  if (/^(?:tr|sort|paste|column)$/.test(name)) return /[ntr0]/;
  return /^(?:sed|[gm]?awk|[ef]?grep)$/.test(name) ? /[\w./+^]/ : undefined;
}

function lostIn(word: ShellWord, letters: RegExp): Omit<Finding, 'word' | 'command'> | undefined {
  let first: { readonly offset: number; readonly letter: string } | undefined;
  let canBeQuoted = !word.globs && !word.expands;
  for (const { kind, start, end } of word.parts) {
    if (kind !== 'text') {
      canBeQuoted = false;
      continue;
    }
    for (const { 1: letter = '', index } of word.text.slice(start, end).matchAll(/\\(.)/gs)) {
      if (!letters.test(letter)) canBeQuoted = false;
      else first ??= { offset: start + index, letter };
    }
  }
  return first && { ...first, canBeQuoted };
}

/** The echo of dash reads escapes, others do with an option. */
function readsEscapes(args: readonly ShellWord[], dialect: ShellDialect): boolean {
  return dialect === 'dash' || /^-\w*e/.test(args[0]?.text ?? '');
}
