import {
  type ContextFolder,
  type ContextNode,
  type ContextTree,
  findNode,
  pathOf,
} from '../../model/context/contextTree.ts';
import { sharing } from '../../syntax/dockerignore/interplay.ts';
import { matchPattern } from '../../syntax/dockerignore/pattern.ts';
import type { IgnoreFile, PatternLine } from '../../syntax/dockerignore/reader.ts';
import { type TextRange, touches } from '../../text/range.ts';
import { matchedNodes } from './matchedNodes.ts';

/** A pattern and what it leads to: paths of files of the context. */
export interface PatternTargets {
  readonly range: TextRange;
  readonly paths: readonly string[];
  /** Folders that it leads to and nobody has read, since they are kept out whole. */
  readonly unread: readonly string[];
}

/**
 * The files that the pattern at an offset matches, and the first file in each folder that it matches; at most
 * `mostTargets`. Linear in the tree. Never throws.
 */
export function targetsAt(file: IgnoreFile, offset: number, tree: ContextTree): PatternTargets | undefined {
  const line = patternAt(file, offset);
  if (!line) return undefined;
  const paths: string[] = [];
  const unread: string[] = [];
  for (const node of matchedNodes(tree, line.pattern)) {
    if (node.kind !== 'folder') {
      paths.push(pathOf(node));
    } else if (!node.children) {
      unread.push(pathOf(node));
    } else {
      const first = firstFileIn(node);
      if (first) paths.push(pathOf(first));
    }
    if (paths.length + unread.length >= mostTargets) break;
  }
  return { range: line.written, paths, unread };
}

const mostTargets = 100;

/** The files that lie right in a folder come before those in its folders. */
function firstFileIn(folder: ContextFolder): ContextNode | undefined {
  const children = folder.children ?? [];
  const own = children.find(({ kind }) => kind === 'file');
  if (own) return own;
  for (const child of children) {
    const deeper = child.kind === 'folder' ? firstFileIn(child) : undefined;
    if (deeper) return deeper;
  }
  return undefined;
}

/** Patterns that are paths of files which are there. In the order of the file. */
export function exactTargets(file: IgnoreFile, tree: ContextTree): PatternTargets[] {
  return file.patterns.flatMap(({ pattern, body }) => {
    if (pattern.kind !== 'exact') return [];
    const node = findNode(tree, pattern.glob);
    return typeof node === 'string' || node.kind !== 'file'
      ? []
      : [{ range: body, paths: [pattern.glob], unread: [] }];
  });
}

/**
 * The lines that have a say in what the pattern at an offset matches, itself among them, in the order of the file. Where
 * it matches files that are there, only these count; else whatever both might match.
 */
export function linesBeside(file: IgnoreFile, offset: number, tree: ContextTree | undefined): TextRange[] {
  const line = patternAt(file, offset);
  if (!line) return [];
  const index = file.patterns.indexOf(line);
  const paths = tree?.state === 'complete' ? pathsOf(line, tree) : [];
  const beside = sharing(file.patterns, index).filter((other) => {
    const pattern = file.patterns[other]?.pattern;
    return paths.length === 0 || (pattern && paths.some((path) => matchPattern(pattern, path)));
  });
  return [index, ...beside].sort((a, b) => a - b).flatMap((at) => file.patterns[at]?.written ?? []);
}

/** What a pattern matches, with all that is above and below; empty when it is too much to look at. */
function pathsOf(line: PatternLine, tree: ContextTree): readonly string[] {
  const paths = new Set<string>();
  for (const node of matchedNodes(tree, line.pattern)) {
    for (let above = node.parent; above?.parent; above = above.parent) paths.add(pathOf(above));
    addBelow(node, pathOf(node), paths);
    if (paths.size > mostPaths) return [];
  }
  return [...paths];
}

const mostPaths = 5000;

function addBelow(node: ContextNode, path: string, paths: Set<string>): void {
  paths.add(path);
  if (node.kind !== 'folder') return;
  for (const child of node.children ?? []) {
    if (paths.size > mostPaths) return;
    addBelow(child, `${path}/${child.name}`, paths);
  }
}

/** The lines that have a say in a clean path: they match it or a folder above it. In the order of the file. */
export function linesFor(file: IgnoreFile, path: string): TextRange[] {
  const segments = path.split('/');
  const above = segments.map((_, index) => segments.slice(0, index + 1).join('/'));
  return file.patterns
    .filter(({ pattern }) => above.some((each) => matchPattern(pattern, each)))
    .map(({ written }) => written);
}

function patternAt(file: IgnoreFile, offset: number): PatternLine | undefined {
  return file.patterns.find(({ written }) => touches(written, offset));
}
