import { spanOf } from '../../text/anchor.ts';
import type { TextRange } from '../../text/range.ts';
import type { LogicalText } from '../dockerfile/tree.ts';
import type {
  ShellAssignment,
  ShellCommand,
  ShellComment,
  ShellContext,
  ShellDialect,
  ShellListItem,
  ShellOperator,
  ShellRedirect,
  ShellScript,
  ShellVariable,
  ShellWord,
} from './tree.ts';

/**
 * Builds the script of a shell that is only tokenized: commands one after the other, joined by operators, and
 * commands nested in brackets, which are listed but get no list of their own. Offsets are those of the text.
 */
export interface FlatScript {
  readonly source: LogicalText;
  readonly items: ShellListItem[];
  readonly commands: { at: number; command: ShellCommand }[];
  readonly comments: ShellComment[];
  readonly variables: ShellVariable[];
  /** The commands being read: the last one is the innermost. */
  readonly open: FlatCommand[];
}

/** A command while it is read. */
export interface FlatCommand {
  readonly words: ShellWord[];
  readonly assignments: ShellAssignment[];
  readonly redirects: ShellRedirect[];
  /** Undefined until its first token. */
  start: number | undefined;
  end: number;
  operator: ShellOperator | undefined;
  operatorAt: TextRange | undefined;
  /** The call operator stands before it. */
  isCalled: boolean;
  /** It is an expression, not a command: it has no name. */
  isExpression: boolean;
  readonly context: ShellContext;
  readonly conditional: boolean;
  /** Where the bracket stands that the command is in. */
  readonly bracket: number | undefined;
}

export function startFlatScript(source: LogicalText): FlatScript {
  const script: FlatScript = { source, items: [], commands: [], comments: [], variables: [], open: [] };
  script.open.push(newCommand('list', false, undefined));
  return script;
}

export function currentCommand(script: FlatScript): FlatCommand {
  return script.open[script.open.length - 1] as FlatCommand;
}

export function openBracket(
  script: FlatScript,
  at: number,
  context: ShellContext,
  conditional: boolean,
): void {
  script.open.push(newCommand(context, conditional || currentCommand(script).conditional, at));
}

/** Ends the innermost command; gives where its bracket stood, or undefined when no bracket is open. */
export function closeBracket(script: FlatScript): number | undefined {
  if (script.open.length < 2) return undefined;
  endCommand(script, undefined, 0, 0);
  return script.open.pop()?.bracket;
}

/** Ends the command being read at an operator [start, end); what follows is a new command on the same level. */
export function endCommand(
  script: FlatScript,
  operator: ShellOperator | undefined,
  start: number,
  end: number,
): void {
  const command = script.open.pop() as FlatCommand;
  const next = newCommand(command.context, command.conditional, command.bracket);
  if (command.start === undefined) {
    next.operator = command.operator;
    next.operatorAt = command.operatorAt;
  } else {
    addCommand(script, command, command.start, operator);
    next.operator = operator;
    next.operatorAt = operator ? place(script, start, end) : undefined;
  }
  script.open.push(next);
}

export function addWord(script: FlatScript, word: ShellWord, start: number, end: number): void {
  const command = currentCommand(script);
  command.words.push(word);
  extend(command, start, end);
}

export function addRedirect(script: FlatScript, redirect: ShellRedirect, start: number, end: number): void {
  const command = currentCommand(script);
  command.redirects.push(redirect);
  extend(command, start, end);
}

export function addComment(script: FlatScript, start: number, end: number, marks: number): void {
  const text = script.source.text.slice(start + marks, end).trim();
  script.comments.push({ text, range: place(script, start, end) });
}

export function finishFlatScript(script: FlatScript, dialect: ShellDialect): ShellScript {
  while (closeBracket(script) !== undefined);
  endCommand(script, undefined, 0, 0);
  const first = script.items[0];
  const last = script.items[script.items.length - 1];
  const body = first && last ? [{ items: script.items, range: spanOf(first.range, last.range) }] : [];
  const commands = script.commands.sort((a, b) => a.at - b.at).map((entry) => entry.command);
  const { source, comments, variables } = script;
  const unread = { substitutions: [], extensions: [], errors: [] };
  return { dialect, source, body, commands, comments, variables, ...unread };
}

export interface FlatWord {
  readonly start: number;
  readonly end: number;
  /** After quote removal. */
  readonly value: string;
  readonly expands: boolean;
  readonly globs: boolean;
  readonly quoted: boolean;
  readonly variables: readonly { readonly name: string; readonly start: number; readonly end: number }[];
}

export function makeFlatWord(script: FlatScript, word: FlatWord): ShellWord {
  const variables = word.variables.map(({ name, start, end }) => ({
    name,
    range: place(script, start, end),
  }));
  script.variables.push(...variables);
  return {
    text: script.source.text.slice(word.start, word.end),
    value: word.expands ? undefined : word.value,
    range: place(script, word.start, word.end),
    segments: script.source.map.segments(word.start, word.end),
    expands: word.expands,
    globs: word.globs,
    quoted: word.quoted,
    variables,
    parts: [],
  };
}

export function place(script: FlatScript, start: number, end: number): TextRange {
  return script.source.map.toSourceRange(start, end);
}

function newCommand(context: ShellContext, conditional: boolean, bracket: number | undefined): FlatCommand {
  return {
    words: [],
    assignments: [],
    redirects: [],
    operator: undefined,
    operatorAt: undefined,
    start: undefined,
    end: 0,
    isCalled: false,
    isExpression: false,
    context,
    conditional,
    bracket,
  };
}

function extend(command: FlatCommand, start: number, end: number): void {
  command.start ??= start;
  command.end = end;
}

function addCommand(
  script: FlatScript,
  command: FlatCommand,
  start: number,
  following: ShellOperator | undefined,
): void {
  const range = place(script, start, command.end);
  const node: ShellCommand = {
    kind: 'command',
    range,
    assignments: command.assignments,
    words: command.words,
    name: command.isExpression ? undefined : command.words[0]?.value,
    redirects: command.redirects,
    context: command.context,
    conditional: command.conditional || command.operator === '||',
    inPipeline: command.operator === '|' || following === '|',
  };
  script.commands.push({ at: start, command: node });
  if (script.open.length > 0) return;
  const isFirst = script.items.length === 0;
  script.items.push({
    operator: isFirst ? undefined : command.operator,
    operatorRange: isFirst ? undefined : command.operatorAt,
    node,
    range,
    background: following === '&',
    negated: false,
  });
}
