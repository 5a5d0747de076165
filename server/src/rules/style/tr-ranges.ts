import { unwrapCommand } from '../../model/unwrapCommand.ts';
import type { ShellWord } from '../../syntax/shell/tree.ts';
import type { TextEdit } from '../../text/edit.ts';
import { defineRule } from '../rule.ts';
import { plainScripts } from '../support/shellLists.ts';

export const trRanges = defineRule({
  id: 'tr-ranges',
  summary: '`tr` is given a word, or brackets around a range',
  why: 'To tr each character stands for itself: a word is a set of letters, and brackets around a range are two more characters to change or delete.',
  language: 'dockerfile',
  category: 'style',
  severity: 'hint',
  preset: 'strict',
  since: '0.1.0',
  equivalents: [
    { tool: 'hadolint', code: 'SC2018', match: 'narrower' },
    { tool: 'hadolint', code: 'SC2019', match: 'narrower' },
    { tool: 'hadolint', code: 'SC2020', match: 'narrower' },
    { tool: 'hadolint', code: 'SC2021', match: 'same' },
  ],
  references: [
    'https://www.shellcheck.net/wiki/SC2021',
    'https://pubs.opengroup.org/onlinepubs/9799919799/utilities/tr.html',
  ],
  options: {
    letters: {
      type: 'boolean',
      default: false,
      description:
        'Report a-z and A-Z too, which leave out letters with accents. The tr of GNU and BusyBox changes no others either way.',
    },
  },
  concerns: { keywords: ['RUN', 'CMD', 'ENTRYPOINT', 'HEALTHCHECK'], text: /\btr\s/ },
  stepwise: true,
  messages: {
    brackets: 'The brackets are characters to tr like any other. Write {range} without them.',
    word: 'This is no word to tr, but a set of letters, each changed for itself. Use sed to replace words.',
    letters: 'In other languages there are letters beyond {range}. Write {written}.',
  },
  fixes: {
    bare: { title: 'Write {range}', safety: 'unsafe', availability: 'always' },
    useClass: { title: 'Write {written}', safety: 'unsafe', availability: 'always' },
  },
  check({ steps, options, report }) {
    for (const step of steps) {
      for (const { source, commands } of step.once(plainScripts)) {
        if (!/\btr\s/.test(source.text)) continue;
        for (const command of commands) {
          const { name, args } = unwrapCommand(command);
          if (name !== 'tr') continue;
          const sets = args.filter(({ text }) => !/^--?[a-zA-Z]/.test(text));
          const brackets = sets.flatMap((set) => {
            const range = bracketed(set);
            return range === undefined ? [] : [{ set, range }];
          });
          const [outer] = brackets;
          if (outer) {
            // All or none: with brackets left in one of two sets, each character would become the one beside its own.
            const range = brackets.map((one) => one.range).join(' and ');
            const edits = brackets.map((one) => writtenEdit(one.set, one.range));
            report({
              at: outer.set.range,
              message: 'brackets',
              values: { range },
              fixes: [{ fix: 'bare', values: { range }, edits }],
            });
          }
          for (const set of sets) {
            const letters = options.letters ? lettersIn(set) : undefined;
            if (letters) {
              const edits = [{ range: set.range, newText: `'${letters.written}'` }];
              const values = { range: letters.range, written: letters.written };
              const fixes = [{ fix: 'useClass' as const, values: { written: letters.written }, edits }];
              report({ at: set.range, message: 'letters', values, fixes });
            }
          }
          const [first, second] = sets;
          if (first && second && isWord(first) && isWord(second) && !isRotation(first, second))
            report({ at: first.range, message: 'word' });
        }
      }
    }
  },
});

/** `[a-z]`, `[0-9]`: not `[:class:]`, nor a set that holds brackets among others. */
function bracketed({ value, segments }: ShellWord): string | undefined {
  if (segments.length > 1) return undefined;
  return /^\[((?:\w-\w)+)\]$/.exec(value ?? '')?.[1];
}

function writtenEdit({ text, range }: ShellWord, plain: string): TextEdit {
  const quote = /^["']/.exec(text)?.[0] ?? '';
  return { range, newText: `${quote}${plain}${quote}` };
}

function lettersIn({ value, segments }: ShellWord): { range: string; written: string } | undefined {
  if (segments.length > 1) return undefined;
  if (value === 'a-z') return { range: value, written: '[:lower:]' };
  return value === 'A-Z' ? { range: value, written: '[:upper:]' } : undefined;
}

/** Letters alone, with one that comes twice. */
function isWord({ value = '' }: ShellWord): boolean {
  return /^[A-Za-z]{3,}$/.test(value);
}

/** Each letter once, as of a set. */
function isRotation({ value = '' }: ShellWord, { value: other = '' }: ShellWord): boolean {
  return new Set(value).size === value.length && value.length === other.length;
}
