import type { YamlNode } from '../../syntax/yamlTree.ts';
import { folderOf } from '../uris.ts';
import {
  type BuildDefinition,
  type DefinitionFile,
  type DefinitionSource,
  entriesOf,
  entryOf,
  lineCounter,
  namesOf,
  placesOf,
  textOf,
  valuesOf,
} from './definition.ts';
import { interpolate } from './interpolation.ts';

/** What a service says of its build, as it stands there. Undefined: nothing. Null: it cannot be told. */
export interface ComposeBuild {
  readonly context: string | null | undefined;
  readonly dockerfile: string | null | undefined;
  readonly target: string | undefined;
  /** The Dockerfile stands in the Compose file itself. */
  readonly isInline: boolean;
  /** Names of further contexts. */
  readonly namedContexts: readonly string[];
  /** What these are: paths, URLs, images; as far as it can be told. */
  readonly namedPlaces: readonly string[];
  readonly source: DefinitionSource;
}

/**
 * The Dockerfiles that the services of a Compose project build. The files are in the order in which Compose merges
 * them; paths are relative to the folder of the first. A context that is not given is that folder, a Dockerfile is
 * looked for in the context. Not followed: `include`, and `extends` into another file.
 * https://docs.docker.com/reference/compose-file/build/
 */
export function readCompose(
  files: readonly DefinitionFile[],
  variables: ReadonlyMap<string, string> = new Map(),
): BuildDefinition[] {
  const base = files[0] && folderOf(files[0].uri);
  if (base === undefined) return [];
  const found: BuildDefinition[] = [];
  for (const build of composeBuilds(files, variables).values()) {
    if (build.isInline) continue;
    const places = placesOf(
      base,
      build.context ?? (build.context === null ? undefined : '.'),
      dockerfileOf(build),
    );
    if (places.dockerfile === undefined) continue;
    const { source, target, namedContexts } = build;
    found.push({
      kind: 'compose',
      dockerfile: places.dockerfile,
      context: places.context,
      target,
      namedContexts,
      source,
      note: undefined,
    });
  }
  return found;
}

/** Folders in which builds of a project look for an ignore file: contexts, those that are named as well. URIs. */
export function composeFolders(base: string, builds: Iterable<ComposeBuild>): string[] {
  const folders: string[] = [];
  for (const { context, namedPlaces } of builds) {
    for (const place of [context === undefined ? '.' : context, ...namedPlaces]) {
      const folder = place === null ? undefined : placesOf(base, place, undefined).context;
      if (folder !== undefined) folders.push(folder);
    }
  }
  return folders;
}

function dockerfileOf({ dockerfile }: ComposeBuild): string | undefined {
  if (dockerfile === null) return undefined;
  return dockerfile === undefined || dockerfile === '' ? 'Dockerfile' : dockerfile;
}

/** The builds of the services by their names, merged over the files. */
export function composeBuilds(
  files: readonly DefinitionFile[],
  variables: ReadonlyMap<string, string>,
): Map<string, ComposeBuild> {
  const builds = new Map<string, ComposeBuild>();
  const parents = new Map<string, string | null>();
  for (const file of files) {
    const lineOf = lineCounter(file.text);
    for (const { key: name, value: service } of entriesOf(entryOf(file.root, 'services')?.value)) {
      const parent = parentOf(service);
      if (parent !== undefined) parents.set(name, parent);
      const entry = entryOf(service, 'build');
      if (!entry?.value) continue;
      const context = entryOf(entry.value, 'context');
      const at = (context ?? entry).keyRange.start;
      const source = { uri: file.uri, part: `service ${name}`, line: lineOf(at) };
      const build = readBuild(entry.value, source, variables);
      const before = builds.get(name);
      builds.set(name, before ? over(before, build) : build);
    }
  }
  return new Map(
    [...builds.keys(), ...parents.keys()].flatMap((name) => {
      const build = inherited(name, builds, parents, 0);
      return build ? [[name, build] as const] : [];
    }),
  );
}

function readBuild(
  node: YamlNode,
  source: DefinitionSource,
  variables: ReadonlyMap<string, string>,
): ComposeBuild {
  const said = (value: YamlNode | undefined): string | null | undefined => {
    const text = textOf(value);
    return text === undefined ? undefined : (interpolate(text, variables) ?? null);
  };
  if (node.kind !== 'map') {
    return {
      context: said(node),
      dockerfile: undefined,
      target: undefined,
      isInline: false,
      namedContexts: [],
      namedPlaces: [],
      source,
    };
  }
  const named = entryOf(node, 'additional_contexts')?.value;
  return {
    context: said(entryOf(node, 'context')?.value),
    dockerfile: said(entryOf(node, 'dockerfile')?.value),
    target: said(entryOf(node, 'target')?.value) ?? undefined,
    isInline: textOf(entryOf(node, 'dockerfile_inline')?.value) !== undefined,
    namedContexts: namesOf(named),
    namedPlaces: valuesOf(named).flatMap((value) => interpolate(value, variables) ?? []),
    source,
  };
}

function over(before: ComposeBuild, build: ComposeBuild): ComposeBuild {
  return {
    context: build.context === undefined ? before.context : build.context,
    dockerfile: build.dockerfile === undefined ? before.dockerfile : build.dockerfile,
    target: build.target ?? before.target,
    isInline: build.isInline || (before.isInline && build.dockerfile === undefined),
    namedContexts: [...new Set([...before.namedContexts, ...build.namedContexts])],
    namedPlaces: [...new Set([...before.namedPlaces, ...build.namedPlaces])],
    source: build.context === undefined ? before.source : build.source,
  };
}

/** The service of the same project that a service extends; null where it is in another file. */
function parentOf(service: YamlNode | undefined): string | null | undefined {
  const node = entryOf(service, 'extends')?.value;
  if (!node) return undefined;
  if (node.kind !== 'map') return textOf(node);
  return entryOf(node, 'file') ? null : textOf(entryOf(node, 'service')?.value);
}

/** https://docs.docker.com/reference/compose-file/services/#extends */
function inherited(
  name: string,
  builds: ReadonlyMap<string, ComposeBuild>,
  parents: ReadonlyMap<string, string | null>,
  depth: number,
): ComposeBuild | undefined {
  const own = builds.get(name);
  const parent = parents.get(name);
  if (parent === undefined || depth > 10) return own;
  if (parent === null) return own && { ...own, context: own.context ?? null };
  const base = inherited(parent, builds, parents, depth + 1);
  if (!base) return own;
  const merged = own ? over(base, own) : base;
  return { ...merged, source: { ...merged.source, part: `service ${name}` } };
}
