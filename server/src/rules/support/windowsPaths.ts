import type { DockerfileTree } from '../../syntax/dockerfile/tree.ts';
import { lineBreakOf } from '../../text/lines.ts';
import type { TextRange } from '../../text/range.ts';
import type { FixEdit } from '../rule.ts';
import { type Swallowed, swallowedIn } from './swallowedInstructions.ts';

/** `C:\app\`: a Windows path whose last separator stands where a line ends. From its first character to the token. */
export function folderBefore({ text, escape: token }: DockerfileTree, end: number): TextRange | undefined {
  if (token !== '\\') return undefined;
  const lineStart = text.lastIndexOf('\n', end) + 1;
  const path = /(?:[A-Za-z]:|\.{1,2})?(?:\\[\w.$ {}%()-]*)*$/.exec(text.slice(lineStart, end))?.[0];
  if (path === undefined || path.trimEnd() !== path || !/^(?:[A-Za-z]:|\\|\.)/.test(path)) return undefined;
  return { start: end - path.length, end: end + 1 };
}

/**
 * Makes the backtick the escape token of the file. Undefined where a backslash continues a line, or escapes something,
 * that is no path.
 */
export function backtickEdit(tree: DockerfileTree): FixEdit | undefined {
  const { text, directives, instructions } = tree;
  if (text.includes('`') || directives.some(({ name }) => name === 'escape')) return undefined;
  const isPath = ({ seam }: Swallowed) => folderBefore(tree, seam.start) !== undefined;
  const areAllPaths = instructions.every((instruction) => {
    const { continuations } = instruction;
    if (continuations.length === 0) return true;
    const swallowed = swallowedIn(instruction);
    return swallowed.length === continuations.length && swallowed.every(isPath);
  });
  if (!areAllPaths || /\\["'$\\]/.test(text)) return undefined;
  // Directives come first, each on a line of its own.
  const last = directives.at(-1);
  if (!last) {
    const start = text.charCodeAt(0) === 0xfeff ? 1 : 0;
    return { range: { start, end: start }, newText: `# escape=\`${lineBreakOf(text)}` };
  }
  return {
    range: { start: last.range.end, end: last.range.end },
    newText: `${lineBreakOf(text)}# escape=\``,
  };
}
