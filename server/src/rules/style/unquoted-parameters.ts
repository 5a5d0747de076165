import type { Step } from '../../model/types.ts';
import { placeIn } from '../../syntax/shell/parts.ts';
import type { ShellPart, ShellScript, ShellWord } from '../../syntax/shell/tree.ts';
import { defineRule, type FixEdit } from '../rule.ts';
import { bourneScripts } from '../support/bourneScripts.ts';
import { mayBeInBackquotes } from '../support/quoteEdits.ts';
import { splitPartsOf } from '../support/shellParts.ts';
import { compoundsOf } from '../support/shellRefusals.ts';

export const unquotedParameters = defineRule({
  id: 'unquoted-parameters',
  summary: 'Arguments are handed on without quotes',
  why: 'Without quotes the shell splits every argument once more at blanks and takes * and ? in it for a pattern: who called with two arguments finds that three arrive. Only "$@" hands them on as they are.',
  language: 'dockerfile',
  category: 'style',
  severity: 'information',
  preset: 'strict',
  since: '0.1.0',
  equivalents: [
    { tool: 'hadolint', code: 'SC2068', match: 'same' },
    { tool: 'hadolint', code: 'SC2048', match: 'same' },
  ],
  references: [
    'https://www.shellcheck.net/wiki/SC2068',
    'https://www.shellcheck.net/wiki/SC2048',
    'https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_05_02',
  ],
  concerns: {
    keywords: ['RUN', 'CMD', 'ENTRYPOINT', 'HEALTHCHECK'],
    text: /\$[@*]|\$\{[@*]|\[[@*]\]/,
  },
  stepwise: true,
  messages: {
    arguments: 'The shell splits each argument again at blanks. "$@" in quotes hands them on as they are.',
    array:
      'The shell splits each element again at blanks. In quotes, and with @, they are handed on as they are.',
  },
  fixes: {
    quote: { title: 'Write {written}', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ steps, report }) {
    for (const step of steps) {
      for (const { word, part, script, isWhole } of step.once(findingsIn)) {
        const text = word.text.slice(part.start, part.end);
        const at = placeIn(word, part.start, part.end);
        const written = `"${text.replace('*', '@')}"`;
        const edit: FixEdit = { range: at, newText: written };
        const canBeQuoted = isWhole && isPlain.test(text) && !mayBeInBackquotes(word, script);
        const fixes = canBeQuoted ? [{ fix: 'quote' as const, values: { written }, edits: [edit] }] : [];
        report({ at, message: text.includes('[') ? 'array' : 'arguments', fixes });
      }
    }
  },
});

const isPlain = /^\$[@*]$|^\$\{(?:[@*]|[A-Za-z_]\w*\[[@*]\])\}$/;

interface Finding {
  readonly word: ShellWord;
  readonly part: ShellPart;
  readonly script: ShellScript;
  readonly isWhole: boolean;
}

function findingsIn(step: Step): readonly Finding[] {
  const found: Finding[] = step.once(splitPartsOf).filter(({ part, word }) => isAll(part, word));
  for (const script of step.once(bourneScripts)) {
    // A command that is called by its arguments is split as they are.
    for (const { words } of script.commands) if (words[0]) addAll(found, words[0], script);
    for (const { type, words } of compoundsOf(script.body)) {
      if (type !== 'for' && type !== 'select') continue;
      for (const word of words.slice(1)) addAll(found, word, script);
    }
  }
  return found;
}

function addAll(found: Finding[], word: ShellWord, script: ShellScript): void {
  for (const part of word.parts) {
    if (!isAll(part, word)) continue;
    found.push({ word, part, script, isWhole: part.end - part.start === word.text.length });
  }
}

/** All parameters, or all elements of an array; not how many there are, nor where something stands for none. */
function isAll({ kind, start, end }: ShellPart, { text }: ShellWord): boolean {
  return kind === 'variable' && /^\$[@*]|^\$\{(?:[@*]|\w+\[[@*]\])(?!:?\+)/.test(text.slice(start, end));
}
