import type { BuildModel, Step } from '../../model/types.ts';
import type { Escape, Instruction } from '../../syntax/dockerfile/tree.ts';
import type { ShellCommand, ShellList, ShellListItem, ShellScript } from '../../syntax/shell/tree.ts';
import { lineBreakOf } from '../../text/lines.ts';
import type { Claim, FixEdit } from '../rule.ts';
import { isBourne } from './shellState.ts';

export interface Appended {
  readonly edits: readonly FixEdit[];
  readonly claim: Claim;
}

/**
 * Appends a command to the list of commands of a RUN that `after` is an item of, so that it runs when all of them
 * have succeeded: on a line of its own where the author writes one command per line, with the operators, the
 * indentation and the separators (`&&`, or `;` under `set -e`) used there. Undefined where no text at the end would
 * do that: behind `||` or a background process, in exec form, for a command within `if`, a subshell or another
 * program's text, for a shell that is not understood.
 */
export function appendToRun(
  step: Step,
  after: ShellCommand,
  command: string,
  model: BuildModel,
): Appended | undefined {
  const { instruction, run } = step;
  const script = run?.scripts[0];
  if (!script || !isBourne(script.script.dialect, model) || script.script.errors.length > 0) return undefined;
  const list = script.script.body[0];
  const last = list?.items.at(-1);
  if (!list || !last || script.script.body.length !== 1) return undefined;
  // What runs in the background is not waited for, neither at the end nor before it (`a & b && c`).
  if (list.items.some(({ background }) => background)) return undefined;
  if (after.context !== 'list' || !isInScript(after, script.script)) return undefined;
  // `a || b && c` is `(a || b) && c`, but nobody reads it so.
  if (lastSeparator(list) === '||' || endsShell(last)) return undefined;
  const { text } = model.tree;
  const place = script.heredoc
    ? inBody(script.script, list, command, text)
    : inLine(instruction, script.script, list, command, text, model.tree.escape);
  if (!place) return undefined;
  const range = { start: place.at, end: place.at };
  return {
    edits: [{ range, newText: place.newText }],
    claim: {
      kind: 'commands-appended',
      instruction: instruction.range.start,
      commands: command,
      ...(place.separator === ';' ? { separator: ';' } : {}),
    },
  };
}

/** Nothing runs behind `exit` and `exec`. */
function endsShell({ node }: ShellListItem): boolean {
  return node.kind === 'command' && /^(?:exit|exec|return)$/.test(node.name ?? '');
}

interface Place {
  readonly at: number;
  readonly newText: string;
  readonly separator: '&&' | ';';
}

function isInScript(command: ShellCommand, script: ShellScript): boolean {
  return script.commands.includes(command);
}

/** The items joined by `&&`, `||` and pipes at the end of a list. */
function lastChain(list: ShellList): readonly ShellListItem[] {
  let start = list.items.length - 1;
  while (start > 0 && /^(?:&&|\|\|?|\|&)$/.test(list.items[start]?.operator ?? '')) start--;
  return list.items.slice(Math.max(0, start));
}

