import {
  type ArithmeticExpression,
  type Assignment,
  eachChild,
  type ParsedScript,
  type Redirection,
  type SyntaxNode,
  type TestExpression,
  type Word,
  type WordPart,
} from './adapter.ts';
import { type Conversion, note, type PendingScript, place, type Span } from './conversion.ts';
import type {
  ShellAssignment,
  ShellPart,
  ShellPartKind,
  ShellRedirect,
  ShellVariable,
  ShellWord,
} from './tree.ts';

interface WordFacts {
  expands: boolean;
  globs: boolean;
  braces: boolean;
  quoted: boolean;
  readonly variables: ShellVariable[];
  /** Those of the word; undefined for what stands inside an expansion, or in no word. */
  readonly parts: OwnPart[] | undefined;
  /** Where the word begins: parts are told from there. */
  readonly origin: number;
  /** Where scripts stand inside the word. */
  readonly scripts: Span[];
}

type OwnPart = { -readonly [K in keyof ShellPart]: ShellPart[K] };

const PLAIN = /^[\w@%+=:,./-]*$/;

/** What holds of a word without anything special in it: most are. */
const PLAIN_FACTS: Readonly<WordFacts> = newFacts();

const NO_PARTS: readonly ShellPart[] = [];

/** @param origin where the word begins that this is all or the end of */
export function convertWord(state: Conversion, word: Word, origin = word.pos): ShellWord {
  if (PLAIN.test(word.text)) {
    addSolid(state, word.pos, word.end);
    return makeWord(state, word, PLAIN_FACTS, word.text);
  }
  const facts: WordFacts = { ...newFacts(), parts: [], origin };
  if (word.parts) readParts(state, word.parts, facts, false);
  else addPart(facts, 'text', word);
  if (word.text.startsWith('~')) facts.globs = true;
  if (!word.parts && word.text.includes('\\')) facts.quoted = true;
  addSolids(state, word, facts.scripts);
  return makeWord(state, word, facts, facts.expands || facts.braces ? undefined : word.value);
}

function newFacts(): WordFacts {
  return {
    expands: false,
    globs: false,
    braces: false,
    quoted: false,
    variables: [],
    parts: undefined,
    origin: 0,
    scripts: [],
  };
}

function makeWord(state: Conversion, span: Span, facts: WordFacts, value: string | undefined): ShellWord {
  const range = place(state, span.pos, span.end);
  const isWhole = range.end - range.start === span.end - span.pos;
  return {
    text: state.text.slice(span.pos, span.end),
    value,
    range,
    segments: isWhole ? [range] : state.source.map.segments(span.pos, span.end),
    expands: facts.expands,
    globs: facts.globs,
    quoted: facts.quoted,
    variables: facts.variables,
    parts: facts.parts ?? NO_PARTS,
  };
}

function addPart(facts: WordFacts, kind: ShellPartKind, { pos, end }: Span): OwnPart | undefined {
  if (!facts.parts) return undefined;
  const { origin } = facts;
  const part: OwnPart = {
    kind,
    start: pos - origin,
    end: end - origin,
    name: undefined,
    parts: NO_PARTS,
    list: undefined,
  };
  facts.parts.push(part);
  return part;
}

/** Reads what stands within quotes, or a pattern. */
function readInner(
  state: Conversion,
  part: OwnPart | undefined,
  inner: readonly WordPart[] | undefined,
  facts: WordFacts,
  inQuotes: boolean,
): void {
  if (!part) {
    readParts(state, inner, facts, inQuotes);
    return;
  }
  const parts: OwnPart[] = [];
  const innerFacts: WordFacts = { ...facts, parts };
  readParts(state, inner, innerFacts, inQuotes);
  facts.expands = innerFacts.expands;
  facts.globs = innerFacts.globs;
  facts.braces = innerFacts.braces;
  facts.quoted = innerFacts.quoted;
  part.parts = parts;
}

function addSolid(state: Conversion, start: number, end: number): void {
  if (end > start && state.hasHash) state.solids.push({ start, end });
}

function addSolids(state: Conversion, span: Span, scripts: readonly Span[]): void {
  let at = span.pos;
  for (const script of scripts) {
    addSolid(state, at, script.pos);
    at = Math.max(at, script.end);
  }
  addSolid(state, at, span.end);
}

