import type { DockerfileTree } from './tree.ts';

/** The start of the line below the directives (and a `#!` line): a comment put there changes nothing. */
export function headerEnd(tree: DockerfileTree): number {
  let end = tree.text.startsWith('\uFEFF') ? 1 : 0;
  if (tree.text.startsWith('#!', end)) end = startOfNextLine(tree.text, end);
  for (const { range } of tree.directives) end = Math.max(end, startOfNextLine(tree.text, range.end));
  return end;
}

function startOfNextLine(text: string, offset: number): number {
  const at = text.indexOf('\n', offset);
  return at < 0 ? text.length : at + 1;
}
