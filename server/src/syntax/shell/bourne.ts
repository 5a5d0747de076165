import type { TextRange } from '../../text/range.ts';
import type { LogicalText } from '../dockerfile/tree.ts';
import {
  type AndOr,
  type Command,
  type CommandNode,
  type CompoundCommand,
  type CompoundList,
  type Coproc,
  endOf,
  type FunctionDefinition,
  type ParsedScript,
  type PipelineNode,
  parseShellText,
  type Statement,
} from './adapter.ts';
import {
  convertArithmetic,
  convertAssignment,
  convertAssignmentWord,
  convertRedirect,
  convertTest,
  convertWord,
} from './bourneWords.ts';
import { isTest, sendsAll } from './commandKinds.ts';
import { type Conversion, note, place } from './conversion.ts';
import { convertErrors } from './errors.ts';
import { findComments, findOperator, findTerminator } from './gaps.ts';
import type {
  ShellAssignment,
  ShellCommand,
  ShellCompound,
  ShellCompoundType,
  ShellContext,
  ShellDialect,
  ShellList,
  ShellListItem,
  ShellNode,
  ShellOperator,
  ShellScript,
  ShellWord,
} from './tree.ts';

/**
 * Parses the text of a Bourne-like shell. The only module that knows the parser behind it: its tree, whose offsets
 * are those of the joined text, becomes ours, whose ranges are those of the document. Linear; nesting is capped by
 * the parser (256 levels). May throw where the parser does; `parseShell` in script.ts is the safe entry.
 */
export function parseBourne(source: LogicalText, dialect: ShellDialect): ShellScript {
  const state: Conversion = {
    source,
    text: source.text,
    commands: [],
    solids: [],
    hasHash: source.text.includes('#'),
    splitsAmpersand: dialect === 'dash' || dialect === 'posix',
    variables: [],
    errors: [],
    extensions: [],
    pending: [],
    substitutions: [],
    conditional: false,
  };
  const tree = parseShellText(source.text);
  const list = convertScript(state, tree, { context: 'list', conditional: false, inPipeline: false });
  for (let next = state.pending.pop(); next; next = state.pending.pop()) {
    const { script, conditional, part, noted } = next;
    const body = convertScript(state, script, { context: 'substitution', conditional, inPipeline: false });
    if (part) part.list = body;
    if (noted) noted.substitution = { ...noted.substitution, body };
  }
  state.substitutions.sort((a, b) => a.at - b.at);
  state.commands.sort((a, b) => a.at - b.at);
  state.solids.sort((a, b) => a.start - b.start || a.end - b.end);
  state.variables.sort((a, b) => a.at - b.at);
  state.errors.sort((a, b) => a.at - b.at);
  // What follows an error was not parsed: a `#` in it may stand in quotes.
  const parsed = state.errors[0]?.at ?? state.text.length;
  return {
    dialect,
    source,
    body: list.items.length > 0 ? [list] : [],
    commands: state.commands.map((entry) => entry.command),
    comments: findComments(state.text, state.solids, parsed).map(({ start, end }) => ({
      text: state.text.slice(start + 1, end).trim(),
      range: place(state, start, end),
    })),
    variables: state.variables.map((entry) => entry.variable),
    substitutions: state.substitutions.map((entry) => entry.substitution),
    extensions: state.extensions
      .sort((a, b) => a.span.pos - b.span.pos || b.span.end - a.span.end)
      .map(({ kind, span }) => ({ kind, range: place(state, span.pos, span.end) })),
    errors: dialect === 'unknown' ? [] : convertErrors(state),
  };
}

/** What a node inherits from the constructs around it. */
interface Surroundings {
  readonly context: ShellContext;
  readonly conditional: boolean;
  readonly inPipeline: boolean;
}

function convertScript(state: Conversion, script: ParsedScript, around: Surroundings): ShellList {
  for (const error of script.errors ?? []) state.errors.push({ at: error.pos, message: error.message });
  return convertList(state, script.commands, around);
}

// Lists

interface ListBuilder {
  readonly items: ShellListItem[];
  operator: ShellOperator | undefined;
  operatorRange: TextRange | undefined;
  start: number;
  end: number;
}

function convertList(state: Conversion, statements: readonly Statement[], around: Surroundings): ShellList {
  const builder: ListBuilder = {
    items: [],
    operator: undefined,
    operatorRange: undefined,
    start: statements[0]?.pos ?? 0,
    end: statements[0]?.pos ?? 0,
  };
  for (let i = 0; i < statements.length; i++) {
    const statement = statements[i] as Statement;
    const previous = statements[i - 1];
    if (previous) separate(state, builder, previous, statement);
    const isLast = i === statements.length - 1;
    convertAndOr(state, builder, statement, isLast, around);
  }
  return { items: builder.items, range: place(state, builder.start, builder.end) };
}

