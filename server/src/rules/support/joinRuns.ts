import type { Escape, Instruction } from '../../syntax/dockerfile/tree.ts';
import type { ShellScript } from '../../syntax/shell/tree.ts';
import type { FixEdit } from '../rule.ts';

/** A RUN in shell form that can be joined to its neighbors. */
export interface Joinable {
  /** The instruction on the top level: the RUN, or the ONBUILD around it. */
  readonly outer: Instruction;
  readonly instruction: Instruction;
  readonly script: ShellScript;
}

/**
 * Token-sized edits that join RUNs with `&&`, one below the other: a line break becomes a continuation, the next
 * keyword (and its flags) an operator. Comments between them stay, now inside the instruction; blank lines go, since
 * BuildKit warns of those inside a continuation. `wrap` says which are put into a subshell. Undefined where the lines
 * cannot be joined: a shell comment or an escape token at the end of one would swallow the next.
 */
export function joinEdits(
  runs: readonly Joinable[],
  text: string,
  escapeToken: Escape,
  wrap: (index: number) => boolean,
): FixEdit[] | undefined {
  const isTrailing = usesTrailingOperators(runs, escapeToken);
  const indent = indentOf(runs, text) ?? '    ';
  const edits: FixEdit[] = [];
  for (const [index, run] of runs.entries()) {
    const { shell } = run.instruction;
    const isLast = index === runs.length - 1;
    if (!shell || run.instruction.range.end !== run.instruction.head.end) return undefined;
    if (/[\\`]$/.test(shell.text)) return undefined;
    // A shell comment runs to the end of the joined line, over all that would follow.
    if (run.script.comments.length > 0 && (!isLast || wrap(index))) return undefined;
    const open = wrap(index) ? '(' : '';
    const close = wrap(index) ? ')' : '';
    const above = runs[index - 1];
    if (above) {
      const operator = isTrailing ? '' : '&& ';
      edits.push(...betweenEdits(above, run, text), {
        range: { start: run.outer.range.start, end: shell.range.start },
        newText: `${ownIndent(text, run.outer) === '' ? indent : ''}${operator}${open}`,
      });
    } else if (open !== '') {
      edits.push({ range: { start: shell.range.start, end: shell.range.start }, newText: open });
    }
    if (!isLast) {
      const operator = isTrailing ? ' &&' : '';
      const end = lineEnd(text, shell.range.end);
      edits.push({ range: { start: shell.range.end, end }, newText: `${close}${operator} ${escapeToken}` });
    } else if (close !== '') {
      edits.push({ range: { start: shell.range.end, end: shell.range.end }, newText: close });
    }
  }
  return edits;
}

/** Blank lines between two instructions are taken out, comments are kept as they stand. */
function betweenEdits(above: Joinable, below: Joinable, text: string): FixEdit[] {
  const edits: FixEdit[] = [];
  let at = nextLine(text, lineEnd(text, above.outer.range.end));
  while (at < below.outer.range.start) {
    const next = nextLine(text, lineEnd(text, at));
    if (next > below.outer.range.start || next === at) break;
    if (text.slice(at, next).trim() === '') edits.push({ range: { start: at, end: next }, newText: '' });
    at = next;
  }
  return edits;
}

/** Before the line break, behind any blanks; a lone CR is content to BuildKit. */
function lineEnd(text: string, offset: number): number {
  const at = text.indexOf('\n', offset);
  if (at === -1) return text.length;
  return at > offset && text.charCodeAt(at - 1) === 13 ? at - 1 : at;
}

function nextLine(text: string, offset: number): number {
  const at = text.indexOf('\n', offset);
  return at === -1 ? text.length : at + 1;
}

function ownIndent(text: string, instruction: Instruction): string {
  const start = text.lastIndexOf('\n', instruction.range.start - 1) + 1;
  return text.slice(start, instruction.range.start);
}

/** `foo && \` at the ends of lines rather than `&& foo` at their beginnings, judged by what the author wrote here. */
export function usesTrailingOperators(runs: readonly Joinable[], escapeToken: Escape): boolean {
  let trailing = 0;
  let leading = 0;
  for (const { instruction } of runs) {
    for (const seam of instruction.continuations) {
      const derived = instruction.line.map.toDerived(seam.end);
      const before = instruction.line.text.slice(Math.max(0, derived - 8), derived).trimEnd();
      if (before.replaceAll(escapeToken, '').trimEnd().endsWith('&&')) trailing++;
      else if (
        instruction.line.text
          .slice(derived, derived + 80)
          .trimStart()
          .startsWith('&&')
      )
        leading++;
    }
  }
  return trailing > leading;
}

/** The indentation of the first continued line among these RUNs, so that the new lines stand like the old ones. */
export function indentOf(runs: readonly Joinable[], text: string): string | undefined {
  for (const { instruction } of runs) {
    for (const seam of instruction.continuations) {
      const start = text.lastIndexOf('\n', seam.end - 1) + 1;
      const indent = /^[ \t]*/.exec(text.slice(start, start + 80))?.[0];
      if (indent) return indent;
    }
  }
  return undefined;
}