function readParts(
  state: Conversion,
  parts: readonly WordPart[] | undefined,
  facts: WordFacts,
  inQuotes: boolean,
): void {
  for (const part of parts ?? []) {
    switch (part.type) {
      case 'Literal':
        if (!inQuotes && part.text.includes('\\')) facts.quoted = true;
        addPart(facts, 'text', part);
        break;
      case 'AnsiCQuoted':
        note(state, 'ansi-quote', part.pos, part.end);
        facts.quoted = true;
        addPart(facts, 'ansi', part);
        break;
      case 'SingleQuoted':
        facts.quoted = true;
        addPart(facts, 'single', part);
        break;
      case 'DoubleQuoted':
      case 'LocaleString':
        facts.quoted = true;
        readInner(state, addPart(facts, 'double', part), part.parts, facts, true);
        break;
      case 'Glob':
      case 'ExtendedGlob':
        facts.globs = true;
        readInner(state, addPart(facts, 'glob', part), part.parts, facts, inQuotes);
        break;
      case 'BraceExpansion':
        note(state, 'brace', part.pos, part.end);
        facts.globs = true;
        facts.braces = true;
        readInner(state, addPart(facts, 'braces', part), part.parts, facts, inQuotes);
        break;
      case 'SimpleExpansion': {
        facts.expands = true;
        const own = addPart(facts, 'variable', part);
        if (own) own.name = part.text.slice(1);
        addVariable(state, part, part.text.slice(1), facts);
        break;
      }
      case 'ParameterExpansion': {
        facts.expands = true;
        const own = addPart(facts, 'variable', part);
        if (own) own.name = part.parameter;
        noteExpansion(state, part);
        addVariable(state, part, part.parameter, facts);
        readNested(state, part.index, facts, inQuotes);
        if (part.operation) eachChild(part.operation, (child) => readNested(state, child, facts, inQuotes));
        break;
      }
      case 'ArithmeticExpansion':
        facts.expands = true;
        addPart(facts, 'arithmetic', part);
        readNested(state, part.expression, facts, inQuotes);
        break;
      case 'CommandExpansion':
      case 'ProcessSubstitution':
        if (part.type === 'ProcessSubstitution') note(state, 'process-substitution', part.pos, part.end);
        facts.expands = true;
        convertSubstitution(
          state,
          part,
          part.script,
          facts,
          inQuotes,
          addPart(facts, part.type === 'CommandExpansion' ? 'substitution' : 'process', part),
        );
        break;
    }
  }
}

function noteExpansion(
  state: Conversion,
  { pos, end, prefix, index, operation }: Extract<WordPart, { type: 'ParameterExpansion' }>,
): void {
  if (prefix === '!') note(state, 'indirect', pos, end);
  else if (index) note(state, 'index', pos, end);
  else if (operation?.type === 'CaseModification') note(state, 'case', pos, end);
  else if (operation?.type === 'Replace') note(state, 'replace', pos, end);
  else if (operation?.type === 'Slice') note(state, 'slice', pos, end);
  else if (operation?.type === 'Transform') note(state, 'transform', pos, end);
}

/** What stands inside an expansion: its quotes and globs are none of the word's, its variables and scripts are. */
function readNested(
  state: Conversion,
  node: SyntaxNode | undefined,
  facts: WordFacts,
  inQuotes: boolean,
): void {
  if (!node) return;
  if (node.type === 'ArithmeticCommandExpansion')
    convertSubstitution(state, node, node.script, facts, inQuotes);
  else if (node.type === 'Word' || node.type === 'ArithmeticWord') {
    readParts(state, node.parts, { ...facts, parts: undefined }, inQuotes);
    // A bare `$x` in arithmetic comes without parts.
    if (node.type === 'ArithmeticWord' && !node.parts && node.value.startsWith('$')) {
      addVariable(state, node, node.value.slice(1), facts);
    }
  } else eachChild(node, (child) => readNested(state, child, facts, inQuotes));
}

