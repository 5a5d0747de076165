import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import type { TextRange } from '../../text/range.ts';
import { defineRule, type FixEdit } from '../rule.ts';
import { endingEdit, instructionAt } from '../support/swallowedInstructions.ts';

export const emptyContinuationLine = defineRule({
  id: 'empty-continuation-line',
  summary: 'Blank line inside a continued instruction',
  why: 'BuildKit skips blank lines after a continuation and goes on with the same instruction, where a reader sees its end. It is deprecated and is to become an error.',
  language: 'dockerfile',
  category: 'deprecation',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
    { tool: 'buildkit', code: 'NoEmptyContinuation', match: 'same' },
    { tool: 'rcjsuen', code: 'EMPTY_CONTINUATION_LINE', match: 'same' },
    { tool: 'dockadvisor', code: 'NoEmptyContinuation', match: 'same' },
  ],
  references: ['https://docs.docker.com/reference/build-checks/no-empty-continuation/'],
  stepwise: true,
  messages: {
    blank: 'A blank line follows, and {keyword} goes on below it. That is deprecated: delete the blank line.',
    swallows:
      'The blank line below does not end {keyword}, because this continues it: {next} is taken for a part of it.',
    atEnd: 'Nothing follows but blank lines: there is nothing to continue with.',
  },
  fixes: {
    deleteBlank: { title: 'Delete blank lines', safety: 'safe', availability: 'always' },
    endHere: { title: 'End {keyword} here', safety: 'unsafe', availability: 'always' },
  },
  check({ model, steps, report }) {
    for (const { instruction } of steps) {
      if (instruction.isTrigger || instruction.emptyLines.length === 0) continue;
      for (const seam of instruction.continuations) {
        const blank = within(instruction.emptyLines, seam);
        if (blank.length === 0) continue;
        const at = { start: seam.start, end: seam.start + 1 };
        const keyword = instruction.keyword.text;
        const next = instructionAt(model.tree.text.slice(seam.end, seam.end + 400).trimStart());
        if (next !== undefined) {
          const edits = [endingEdit(model.tree.text, seam.start)];
          const fixes = [{ fix: 'endHere', values: { keyword }, edits }] as const;
          const misread = { start: seam.start, end: instruction.range.end };
          report({ at, message: 'swallows', values: { keyword, next }, misread, fixes });
          continue;
        }
        const edits = blank.map(deletion(model.tree.text)).filter(({ range }) => range.end > range.start);
        const fixes = [{ fix: 'deleteBlank', edits: merged(edits), claim: { kind: 'same' } }] as const;
        if (seam.end >= instruction.head.end) report({ at, message: 'atEnd', fixes });
        else report({ at, message: 'blank', values: { keyword }, fixes });
      }
    }
  },
});

/** The ranges, in order, that lie in an outer one; logarithmic but for what is found. */
function within(ranges: Instruction['emptyLines'], outer: TextRange): TextRange[] {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ranges[middle]?.start ?? 0) < outer.start) low = middle + 1;
    else high = middle;
  }
  const found: TextRange[] = [];
  for (let i = low; i < ranges.length; i++) {
    const range = ranges[i];
    if (!range || range.start > outer.end) break;
    found.push(range);
  }
  return found;
}

/** The line with its line break; the last line of a file with that before it. */
function deletion(text: string): (line: TextRange) => { range: TextRange; newText: string } {
  return ({ start, end }) => {
    let stop = end;
    if (text.charAt(stop) === '\r') stop++;
    if (text.charAt(stop) === '\n') stop++;
    return { range: { start, end: stop }, newText: '' };
  };
}

/** Adjacent deletions become one. */
function merged(edits: readonly { range: TextRange; newText: string }[]): FixEdit[] {
  const result: { range: TextRange; newText: string }[] = [];
  for (const edit of edits) {
    const last = result.at(-1);
    if (last && last.range.end === edit.range.start) {
      result[result.length - 1] = { range: { start: last.range.start, end: edit.range.end }, newText: '' };
    } else {
      result.push(edit);
    }
  }
  return result;
}
