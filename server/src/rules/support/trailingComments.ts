import type { DockerfileTree, Instruction } from '../../syntax/dockerfile/tree.ts';
import { lineBreakOf } from '../../text/lines.ts';
import type { TextRange } from '../../text/range.ts';
import type { FixEdit } from '../rule.ts';
import { commentBehindArray } from './looseJson.ts';

/** Something that looks like a comment behind arguments: from `#` to the end of its line. */
export interface TrailingComment {
  readonly range: TextRange;
  /** BuildKit refuses the instruction because of it. */
  readonly isRefused: boolean;
}

/**
 * What is written as a comment behind the arguments of an instruction, on each of its lines. Only a line that begins
 * with `#` is one; elsewhere `#` is an argument like any other. Shell text has comments of its own and is left out.
 * https://docs.docker.com/reference/dockerfile/#format
 */
export function trailingComments(instruction: Instruction, tree: DockerfileTree): TrailingComment[] {
  const found: TrailingComment[] = [];
  let lineEnd = -1;
  for (const offset of commentStarts(instruction)) {
    // A second `#` on a line belongs to the comment.
    if (offset < lineEnd) continue;
    const range = restOfLine(instruction, tree.text, offset);
    lineEnd = range.end;
    found.push({ range, isRefused: isRefused(instruction, offset) });
  }
  return found;
}

/** The document offset of the first of them. */
export function firstComment(instruction: Instruction): number | undefined {
  return commentStarts(instruction)[0];
}

/** In order; of those on one line, the first is the one. */
function commentStarts(instruction: Instruction): readonly number[] {
  if (instruction.json || !instruction.line.text.includes('#')) return [];
  const behindArray = commentBehindArray(instruction);
  return behindArray === undefined ? commentOffsets(instruction) : [behindArray];
}

/** Puts a comment on a line of its own above the line it stands on. */
export function commentMove(tree: DockerfileTree, { start, end }: TextRange): FixEdit[] | undefined {
  const { text } = tree;
  const comment = text.slice(start, end);
  // On top of the file it would be more than a comment.
  if (/^#\s*(?:syntax|escape|check)\s*=/i.test(comment)) return undefined;
  let lineStart = text.lastIndexOf('\n', start - 1) + 1;
  if (lineStart === 0 && text.charCodeAt(0) === 0xfeff) lineStart = 1;
  const indent = /^[ \t]*/.exec(text.slice(lineStart, start))?.[0] ?? '';
  let gap = start;
  while (gap > lineStart && isBlank(text.charCodeAt(gap - 1))) gap--;
  return [
    { range: { start: lineStart, end: lineStart }, newText: indent + comment + lineBreakOf(text) },
    { range: { start: gap, end }, newText: '' },
  ];
}

/** From an offset to the end of its line, without the escape token that continues it and the blanks before that. */
export function restOfLine(instruction: Instruction, text: string, start: number): TextRange {
  const seam = instruction.continuations.find((each) => each.start >= start);
  const lineBreak = text.indexOf('\n', start);
  let end = Math.min(
    lineBreak < 0 ? text.length : lineBreak,
    instruction.head.end,
    seam?.start ?? text.length,
  );
  while (end > start && /\s/.test(text.charAt(end - 1))) end--;
  return { start, end };
}

/** Document offsets of `#` where a comment seems to begin. */
function commentOffsets(instruction: Instruction): number[] {
  const { name, words, pairs, shell } = instruction;
  if (shell) return [];
  switch (name) {
    case 'ADD':
    case 'COPY':
      // One that begins like a path may be one, in front of the destination.
      return hashes(instruction, (text, index) => text === '#' || /^##/.test(text) || index > 1);
    case 'ARG':
    case 'EXPOSE':
    case 'VOLUME':
    case 'FROM':
    case 'HEALTHCHECK':
      return hashes(instruction, () => true);
    case 'ENV':
    case 'LABEL':
      if (pairs[0]?.form === 'legacy') return inFreeText(pairs[0].value);
      return pairs.filter(({ name: { text } }) => text.startsWith('#')).map(({ range }) => range.start);
    case 'MAINTAINER':
    case 'STOPSIGNAL':
    case 'USER':
    case 'WORKDIR':
      return inFreeText(words[0]);
    default:
      return [];
  }
}

/** Words that begin with `#` and stand in no quotes. */
function hashes({ words }: Instruction, isComment: (text: string, index: number) => boolean): number[] {
  const found: number[] = [];
  let isQuoted = false;
  words.forEach(({ text, range }, index) => {
    if (!isQuoted && index > 0 && text.startsWith('#') && isComment(text, index)) found.push(range.start);
    else if (found.length === 0 && (text.match(/["']/g)?.length ?? 0) % 2 === 1) isQuoted = !isQuoted;
  });
  return found;
}

/** In free text only `#` between blanks: `issue #5` is none. */
function inFreeText(value: Instruction['words'][number] | undefined): number[] {
  if (!value) return [];
  const match = /^[^"']*?\s(#+(?:\s|$))/.exec(value.text);
  if (!match?.[1]) return [];
  return [value.map.toSource(match[0].length - match[1].length)];
}

function isRefused({ name, pairs, words }: Instruction, offset: number): boolean {
  switch (name) {
    case 'EXPOSE':
    case 'FROM':
    case 'SHELL':
    case 'STOPSIGNAL':
      return true;
    case 'HEALTHCHECK':
      return words[0]?.text.toUpperCase() === 'NONE';
    case 'ENV':
    case 'LABEL':
      return pairs.some(({ form, range }) => form === 'bare' && range.start >= offset);
    default:
      return false;
  }
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9;
}