function separate(state: Conversion, builder: ListBuilder, before: Statement, after: Statement): void {
  if (before.background) {
    builder.operator = '&';
    builder.operatorRange = place(state, Math.max(before.pos, before.end - 1), before.end);
    return;
  }
  const found = findTerminator(state.text, Math.min(before.end, after.pos), after.pos);
  builder.operator = found && state.text[found.start] === ';' ? ';' : 'newline';
  builder.operatorRange = found ? place(state, found.start, found.end) : place(state, before.end, before.end);
}

function convertAndOr(
  state: Conversion,
  builder: ListBuilder,
  statement: Statement,
  isLast: boolean,
  around: Surroundings,
): void {
  const chain: Pick<AndOr, 'commands' | 'operators'> =
    statement.command.type === 'AndOr' ? statement.command : { commands: [statement.command], operators: [] };
  const lastOr = chain.operators.lastIndexOf('||');
  let skippable = false;
  let at = statement.pos;
  for (let i = 0; i < chain.commands.length; i++) {
    const node = chain.commands[i] as PipelineNode;
    const operator = chain.operators[i - 1];
    if (i > 0 && operator) {
      builder.operator = operator;
      builder.operatorRange = operatorPlace(state, at, node.pos, operator);
    }
    let conditional = false;
    if (operator === '||') {
      conditional = true;
      skippable = false;
    } else if (operator === '&&') {
      // `test && a; b` goes on without `a`; `test && a` at the end fails the build, as any other command would.
      const forgiven = !isLast || lastOr >= i;
      const before = chain.commands[i - 1];
      skippable ||= forgiven && before !== undefined && isTest(before);
      conditional = skippable;
    }
    const inner = conditional ? { ...around, conditional: true } : around;
    convertPipeline(state, builder, node, statement.background === true, inner);
    at = node.end;
  }
}

function convertPipeline(
  state: Conversion,
  builder: ListBuilder,
  pipeline: PipelineNode,
  background: boolean,
  around: Surroundings,
): void {
  if (pipeline.type !== 'Pipeline') {
    addItem(state, builder, pipeline, pipeline.pos, background, false, around);
    return;
  }
  const inner = pipeline.commands.length > 1 ? { ...around, inPipeline: true } : around;
  const negations = pipeline.prefixes.filter((prefix) => prefix.type === 'Negation').length;
  let at = pipeline.pos;
  for (let i = 0; i < pipeline.commands.length; i++) {
    const node = pipeline.commands[i] as CommandNode;
    const operator = pipeline.operators[i - 1];
    if (i > 0 && operator) {
      builder.operator = operator;
      builder.operatorRange = operatorPlace(state, at, node.pos, operator);
      if (operator === '|&') {
        const found = findOperator(state.text, at, node.pos, operator);
        if (found) note(state, 'pipe-both', found.start, found.end);
      }
    }
    const start = i === 0 ? pipeline.pos : node.pos;
    addItem(state, builder, node, start, background, i === 0 && negations % 2 === 1, inner);
    at = node.end;
  }
}

function operatorPlace(state: Conversion, from: number, to: number, operator: string): TextRange {
  const found = findOperator(state.text, from, to, operator) ?? { start: from, end: from };
  return place(state, found.start, found.end);
}

function addItem(
  state: Conversion,
  builder: ListBuilder,
  node: CommandNode,
  start: number,
  background: boolean,
  negated: boolean,
  around: Surroundings,
): void {
  const end = endOf(node);
  const isFirst = builder.items.length === 0;
  builder.items.push({
    operator: isFirst ? undefined : builder.operator,
    operatorRange: isFirst ? undefined : builder.operatorRange,
    node: convertNode(state, node, around),
    range: place(state, start, end),
    background: background || (state.splitsAmpersand && sendsAll(node)),
    negated,
  });
  builder.end = Math.max(builder.end, end);
}

// Nodes

function convertNode(state: Conversion, node: CommandNode, around: Surroundings): ShellNode {
  state.conditional = around.conditional;
  switch (node.type) {
    case 'Command':
      return convertCommand(state, node, around);
    case 'Redirected': {
      const compound = convertCompound(state, node.command, around);
      const redirects = node.redirects.map((redirect) => convertRedirect(state, redirect));
      return { ...compound, redirects, range: place(state, node.pos, endOf(node)) };
    }
    case 'Function':
    case 'Coproc':
      return convertDefinition(state, node, around);
    default:
      return convertCompound(state, node, around);
  }
}

