import { keywordNames } from '../../syntax/dockerfile/instructionGrammar.ts';
import type { Instruction, KeywordName } from '../../syntax/dockerfile/tree.ts';
import type { TextRange } from '../../text/range.ts';
import type { FixEdit } from '../rule.ts';

/** A line that is meant as an instruction of its own, and is a part of the one above it. */
export interface Swallowed {
  /** The continuation that does it: from its token to the start of the line. A range of the tree. */
  readonly seam: TextRange;
  /** Of what is swallowed. */
  readonly keyword: KeywordName;
}

/**
 * Instructions that a continuation makes a part of another one. Only in upper case, where the line begins, with an
 * argument that fits, outside quotes: `run`, or `USER` further to the right, may well be an argument.
 */
export function swallowedIn(instruction: Instruction): readonly Swallowed[] {
  return instruction.continuations.length === 0 || instruction.isTrigger
    ? noneSwallowed
    : instruction.once(findSwallowed);
}

const noneSwallowed: readonly Swallowed[] = [];

function findSwallowed(instruction: Instruction): readonly Swallowed[] {
  const found: Swallowed[] = [];
  const { line, continuations } = instruction;
  const { name, keyword, args } = instruction.trigger ?? instruction;
  const quotes = new Quotes(line.text);
  for (const seam of continuations) {
    if (seam.end >= line.range.end) continue;
    // The key of a label, the name of a variable, the instruction that ONBUILD defers.
    if (keyword.range.start >= seam.end || (args.range.start >= seam.end && name !== 'RUN')) continue;
    const at = line.map.toDerived(seam.end);
    const next = instructionAt(line.text.slice(at, at + longestLine));
    if (next === undefined || belongsTo(name, next) || quotes.areOpenAt(at)) continue;
    found.push({ seam, keyword: next });
  }
  return found;
}

/** More of a line than that is not needed to tell an instruction. */
const longestLine = 400;

/** `HEALTHCHECK … CMD` is one instruction. */
function belongsTo(name: KeywordName | undefined, next: KeywordName): boolean {
  return name === 'HEALTHCHECK' && next === 'CMD';
}

/**
 * The instruction that a text begins with, in upper case and with an argument that fits. The text may go on behind its
 * line.
 */
export function instructionAt(text: string): KeywordName | undefined {
  const parts = /^([A-Z]+)[ \t]+(\S.*)$/s.exec(text);
  const keyword = keywordNames.find((name) => name === parts?.[1]);
  return keyword && fits[keyword].test(parts?.[2] ?? '') ? keyword : undefined;
}

const path = /^(?:--\w|\[|"|[\w./$~*@]\S*[ \t]+\S)/;
const assignment = /^"?[\w.$-]+"?(?:=|[ \t]+\S)/;

/** What the arguments of an instruction begin with. */
const fits: Readonly<Record<KeywordName, RegExp>> = {
  ADD: path,
  ARG: /^[A-Za-z_]\w*(?:=|[ \t]*$)/,
  CMD: /^[\w./["$-]/,
  COPY: path,
  ENTRYPOINT: /^[\w./["$-]/,
  ENV: assignment,
  EXPOSE: /^[\d$]/,
  FROM: /^(?:--platform|[a-z\d$])/,
  HEALTHCHECK: /^(?:--\w|CMD\b|NONE\b)/,
  LABEL: assignment,
  MAINTAINER: /^\S/,
  ONBUILD: /^[A-Z]+[ \t]/,
  RUN: /^[\w./["$-]/,
  SHELL: /^\[/,
  STOPSIGNAL: /^(?:SIG|\d)/,
  USER: /^[\w$"][\w$"{}:.-]*(?=\s|$)/,
  VOLUME: /^[/["$]/,
  WORKDIR: /^["/$\w.~]/,
};

/** Takes the escape token away, with the operator and the blanks before it. */
export function endingEdit(text: string, token: number): FixEdit {
  let start = token;
  const back = () => {
    while (/[ \t]/.test(text.charAt(start - 1))) start--;
  };
  back();
  if (/&&|\|\|/.test(text.slice(start - 2, start))) start -= 2;
  else if (/[;|]/.test(text.charAt(start - 1))) start--;
  back();
  return { range: { start, end: token + 1 }, newText: '' };
}

/** Whether a place in a text is within quotes, as a shell pairs them: asked in order, one pass. */
class Quotes {
  private readonly text: string;
  private at = 0;
  private open = '';

  constructor(text: string) {
    this.text = text;
  }

  areOpenAt(offset: number): boolean {
    for (; this.at < offset; this.at++) {
      const c = this.text.charAt(this.at);
      if (c === '\\' && this.open !== "'") this.at++;
      else if (this.open !== '') this.open = c === this.open ? '' : this.open;
      else if (c === '"' || c === "'") this.open = c;
    }
    return this.open !== '';
  }
}
