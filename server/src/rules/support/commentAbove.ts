import type { DockerfileTree, Instruction } from '../../syntax/dockerfile/tree.ts';
import type { TextRange } from '../../text/range.ts';
import { itemAt } from './insertLine.ts';

/** The comment on the line right above an instruction, without `#` and blanks around it. Directives are none, nor is what speaks to a linter. */
export function commentAbove(
  tree: DockerfileTree,
  instruction: Instruction,
): { readonly text: string; readonly range: TextRange } | undefined {
  const document = tree.text;
  const lineStart = document.lastIndexOf('\n', instruction.range.start - 1) + 1;
  if (lineStart === 0) return undefined;
  const start = document.lastIndexOf('\n', lineStart - 2) + 1;
  // Most lines are none, and are not cut out to be looked at.
  let at = start;
  while (document[at] === ' ' || document[at] === '\t') at++;
  if (isPlain(document.charCodeAt(at))) return undefined;
  const line = document.slice(start, lineStart - 1).trimEnd();
  const mark = /^\uFEFF?\s*(?=#)/.exec(line)?.[0].length;
  if (mark === undefined) return undefined;
  const range = { start: start + mark, end: start + line.length };
  // The last line of a body that is not ended may look like one.
  if (tree.items[itemAt(tree, range.start)]?.kind !== 'comment') return undefined;
  const text = line.slice(mark + 1).trim();
  if (/^(?:check\s*=|hadolint\b|shipshape\b)/i.test(text)) return undefined;
  if (tree.directives.some((directive) => directive.range.start === range.start)) return undefined;
  return { text, range };
}

/** Neither `#` nor a blank of any kind. */
function isPlain(code: number): boolean {
  return code > 0x23 && code < 0x7f;
}
