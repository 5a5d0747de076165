import { identityText } from '../../syntax/dockerfile/logicalLines.ts';
import { shellScriptOf } from '../../syntax/shell/script.ts';
import type { ShellScript } from '../../syntax/shell/tree.ts';
import type { TextRange } from '../../text/range.ts';
import { defineRule } from '../rule.ts';
import { type ShellRefusal, shellRefusals } from '../support/shellRefusals.ts';

export const shellSyntaxError = defineRule({
  id: 'shell-syntax-error',
  summary: 'The shell refuses the command: its syntax is wrong',
  why: 'BuildKit hands shell form to the shell as it stands. What the shell cannot parse it does not run: a RUN stops the build, and with such a CMD or ENTRYPOINT the container does not start.',
  language: 'dockerfile',
  category: 'syntax',
  severity: 'error',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [],
  references: [
    'https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_10',
    'https://docs.docker.com/reference/dockerfile/#shell-form',
  ],
  concerns: { keywords: ['RUN', 'CMD', 'ENTRYPOINT', 'HEALTHCHECK'] },
  stepwise: true,
  messages: {
    quote: 'The shell refuses the command: this quote is never closed.',
    unclosed: 'The shell refuses the command: {word} is never closed, {missing} is missing.',
    incomplete: 'The shell refuses the command: {word} has no {missing}.',
    argument: 'The shell refuses the command: a semicolon is missing before {missing}.',
    nothing: 'The shell refuses the command: nothing follows {word}.',
    target: 'The shell refuses the command: no file follows {word}.',
    unexpected: 'The shell refuses the command: {word} cannot stand here.',
  },
  fixes: {
    remove: { title: 'Remove {word}', safety: 'unsafe', availability: 'sometimes' },
    separate: { title: 'Put ; before {missing}', safety: 'unsafe', availability: 'always' },
  },
  check({ steps, report }) {
    for (const step of steps) {
      for (const { script, refusal } of shellRefusals(step)) {
        const { kind } = refusal.error;
        const { at } = refusal;
        const word = names.get(refusal.word) ?? refusal.word;
        const missing = names.get(refusal.error.missing) ?? refusal.error.missing;
        const edit = removal(script, refusal);
        const fixes = edit && ([{ fix: 'remove', values: { word }, edits: [edit] }] as const);
        if (kind === 'unclosed' || kind === 'incomplete') {
          const lost = lostWord(script, refusal);
          if (lost) {
            const edits = [{ range: lost.gap, newText: ';' }];
            const separate = [{ fix: 'separate', values: { missing }, edits }] as const;
            report({ at: lost.at, message: 'argument', values: { missing }, fixes: separate });
          } else if (word === missing) report({ at, message: 'quote' });
          else report({ at, message: kind, values: { word, missing } });
        } else if (kind === 'nothing') report({ at, message: 'nothing', values: { word }, fixes });
        else if (kind === 'no-target') report({ at, message: 'target', values: { word } });
        else report({ at, message: 'unexpected', values: { word }, fixes });
      }
    }
  },
});

/** Braces are hard to see in a sentence. */
const names: ReadonlyMap<string, string> = new Map([
  ['{', 'the opening brace'],
  ['}', 'the closing brace'],
  ['${', 'the brace'],
]);

/** Where a word stands behind another one instead of a `;` that would make it end a compound. */
function lostWord(
  script: ShellScript,
  { error: { missing }, at }: ShellRefusal,
): { readonly at: TextRange; readonly gap: TextRange } | undefined {
  if (!/^(?:fi|done|esac|then|do|\})$/.test(missing)) return undefined;
  const { text, map } = script.source;
  const places = text.matchAll(new RegExp(`(?<=[^\\s;&|(){])\\s+(?=${missing}(?:$|[\\s;&|)]))`, 'g'));
  let tries = 0;
  for (const { 0: blank, index } of places) {
    // Whoever wrote that many has written something else.
    if (index < map.toDerived(at.start) || ++tries > MOST_TRIES) continue;
    if (!isRight(`${text.slice(0, index)};${text.slice(index)}`, script)) continue;
    const start = index + blank.length;
    // The seam of a continuation belongs to what comes behind it.
    const gap = map.toSourceRange(index - 1, index).end;
    return { at: map.toSourceRange(start, start + missing.length), gap: { start: gap, end: gap } };
  }
  return undefined;
}

const MOST_TRIES = 20;

/** An operator that stands twice, or at the end, or `;` behind `&`, which has ended the command. */
function removal({ source, dialect }: ShellScript, { error: { kind }, word, at }: ShellRefusal) {
  if (!/^(?:&&|\|\|?|;)$/.test(word)) return undefined;
  const { text, map } = source;
  let start = map.toDerived(at.start);
  let end = start + word.length;
  const rest = text.slice(end);
  if (kind === 'nothing') {
    const again = rest.length - rest.trimStart().length;
    if (rest.trim() === '') start = text.slice(0, start).trimEnd().length;
    else if (rest.startsWith(word, again)) {
      start = end;
      end += again + word.length;
    } else return undefined;
  } else {
    const before = text.slice(0, start).trimEnd();
    if (word !== ';' || !/(?<!&)&$/.test(before)) return undefined;
    start = before.length;
  }
  if (!isRight(text.slice(0, start) + text.slice(end), { dialect })) return undefined;
  return { range: map.toSourceRange(start, end), newText: '' };
}

function isRight(text: string, { dialect }: Pick<ShellScript, 'dialect'>): boolean {
  return shellScriptOf(identityText(text, 0, text.length), dialect).errors.length === 0;
}
