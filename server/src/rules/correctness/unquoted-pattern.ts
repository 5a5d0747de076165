import type { Step } from '../../model/types.ts';
import { unwrapCommand } from '../../model/unwrapCommand.ts';
import { placeIn } from '../../syntax/shell/parts.ts';
import type { ShellWord } from '../../syntax/shell/tree.ts';
import { defineRule } from '../rule.ts';
import { bourneScripts } from '../support/bourneScripts.ts';
import { lengthOf, mayBeInBackquotes, wholeInQuotes } from '../support/quoteEdits.ts';

export const unquotedPattern = defineRule({
  id: 'unquoted-pattern',
  summary: 'The shell may expand a pattern that is meant for a command',
  why: 'Without quotes the shell puts the names of files that match in place of the pattern, and the command never sees it. With one such file it finds that one alone, with two of them it fails.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
    { tool: 'hadolint', code: 'SC2060', match: 'same' },
    { tool: 'hadolint', code: 'SC2061', match: 'same' },
    { tool: 'hadolint', code: 'SC2062', match: 'same' },
  ],
  references: [
    'https://www.shellcheck.net/wiki/SC2061',
    'https://www.shellcheck.net/wiki/SC2062',
    'https://www.gnu.org/software/findutils/manual/html_node/find_html/Shell-Pattern-Matching.html',
  ],
  concerns: {
    keywords: ['RUN', 'CMD', 'ENTRYPOINT', 'HEALTHCHECK'],
    text: /-i?(?:name|path|wholename|lname|regex)\s|\b(?:[efz]?grep|tr)\s/,
  },
  stepwise: true,
  messages: {
    expanded:
      'Where files match, the shell puts their names here before {command} sees the pattern. Put it in quotes.',
  },
  fixes: {
    quote: { title: 'Put it in quotes', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ steps, report }) {
    for (const step of steps) {
      for (const { word, command, quote } of step.once(findingsIn)) {
        report({
          at: placeIn(word, 0, lengthOf(word)),
          message: 'expanded',
          values: { command },
          fixes: quote && [{ fix: 'quote', edits: wholeInQuotes(word, quote) }],
        });
      }
    }
  },
});

interface Finding {
  readonly word: ShellWord;
  readonly command: string;
  /** The quotes in which the pattern stays what it is. */
  readonly quote: '"' | "'" | undefined;
}

function findingsIn(step: Step): readonly Finding[] {
  const found: Finding[] = [];
  for (const script of step.once(bourneScripts)) {
    // `set -f` turns it off.
    if (script.commands.some(({ name, words }) => name === 'set' && /^-\w*f/.test(words[1]?.text ?? ''))) {
      continue;
    }
    for (const command of script.commands) {
      const { name, args } = unwrapCommand(command);
      if (name === undefined || !args.some(hasGlob)) continue;
      for (const word of patternsOf(name, args)) {
        if (!hasGlob(word)) continue;
        const quote = mayBeInBackquotes(word, script) ? singleOnly(word) : quoteFor(word);
        found.push({ word, command: name, quote });
      }
    }
  }
  return found;
}

function hasGlob({ parts }: ShellWord): boolean {
  return parts.some(({ kind }) => kind === 'glob');
}

function patternsOf(name: string, args: readonly ShellWord[]): readonly ShellWord[] {
  if (name === 'find') return args.filter((_, i) => takesPattern.test(args[i - 1]?.text ?? ''));
  if (name === 'tr') return args.filter(({ text }) => !text.startsWith('-'));
  return /^(?:[efz]?grep|zgrep)$/.test(name) ? grepPatterns(args) : [];
}

const takesPattern = /^-i?(?:name|path|wholename|lname|regex)$/;

/** Behind `-e`, else the first operand. */
function grepPatterns(args: readonly ShellWord[]): readonly ShellWord[] {
  const given: ShellWord[] = [];
  let first: ShellWord | undefined;
  let isGiven = false;
  for (let i = 0; i < args.length; i++) {
    const word = args[i] as ShellWord;
    const [, letter] = /^-[A-Za-z]*?([ABCDdefm])$/.exec(word.text) ?? [];
    const next = args[i + 1];
    if (letter !== undefined) {
      if (letter === 'e' && next) given.push(next);
      isGiven ||= letter === 'e' || letter === 'f';
      i++;
    } else if (word.text === '--') {
      first ??= next;
      break;
    } else if (word.text.startsWith('-') && word.text.length > 1) {
      isGiven ||= /^--(?:regexp|file)=|^-[ef]/.test(word.text);
    } else first ??= word;
  }
  return isGiven || !first ? given : [first];
}

/** Single quotes where nothing is to be replaced in it. */
function quoteFor(word: ShellWord): Finding['quote'] {
  const kinds = new Set(word.parts.map(({ kind }) => kind));
  if (/["'`\\]/.test(word.text) || kinds.has('braces') || word.text.startsWith('~')) return undefined;
  return word.expands ? '"' : "'";
}

function singleOnly(word: ShellWord): Finding['quote'] {
  return quoteFor(word) === "'" ? "'" : undefined;
}
