import { identityText } from '../../syntax/dockerfile/logicalLines.ts';
import { shellScriptOf } from '../../syntax/shell/script.ts';
import type { ShellScript, ShellWord } from '../../syntax/shell/tree.ts';
import { defineRule } from '../rule.ts';
import { bourneScripts } from '../support/bourneScripts.ts';

export const keywordCasing = defineRule({
  id: 'keyword-casing',
  summary: 'A keyword of the shell is written in capitals',
  why: 'To a shell `IF` and `Do` are the names of commands, which are not there: every part of the construct fails, or runs whatever its condition says.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [{ tool: 'hadolint', code: 'SC1081', match: 'narrower' }],
  references: [
    'https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_04',
    'https://www.shellcheck.net/wiki/SC1081',
  ],
  concerns: {
    keywords: ['RUN', 'CMD', 'ENTRYPOINT', 'HEALTHCHECK'],
    text: /\b(?:I[Ff]|iF|F[Ii]|fI|F[Oo][Rr]|W[Hh][Ii][Ll][Ee]|U[Nn][Tt][Ii][Ll])\b/,
  },
  stepwise: true,
  messages: {
    casing: 'Keywords of the shell are written small: {word} is a command that is not there.',
  },
  fixes: {
    lower: { title: 'Write the keywords small', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ steps, report }) {
    for (const step of steps) {
      for (const script of step.once(bourneScripts)) {
        const words = keywordsIn(script);
        const [first] = words;
        if (!first || !opens.test(first.text)) continue;
        const edits = words.map(({ range, text }) => ({ range, newText: text.toLowerCase() }));
        const fixes = isRight(words, script) ? ([{ fix: 'lower', edits }] as const) : undefined;
        report({ at: first.range, message: 'casing', values: { word: first.text }, fixes });
      }
    }
  },
});

const opens = /^(?:if|for|while|until)$/i;
const keywords = /^(?:if|then|else|elif|fi|for|while|until|do|done)$/i;

/** What stands where a command would, one behind the other (`THEN IF`); and `IN` behind the name of a loop. */
function keywordsIn({ commands }: ShellScript): readonly ShellWord[] {
  return commands.flatMap(({ words }) => {
    let end = 0;
    while (keywords.test(words[end]?.text ?? '')) end++;
    const found = words.slice(0, end);
    const preposition = words[end + 1];
    if (preposition && /^in$/i.test(preposition.text) && /^for$/i.test(found.at(-1)?.text ?? ''))
      found.push(preposition);
    return found.filter(({ text }) => text !== text.toLowerCase());
  });
}

/** Written small, they make a program. */
function isRight(words: readonly ShellWord[], { source: { text, map }, dialect }: ShellScript): boolean {
  let small = text;
  for (const word of words) {
    const start = map.toDerived(word.range.start);
    small = small.slice(0, start) + word.text.toLowerCase() + small.slice(start + word.text.length);
  }
  return shellScriptOf(identityText(small, 0, small.length), dialect).errors.length === 0;
}
