import type { YamlNode } from '../../syntax/yamlTree.ts';
import { relativePath, resolvePath, uriKey, withSlash } from '../uris.ts';
import { bakeNames, readBakeCall } from './bake.ts';
import { composeNames } from './composeFolder.ts';
import { readComposeProject } from './composeProject.ts';
import {
  type BuildDefinition,
  type DefinitionFile,
  type DefinitionLoader,
  entryOf,
  fileAt,
  isRemote,
  namesOf,
  placesOf,
  textOf,
} from './definition.ts';
import { readEnvironmentFile, shellVariables } from './interpolation.ts';
import { evaluate, type Values } from './workflowValues.ts';

export type WorkflowBuild = Omit<BuildDefinition, 'kind' | 'source'>;

/** Null where it cannot be told, undefined where nothing is said. */
type Said = (name: string) => string | null | undefined;

function inputReader(inputs: YamlNode | undefined, values: Values): Said {
  return (name) => {
    const text = evaluate(textOf(entryOf(inputs, name)?.value) ?? '', values);
    return text === '' ? undefined : text;
  };
}

const fromGit = 'from Git, where .dockerignore does not count';

/**
 * What `docker/build-push-action` builds. Paths are relative to the root of the repository. Without a context it builds
 * the repository from Git, where `.dockerignore` does not count; its Dockerfile is then relative to the root of that
 * context.
 * https://github.com/docker/build-push-action#git-context
 */
export function buildActionBuild(
  root: string,
  inputs: YamlNode | undefined,
  values: Values,
): WorkflowBuild | undefined {
  const said = inputReader(inputs, values);
  const context = said('context');
  const file = said('file');
  const target = said('target') ?? undefined;
  const namedContexts = namesOf(entryOf(inputs, 'build-contexts')?.value);
  if (file === null) return undefined;
  const subfolder = context === undefined ? '.' : gitFolderOf(context ?? '');
  if (subfolder !== undefined) {
    const places = placesOf(root, subfolder, file ?? 'Dockerfile');
    if (places.dockerfile === undefined) return undefined;
    const { dockerfile, context: folder } = places;
    return { dockerfile, context: folder, target, namedContexts, note: fromGit, isFromGit: true };
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

/**
 * What `docker/bake-action` builds: the targets it names of the files it names, seen from `workdir`. From version 6 on it
 * takes all of that from Git unless `source` is `.`; a version that is a commit could be either. Nothing where a file
 * cannot be told, but for those that `docker/metadata-action` makes, which say nothing of contexts; and nothing where
 * `set` changes them.
 * https://github.com/docker/bake-action#git-context
 */
export async function bakeActionBuilds(
  root: string,
  version: string,
  inputs: YamlNode | undefined,
  values: Values,
  loader: DefinitionLoader,
): Promise<WorkflowBuild[]> {
  const said = inputReader(inputs, values);
  const source = said('source');
  const isLocal = source === undefined ? isLocalByDefault(version) : source === '.';
  if (isLocal === undefined || source === null) return [];
  const folder = isLocal ? said('workdir') : source === undefined ? '.' : (gitFolderOf(source) ?? null);
  if (folder === null) return [];
  if (/\.(?:context|dockerfile)/.test(textOf(entryOf(inputs, 'set')?.value) ?? '')) return [];
  const path = resolvePath(root, folder ?? '.');
  const base = path === undefined ? undefined : withSlash(path);
  const files = base === undefined ? undefined : await bakeFiles(base, inputs, values, loader);
  if (base === undefined || !files) return [];
  await loader.pause();
  const targets = listOf(said('targets'));
  const compose = files.filter(({ uri }) => /\.ya?ml$/.test(uri));
  const environment = await (compose.length > 0 ? loader.text(`${base}.env`) : undefined);
  const variables = readEnvironmentFile(environment ?? '', shellVariables());
  const { builds } = await readComposeProject(compose, base, variables, loader);
  const others = files.filter((file) => !compose.includes(file));
  const found = readBakeCall(others, builds, base, targets);
  return found.map(({ dockerfile, context, target, namedContexts, source: place, note }) => {
    const where = `${place.part} of ${relativePath(root, place.uri) ?? place.uri}, line ${place.line}`;
    const notes = [where, note, ...(isLocal ? [] : [fromGit])].filter((each) => each !== undefined);
    const origin = isLocal ? {} : { isFromGit: true };
    return { dockerfile, context, target, namedContexts, note: notes.join(', '), ...origin };
  });
}

/** Undefined of a commit: it may be of any version. A branch is of the latest. */
function isLocalByDefault(version: string): boolean | undefined {
  const major = /^v?(\d{1,3})(?:\.|$)/.exec(version)?.[1];
  if (major !== undefined) return Number(major) < 6;
  return /^[0-9a-f]{7,40}$/i.test(version) ? undefined : false;
}

/** Undefined where one of them cannot be told or is not there. */
async function bakeFiles(
  base: string,
  inputs: YamlNode | undefined,
  values: Values,
  loader: DefinitionLoader,
): Promise<DefinitionFile[] | undefined> {
  const given = listOf(textOf(entryOf(inputs, 'files')?.value)) ?? [];
  if (given.length === 0) {
    const found = await Promise.all([...composeNames, ...bakeNames].map((name) => loader.load(base + name)));
    return found.filter((file) => file !== undefined);
  }
  const files: DefinitionFile[] = [];
  for (const text of given) {
    if (/outputs\.bake-file|bake-meta\.json/.test(text)) continue;
    const path = evaluate(text, values)?.replace(/^cwd:\/\//, '');
    const uri = path === undefined ? undefined : fileAt(base, path);
    const file = uri === undefined ? undefined : await loader.load(uri);
    if (!file) return undefined;
    if (!files.some((known) => uriKey(known.uri) === uriKey(file.uri))) files.push(file);
  }
  return files;
}

/** Lines, or parts between commas; undefined where the list cannot be told. */
function listOf(text: string | null | undefined): string[] | undefined {
  if (text === null) return undefined;
  const items = (text ?? '').split(/[\n,]/).map((item) => item.trim());
  return items.filter((item) => item !== '');
}

/** `{{defaultContext}}:folder`: a folder of the repository, from Git as well. */
function gitFolderOf(context: string): string | undefined {
  const found = /^\{\{\s*defaultContext\s*\}\}(?::(.*))?$/.exec(context);
  return found ? (found[1] ?? '.') : undefined;
}