function convertSubstitution(
  state: Conversion,
  span: Span & { readonly text: string },
  script: ParsedScript | undefined,
  facts: WordFacts,
  inQuotes: boolean,
  part?: OwnPart,
): void {
  const isBackquoted = span.text.startsWith('`');
  let noted: PendingScript['noted'];
  if (isBackquoted || span.text.startsWith('$(')) {
    const range = place(state, span.pos, span.end);
    noted = { at: span.pos, substitution: { range, isBackquoted, inQuotes, body: undefined } };
    state.substitutions.push(noted);
  }
  // A backtick script with escapes has offsets into a text of its own: it stays a part of the word.
  if (!script || script.source !== undefined) return;
  const open = isBackquoted ? 1 : 2;
  const close = /[)`}]$/.test(span.text) ? 1 : 0;
  facts.scripts.push({ pos: span.pos + open, end: Math.max(span.pos + open, span.end - close) });
  state.pending.push({ script, conditional: state.conditional, part, noted });
}

function addVariable(state: Conversion, span: Span, name: string, facts: WordFacts): void {
  if (!/^[A-Za-z_]\w*$/.test(name)) return;
  const variable = { name, range: place(state, span.pos, span.end) };
  facts.variables.push(variable);
  state.variables.push({ at: span.pos, variable });
}

export function convertArithmetic(state: Conversion, expression: ArithmeticExpression): ShellWord {
  const facts: WordFacts = { ...newFacts(), expands: true };
  readNested(state, expression, facts, false);
  addSolids(state, expression, facts.scripts);
  return makeWord(state, expression, facts, undefined);
}

/** Adds the operands of a `[[ … ]]`, in source order. */
export function convertTest(state: Conversion, expression: TestExpression, words: ShellWord[]): void {
  switch (expression.type) {
    case 'TestUnary':
      words.push(convertWord(state, expression.operand));
      return;
    case 'TestBinary':
      words.push(convertWord(state, expression.left), convertWord(state, expression.right));
      return;
    case 'TestLogical':
      for (const operand of expression.operands) convertTest(state, operand, words);
      return;
    case 'TestNot':
      convertTest(state, expression.operand, words);
      return;
    case 'TestGroup':
      convertTest(state, expression.expression, words);
  }
}

// Assignments and redirections

export function convertAssignment(state: Conversion, node: Assignment): ShellAssignment {
  if (node.append && node.value.type === 'Word') note(state, 'append', node.pos, node.end);
  return { name: node.name, value: convertValue(state, node), range: place(state, node.pos, node.end) };
}

/** `export A=b`: an assignment among the arguments is a word to the command. */
export function convertAssignmentWord(state: Conversion, node: Assignment): ShellWord {
  const value = convertValue(state, node, node.pos);
  const whole = place(state, node.pos, node.end);
  const isStatic = value.value !== undefined;
  return {
    ...value,
    text: node.text,
    value: isStatic ? state.text.slice(node.pos, node.end - value.text.length) + value.value : undefined,
    range: whole,
    segments: state.source.map.segments(node.pos, node.end),
  };
}

function convertValue(state: Conversion, node: Assignment, origin?: number): ShellWord {
  const { value } = node;
  addSolid(state, node.pos, value.pos);
  if (value.type === 'Word') return convertWord(state, value, origin);
  note(state, 'array', node.pos, node.end);
  const variables: ShellVariable[] = [];
  for (const element of value.elements) variables.push(...convertWord(state, element).variables);
  return makeWord(state, value, { ...newFacts(), expands: true, variables }, undefined);
}

export function convertRedirect(state: Conversion, node: Redirection): ShellRedirect {
  const fileDescriptor = node.descriptor?.type === 'FileDescriptor' ? node.descriptor.value : undefined;
  const range = place(state, node.pos, node.end);
  let target: ShellWord | undefined;
  if (node.type === 'HereDoc') {
    const { delimiter, body } = node;
    if (delimiter) {
      target = makeWord(state, delimiter, { ...newFacts(), quoted: delimiter.quoted }, delimiter.value);
      addSolid(state, delimiter.pos, delimiter.end);
    }
    const facts = newFacts();
    readParts(state, body.parts, facts, true);
    addSolids(state, { pos: body.pos, end: node.closing?.end ?? body.end }, facts.scripts);
  } else if (node.target) {
    target = convertWord(state, node.target);
    if (node.type === 'HereString') note(state, 'here-string', node.pos, node.end);
    else if (node.operator === '&>>') note(state, 'append-both', node.pos, node.end);
    else if (node.operator === '>&' && fileDescriptor === undefined && isFile(target))
      note(state, 'redirect-both', node.pos, node.end);
  }
  return { operator: node.operator, fileDescriptor, target, range };
}

/** Not a descriptor, nor what may turn out to be one. */
function isFile({ value }: ShellWord): boolean {
  return value !== undefined && !/^(?:\d*-?)$/.test(value);
}
