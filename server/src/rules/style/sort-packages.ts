import type { PackageCommand, PackageOperand } from '../../model/types.ts';
import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import type { FixEdit } from '../rule.ts';
import { defineRule } from '../rule.ts';

export const sortPackages = defineRule({
  id: 'sort-packages',
  summary: 'Packages of an install are not in order',
  why: 'In a sorted list a package is found at a glance, none is there twice, and two people who add one to it rarely write on the same line.',
  language: 'dockerfile',
  category: 'style',
  severity: 'hint',
  preset: 'off',
  since: '0.1.0',
  equivalents: [
    { tool: 'tally', code: 'sort-packages', match: 'narrower' },
    { tool: 'sonar', code: 'S7018', match: 'narrower' },
  ],
  // It sorts a list of apt as well, and gives each package a line.
  yieldsTo: ['apt-install-grouped'],
  references: ['https://docs.docker.com/build/building/best-practices/#sort-multi-line-arguments'],
  options: {
    minimum: {
      type: 'integer',
      default: 3,
      minimum: 2,
      description: 'How many packages in a row make a list.',
    },
  },
  messages: {
    unsorted:
      'This list is not in order: {package} comes too late. Sort it, and one that is there twice is seen.',
  },
  fixes: {
    sort: { title: 'Sort the packages', safety: 'unsafe', availability: 'sometimes' },
  },
  concerns: { keywords: ['RUN'], text: /install|add|require|-S/ },
  stepwise: true,
  check({ model, steps, options, report }) {
    for (const { instruction, run } of steps) {
      for (const call of run?.packageCommands ?? []) {
        if (call.action !== 'install' || call.packages.length < options.minimum || run?.form === 'exec')
          continue;
        const lists = listsOf(call, instruction, model.tree.text).filter(
          ({ length }) => length >= options.minimum,
        );
        const unsorted = lists.filter((list) => !isSorted(list));
        const [first] = unsorted[0] ?? [];
        if (!first) continue;
        const edits = unsorted.every((list) => isEven(list, model.tree.text)) && unsorted.flatMap(sortEdits);
        const stray =
          unsorted[0]?.find((one, index, list) => index > 0 && byName(list[index - 1] ?? one, one) > 0) ??
          first;
        report({
          // Where the rule of apt speaks of the same list, which goes before.
          at: first.word.range,
          message: 'unsorted',
          values: { package: stray.word.text },
          related: [{ range: stray.word.range, message: 'The first that comes too late' }],
          fixes: edits ? [{ fix: 'sort', edits }] : undefined,
        });
      }
    }
  },
});

type List = readonly PackageOperand[];

/**
 * Packages that stand in a row: an option, a variable, a path, a comment or a line with nothing on it between two of them
 * begins another list, so that what a comment says of those below stays true.
 */
function listsOf(
  { command, packages }: PackageCommand,
  { comments }: Instruction,
  text: string,
): readonly List[] {
  const lists: PackageOperand[][] = [];
  let previous: PackageOperand | undefined;
  for (const one of packages) {
    const { word, kind } = one;
    const isWhole = text.slice(word.range.start, word.range.end) === word.text;
    if (kind !== 'package' || word.expands || word.value === undefined || !isWhole) {
      previous = undefined;
      continue;
    }
    const start = previous?.word.range.end ?? 0;
    const isNext =
      previous !== undefined &&
      command.words[command.words.indexOf(previous.word) + 1] === word &&
      !comments.some(({ range }) => range.start > start && range.start < word.range.start) &&
      !/#|\n[^\n]*\n/.test(text.slice(start, word.range.start));
    if (isNext) lists.at(-1)?.push(one);
    else lists.push([one]);
    previous = one;
  }
  return lists;
}

/** People and programs sort in several ways: each of them will do. */
function isSorted(list: List): boolean {
  return orders.some((key) =>
    list.every((one, index) => {
      const before = list[index - 1];
      return !before || key(before) <= key(one);
    }),
  );
}

const orders: readonly ((one: PackageOperand) => string)[] = [
  ({ word }) => word.text,
  ({ word }) => word.text.toLowerCase(),
  nameOf,
  // As `sort` does in most languages.
  (one) => nameOf(one).replace(/[^a-z0-9]/g, ''),
];

function nameOf({ name, word }: PackageOperand): string {
  return (name ?? word.value ?? word.text).toLowerCase();
}

function byName(a: PackageOperand, b: PackageOperand): number {
  const [one, other] = [nameOf(a), nameOf(b)];
  return one < other ? -1 : one > other ? 1 : 0;
}

/** Those that begin a line are indented alike: else a package would seem to belong to another. */
function isEven(list: List, text: string): boolean {
  const indents = list.flatMap(({ word: { range } }) => {
    const own = text.slice(text.lastIndexOf('\n', range.start - 1) + 1, range.start);
    return /^[ \t]*$/.test(own) ? [own] : [];
  });
  return new Set(indents).size <= 1;
}

/** The words change places, and what is between them stays. */
function sortEdits(list: List): FixEdit[] {
  const sorted = [...list].sort(byName);
  return list.flatMap(({ word }, index) => {
    const newText = sorted[index]?.word.text ?? word.text;
    return newText === word.text ? [] : [{ range: word.range, newText }];
  });
}
