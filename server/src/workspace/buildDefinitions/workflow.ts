import type { YamlEntry, YamlNode } from '../../syntax/yamlTree.ts';
import { folderOf, resolvePath, withSlash } from '../uris.ts';
import {
  type BuildDefinition,
  type DefinitionFile,
  entriesOf,
  entryOf,
  isRemote,
  lineCounter,
  namesOf,
  placesOf,
  textOf,
} from './definition.ts';
import { dockerBuildsIn } from './dockerCommand.ts';

/**
 * The Dockerfiles that the jobs of a GitHub workflow build: with `docker/build-push-action`, or with `docker build` in a
 * `run` that changes no directory. Paths of the action are relative to the root of the repository, whatever
 * `working-directory` says, which is for `run` alone. Without a context the action builds the repository from Git,
 * where `.dockerignore` does not count; its Dockerfile is then relative to the root of that context. Expressions are
 * not worked out but for `github.workspace` and `env` with a fixed value; of jobs that check out elsewhere nothing is
 * told.
 * https://github.com/docker/build-push-action#git-context
 */
export function readWorkflow(file: DefinitionFile): BuildDefinition[] {
  const root = repositoryOf(file.uri);
  if (root === undefined) return [];
  const lineOf = lineCounter(file.text);
  const found: BuildDefinition[] = [];
  for (const { key: name, value: job } of entriesOf(entryOf(file.root, 'jobs')?.value)) {
    const steps = entryOf(job, 'steps')?.value;
    if (steps?.kind !== 'list' || steps.items.some(checksOutElsewhere)) continue;
    for (const step of steps.items) {
      const environment = environmentOf([file.root, job, step]);
      const said = (node: YamlNode | undefined): string | null | undefined => {
        const text = textOf(node);
        return text === undefined || text === '' ? undefined : evaluate(text, environment);
      };
      const part = `job ${name}`;
      const uses = textOf(entryOf(step, 'uses')?.value);
      const add = (at: YamlEntry | undefined, line: number | undefined, build: Build | undefined): void => {
        if (!build) return;
        const source = { uri: file.uri, part, line: line ?? lineOf(at?.keyRange.start ?? step.range.start) };
        found.push({ kind: 'workflow', source, ...build });
      };
      if (uses !== undefined && /^docker\/build-push-action@/i.test(uses)) {
        const inputs = entryOf(step, 'with')?.value;
        const context = entryOf(inputs, 'context');
        add(context ?? entryOf(step, 'uses'), undefined, actionBuild(root, inputs, said));
      }
      const run = entryOf(step, 'run');
      const script = textOf(run?.value);
      const folder = script === undefined ? undefined : workingDirectory([step, job, file.root], root, said);
      if (!run?.value || script === undefined || folder === undefined) continue;
      const first = lineOf(run.value.range.start);
      const isBlock = /[|>]/.test(file.text.charAt(run.value.range.start));
      for (const build of dockerBuildsIn(substitute(script, environment))) {
        const places = placesOf(folder, build.context, undefined);
        const dockerfile =
          build.file === undefined
            ? placesOf(folder, build.context, 'Dockerfile').dockerfile
            : placesOf(folder, '.', build.file).dockerfile;
        if (dockerfile === undefined) continue;
        const { target, namedContexts } = build;
        const line = first + (isBlock ? build.line + 1 : 0);
        add(run, line, { dockerfile, context: places.context, target, namedContexts, note: undefined });
      }
    }
  }
  return found;
}

type Build = Omit<BuildDefinition, 'kind' | 'source'>;
type Said = (node: YamlNode | undefined) => string | null | undefined;

