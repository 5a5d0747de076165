import type { BuildModel, PackageCommand, Step } from '../../model/types.ts';
import type { ShellWord } from '../../syntax/shell/tree.ts';
import { lineBreakOf } from '../../text/lines.ts';
import type { FixEdit } from '../rule.ts';
import { defineRule } from '../rule.ts';
import { aptManagers, callsOf } from '../support/packageCalls.ts';

export const aptInstallGrouped = defineRule({
  id: 'apt-install-grouped',
  summary: 'Packages of a long install are not sorted, one on each line',
  why: 'In a sorted list with one package on each line a package is found at a glance, none is there twice, and a change is one line of the diff.',
  language: 'dockerfile',
  category: 'style',
  severity: 'information',
  preset: 'strict',
  since: '0.1.0',
  equivalents: [{ tool: 'parfum', code: 'ruleMoreThanOneInstall', match: 'related' }],
  references: ['https://docs.docker.com/build/building/best-practices/#sort-multi-line-arguments'],
  options: {
    minimum: {
      type: 'integer',
      default: 4,
      minimum: 2,
      description: 'How many packages make an install long.',
    },
  },
  messages: {
    unsorted:
      'These {count} packages are not sorted: one that is there twice is not seen. Sort them, one on each line.',
    crowded:
      'These {count} packages share lines, so a diff does not show which of them changed. Give each its own line.',
  },
  fixes: {
    group: { title: 'Sort the packages, one on each line', safety: 'unsafe', availability: 'sometimes' },
  },
  concerns: { keywords: ['RUN'], text: /\bapt/ },
  stepwise: true,
  check({ model, steps, options, report }) {
    for (const { step, call } of callsOf(steps, aptManagers)) {
      if (call.action !== 'install' || call.packages.length < options.minimum || step.run?.form === 'exec')
        continue;
      const words = call.packages.map(({ word }) => word);
      if (words.some(({ value, globs }) => value === undefined || globs)) continue;
      const isSorted = words.every((word, index) => index === 0 || order(words[index - 1], word) <= 0);
      const gaps = words
        .slice(1)
        .map((word, index) => model.tree.text.slice(words[index]?.range.end, word.range.start));
      if (isSorted && gaps.every((gap) => gap.includes('\n'))) continue;
      const edits = groupEdits(step, call, words, model);
      const [first] = words;
      if (!first) continue;
      report({
        // Behind the command: what is to be done to the whole RUN comes first.
        at: first.range,
        message: isSorted ? 'crowded' : 'unsorted',
        values: { count: words.length },
        fixes: edits && [{ fix: 'group', edits }],
      });
    }
  },
});

function order(a: ShellWord | undefined, b: ShellWord): number {
  const [one, other] = [a?.text ?? '', b.text];
  return one < other ? -1 : one > other ? 1 : 0;
}

/** Undefined where options or comments stand between the packages: what a comment speaks of would move away. */
function groupEdits(
  { instruction, run }: Step,
  { command }: PackageCommand,
  words: readonly ShellWord[],
  { tree }: BuildModel,
): readonly FixEdit[] | undefined {
  if (run?.form !== 'shell' || instruction.heredocs.length > 0) return undefined;
  const { text } = tree;
  const from = command.words.indexOf(words[0] as ShellWord);
  if (from < 1 || words.some((word, index) => command.words[from + index] !== word)) return undefined;
  const isOdd = words.some(({ range, text: written }) => text.slice(range.start, range.end) !== written);
  if (isOdd) return undefined;
  const sorted = [...words].sort((a, b) => order(a, b));
  let written: string | undefined;
  const gaps: { readonly start: number; readonly end: number; readonly isOne: boolean }[] = [];
  for (const [index, word] of words.entries()) {
    const start = command.words[from + index - 1]?.range.end ?? word.range.start;
    const gap = text.slice(start, word.range.start);
    if (!/^(?:[ \t]|[\\`][ \t]*\r?\n)+$/.test(gap)) return undefined;
    const isOne = gap.includes('\n');
    if (isOne) {
      const own = gap.slice(gap.lastIndexOf('\n') + 1);
      // Packages that change places would bring their lines' indentation along.
      if (written !== undefined && written !== own) return undefined;
      written = own;
    }
    gaps.push({ start, end: word.range.start, isOne });
  }
  const above = indentOfLine(text, (written === undefined ? words[0] : command.words[0])?.range.start ?? 0);
  // No deeper than the command they look like commands.
  const indent =
    written !== undefined && written.length > above.length
      ? written
      : above + (above.endsWith('\t') ? '\t' : '    ');
  const lineBreak = ` ${tree.escape}${lineBreakOf(text)}${indent}`;
  const edits: FixEdit[] = [];
  for (const [index, word] of words.entries()) {
    const gap = gaps[index];
    if (gap && !gap.isOne) edits.push({ range: { start: gap.start, end: gap.end }, newText: lineBreak });
    else if (gap && written !== undefined && written !== indent) {
      // In front of the blanks that are there: the word behind them may be another.
      const start = gap.end - written.length;
      const kept = indent.endsWith(written) ? written.length : 0;
      const range = { start, end: gap.end - kept };
      edits.push({ range, newText: indent.slice(0, indent.length - kept) });
    }
    const newText = sorted[index]?.text ?? word.text;
    if (newText !== word.text) edits.push({ range: word.range, newText });
  }
  return edits;
}

function indentOfLine(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(start, offset))?.[0] ?? '';
}
