import { type ContextFolder, childOf, findNode, pathOf } from '../../model/context/contextTree.ts';
import type { ContextView } from '../../model/context/contextView.ts';
import { isBelowNotable, isNotableFolder } from '../../model/context/notableNodes.ts';
import { oncePerView } from '../../model/context/oncePerView.ts';
import type { TakenPath } from '../../model/context/takenPaths.ts';
import { takesOf } from '../../model/context/takes.ts';
import type { BuildModel, PackageCommand } from '../../model/types.ts';
import { grouped } from '../../text/counts.ts';
import { defineRule } from '../rule.ts';
import { isElsewhere } from '../support/contextPlace.ts';
import { takenAlongBy } from '../support/contextTakes.ts';
import { deeperTwin } from '../support/deeperTwin.ts';
import { isForShow } from '../support/forShow.ts';
import { holdBackEdit } from '../support/holdBack.ts';
import { relatedLine } from '../support/ignoreLines.ts';
import { namedGuard } from '../support/namedSources.ts';
import { callsOf } from '../support/packageCalls.ts';

export const contextDependencies = defineRule({
  id: 'context-dependencies',
  summary: 'Packages that are installed on this machine are copied into the image',
  why: 'The image installs them anew. What lies on this machine was made for its system, is often older than the lock file, and is written over what the image has, or is in the way of it. It makes the copy slow, too.',
  language: 'dockerfile',
  category: 'context',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  needs: ['ignore-file'],
  uses: ['context-tree'],
  equivalents: [{ tool: 'dockerignore-audit', code: 'included-dependencies', match: 'narrower' }],
  yieldsTo: ['dockerignore-missing'],
  references: [
    'https://docs.docker.com/build/concepts/context/#dockerignore-files',
    'https://docs.docker.com/build/cache/optimize/#keep-the-context-small',
  ],
  concerns: { keywords: ['ADD', 'COPY'] },
  messages: {
    copied:
      'This copies {folder} of this machine, though {install} installs anew what is in it. What was made for this machine may not run in the image. Hold it back with {ignoreFile}.',
    rootOnly:
      'This copies {folder} of this machine: the line {line} of {ignoreFile} counts in the root of the context only. For any depth write {better}.',
  },
  fixes: {
    holdBack: { title: 'Hold back {line}', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, context, report }) {
    const { view } = context;
    if (!view) return;
    for (const kind of kinds) {
      const [install] = callsOf(model.stepsWith('RUN'), kind.managers).filter(({ call }) =>
        isProjectInstall(call),
      );
      const folders = install ? foldersOf(kind, view) : [];
      // One line mends all of a kind.
      const copied = folders.length > 0 ? firstCopied(folders, model) : undefined;
      if (!install || !copied) continue;
      if (isElsewhere(model, context)) return;
      const { folder, taken } = copied;
      const path = pathOf(folder);
      const rest = folders.length - 1;
      const ignoreFile = context.ignoreFile?.path ?? '.dockerignore';
      const values = { folder: rest > 0 ? `${path} and ${grouped(rest)} more` : path, ignoreFile };
      const line = kind.line ?? path;
      const fixes = namedGuard(model, view)(line)
        ? undefined
        : ([{ fix: 'holdBack', values: { line }, edits: [holdBackEdit([line], context)] }] as const);
      const at = taken.source.range;
      const twin = deeperTwin(path, context);
      if (twin) {
        const related = [relatedLine(ignoreFile, twin)];
        const root = { ...values, line: twin.glob, better: line };
        report({ at, message: 'rootOnly', values: root, related, fixes });
      } else {
        report({ at, message: 'copied', values: { ...values, install: nameOf(install.call) }, fixes });
      }
    }
  },
});

interface DependencyKind {
  readonly managers: readonly string[];
  readonly find: { readonly name: string } | { readonly path: string; readonly holds: string };
  /** Undefined: the folder's own path. */
  readonly line: string | undefined;
}

const kinds: readonly DependencyKind[] = [
  ...['node_modules', 'bower_components'].map((name) => ({
    managers: name === 'node_modules' ? ['npm', 'yarn', 'pnpm', 'bun'] : ['bower', 'npm', 'yarn'],
    find: { name },
    line: `**/${name}`,
  })),
  { managers: ['pip', 'uv', 'poetry', 'pipenv', 'pdm'], find: { name: '.venv' }, line: '**/.venv' },
  { managers: ['composer'], find: { path: 'vendor', holds: 'autoload.php' }, line: undefined },
  { managers: ['bundle'], find: { path: 'vendor/bundle', holds: 'ruby' }, line: undefined },
];

/** Of the project, not of a tool. */
function isProjectInstall({ action, packages, hasOption }: PackageCommand): boolean {
  return action === 'install' && packages.length === 0 && !hasOption('-g', '--global');
}

function foldersOf({ find }: DependencyKind, view: ContextView): readonly ContextFolder[] {
  if ('path' in find) {
    const folder = findNode(view.tree, find.path);
    if (typeof folder !== 'object' || folder.kind !== 'folder') return [];
    const isIt = childOf(folder.children ?? [], find.holds) !== undefined;
    return isIt && view.below(folder).sent.files > 0 ? [folder] : [];
  }
  return topDependencies(view).filter(({ name }) => name === find.name);
}

/** Those that are sent and lie in none of the others. */
function topDependencies(view: ContextView): readonly ContextFolder[] {
  return oncePerView(view, 'dependencies', () =>
    view.notable.filter(
      (node): node is ContextFolder =>
        isNotableFolder(node, 'dependencies') &&
        !isForShow(node) &&
        !isBelowNotable(node, 'dependencies') &&
        view.below(node).sent.files > 0,
    ),
  );
}

const mostFolders = 50;

function firstCopied(
  folders: readonly ContextFolder[],
  model: BuildModel,
): { readonly folder: ContextFolder; readonly taken: TakenPath } | undefined {
  for (const take of takesOf(model)) {
    for (const folder of folders.slice(0, mostFolders)) {
      const [taken] = takenAlongBy(take, pathOf(folder), 'x');
      if (taken) return { folder, taken };
    }
  }
  return undefined;
}

function nameOf({ manager, verb }: PackageCommand): string {
  return verb ? `${manager} ${verb.text}` : manager;
}
