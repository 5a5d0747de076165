import type { BuildModel, Step } from '../../model/types.ts';
import type { ShellListItem } from '../../syntax/shell/tree.ts';
import { applyEdits } from '../../text/edit.ts';
import { lineBreakOf } from '../../text/lines.ts';
import type { TextRange } from '../../text/range.ts';
import { defineRule, type FixEdit } from '../rule.ts';
import { endOfLine, topLevel } from '../support/insertLine.ts';
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
      const lines = linesOfRun(step, model.tree.text);
      const long = longLine(model.tree.text, lines, options.maximum);
      if (!long && !options.chained) continue;
      const seams = seamsOf(step, model);
      const broken = breakEdits(seams, step, model);
      const isHelp = !long || (broken && isEnough(broken, lines, model.tree.text, options.maximum));
      const edits = isHelp ? broken : undefined;
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

/** The first line that is too long, and can be broken: no comment, and not one that a single word fills. */
function longLine(text: string, { start, end }: TextRange, maximum: number): TextRange | undefined {
  for (let at = start; at < end; ) {
    const lineBreak = text.indexOf('\n', at);
    const stop = lineBreak < 0 || lineBreak > end ? end : lineBreak;
    if (stop - at > maximum) {
      const line = text.slice(at, stop).trimEnd();
      const longest = line.split(/\s+/).reduce((most, { length }) => Math.max(most, length), 0);
      const isBroken = line.length > maximum && longest < maximum - 20 && !line.trimStart().startsWith('#');
      if (isBroken) return { start: at, end: at + line.length };
    }
    at = stop + 1;
  }
  return undefined;
}

/** The lines of a RUN, without bodies. */
function linesOfRun({ instruction }: Step, text: string): TextRange {
  const { range, head } = instruction;
  return { start: text.lastIndexOf('\n', range.start - 1) + 1, end: endOfLine(text, head.end) };
}

/** Whether no line is too long any more: where a command fills one by itself, breaking the rest is no help. */
function isEnough(edits: readonly FixEdit[], lines: TextRange, text: string, maximum: number): boolean {
  const moved = edits.flatMap((edit) =>
    'range' in edit
      ? [{ ...edit, range: { start: edit.range.start - lines.start, end: edit.range.end - lines.start } }]
      : [],
  );
  const after = applyEdits(text.slice(lines.start, lines.end), moved);
  return longLine(after, { start: 0, end: after.length }, maximum) === undefined;
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
