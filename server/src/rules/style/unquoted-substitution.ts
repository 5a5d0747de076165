import type { Step } from '../../model/types.ts';
import { unwrapCommand } from '../../model/unwrapCommand.ts';
import { placeIn } from '../../syntax/shell/parts.ts';
import { defineRule } from '../rule.ts';
import { quoteEdits } from '../support/quoteEdits.ts';
import { type SplitPart, splitPartsOf } from '../support/shellParts.ts';
import { givesWords, isMeantToSplit, isTest, testSplit } from '../support/splitOnPurpose.ts';
import { ValueShapes } from '../support/valueShapes.ts';

export const unquotedSubstitution = defineRule({
  id: 'unquoted-substitution',
  summary: 'The shell splits what a command prints',
  why: 'Without quotes the shell splits the output of a command at blanks and line ends and takes * and ? in it for a pattern, so that one argument becomes several, or none.',
  language: 'dockerfile',
  category: 'style',
  severity: 'information',
  preset: 'strict',
  since: '0.1.0',
  equivalents: [{ tool: 'hadolint', code: 'SC2046', match: 'narrower' }],
  // What the shell makes of it there is worse than a split.
  yieldsTo: ['constant-condition', 'assignment-with-space'],
  references: [
    'https://www.shellcheck.net/wiki/SC2046',
    'https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_06_05',
  ],
  concerns: { keywords: ['RUN', 'CMD', 'ENTRYPOINT', 'HEALTHCHECK'], text: /\$\(|`/ },
  stepwise: true,
  messages: {
    split:
      'No quotes around this: the shell splits what the command prints at blanks, and takes * and ? in it for a pattern.',
    test: 'No quotes around this: where the command prints nothing, or blanks, the test fails.',
    asked:
      'No quotes around this: where the command prints nothing this is always true, and where it prints blanks the test fails.',
    several: 'No quotes around this: where the command prints blanks, the test fails.',
  },
  fixes: {
    quote: { title: 'Put it in quotes', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ steps, report }) {
    for (const step of steps) {
      for (const { place, message } of step.once(findingsIn)) {
        const { word, part, script } = place;
        const edits = quoteEdits(word, [part], script);
        report({
          at: placeIn(word, part.start, part.end),
          message,
          fixes: edits && [{ fix: 'quote', edits }],
        });
      }
    }
  },
});

interface Finding {
  readonly place: SplitPart;
  readonly message: 'split' | ReturnType<typeof testSplit>;
}

function findingsIn(step: Step): readonly Finding[] {
  const found: Finding[] = [];
  const shapes = new ValueShapes(step);
  for (const place of step.once(splitPartsOf)) {
    const { part, word, command, isWhole, redirect } = place;
    if (part.kind !== 'substitution' || shapes.ofPart(part, word) === 'word') continue;
    if (!redirect && isTest(unwrapCommand(command).name))
      found.push({ place, message: testSplit(command, word, isWhole) });
    else if (!isWhole || redirect || !(givesWords(part) || isMeantToSplit(place))) {
      found.push({ place, message: 'split' });
    }
  }
  return found;
}
