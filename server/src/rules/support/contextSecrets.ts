import { type SecretFile, secretFileOf } from '../../knowledge/secretFiles.ts';
import { type ContextNode, isBelow, pathOf } from '../../model/context/contextTree.ts';
import type { ContextView } from '../../model/context/contextView.ts';
import { isBelowNotable } from '../../model/context/notableNodes.ts';
import { oncePerView } from '../../model/context/oncePerView.ts';
import { isForShow } from './forShow.ts';

/** A file of the build context that is sent, and is there to hold secrets. */
export interface SentSecret {
  readonly path: string;
  readonly name: string;
  readonly file: SecretFile;
}

/**
 * All of them, in walking order, but for what packages bring along, and for what is there to be looked at: tests and
 * examples. Once per view.
 */
export function sentSecrets(view: ContextView): readonly SentSecret[] {
  return oncePerView(view, 'secrets', () =>
    view.notable.flatMap((node) => {
      if (node.kind === 'folder' || isForShow(node) || isOfOthers(node)) return [];
      const path = pathOf(node);
      const file = secretFileOf(path);
      return file ? [{ path, name: node.name, file }] : [];
    }),
  );
}

/** What packages bring along. */
function isOfOthers(node: ContextNode): boolean {
  return isBelowNotable(node) || isBelow(node, ({ name }) => ofOthers.test(name));
}

const ofOthers = /^(?:vendor|site-packages|third[-_]party)$/i;

/**
 * Lines for an ignore file that hold back these files and as little else as can be: their names at any depth where
 * several have the same, else their paths. Left out is what `mayNot` says, and what cannot be written as a pattern.
 */
export function linesFor(
  secrets: readonly SentSecret[],
  mayNot: (line: string) => boolean,
): readonly string[] {
  const byName = new Map<string, SentSecret[]>();
  for (const secret of secrets) {
    const same = byName.get(secret.name);
    if (same) same.push(secret);
    else byName.set(secret.name, [secret]);
  }
  return [...byName].flatMap(([name, same]) => {
    const anyDepth = `**/${name}`;
    if (same.length > 1 && isPlain(name) && !mayNot(anyDepth)) return [anyDepth];
    return same.map(({ path }) => path).filter((path) => isPlain(path) && !mayNot(path));
  });
}

/** Means itself as a line of an ignore file. */
function isPlain(path: string): boolean {
  return /^[\w.@+/-][\w.@+/ -]*$/.test(path) && !path.endsWith(' ');
}
