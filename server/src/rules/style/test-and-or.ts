import type { ShellCommand, ShellListItem, ShellScript } from '../../syntax/shell/tree.ts';
import type { TextEdit } from '../../text/edit.ts';
import { defineRule } from '../rule.ts';
import { allLists, isPipe, plainScripts } from '../support/shellLists.ts';

export const testAndOr = defineRule({
  id: 'test-and-or',
  summary: 'Test joins conditions with -a or -o',
  why: 'What a test with more than four words means is left to each shell: a value that looks like an operator changes it. POSIX has dropped -a and -o; two tests joined with && or || say the same, and always do.',
  language: 'dockerfile',
  category: 'style',
  severity: 'hint',
  preset: 'strict',
  since: '0.1.0',
  equivalents: [{ tool: 'hadolint', code: 'SC2166', match: 'same' }],
  references: [
    'https://www.shellcheck.net/wiki/SC2166',
    'https://pubs.opengroup.org/onlinepubs/9799919799/utilities/test.html',
  ],
  concerns: { keywords: ['RUN', 'CMD', 'ENTRYPOINT', 'HEALTHCHECK'], text: /\s-[ao]\s/ },
  stepwise: true,
  messages: {
    joined:
      'What a test with {option} in it means, shells may see differently. Join two tests with {operator}.',
  },
  fixes: {
    split: { title: 'Write two tests, joined with {operator}', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ steps, report }) {
    for (const step of steps) {
      for (const script of step.once(plainScripts)) {
        if (!/\s-[ao]\s/.test(script.source.text)) continue;
        let items: ReadonlyMap<number, Place> | undefined;
        for (const command of script.commands) {
          const places = joinsIn(command);
          const [first] = places;
          const option = first === undefined ? undefined : command.words[first];
          if (!option) continue;
          const operator = option.text === '-a' ? '&&' : '||';
          items ??= placesIn(script);
          const edits = splitEdits(command, places, operator, items);
          const fixes = edits && ([{ fix: 'split', values: { operator }, edits }] as const);
          report({ at: option.range, message: 'joined', values: { option: option.text, operator }, fixes });
        }
      }
    }
  },
});

/** Where `-a` and `-o` stand between conditions; `-a file` and `-o option` at the beginning of one are something else. */
function joinsIn({ name, words }: ShellCommand): readonly number[] {
  if (name !== '[' && name !== 'test') return [];
  const last = name === '[' ? words.length - 2 : words.length - 1;
  if (last < 4) return [];
  const places: number[] = [];
  let from = 1;
  for (let i = 1; i <= last; i++) {
    const word = words[i];
    if (word && /^-[ao]$/.test(word.text) && i > from && i < last && words[i - 1]?.text !== '!') {
      // The name of an option or a file: `-e -a`.
      if (i === from + 1 && /^-[a-zA-Z]$/.test(words[from]?.text ?? '')) continue;
      places.push(i);
      from = i + 1;
    }
  }
  return places;
}

/** Undefined where the two are mixed or in brackets, and where what stands around the test would come to ask the last alone. */
function splitEdits(
  { name, words }: ShellCommand,
  places: readonly number[],
  operator: string,
  items: ReadonlyMap<number, Place>,
): readonly TextEdit[] | undefined {
  const options = new Set(places.map((place) => words[place]?.text));
  if (options.size > 1 || words.some(({ text }) => /^\\?["']?[()]["']?$/.test(text))) return undefined;
  const place = items.get(words[0]?.range.start ?? -1);
  if (place && !isFree(place.item, place.next, operator)) return undefined;
  const newText = name === '[' ? `] ${operator} [` : `${operator} test`;
  return places.flatMap((at) => {
    const word = words[at];
    return word ? [{ range: word.range, newText }] : [];
  });
}

function isFree(item: ShellListItem, next: ShellListItem | undefined, operator: string): boolean {
  const isBefore = item.operator === '&&' || item.operator === '||' ? item.operator === operator : true;
  return (
    isBefore &&
    !item.negated &&
    !isPipe(item.operator) &&
    !isPipe(next?.operator) &&
    !item.background &&
    hasNoRedirects(item)
  );
}

function hasNoRedirects({ node }: ShellListItem): boolean {
  return node.redirects.length === 0 && (node.kind !== 'command' || node.assignments.length === 0);
}

interface Place {
  readonly item: ShellListItem;
  readonly next: ShellListItem | undefined;
}

/** The simple commands of a program where they stand in their lists, by the offset of their first word. */
function placesIn(script: ShellScript): ReadonlyMap<number, Place> {
  const places = new Map<number, Place>();
  for (const { items } of allLists(script)) {
    for (const [i, item] of items.entries()) {
      const start = item.node.kind === 'command' ? item.node.words[0]?.range.start : undefined;
      if (start !== undefined) places.set(start, { item, next: items[i + 1] });
    }
  }
  return places;
}
