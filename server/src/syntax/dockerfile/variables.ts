import { anchorOf } from '../../text/anchor.ts';
import type { TextRange } from '../../text/range.ts';
import { parseHeredoc } from './heredocs.ts';
import { identityText, sliceText } from './logicalLines.ts';
import type { Escape, Heredoc, Instruction, KeywordName, LogicalText } from './tree.ts';
import { characterAt, variableNameEnd } from './variableNames.ts';

/** What stands between name and operand: `${name:-operand}`. */
export type VariableModifier = ':-' | '-' | ':+' | '+' | ':?' | '?' | '#' | '##' | '%' | '%%' | '/' | '//';

/** `$name`, `${name}` or `${name:-operand}` in a text that BuildKit expands. */
export interface VariableReference {
  /** As written: a name, digits, or one of the special parameters `@ * # ? - $ !`. */
  readonly name: string;
  /** From `$` to the end of the name or the closing brace. */
  readonly range: TextRange;
  readonly nameRange: TextRange;
  readonly braced: boolean;
  /** Undefined without one, and for a modifier BuildKit does not know. */
  readonly modifier: VariableModifier | undefined;
  /** The default, alternative, message or pattern behind the modifier; quotes and references untouched. */
  readonly operand: LogicalText | undefined;
  /** What `/` and `//` put in the place of the pattern. */
  readonly replacement: LogicalText | undefined;
  /** References in operand and replacement. */
  readonly nested: readonly VariableReference[];
  /** Why BuildKit refuses the reference: its message. */
  readonly error: string | undefined;
  /** Half-open offsets in the text that was read. */
  readonly start: number;
  readonly end: number;
}

export interface VariableOptions {
  readonly escape?: Escape;
  /** Quotes are ordinary characters, as in the body of a heredoc. */
  readonly literalQuotes?: boolean;
}

/**
 * The references in a text, in order, as BuildKit's `shell.Lex` sees them: none inside single quotes or behind
 * an escape token. Never throws; linear. References BuildKit refuses are returned too, and reading goes on.
 */
export function variableReferences(text: LogicalText, options: VariableOptions = {}): VariableReference[] {
  if (!text.text.includes('$')) return [];
  return new ReferenceReader(text, options).readAll();
}

/** References and all those nested in them, outer ones first. */
export function withNested(references: readonly VariableReference[]): readonly VariableReference[] {
  if (references.every(({ nested }) => nested.length === 0)) return references;
  const all: VariableReference[] = [];
  const add = (reference: VariableReference): void => {
    all.push(reference);
    reference.nested.forEach(add);
  };
  references.forEach(add);
  return all;
}

/**
 * Every text of an instruction that BuildKit expands with build variables, in order. Commands (RUN, CMD,
 * ENTRYPOINT, HEALTHCHECK) are left to the shell; ONBUILD is expanded when its trigger runs.
 * https://docs.docker.com/reference/dockerfile/#environment-replacement
 */
export function expandedTexts(instruction: Instruction): readonly LogicalText[] {
  const { name, words, pairs, flags } = instruction;
  const texts: LogicalText[] = [];
  for (const flag of flags) {
    if (flag.content && name && expandedFlags[name]?.includes(flag.name)) texts.push(flag.content);
  }
  switch (name) {
    case 'FROM':
      if (words[0]) texts.push(words[0]);
      break;
    case 'ADD':
    case 'COPY':
      for (const word of words)
        if (!word.text.includes('<<') || !parseHeredoc(word.text).mark) texts.push(word);
      break;
    case 'EXPOSE':
    case 'STOPSIGNAL':
    case 'USER':
    case 'VOLUME':
    case 'WORKDIR':
      return texts.length === 0 ? words : texts.concat(words);
    case 'ENV':
    case 'LABEL':
    case 'ARG':
      for (const pair of pairs) {
        // The name of an ARG is taken as it stands.
        if (name !== 'ARG') texts.push(pair.name);
        if (pair.value) texts.push(pair.value);
      }
      break;
    default:
      break;
  }
  return texts;
}

/**
 * The heredocs of a COPY or ADD whose bodies BuildKit expands. Of those with one name it writes the body of the last in
 * the place of each.
 */
