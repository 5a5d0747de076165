import type { DockerfileTree, Item } from '../syntax/dockerfile/tree.ts';
import { noteReads, reads } from './reads.ts';

/**
 * A tree as computations see it: what they look at is noted (`reads.ts`). Directives are not, since all is read anew
 * when one changes. Whoever asks for the text or the items is taken to look at instructions it has found in some other
 * way, and at what stands next to them.
 */
export class SeenTree implements DockerfileTree {
  private readonly tree: DockerfileTree;

  constructor(tree: DockerfileTree) {
    this.tree = tree;
  }

  get text() {
    noteReads(reads.layout);
    return this.tree.text;
  }

  get escape() {
    return this.tree.escape;
  }

  get items(): readonly Item[] {
    noteReads(reads.layout);
    return this.tree.items;
  }

  get directives() {
    return this.tree.directives;
  }

  get comments() {
    noteReads(reads.instructions | reads.layout);
    return this.tree.comments;
  }

  get instructions() {
    noteReads(reads.instructions);
    return this.tree.instructions;
  }

  get errors() {
    noteReads(reads.errors);
    return this.tree.errors;
  }

  get warnings() {
    noteReads(reads.instructions | reads.layout);
    return this.tree.warnings;
  }
}
