import { ALWAYS_IGNORED, type StackPattern, stacksOf } from '../../knowledge/ignoreStacks.ts';
import { type ContextFolder, findNode } from '../../model/context/contextTree.ts';
import type { ContextView } from '../../model/context/contextView.ts';
import { oncePerView } from '../../model/context/oncePerView.ts';
import { isCovered } from '../../syntax/dockerignore/interplay.ts';
import { matchPattern, toPattern } from '../../syntax/dockerignore/pattern.ts';
import { type PatternLine, readIgnoreFile } from '../../syntax/dockerignore/reader.ts';

export interface WantedPattern {
  readonly pattern: string;
  /** The kind of project. */
  readonly project: string;
  /** Why, and when not; sentences. */
  readonly reason: string;
  /** 0: there is something to keep out, and no build needs it; 1: some builds do; 2 and 3: nothing is there, so far. */
  readonly rank: number;
}

/** What the kind of project wants and no line says, or makes superfluous. In the order of the table. Never throws. */
export function wantedPatterns(
  lines: readonly PatternLine[],
  view: ContextView | undefined,
): WantedPattern[] {
  const names = (view?.tree.root.children ?? []).flatMap((node) =>
    node.kind === 'folder' ? [] : [node.name],
  );
  const said = new Set<string>();
  const groups: { readonly name: string; readonly patterns: readonly StackPattern[] }[] = [
    { name: 'any project', patterns: ALWAYS_IGNORED },
    ...stacksOf(names),
  ];
  const isThere = view ? lookFor(view) : () => false;
  return groups.flatMap(({ name, patterns }) =>
    patterns.flatMap(({ pattern, why, unless }) => {
      if (said.has(pattern) || isSaid(lines, pattern)) return [];
      said.add(pattern);
      const sentence = `${why[0]?.toUpperCase()}${why.slice(1)}.`;
      const reason = unless === undefined ? sentence : `${sentence} Not where ${unless}.`;
      const rank = (isThere(pattern) ? 0 : 2) + (unless === undefined ? 0 : 1);
      return [{ pattern, project: name, reason, rank }];
    }),
  );
}

/** Tells whether something is there for a pattern without wildcards but `**<slash>` and those of its last piece. */
function lookFor(view: ContextView): (pattern: string) => boolean {
  const { tree } = view;
  const atRoot = tree.root.children ?? [];
  const anywhere = (): ReadonlySet<string> => oncePerView(view, 'names', () => namesBelow(tree.root));
  return (pattern) => {
    const isDeep = pattern.startsWith('**/');
    const path = isDeep ? pattern.slice(3) : pattern;
    const one = toPattern(path);
    if (!isDeep && one.kind === 'exact') return typeof findNode(tree, path) !== 'string';
    if (!isDeep) return atRoot.some(({ name }) => matchPattern(one, name));
    if (one.kind === 'exact') return anywhere().has(path);
    for (const name of anywhere()) if (matchPattern(one, name)) return true;
    return false;
  };
}

/** Of all files and folders, at any depth. A walk over the whole tree. */
function namesBelow(top: ContextFolder): ReadonlySet<string> {
  const names = new Set<string>();
  const add = ({ children = [] }: ContextFolder): void => {
    for (const node of children) {
      names.add(node.name);
      if (node.kind === 'folder') add(node);
    }
  };
  add(top);
  return names;
}

/** Exceptions do not count: what they bring back is meant. */
function isSaid(lines: readonly PatternLine[], pattern: string): boolean {
  const [own] = readIgnoreFile(pattern).patterns;
  if (!own) return true;
  const excluding = lines.filter(({ negated }) => !negated);
  return (
    excluding.some(({ read }) => read === own.read) ||
    isCovered([...excluding, own], excluding.length, () => true)
  );
}