function actionBuild(root: string, inputs: YamlNode | undefined, said: Said): Build | undefined {
  const context = said(entryOf(inputs, 'context')?.value);
  const file = said(entryOf(inputs, 'file')?.value);
  const target = said(entryOf(inputs, 'target')?.value) ?? undefined;
  const namedContexts = namesOf(entryOf(inputs, 'build-contexts')?.value);
  if (file === null) return undefined;
  const subfolder = context === undefined ? '.' : gitFolderOf(context ?? '');
  if (subfolder !== undefined) {
    const places = placesOf(root, subfolder, file ?? 'Dockerfile');
    if (places.dockerfile === undefined) return undefined;
    const note = 'from Git, where .dockerignore does not count';
    const { dockerfile, context: folder } = places;
    return { dockerfile, context: folder, target, namedContexts, note, isFromGit: true };
  }
  const isElsewhere = context === null || context === undefined || isRemote(context);
  if (isElsewhere && file === undefined) return undefined;
  const folder = context === null ? undefined : context;
  const dockerfile =
    file === undefined
      ? placesOf(root, folder, 'Dockerfile').dockerfile
      : placesOf(root, '.', file).dockerfile;
  // A file that goes with a URL is looked for there.
  if (dockerfile === undefined || (context !== null && isElsewhere)) return undefined;
  const places = placesOf(root, folder, undefined);
  return { dockerfile, context: places.context, target, namedContexts, note: undefined };
}

/** `{{defaultContext}}:folder`: a folder of the repository, from Git as well. */
function gitFolderOf(context: string): string | undefined {
  const found = /^\{\{\s*defaultContext\s*\}\}(?::(.*))?$/.exec(context);
  return found ? (found[1] ?? '.') : undefined;
}

function repositoryOf(uri: string): string | undefined {
  const folder = folderOf(uri);
  return folder?.endsWith('/.github/workflows/') ? folder.slice(0, -'.github/workflows/'.length) : undefined;
}

/** Another repository, or a folder of its own: paths mean something else then. */
function checksOutElsewhere(step: YamlNode): boolean {
  if (!/^actions\/checkout@/i.test(textOf(entryOf(step, 'uses')?.value) ?? '')) return false;
  const inputs = entryOf(step, 'with')?.value;
  return ['path', 'repository'].some((name) => {
    const value = textOf(entryOf(inputs, name)?.value);
    return value !== undefined && !/^(?:|\.\/?|\$\{\{\s*github\.repository\s*\}\})$/.test(value);
  });
}

/** https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#defaultsrunworking-directory */
function workingDirectory(
  [step, ...outer]: readonly (YamlNode | undefined)[],
  root: string,
  said: Said,
): string | undefined {
  const own = entryOf(step, 'working-directory')?.value;
  const defaults = outer.map(
    (node) => entryOf(entryOf(entryOf(node, 'defaults')?.value, 'run')?.value, 'working-directory')?.value,
  );
  const path = said([own, ...defaults].find((node) => node !== undefined));
  if (path === null) return undefined;
  const folder = resolvePath(root, path ?? '.');
  return folder === undefined ? undefined : withSlash(folder);
}

/** What `env` says in the workflow, over it in the job, over it in the step. */
function environmentOf(nodes: readonly (YamlNode | undefined)[]): ReadonlyMap<string, string> {
  const environment = new Map<string, string>();
  for (const node of nodes) {
    for (const { key, value } of entriesOf(entryOf(node, 'env')?.value)) {
      const text = textOf(value);
      const known = text === undefined ? null : evaluate(text, environment);
      if (known === null) environment.delete(key);
      else environment.set(key, known);
    }
  }
  return environment;
}

/** Null where an expression cannot be told. */
function evaluate(text: string, environment: ReadonlyMap<string, string>): string | null {
  let isKnown = true;
  const result = text.replace(expression, (_, inner: string) => {
    const value = valueIn(inner, environment);
    isKnown &&= value !== undefined;
    return value ?? '';
  });
  return isKnown ? result : null;
}

/** For a script: what cannot be told becomes a variable, of which the shell knows nothing either. */
function substitute(script: string, environment: ReadonlyMap<string, string>): string {
  return script.replace(expression, (_, inner: string) => valueIn(inner, environment) ?? '$expression');
}

const expression = /\$\{\{((?:(?!\}\}).){0,500})\}\}/g;

function valueIn(inner: string, environment: ReadonlyMap<string, string>): string | undefined {
  const name = inner.trim();
  if (name === 'github.workspace') return '.';
  const variable = /^env\.([\w-]+)$/.exec(name)?.[1];
  return variable === undefined ? undefined : environment.get(variable);
}
