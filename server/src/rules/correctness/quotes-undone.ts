import type { Step } from '../../model/types.ts';
import { placeIn } from '../../syntax/shell/parts.ts';
import type { ShellPart, ShellScript, ShellWord } from '../../syntax/shell/tree.ts';
import { shorten } from '../../text/shorten.ts';
import { defineRule, type FixEdit } from '../rule.ts';
import { bourneScripts } from '../support/bourneScripts.ts';
import { mayBeInBackquotes } from '../support/quoteEdits.ts';

export const quotesUndone = defineRule({
  id: 'quotes-undone',
  summary: 'Quotes within quotes end these, and are lost',
  why: 'The first quote of the same kind ends a quoted text. What was meant to be in quotes of its own stands outside of them then: the quotes are missing in what is written, and blanks split the text.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
    // Not where quotes glue names together, nor around expansions, which are told where they may be split.
    { tool: 'hadolint', code: 'SC2140', match: 'narrower' },
    { tool: 'hadolint', code: 'SC2026', match: 'narrower' },
    { tool: 'hadolint', code: 'SC2027', match: 'related' },
  ],
  references: [
    'https://www.shellcheck.net/wiki/SC2140',
    'https://www.shellcheck.net/wiki/SC2026',
    'https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_02',
  ],
  concerns: {
    keywords: ['RUN', 'CMD', 'ENTRYPOINT', 'HEALTHCHECK'],
    text: /["'][^\s"'&|;<>()$`][^"'$`]*["']/,
  },
  stepwise: true,
  messages: {
    double:
      'The quotes around {text} end the outer ones, and are lost. Write a backslash before each of them.',
    single:
      'The quotes around {text} end the outer ones, and are lost. Use double quotes for the inner ones.',
  },
  fixes: {
    escape: { title: 'Escape the inner quotes', safety: 'unsafe', availability: 'sometimes' },
    useDouble: { title: 'Use double quotes within', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ steps, report }) {
    for (const step of steps) {
      for (const gaps of step.once(findingsIn)) {
        const first = gaps[0] as Gap;
        const open = closingQuote(first);
        const at = { start: open.start, end: openingQuote(first).end };
        const text = shorten(first.text, 30);
        const edits = (newText: string): FixEdit[] =>
          gaps.flatMap((gap) => [closingQuote(gap), openingQuote(gap)].map((range) => ({ range, newText })));
        if (first.quote === '"') {
          const fixes = first.canBeEscaped ? [{ fix: 'escape' as const, edits: edits('\\"') }] : [];
          report({ at, message: 'double', values: { text }, fixes });
        } else if (gaps.some(({ inner }) => inner.includes('"')))
          report({ at, message: 'single', values: { text } });
        else
          report({
            at,
            message: 'single',
            values: { text },
            fixes: [{ fix: 'useDouble', edits: edits('"') }],
          });
      }
    }
  },
});

/** What stands outside of quotes between two quoted texts. */
interface Gap {
  readonly quote: '"' | "'";
  readonly before: ShellWord;
  readonly left: ShellPart;
  readonly behind: ShellWord;
  readonly right: ShellPart;
  readonly text: string;
  /** The text, and what is quoted around it. */
  readonly inner: string;
  /** Not in backquotes, which read a backslash themselves. */
  readonly canBeEscaped: boolean;
}

/** Those of one argument, or of arguments that were to be one, belong together. */
function findingsIn(step: Step): readonly (readonly Gap[])[] {
  const found: Gap[][] = [];
  for (const script of step.once(bourneScripts)) {
    for (const { words } of script.commands) {
      let last: ShellWord | undefined;
      for (const gap of gapsIn(words, script)) {
        if (gap.before === last) found.at(-1)?.push(gap);
        else found.push([gap]);
        last = gap.behind;
      }
    }
  }
  return found;
}

function* gapsIn(words: readonly ShellWord[], script: ShellScript): Iterable<Gap> {
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as ShellWord;
    const { parts } = word;
    const canBeEscaped = () => !mayBeInBackquotes(word, script);
    for (const gap of withinOf(word)) yield { ...gap, canBeEscaped: canBeEscaped() };
    for (let k = 0; k + 1 < parts.length; k++) {
      const [left, middle, right] = [parts[k], parts[k + 1], parts[k + 2]];
      if (!left || middle?.kind !== 'text' || right) continue;
      // The text goes on in further words: `'alias ll='ls -la''`.
      const texts = [textOf(word, middle)];
      let end = i + 1;
      while (words[end] && words[end]?.parts.length === 0) texts.push(words[end++]?.text ?? '');
      const behind = words[end];
      const [text, quoted] = behind?.parts ?? [];
      if (!behind || text?.kind !== 'text' || !quoted) continue;
      const gap = gapOf(word, left, behind, quoted, [...texts, textOf(behind, text)].join(' '));
      if (gap) yield { ...gap, canBeEscaped: canBeEscaped() };
    }
  }
}

/** Where one gap of a word is surely one, so are the others: escaping some of the quotes would help nobody. */
function withinOf(word: ShellWord): readonly Omit<Gap, 'canBeEscaped'>[] {
  const { parts } = word;
  const all = (isSure: boolean) =>
    parts.flatMap((left, k): readonly Omit<Gap, 'canBeEscaped'>[] => {
      const [middle, right] = [parts[k + 1], parts[k + 2]];
      // Two quotes next to each other were to be an empty text.
      if (!isSure && middle && middle.kind !== 'text') {
        const gap = gapOf(word, left, word, middle, '', isSure);
        return gap ? [gap] : [];
      }
      if (middle?.kind !== 'text' || !right) return [];
      const gap = gapOf(word, left, word, right, textOf(word, middle), isSure);
      return gap ? [gap] : [];
    });
  return all(true).length === 0 ? [] : all(false);
}

function gapOf(
  before: ShellWord,
  left: ShellPart,
  behind: ShellWord,
  right: ShellPart,
  text: string,
  isSure = true,
): Omit<Gap, 'canBeEscaped'> | undefined {
  if (left.kind !== right.kind || (left.kind !== 'double' && left.kind !== 'single')) return undefined;
  const opened = textOf(before, left).slice(1, -1);
  const closed = textOf(behind, right).slice(1, -1);
  // Where a value would begin, and where one would be done; names that are glued together look otherwise.
  if (isSure && (!/[=\s([{,<]$/.test(opened) || !/^(?:$|[\s,)\]};:>])/.test(closed))) return undefined;
  if (/[\\"'`$]/.test(text)) return undefined;
  const quote = left.kind === 'double' ? '"' : "'";
  return { quote, before, left, behind, right, text, inner: opened + text + closed };
}

function textOf({ text }: ShellWord, { start, end }: ShellPart): string {
  return text.slice(start, end);
}

function closingQuote({ before, left }: Gap) {
  return placeIn(before, left.end - 1, left.end);
}

function openingQuote({ behind, right }: Gap) {
  return placeIn(behind, right.start, right.start + 1);
}
