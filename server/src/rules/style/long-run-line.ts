import type { BuildModel, Step } from '../../model/types.ts';
import type { ShellListItem } from '../../syntax/shell/tree.ts';
import { lineBreakOf } from '../../text/lines.ts';
import type { TextRange } from '../../text/range.ts';
import { defineRule, type FixEdit } from '../rule.ts';
import { topLevel } from '../support/insertLine.ts';
import { type Joinable, usesTrailingOperators } from '../support/joinRuns.ts';
import { isBourne } from '../support/shellState.ts';

export const longRunLine = defineRule({
  id: 'long-run-line',
  summary: 'Line of a RUN is too long to be read',
  why: 'What stands at the end of a long line is not seen: in the editor, in a review, in the diff of a change. One command on each line is read from top to bottom.',
  language: 'dockerfile',
  category: 'style',
  severity: 'hint',
  preset: 'off',
  since: '0.1.0',
  equivalents: [
    { tool: 'sonar', code: 'S7020', match: 'same' },
    { tool: 'tally', code: 'newline-per-chained-call', match: 'narrower' },
  ],
  references: ['https://docs.docker.com/build/building/best-practices/#run'],
  concerns: { keywords: ['RUN'] },
  options: {
    maximum: {
      type: 'integer',
      default: 120,
      minimum: 40,
      description: 'How many characters a line may have.',
    },
    chained: {
      type: 'boolean',
      default: false,
      description: 'Whether several commands on one line are told as well, however short it is.',
    },
  },
  messages: {
    long: 'This line has {length} characters, and more than {maximum} are hard to read. Break it.',
    chained: '{count} commands of this RUN share lines. Give each its own.',
  },
  fixes: {
    breakLines: {
      title: 'Put each command on its own line',
      safety: 'safe',
      availability: 'sometimes',
    },
  },
  check({ model, steps, options, report }) {
    for (const step of steps) {
      const { instruction } = step;
      if (instruction.name !== 'RUN') continue;
      const long = longLine(step, options.maximum, model);
      if (!long && !options.chained) continue;
      const seams = seamsOf(step, model);
      // Where the long line is one command, the others need no break.
      const isHelped =
        !long || seams.some(({ operator }) => operator.end > long.start && operator.start < long.end);
      const edits = isHelped ? breakEdits(seams, step, model) : undefined;
      const fixes = edits && ([{ fix: 'breakLines', edits, claim: { kind: 'same' } }] as const);
      const [first] = seams;
      if (long) {
        const { start, end } = long;
        const at = { start: start + options.maximum, end };
        report({ at, message: 'long', values: { length: end - start, maximum: options.maximum }, fixes });
      } else if (first) {
        const count = new Set(seams.flatMap(({ before, after }) => [before, after])).size;
        report({ at: first.operator, message: 'chained', values: { count }, fixes });
      }
    }
  },
});

/** The first line that is too long, and can be broken: not one that is a single word but for its indentation. */
function longLine({ instruction }: Step, maximum: number, model: BuildModel): TextRange | undefined {
  const { text } = model.tree;
  const { range, head, comments } = instruction;
  // A line more than the instruction has characters cannot be.
  let start = text.lastIndexOf('\n', range.start - 1) + 1;
  while (start < head.end) {
    const lineBreak = text.indexOf('\n', start);
    const end = lineBreak < 0 ? text.length : lineBreak;
    if (end - start > maximum) {
      const line = text.slice(start, end).trimEnd();
      const isComment = comments.some((comment) => comment.range.start >= start && comment.range.start < end);
      const longest = Math.max(...line.split(/\s+/).map(({ length }) => length));
      if (line.length > maximum && !isComment && longest < maximum - 20)
        return { start, end: start + line.length };
    }
    start = end + 1;
  }
  return undefined;
}

/** Where two commands of the RUN's own list share a line. */
interface Seam {
  readonly before: ShellListItem;
  readonly after: ShellListItem;
  readonly operator: TextRange;
  readonly isSemicolon: boolean;
}

function seamsOf({ instruction, run }: Step, model: BuildModel): readonly Seam[] {
  const script = run?.form === 'shell' ? run.scripts[0]?.script : undefined;
  if (!script || instruction.heredocs.length > 0 || script.errors.length > 0) return [];
  if (script.comments.length > 0 || !isBourne(script.dialect, model)) return [];
  const seams: Seam[] = [];
  for (const { items } of script.body) {
    for (const [index, after] of items.entries()) {
      const before = items[index - 1];
      const { operator, operatorRange } = after;
      if (!before || !operatorRange || (operator !== '&&' && operator !== ';')) continue;
      if (model.tree.text.slice(before.range.end, after.range.start).includes('\n')) continue;
      seams.push({ before, after, operator: operatorRange, isSemicolon: operator === ';' });
    }
  }
  return seams;
}

/** Nothing but blanks around the operators changes. */
function breakEdits(seams: readonly Seam[], step: Step, model: BuildModel): readonly FixEdit[] | undefined {
  if (seams.length === 0) return undefined;
  const { instruction, run } = step;
  const { tree } = model;
  const script = run?.scripts[0]?.script;
  if (!script) return undefined;
  const joinable: Joinable = { outer: topLevel(tree, instruction), instruction, script };
  const isTrailing = usesTrailingOperators([joinable], tree.escape);
  const newText = ` ${tree.escape}${lineBreakOf(tree.text)}${indentOf(joinable, tree.text)}`;
  const edits: FixEdit[] = [];
  for (const { before, after, operator, isSemicolon } of seams) {
    const range =
      isTrailing || isSemicolon
        ? { start: operator.end, end: after.range.start }
        : { start: before.range.end, end: operator.start };
    if (!/^[ \t]*$/.test(tree.text.slice(range.start, range.end))) return undefined;
    edits.push({ range, newText });
  }
  return edits;
}

/** That of the first line that continues the RUN; else four blanks more than its own. */
function indentOf({ outer, instruction }: Joinable, text: string): string {
  const [seam] = instruction.continuations;
  if (seam) {
    const line = text.lastIndexOf('\n', seam.end - 1) + 1;
    const own = /^[ \t]+/.exec(text.slice(line, text.indexOf('\n', seam.end) + 1 || text.length))?.[0];
    if (own !== undefined) return own;
  }
  const start = text.lastIndexOf('\n', outer.range.start - 1) + 1;
  const own = text.slice(start, outer.range.start).replace(/^\uFEFF/, '');
  return `${/^[ \t]*$/.test(own) ? own : ''}    `;
}