/** In the text of the instruction itself. */
function inLine(
  instruction: Instruction,
  script: ShellScript,
  list: ShellList,
  command: string,
  text: string,
  escapeToken: Escape,
): Place | undefined {
  const { map } = script.source;
  const end = map.toDerived(list.range.end);
  const rest = /^(\s*;)?\s*(#.*)?$/s.exec(script.source.text.slice(end));
  if (!rest) return undefined;
  const stops = stopsAtFailure(script);
  const separator = stops && lastSeparator(list) === ';' ? ';' : '&&';
  const spaced = separator === ';' ? ';' : ` ${separator}`;
  const layout = layoutOf(list, text);
  const isInline = layout === undefined || rest[2] !== undefined || instruction.heredocs.length > 0;
  const lineBreak = isInline ? '' : ` ${escapeToken}${lineBreakOf(text)}${layout.indent}`;
  if (rest[1] !== undefined && stops) {
    // The author has written the separator already.
    const at = map.toSource(end + rest[1].length, 'before');
    return { at, newText: isInline ? ` ${command}` : `${lineBreak}${command}`, separator: ';' };
  }
  const at = list.range.end;
  if (isInline) return { at, newText: `${spaced} ${command}`, separator };
  const isTrailing = separator === ';' || layout.isTrailing;
  const newText = isTrailing ? `${spaced}${lineBreak}${command}` : `${lineBreak}${separator} ${command}`;
  return { at, newText, separator };
}

/** In the body of `RUN <<EOF`: a line of its own. */
function inBody(script: ShellScript, list: ShellList, command: string, text: string): Place | undefined {
  const chain = lastChain(list);
  const chainStart = chain[0]?.range.start ?? list.range.start;
  // The text of a nested here-document stands between its command and the next line.
  const hasHeredoc = script.commands.some(
    ({ range, redirects }) =>
      range.start >= chainStart && redirects.some(({ operator }) => operator === '<<' || operator === '<<-'),
  );
  if (hasHeredoc) return undefined;
  const lineEnd = endOfLine(text, list.range.end);
  const rest = /^[ \t]*(;)?[ \t]*(#.*)?$/.exec(text.slice(list.range.end, lineEnd));
  if (!rest) return undefined;
  const lineBreak = `${lineBreakOf(text)}${indentAt(text, chainStart)}`;
  if (stopsAtFailure(script)) return { at: lineEnd, newText: `${lineBreak}${command}`, separator: ';' };
  // A line of its own would run, and decide the result, even if the line above it fails.
  const newText =
    rest[1] === undefined && rest[2] === undefined ? ` &&${lineBreak}${command}` : ` && ${command}`;
  return { at: list.range.end, newText, separator: '&&' };
}

/** Whether the program begins with `set -e`, which nothing takes back. */
function stopsAtFailure(script: ShellScript): boolean {
  const [first] = script.commands;
  if (first?.name !== 'set' || first.context !== 'list') return false;
  const sets = script.commands.filter(({ name }) => name === 'set');
  return (
    /^-[a-z]*e[a-z]*$/.test(first.words[1]?.text ?? '') &&
    !sets.some(({ words }) => words.some((word) => /^\+[a-z]*e/.test(word.text)))
  );
}

/** How the last commands of a list are told apart. */
function lastSeparator(list: ShellList): string | undefined {
  for (let i = list.items.length - 1; i > 0; i--) {
    const operator = list.items[i]?.operator;
    if (operator !== '|' && operator !== '|&') return operator;
  }
  return undefined;
}

interface Layout {
  readonly indent: string;
  /** `a && \` rather than `&& a` on the next line. */
  readonly isTrailing: boolean;
}

/** How a list of several lines is written, judged by the last line that begins with an operator or behind one. */
function layoutOf(list: ShellList, text: string): Layout | undefined {
  let found: Layout | undefined;
  list.items.forEach((item, i) => {
    const above = list.items[i - 1];
    const operator = item.operatorRange;
    if (!above || !operator || item.operator === '|' || item.operator === '|&') return;
    const breaksBefore = text.slice(above.range.end, operator.start).includes('\n');
    const breaksAfter = text.slice(operator.end, item.range.start).includes('\n');
    if (breaksBefore) found = { indent: indentAt(text, operator.start), isTrailing: false };
    else if (breaksAfter) found = { indent: indentAt(text, item.range.start), isTrailing: true };
  });
  if (found) return found;
  // All commands begin on one line, but not all end there: the new line stands like the first continued one.
  for (let at = text.indexOf('\n', list.range.start); at >= 0 && at < list.range.end; ) {
    const indent = indentAt(text, at + 1);
    if (text[at + 1 + indent.length] !== '#') return { indent, isTrailing: false };
    at = text.indexOf('\n', at + 1);
  }
  return undefined;
}

/** The blanks at the start of the line that an offset lies on. */
function indentAt(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  let end = start;
  while (text[end] === ' ' || text[end] === '\t') end++;
  return text.slice(start, end);
}

/** Before the line break of the line that an offset lies on. */
function endOfLine(text: string, offset: number): number {
  const at = text.indexOf('\n', offset);
  if (at < 0) return text.length;
  return at > offset && text[at - 1] === '\r' ? at - 1 : at;
}
