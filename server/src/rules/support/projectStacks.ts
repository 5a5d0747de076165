import { type IgnoreStack, stacksOf } from '../../knowledge/ignoreStacks.ts';
import type { ContextFolder } from '../../model/context/contextTree.ts';
import type { ContextView } from '../../model/context/contextView.ts';
import { oncePerView } from '../../model/context/oncePerView.ts';
import type { BuildModel } from '../../model/types.ts';
import { namedSources } from './namedSources.ts';
import { programsRun } from './programsRun.ts';

/** A kind of project that lies in the build context. */
export interface FoundStack {
  readonly stack: IgnoreStack;
  /** Where, as folders of the context; empty for its root. In walking order. */
  readonly folders: readonly string[];
  /** The Dockerfile installs or builds such a project, so that what this machine has made of it is of no use. */
  readonly isBuilt: boolean;
}

/**
 * The kinds of projects in the context, by their files: near its root, since a walk over all of it takes too long for a
 * keystroke. Of what has not been read yet, the files that the Dockerfile names tell.
 */
export function foundStacks(model: BuildModel, view: ContextView | undefined): readonly FoundStack[] {
  if (!view) return findStacks(model, view);
  const key = ['stacks', ...namedSources(model), '', ...programsRun(model)].join('\n');
  return oncePerView(view, key, () => findStacks(model, view));
}

function findStacks(model: BuildModel, view: ContextView | undefined): readonly FoundStack[] {
  const folders = new Map<IgnoreStack, string[]>();
  const add = (names: readonly string[], folder: string): void => {
    for (const stack of stacksOf(names)) {
      const known = folders.get(stack);
      if (!known) folders.set(stack, [folder]);
      else if (!known.includes(folder)) known.push(folder);
    }
  };
  if (view) for (const [folder, path] of nearRoot(view.tree.root)) add(namesOf(folder), path);
  for (const source of namedSources(model)) {
    const cut = source.lastIndexOf('/');
    const folder = source.slice(0, Math.max(0, cut));
    if (!/[*?[]/.test(folder)) add([source.slice(cut + 1).replace(/[*?]+$|\[.*$/, '')], folder);
  }
  const programs = programsRun(model);
  const runsOther = buildRunners.some((name) => programs.has(name));
  return [...folders].map(([stack, found]) => ({
    stack,
    folders: found,
    isBuilt: runsOther || stackPrograms[stack.id].some((name) => programs.has(name)),
  }));
}

const mostEntries = 2000;
const mostDepth = 3;

function* nearRoot(root: ContextFolder): Generator<readonly [ContextFolder, string]> {
  let left = mostEntries;
  let level: readonly (readonly [ContextFolder, string])[] = [[root, '']];
  for (let depth = 0; depth <= mostDepth; depth++) {
    const next: (readonly [ContextFolder, string])[] = [];
    for (const [folder, path] of level) {
      left -= folder.children?.length ?? 0;
      if (left < 0) return;
      yield [folder, path];
      for (const child of folder.children ?? []) {
        if (child.kind === 'folder' && !skipped.test(child.name)) {
          next.push([child, path === '' ? child.name : `${path}/${child.name}`]);
        }
      }
    }
    level = next;
  }
}

/** No project of the author lies there. */
const skipped =
  /^(?:\..*|node_modules|bower_components|vendor|venv|target|dist|build|out|bin|obj|tests?|testdata|fixtures?|examples?|samples?|docs?)$/;

function namesOf({ children }: ContextFolder): readonly string[] {
  return (children ?? []).flatMap((child) => (child.kind === 'folder' ? [] : [child.name]));
}

/** Programs that install or build a project. */
const stackPrograms: Readonly<Record<IgnoreStack['id'], readonly string[]>> = {
  node: ['npm', 'npx', 'yarn', 'pnpm', 'pnpx', 'bun', 'bunx', 'corepack', 'lerna', 'rush', 'ng', 'tsc'],
  python: [
    ...['pip', 'pip3', 'python', 'python3', 'uv', 'poetry', 'pipenv', 'pdm', 'hatch'],
    ...['conda', 'mamba', 'micromamba'],
  ],
  go: ['go', 'mage', 'goreleaser', 'xx-go'],
  java: ['mvn', 'mvnw', 'mvnd', 'gradle', 'gradlew', 'sbt'],
  php: ['composer', 'composer.phar'],
  ruby: ['bundle', 'bundler', 'rails', 'rake'],
  rust: ['cargo', 'cross', 'trunk', 'xx-cargo'],
  dotnet: ['dotnet', 'msbuild', 'nuget'],
};

/** Programs that may build anything: what they call is not seen. */
const buildRunners: readonly string[] = ['make', 'just', 'task', 'bazel', 'nx', 'turbo'];
