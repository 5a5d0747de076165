import { findNode } from '../../model/context/contextTree.ts';
import type { ContextView } from '../../model/context/contextView.ts';
import { bindWordsOf, copyWordsOf, type TakeSource } from '../../model/context/takeWords.ts';
import type { BuildModel, Step } from '../../model/types.ts';
import { compile, matchesOrParentMatches } from '../../syntax/dockerignore/matcher.ts';
import { matchPattern, toPattern } from '../../syntax/dockerignore/pattern.ts';
import { joinPath } from './containerPaths.ts';
import { namedPath } from './contextTakes.ts';

/**
 * What COPY, ADD and bind mounts name of the build context, in any stage: clean paths, and patterns as they are written.
 * A variable without a value stands for any text. Not those that mean the whole context.
 */
export function namedSources(model: BuildModel): readonly string[] {
  return model.once(findNamed);
}

/**
 * Tells of a pattern for an ignore file whether it may hold back something that is named. What lies below a folder that
 * is named, or is taken by a bare `*`, counts as unnamed: it is what such a pattern is for. What a pattern of COPY means
 * is told by the files of its folder, and by names that projects have as a rule.
 */
export function namedGuard(model: BuildModel, view: ContextView | undefined): (pattern: string) => boolean {
  const sources = namedSources(model);
  const globs = sources.filter(isGlob).map((source) => ({
    folder: source.slice(0, source.lastIndexOf('/') + 1),
    matcher: toPattern(source),
  }));
  const paths = new Set(sources);
  for (const { folder, matcher } of globs) {
    for (const name of [...usualNames, ...namesIn(folder, view)]) {
      if (matchPattern(matcher, folder + name)) paths.add(folder + name);
    }
  }
  return (pattern) => {
    const matcher = compile([pattern]);
    for (const path of paths) if (matchesOrParentMatches(matcher, path).excluded) return true;
    const sample = pattern.slice(pattern.lastIndexOf('/') + 1).replace(/\[(.).*?\]/g, '$1');
    return globs.some(({ folder, matcher: named }) =>
      ['', 'x'].some((filler) => {
        const path = folder + sample.replace(/[*?]+/g, filler);
        return matchPattern(named, path) && matchesOrParentMatches(matcher, path).excluded;
      }),
    );
  };
}

/** A bare `*` at the end means a folder. */
function isGlob(source: string): boolean {
  return /[*?[]/.test(source) && !/(?:^|\/)[*.]+$/.test(source);
}

const usualNames: readonly string[] = [
  ...['README.md', 'LICENSE.md', 'CHANGELOG.md', '.env', '.env.local', '.env.production', '.env.example'],
  ...['Dockerfile', 'docker-compose.yml', 'compose.yaml', '.gitignore', 'dist', 'build', 'target', 'bin'],
];

function namesIn(folder: string, view: ContextView | undefined): readonly string[] {
  const node = view && findNode(view.tree, folder.slice(0, -1));
  if (typeof node !== 'object' || node.kind !== 'folder') return [];
  return (node.children ?? []).slice(0, 1000).map(({ name }) => name);
}

function findNamed(model: BuildModel): readonly string[] {
  const named = new Set<string>();
  for (const step of model.steps) {
    for (const source of sourcesOf(step)) {
      const path = namedPath(source) ?? joinPath('/', withoutVariables(source)).slice(1);
      if (!/^[*.]*$/.test(path)) named.add(path);
    }
  }
  return [...named];
}

function sourcesOf(step: Step): readonly TakeSource[] {
  const copy = copyWordsOf(step);
  if (copy) return copy.hasFrom ? [] : copy.sources;
  return bindWordsOf(step).flatMap(({ source, hasFrom }) => (hasFrom ? [] : [source]));
}

function withoutVariables({ text }: TakeSource): string {
  return text.replace(/^(["'])(.*)\1$/s, '$2').replace(/\$(?:\w+|\{[^}]*\})/g, '*');
}