export function expandedBodies({ heredocs, words }: Instruction): readonly Heredoc[] {
  if (heredocs.length === 0) return heredocs;
  const expanded = new Set<string>();
  for (const { text } of words.slice(0, -1)) {
    const mark = text.includes('<<') ? parseHeredoc(text).mark : undefined;
    if (mark?.expand) expanded.add(mark.name);
  }
  const bodies = new Map(heredocs.map((heredoc) => [heredoc.name, heredoc]));
  return heredocs.filter((heredoc) => expanded.has(heredoc.name) && bodies.get(heredoc.name) === heredoc);
}

/**
 * The references of everything BuildKit expands in an instruction of `document`, bodies of heredocs that COPY and
 * ADD write included, in order. Kept on the instruction.
 */
export function instructionVariables(
  instruction: Instruction,
  document: string,
  escapeToken: Escape,
): readonly VariableReference[] {
  const kept = instruction.once(newReferences);
  kept.references ??= readReferences(instruction, document, escapeToken);
  return kept.references;
}

function newReferences(): { references: readonly VariableReference[] | undefined } {
  return { references: undefined };
}

function readReferences(
  instruction: Instruction,
  document: string,
  escapeToken: Escape,
): readonly VariableReference[] {
  const options = { escape: escapeToken };
  let references = noReferences;
  for (const text of expandedTexts(instruction)) {
    if (!text.text.includes('$')) continue;
    const found = variableReferences(text, options);
    references = references.length === 0 ? found : references.concat(found);
  }
  if (instruction.name !== 'COPY' && instruction.name !== 'ADD') return references;
  for (const { contentRange } of expandedBodies(instruction)) {
    const body = identityText(document, contentRange.start, contentRange.end, anchorOf(contentRange));
    // The escape directive does not reach into heredocs.
    references = references.concat(variableReferences(body, { literalQuotes: true }));
  }
  return references;
}

/** Flags whose values BuildKit expands. `--from` refuses variables instead. */
const expandedFlags: Partial<Record<KeywordName, readonly string[]>> = {
  ADD: ['chown', 'chmod', 'checksum'],
  COPY: ['chown', 'chmod'],
  FROM: ['platform'],
  RUN: ['mount'],
};

/** As in `expand`: deeper references are left unread. */
const maximumDepth = 400;

const missingBrace = "syntax error: missing '}'";

const noReferences: readonly VariableReference[] = [];

/** One pass over one text. */
class ReferenceReader {
  private readonly whole: LogicalText;
  private readonly text: string;
  private readonly escape: string;
  private readonly literalQuotes: boolean;
  private at = 0;
  private depth = 0;

  constructor(whole: LogicalText, options: VariableOptions) {
    this.whole = whole;
    this.text = whole.text;
    this.escape = options.escape ?? '\\';
    this.literalQuotes = options.literalQuotes ?? false;
  }

  readAll(): VariableReference[] {
    const found: VariableReference[] = [];
    this.readUntil('', found);
    return found;
  }

  /** Reads to `stop`, which is not consumed, or to the end. False when `stop` was not found. */
  private readUntil(stop: string, found: VariableReference[]): boolean {
    const { text } = this;
    while (this.at < text.length) {
      const character = text.charAt(this.at);
      if (character === stop) return true;
      if (character === '$') this.readReference(found);
      else if (character === this.escape) this.at += 2;
      else if (character === "'" && !this.literalQuotes) this.skipSingleQuotes();
      else if (character === '"' && !this.literalQuotes) this.readDoubleQuotes(found);
      else this.at++;
    }
    this.at = text.length;
    return stop === '';
  }

  private skipSingleQuotes(): void {
    const close = this.text.indexOf("'", this.at + 1);
    this.at = close < 0 ? this.text.length : close + 1;
  }

  private readDoubleQuotes(found: VariableReference[]): void {
    const { text } = this;
    this.at++;
    while (this.at < text.length) {
      const character = text.charAt(this.at);
      if (character === '"') {
        this.at++;
        return;
      }
      if (character === '$') {
        this.readReference(found);
      } else if (character === this.escape) {
        const next = text.charAt(this.at + 1);
        this.at += next === '"' || next === '$' || next === this.escape ? 2 : 1;
      } else {
        this.at++;
      }
    }
  }