function convertCommand(state: Conversion, node: Command, around: Surroundings): ShellCommand {
  const assignments: ShellAssignment[] = [];
  for (const item of node.prefix) {
    if (item.type === 'Assignment') assignments.push(convertAssignment(state, item));
  }
  const words: ShellWord[] = [];
  if (node.name) words.push(convertWord(state, node.name));
  for (const item of node.args) {
    words.push(item.type === 'Word' ? convertWord(state, item) : convertAssignmentWord(state, item));
  }
  const command: ShellCommand = {
    kind: 'command',
    range: place(state, node.pos, node.end),
    assignments,
    words,
    name: words[0]?.value,
    redirects: node.redirects.map((redirect) => convertRedirect(state, redirect)),
    context: around.context,
    conditional: around.conditional,
    inPipeline: around.inPipeline,
  };
  state.commands.push({ at: node.pos, command });
  return command;
}

const COMPOUND_TYPES = {
  If: 'if',
  For: 'for',
  ArithmeticFor: 'for',
  Select: 'select',
  While: 'while',
  Subshell: 'subshell',
  BraceGroup: 'group',
  Case: 'case',
  TestCommand: 'test',
  ArithmeticCommand: 'arithmetic',
} as const satisfies Record<CompoundCommand['type'], ShellCompoundType>;

function convertCompound(state: Conversion, node: CompoundCommand, around: Surroundings): ShellCompound {
  const words: ShellWord[] = [];
  const bodies: ShellList[] = [];
  const body = (list: CompoundList, context: ShellContext, conditional: boolean) => {
    const inner = { ...around, context, conditional: around.conditional || conditional };
    bodies.push(convertList(state, list.commands, inner));
  };
  switch (node.type) {
    case 'If':
      body(node.clause, 'condition', false);
      body(node.then, 'branch', true);
      for (const branch of node.elif) {
        body(branch.clause, 'condition', true);
        body(branch.then, 'branch', true);
      }
      if (node.else) body(node.else, 'branch', true);
      break;
    case 'For':
    case 'Select':
      words.push(convertWord(state, node.name));
      for (const item of node.wordlist ?? []) words.push(convertWord(state, item));
      body(node.body, 'loop', true);
      break;
    case 'ArithmeticFor':
      note(state, 'arithmetic-for', node.pos, node.pos + 3);
      for (const part of [node.initialize, node.test, node.update]) {
        if (part) words.push(convertArithmetic(state, part));
      }
      body(node.body, 'loop', true);
      break;
    case 'While':
      body(node.clause, 'loop', false);
      body(node.body, 'loop', true);
      break;
    case 'Case':
      words.push(convertWord(state, node.word));
      for (const item of node.items) {
        for (const pattern of item.pattern) words.push(convertWord(state, pattern));
        body(item.body, 'case', true);
      }
      break;
    case 'Subshell':
      body(node.body, 'subshell', false);
      break;
    case 'BraceGroup':
      body(node.body, 'group', false);
      break;
    case 'TestCommand':
      note(state, 'test', node.pos, node.pos + 2);
      convertTest(state, node.expression, words);
      break;
    case 'ArithmeticCommand':
      note(state, 'arithmetic', node.pos, node.pos + 2);
      if (node.expression) words.push(convertArithmetic(state, node.expression));
      break;
  }
  const type = node.type === 'While' ? node.kind : COMPOUND_TYPES[node.type];
  return { kind: 'compound', type, range: place(state, node.pos, endOf(node)), words, bodies, redirects: [] };
}

/** A function or a coprocess: its group is the body itself, any other construct is the only item of it. */
function convertDefinition(
  state: Conversion,
  node: FunctionDefinition | Coproc,
  around: Surroundings,
): ShellCompound {
  const type = node.type === 'Function' ? 'function' : 'coproc';
  if (/^function\s/.test(state.text.slice(node.pos, node.pos + 9)))
    note(state, 'function', node.pos, node.pos + 8);
  const inner: Surroundings = {
    context: type === 'function' ? 'function' : 'subshell',
    conditional: around.conditional || type === 'function',
    inPipeline: false,
  };
  const words = node.name ? [convertWord(state, node.name)] : [];
  const { body } = node;
  let list: ShellList;
  if (body.type === 'BraceGroup') list = convertList(state, body.body.commands, inner);
  else if (body.type === 'CompoundList') list = convertList(state, body.commands, inner);
  else {
    const range = place(state, body.pos, endOf(body));
    const item = { operator: undefined, operatorRange: undefined, background: false, negated: false };
    list = { items: [{ ...item, node: convertNode(state, body, inner), range }], range };
  }
  return {
    kind: 'compound',
    type,
    range: place(state, node.pos, endOf(node)),
    words,
    bodies: [list],
    redirects: [],
  };
}
