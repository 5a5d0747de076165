import type { BuildModel } from '../../model/types.ts';
import type { Heredoc, Instruction } from '../../syntax/dockerfile/tree.ts';
import { contains } from '../../text/range.ts';
import { defineRule } from '../rule.ts';
import { bodyEscape, quotedDelimiter } from '../support/heredocDelimiter.ts';

export const heredocLosesBackslash = defineRule({
  id: 'heredoc-loses-backslash',
  summary: 'The builder takes backslashes out of a heredoc',
  why: 'In the body of COPY <<EOF the builder removes every backslash and keeps the character behind it, unlike a shell: the file has "t" for "\\t", and lines that were to be one are two.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [],
  references: [
    'https://docs.docker.com/reference/dockerfile/#example-creating-inline-files',
    'https://github.com/moby/buildkit/blob/master/frontend/dockerfile/shell/lex.go',
  ],
  concerns: { keywords: ['ADD', 'COPY'], text: /\\/ },
  stepwise: true,
  messages: {
    lost: 'The builder takes this backslash away, and leaves {left}. Quote the delimiter to keep the body as it is written.',
    lostMixed: 'The builder takes this backslash away, and leaves {left}. Write two to keep one.',
  },
  fixes: {
    quoteDelimiter: {
      title: 'Quote the delimiter: nothing of the body is changed',
      safety: 'unsafe',
      availability: 'always',
    },
    double: {
      title: 'Double the backslashes that are lost',
      safety: 'unsafe',
      availability: 'always',
    },
  },
  check({ model, steps, report }) {
    if (model.frontend.isCustom) return;
    for (const { instruction } of steps) {
      if (instruction.name !== 'COPY' && instruction.name !== 'ADD') continue;
      for (const heredoc of instruction.heredocs) {
        if (!heredoc.expand || !heredoc.content.includes(bodyEscape)) continue;
        const lost = lostIn(heredoc, instruction, model);
        const [first] = lost;
        if (first === undefined) continue;
        const at = { start: first, end: first + 1 };
        const next = model.tree.text.charAt(first + 1);
        const left = /\s/.test(next) ? 'a line break' : `"${next}"`;
        const edit = quotedDelimiter(heredoc, instruction, model);
        if (edit) {
          const fixes = [{ fix: 'quoteDelimiter' as const, edits: [edit] }];
          report({ at, message: 'lost', values: { left }, fixes });
        } else {
          const edits = lost.map((start) => ({ range: { start, end: start }, newText: bodyEscape }));
          report({ at, message: 'lostMixed', values: { left }, fixes: [{ fix: 'double', edits }] });
        }
      }
    }
  },
});

/**
 * Where the builder removes a backslash that nobody has written for it. Before a `$`, a backtick and another backslash a
 * shell would remove it as well; what stands in `${…}` is for the builder anyway.
 */
function lostIn({ contentRange }: Heredoc, instruction: Instruction, model: BuildModel): readonly number[] {
  const { start, end } = contentRange;
  const text = model.tree.text.slice(start, end);
  const lost: number[] = [];
  for (const { index, 0: pair } of text.matchAll(/\\[\s\S]?/g)) {
    if (!/^\\[\\$`]$/.test(pair)) lost.push(start + index);
  }
  if (lost.length === 0) return lost;
  const uses = model.variableUsesIn([model.stepOf(instruction)]);
  return lost.filter((place) => !uses.some(({ range }) => contains(range, { start: place, end: place + 1 })));
}
