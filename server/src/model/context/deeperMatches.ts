import { matchPattern, type Pattern, toPattern } from '../../syntax/dockerignore/pattern.ts';
import { type ContextNode, pathOf } from './contextTree.ts';

/**
 * Looks for what git would ignore and BuildKit does not: a pattern without a slash is held against paths by git at any
 * depth, by BuildKit in the root only. https://git-scm.com/docs/gitignore#_pattern_format
 */
export class DeeperMatches {
  private readonly most: number;
  private readonly byName = new Map<string, number[]>();
  private readonly patterns: readonly Pattern[];
  private readonly wild: { readonly index: number; readonly pattern: Pattern }[] = [];
  private readonly found = new Map<number, ContextNode[]>();

  constructor(patterns: readonly Pattern[], most: number) {
    this.most = most;
    this.patterns = patterns;
    patterns.forEach((pattern, index) => {
      if (
        !('glob' in pattern) ||
        pattern.negated ||
        pattern.glob.includes('/') ||
        /^(?:\.{0,2}|\*+)$/.test(pattern.glob)
      )
        return;
      if (pattern.kind === 'exact') {
        const same = this.byName.get(pattern.glob);
        if (same) same.push(index);
        else this.byName.set(pattern.glob, [index]);
      } else if (pattern.kind === 'expression') {
        this.wild.push({ index, pattern: toPattern(pattern.glob) });
      }
    });
  }

  /** At a node that is sent. */
  look(node: ContextNode): void {
    if (!node.parent?.parent) return;
    for (const index of this.byName.get(node.name) ?? []) this.add(index, node);
    for (const { index, pattern } of this.wild) {
      if (this.of(index).length < this.most && matchPattern(pattern, node.name)) this.add(index, node);
    }
  }

  of(index: number): readonly ContextNode[] {
    return this.found.get(index) ?? [];
  }

  private add(index: number, node: ContextNode): void {
    if (this.isReached(index, node)) return;
    const found = this.found.get(index);
    if (!found) this.found.set(index, [node]);
    else if (found.length < this.most) found.push(node);
  }

  /** The pattern matches it or a folder above as it stands: that it is sent is the doing of an exception, not of its depth. */
  private isReached(index: number, node: ContextNode): boolean {
    const pattern = this.patterns[index];
    let top = node;
    while (top.parent?.parent) top = top.parent;
    return pattern !== undefined && (matchPattern(pattern, top.name) || matchPattern(pattern, pathOf(node)));
  }
}
