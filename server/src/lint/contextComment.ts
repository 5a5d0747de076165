import type { DockerfileTree } from '../syntax/dockerfile/tree.ts';
import { LineIndex } from '../text/lines.ts';

/**
 * What the first `# shipshape context=../..` of a Dockerfile names as its build context: a path from the Dockerfile's
 * folder, in quotes where it has blanks. Lines are counted from one.
 */
export function contextComment(
  tree: DockerfileTree,
): { readonly path: string; readonly line: number } | undefined {
  for (const { range } of tree.comments) {
    const line = tree.text.slice(range.start, range.end);
    const [, quoted, plain] = /^#\s*shipshape\s+context\s*=\s*(?:"([^"]*)"|(\S+))/.exec(line) ?? [];
    const path = quoted ?? plain;
    if (path) return { path, line: new LineIndex(tree.text).lineAt(range.start) + 1 };
  }
  return undefined;
}

/** Whether it is worth a look: cheap, and sure where it says no. */
export function mayNameContext(text: string): boolean {
  return /shipshape[ \t]+context/.test(text);
}
