import { parseDockerfile } from '../../../server/src/syntax/dockerfile/parser.ts';
import type { Instruction } from '../../../server/src/syntax/dockerfile/tree.ts';

/** An instruction in the form BuildKit's tests compare: what is empty is left out. */
export interface Outline {
  keyword: string;
  /** One-based, as BuildKit counts: `2` or `2-4`. */
  lines?: string;
  flags?: string[];
  words?: string[];
  /** `name=value`, `name value` (legacy) or `name`. */
  pairs?: string[];
  json?: true;
  heredocs?: string[];
  trigger?: Outline;
}

/** Every instruction of a Dockerfile as an outline. */
export function outlines(text: string): Outline[] {
  return parseDockerfile(text).instructions.map(outline);
}

/** The only instruction of a text. */
export function one(text: string): Instruction {
  const { instructions } = parseDockerfile(text);
  const [instruction] = instructions;
  if (!instruction || instructions.length !== 1)
    throw new Error(`expected one instruction, got ${instructions.length}`);
  return instruction;
}

export function words(text: string): string[] {
  return one(text).words.map((word) => word.text);
}

export function pairs(text: string): string[] {
  return outline(one(text)).pairs ?? [];
}

/** Messages of what the parser refuses. */
export function refusals(text: string): string[] {
  return parseDockerfile(text).errors.map((issue) => issue.message);
}

function outline(instruction: Instruction): Outline {
  const result: Outline = { keyword: instruction.keyword.text };
  const { startLine, endLine } = instruction;
  if (!instruction.isTrigger) {
    result.lines = startLine === endLine ? `${startLine + 1}` : `${startLine + 1}-${endLine + 1}`;
  }
  if (instruction.flags.length > 0) {
    result.flags = instruction.flags.map(({ name, value }) =>
      value === undefined ? name : `${name}=${value}`,
    );
  }
  if (instruction.words.length > 0) result.words = instruction.words.map((word) => word.text);
  if (instruction.pairs.length > 0) {
    result.pairs = instruction.pairs.map(({ name, value, form }) => {
      if (form === 'bare') return name.text;
      return `${name.text}${form === 'legacy' ? ' ' : '='}${value?.text}`;
    });
  }
  if (instruction.json) result.json = true;
  if (instruction.heredocs.length > 0) {
    result.heredocs = instruction.heredocs.map((heredoc) => {
      const mark = `${heredoc.fileDescriptor || ''}<<${heredoc.chomp ? '-' : ''}`;
      return `${mark}${heredoc.expand ? heredoc.name : `'${heredoc.name}'`}: ${heredoc.content}`;
    });
  }
  if (instruction.trigger) result.trigger = outline(instruction.trigger);
  return result;
}
