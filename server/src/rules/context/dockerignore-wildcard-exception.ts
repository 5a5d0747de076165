import type { ContextFolder } from '../../model/context/contextTree.ts';
import type { ContextView } from '../../model/context/contextView.ts';
import { oncePerView } from '../../model/context/oncePerView.ts';
import { wildcardBeforeEnd } from '../../syntax/dockerignore/matcher.ts';
import { type IgnoreFile, patternsOf } from '../../syntax/dockerignore/reader.ts';
import { enumeratedUpTo, grouped } from '../../text/counts.ts';
import { lineBreakOf } from '../../text/lines.ts';
import { defineRule } from '../rule.ts';
import { exactExceptions } from '../support/exactExceptions.ts';
import { wholeLine } from '../support/ignoreLines.ts';
import { ownView, shownPaths } from '../support/ignoreView.ts';

export const dockerignoreWildcardException = defineRule({
  id: 'dockerignore-wildcard-exception',
  summary: 'Exception with a wildcard makes the builder walk big excluded directories',
  why: 'BuildKit skips an excluded directory whole unless an exception may reach into it. With a wildcard before the last segment it cannot tell, and lists every excluded directory, node_modules and .git among them, at every build.',
  language: 'dockerignore',
  category: 'context',
  severity: 'information',
  preset: 'recommended',
  since: '0.1.0',
  references: [
    'https://docs.docker.com/build/concepts/context/#syntax',
    'https://github.com/tonistiigi/fsutil',
  ],
  options: {
    files: {
      type: 'integer',
      default: 1000,
      minimum: 1,
      description: 'How many files the excluded directories hold at least.',
    },
  },
  uses: ['context-tree'],
  messages: {
    walks:
      'This wildcard makes BuildKit walk excluded directories at each build: {files} files, in {paths}. Name what to keep without wildcards; one at the very end, as in !src/*, is fine.',
  },
  fixes: {
    nameKept: { title: 'Name what is kept: {paths}', safety: 'unsafe', availability: 'sometimes' },
    dropIdle: { title: 'Delete what keeps nothing', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ file, text, context, options, report }) {
    const view = ownView(context);
    if (view?.tree.state !== 'complete') return;
    const excludes = file.patterns.findIndex(({ negated, glob }) => !negated && glob !== '');
    if (excludes < 0) return;
    // One is enough to make it walk: the first is told.
    const line = file.patterns.find(
      ({ negated, glob, error }, index) => negated && index > excludes && !error && wildcardBeforeEnd(glob),
    );
    if (!line) return;
    const { folders, files } = oncePerView(view, 'dockerignore-wildcard-exception', () => walkedInVain(view));
    if (files < options.files) return;
    report({
      at: line.written,
      message: 'walks',
      values: { files: grouped(files), paths: shownPaths(folders, false) },
      fixes: fixesOf(view, file, text),
    });
  },
});

/** More paths than that are not what anybody wants to keep a list of. */
const mostNamed = 8;

/** All exceptions with such a wildcard at once: one that is left makes BuildKit walk as before. */
function fixesOf(view: ContextView, file: IgnoreFile, text: string) {
  // While somebody types, the view is of what was there before.
  if (patternsOf(file).join('\n') !== view.patterns.join('\n')) return undefined;
  const exact = oncePerView(view, 'dockerignore-wildcard-exception: exact', () =>
    exactExceptions(view, mostNamed),
  );
  if (!exact) return undefined;
  const lineBreak = lineBreakOf(text);
  const edits = [...exact].flatMap(([index, paths]) => {
    const line = file.patterns[index];
    if (!line) return [];
    const newText = paths.map((path) => `!${path}`).join(lineBreak);
    return [{ range: newText === '' ? wholeLine(text, line) : line.written, newText }];
  });
  const kept = [...exact.values()].flat();
  if (kept.length === 0) return [{ fix: 'dropIdle', edits }] as const;
  return [
    {
      fix: 'nameKept',
      values: { paths: enumeratedUpTo(mostShown, kept.slice(0, mostShown), kept.length) },
      edits,
    },
  ] as const;
}

const mostShown = 3;

interface Walked {
  readonly folders: readonly ContextFolder[];
  readonly files: number;
}

/** The topmost excluded folders of which nothing is kept, and into which no exception leads by name; the biggest first. */
function walkedInVain(view: ContextView): Walked {
  const named = view.patterns.flatMap((read) =>
    read.startsWith('!') && !wildcardBeforeEnd(read.slice(1)) ? [`${read.slice(1)}/`] : [],
  );
  const folders: ContextFolder[] = [];
  const look = (folder: ContextFolder, path: string): void => {
    for (const child of folder.children ?? []) {
      if (child.kind !== 'folder') continue;
      const inside = `${path}${child.name}/`;
      const isLeft =
        named.some((exception) => exception.startsWith(inside)) || view.below(child).sent.files > 0;
      if (isLeft || view.isSent(child)) look(child, inside);
      else folders.push(child);
    }
  };
  look(view.tree.root, '');
  const filesOf = (folder: ContextFolder): number => view.below(folder).keptOut.files;
  folders.sort((a, b) => filesOf(b) - filesOf(a));
  return { folders, files: folders.reduce((sum, folder) => sum + filesOf(folder), 0) };
}
