import type { Step } from '../../model/types.ts';
import { unwrapCommand } from '../../model/unwrapCommand.ts';
import { placeIn } from '../../syntax/shell/parts.ts';
import type { ShellPart, ShellWord } from '../../syntax/shell/tree.ts';
import { defineRule } from '../rule.ts';
import { quoteEdits } from '../support/quoteEdits.ts';
import { type SplitPart, splitPartsOf } from '../support/shellParts.ts';
import { comparesIn, isMeantToSplit, isTest, testSplit } from '../support/splitOnPurpose.ts';
import { ValueShapes } from '../support/valueShapes.ts';

export const unquotedVariable = defineRule({
  id: 'unquoted-variable',
  summary: 'The shell splits a variable that is not in quotes',
  why: 'Without quotes the shell splits a value at blanks and takes * and ? in it for a pattern, so that one argument becomes several, or none. It works until somebody builds with another value.',
  language: 'dockerfile',
  category: 'style',
  severity: 'information',
  preset: 'strict',
  since: '0.1.0',
  equivalents: [
    // Not where the value is known to be one word, or where several are meant.
    { tool: 'hadolint', code: 'SC2086', match: 'narrower' },
    { tool: 'hadolint', code: 'SC2027', match: 'narrower' },
    { tool: 'sonar', code: 'S6570', match: 'narrower' },
  ],
  // What the shell makes of it there is worse than a split.
  yieldsTo: ['constant-condition', 'assignment-with-space'],
  references: [
    'https://www.shellcheck.net/wiki/SC2086',
    'https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_06_05',
  ],
  concerns: { keywords: ['RUN', 'CMD', 'ENTRYPOINT', 'HEALTHCHECK'], text: /\$[\w{]/ },
  stepwise: true,
  messages: {
    split:
      'No quotes around {names}: the shell splits the value at blanks, and takes * and ? in it for a pattern.',
    test: 'No quotes around {names}: where the value is empty or holds blanks, the test fails.',
    asked:
      'No quotes around {names}: where the value is empty this is always true, and where it holds blanks the test fails.',
    several: 'No quotes around {names}: where the value holds blanks, the test fails.',
    blanks: 'No quotes around {names}, which holds blanks: the shell makes several words of it.',
    empty: 'No quotes around {names}, which is empty: the shell drops it, and the comparison fails.',
  },
  fixes: {
    quote: { title: 'Put it in quotes', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ steps, report }) {
    for (const step of steps) {
      for (const { place, parts, message } of step.once(findingsIn)) {
        const { word, script } = place;
        const first = parts[0] as ShellPart;
        const last = parts.at(-1) as ShellPart;
        const edits = quoteEdits(word, parts, script);
        report({
          at: placeIn(word, first.start, last.end),
          message,
          values: { names: [...new Set(parts.map(({ name }) => `$${name}`))].join(', ') },
          fixes: edits && [{ fix: 'quote', edits }],
        });
      }
    }
  },
});

interface Finding {
  readonly place: SplitPart;
  /** Of one word. */
  readonly parts: ShellPart[];
  readonly message: 'split' | ReturnType<typeof testSplit> | 'blanks' | 'empty';
}

function findingsIn(step: Step): readonly Finding[] {
  const places = step.once(splitPartsOf);
  if (places.length === 0) return [];
  const shapes = new ValueShapes(step);
  const found = new Map<ShellWord, Finding>();
  for (const place of places) {
    const { part, word } = place;
    if (part.kind !== 'variable') continue;
    const message = messageOf(place, shapes);
    if (!message) continue;
    const known = found.get(word);
    if (known) known.parts.push(part);
    else found.set(word, { place, parts: [part], message });
  }
  return [...found.values()];
}

function messageOf(place: SplitPart, shapes: ValueShapes): Finding['message'] | undefined {
  const { part, word, command, isWhole, redirect } = place;
  // Parameters of the shell have a rule of their own; with `:+` somebody has thought of it.
  if (part.name === '@' || part.name === '*') return undefined;
  if (/^\$\{\w+(?::?\+|\[[@*]\])/.test(word.text.slice(part.start, part.end))) return undefined;
  const inTest = redirect === undefined && isTest(unwrapCommand(command).name);
  switch (shapes.ofPart(part, word)) {
    case 'empty':
      return inTest && isWhole && comparesIn(command, word) ? 'empty' : undefined;
    case 'list':
      return !isWhole || inTest || redirect ? 'blanks' : undefined;
    case 'unknown':
      if (inTest) return testSplit(command, word, isWhole);
      return isWhole && !redirect && isMeantToSplit(place) ? undefined : 'split';
    default:
      return undefined;
  }
}