  private readReference(found: VariableReference[]): void {
    const start = this.at;
    if (this.depth >= maximumDepth) {
      this.at++;
      return;
    }
    if (this.text.charAt(start + 1) !== '{') {
      this.at = variableNameEnd(this.text, start + 1);
      if (this.at > start + 1) found.push(new Reference(this.whole, start, this.at, noReferences));
      return;
    }
    const nameStart = start + 2;
    const first = this.text.charAt(nameStart);
    const isBad = first === '' || first === '{' || first === '}' || first === ':';
    this.at = isBad ? nameStart : variableNameEnd(this.text, nameStart);
    const nested: VariableReference[] = [];
    const reference = new Reference(this.whole, start, this.at, nested);
    found.push(reference);
    this.depth++;
    if (isBad) {
      reference.error = first === '' ? missingBrace : 'syntax error: bad substitution';
      this.readUntil('}', nested);
    } else {
      this.readModifier(reference, nested);
    }
    this.depth--;
    if (this.text.charAt(this.at) === '}') this.at++;
    reference.end = Math.min(this.at, this.text.length);
  }

  /** What stands between name and closing brace; stops in front of the brace. */
  private readModifier(reference: Reference, nested: VariableReference[]): void {
    const { text } = this;
    const operator = characterAt(text, this.at);
    if (operator === '}') return;
    let written = operator;
    this.at += operator.length;
    if (operator === ':') {
      const second = characterAt(text, this.at);
      written += second;
      this.at += second.length;
    } else if (
      (operator === '#' || operator === '%' || operator === '/') &&
      text.charAt(this.at) === operator
    ) {
      written += operator;
      this.at++;
    }
    const modifier = modifiers.get(written);
    reference.modifier = modifier;
    if (!modifier) {
      // BuildKit reads what follows a colon to the brace before it says that it does not know it.
      const isRead = operator === ':' && written !== ':#' && written !== ':%';
      const closed = text.includes('}', this.at);
      if (written === ':}') this.at--;
      const ends = this.readUntil('}', nested) && closed;
      reference.error =
        isRead && !ends
          ? missingBrace
          : `unsupported modifier (${operator === '' ? '\ufffd' : written}) in substitution`;
      return;
    }
    const isReplacement = operator === '/';
    const operandStart = this.at;
    const operandEnded = this.readUntil(isReplacement ? '/' : '}', nested);
    reference.operand = sliceText(this.whole, operandStart, this.at);
    if (!operandEnded) {
      reference.error = isReplacement ? "syntax error: missing '/' in ${}" : missingBrace;
      return;
    }
    if (!isReplacement) return;
    this.at++;
    const replacementStart = this.at;
    if (!this.readUntil('}', nested)) reference.error = missingBrace;
    reference.replacement = sliceText(this.whole, replacementStart, this.at);
  }
}

/**
 * Ranges and names are worked out when they are asked for: a text of a megabyte can hold a hundred thousand
 * references, and the time to keep as many small objects alive grows faster than their number.
 */
class Reference implements VariableReference {
  modifier: VariableModifier | undefined = undefined;
  operand: LogicalText | undefined = undefined;
  replacement: LogicalText | undefined = undefined;
  error: string | undefined = undefined;
  readonly start: number;
  end: number;
  readonly nested: readonly VariableReference[];
  private readonly whole: LogicalText;
  private readonly nameEnd: number;

  constructor(whole: LogicalText, start: number, nameEnd: number, nested: readonly VariableReference[]) {
    this.whole = whole;
    this.start = start;
    this.nameEnd = nameEnd;
    this.end = nameEnd;
    this.nested = nested;
  }

  get braced(): boolean {
    return this.nested !== noReferences;
  }

  get name(): string {
    return this.whole.text.slice(this.nameStart, this.nameEnd);
  }

  get nameRange(): TextRange {
    return this.whole.map.toSourceRange(this.nameStart, this.nameEnd);
  }

  get range(): TextRange {
    return this.whole.map.toSourceRange(this.start, this.end);
  }

  private get nameStart(): number {
    return this.start + (this.braced ? 2 : 1);
  }
}

const modifiers: ReadonlyMap<string, VariableModifier> = new Map(
  ([':-', '-', ':+', '+', ':?', '?', '#', '##', '%', '%%', '/', '//'] as const).map((each) => [each, each]),
);
