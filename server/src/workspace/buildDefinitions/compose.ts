import type { YamlNode } from '../../syntax/yamlTree.ts';
import {
  type BuildDefinition,
  type DefinitionSource,
  entryOf,
  namesOf,
  pathFrom,
  placesOf,
  textOf,
  valuesOf,
} from './definition.ts';
import { interpolate } from './interpolation.ts';

/**
 * What a service says of its build; paths are seen from the folder of the project. Undefined: nothing. Null: it cannot be
 * told.
 */
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
  /** Which other file has a part in it. */
  readonly note: string | undefined;
}

/**
 * The Dockerfiles that the services of a Compose project build. A context that is not given is the folder of the project,
 * a Dockerfile is looked for in the context.
 * https://docs.docker.com/reference/compose-file/build/
 * @param base URI of the folder of the project
 */
export function composeDefinitions(base: string, builds: Iterable<ComposeBuild>): BuildDefinition[] {
  const found: BuildDefinition[] = [];
  for (const build of builds) {
    if (build.isInline) continue;
    const places = placesOf(
      base,
      build.context ?? (build.context === null ? undefined : '.'),
      dockerfileOf(build),
    );
    if (places.dockerfile === undefined) continue;
    const { source, target, namedContexts, note } = build;
    found.push({
      kind: 'compose',
      dockerfile: places.dockerfile,
      context: places.context,
      target,
      namedContexts,
      source,
      note,
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

/** @param node what stands behind `build:` */
export function readComposeBuild(
  node: YamlNode,
  source: DefinitionSource,
  variables: ReadonlyMap<string, string>,
): ComposeBuild {
  const said = (value: YamlNode | undefined): string | null | undefined => {
    const text = textOf(value);
    return text === undefined ? undefined : (interpolate(text, variables) ?? null);
  };
  if (node.kind !== 'map') return { ...nothingSaid(source), context: said(node) };
  /** What is taken back is as if nobody had said it. */
  const path = (key: string, otherwise: string): string | null | undefined => {
    const value = entryOf(node, key)?.value;
    return value?.tag === '!reset' ? otherwise : said(value);
  };
  const named = entryOf(node, 'additional_contexts')?.value;
  return {
    context: path('context', '.'),
    dockerfile: path('dockerfile', ''),
    target: said(entryOf(node, 'target')?.value) ?? undefined,
    isInline: textOf(entryOf(node, 'dockerfile_inline')?.value) !== undefined,
    namedContexts: namesOf(named),
    namedPlaces: valuesOf(named).flatMap((value) => interpolate(value, variables) ?? []),
    source,
    note: undefined,
  };
}

/** A build of which nothing is said. */
export function nothingSaid(source: DefinitionSource): ComposeBuild {
  return {
    context: undefined,
    dockerfile: undefined,
    target: undefined,
    isInline: false,
    namedContexts: [],
    namedPlaces: [],
    source,
    note: undefined,
  };
}

/** A build over another one, as a later file goes over an earlier one, and a service over the one it extends. */
export function buildOver(before: ComposeBuild, build: ComposeBuild): ComposeBuild {
  const { source, note } = build.context === undefined ? before : build;
  return {
    context: build.context === undefined ? before.context : build.context,
    dockerfile: build.dockerfile === undefined ? before.dockerfile : build.dockerfile,
    target: build.target ?? before.target,
    isInline: build.isInline || (before.isInline && build.dockerfile === undefined),
    namedContexts: [...new Set([...before.namedContexts, ...build.namedContexts])],
    namedPlaces: [...new Set([...before.namedPlaces, ...build.namedPlaces])],
    source,
    note,
  };
}

/** A build of which some part is not known: what it does not say itself cannot be told. */
export function buildOverUnknown(build: ComposeBuild): ComposeBuild {
  return { ...build, context: build.context ?? null, dockerfile: build.dockerfile ?? null };
}

/** A build whose paths are relative to a folder, as seen from where `folder`, a relative path, leads there. */
export function buildSeenFrom(folder: string, build: ComposeBuild): ComposeBuild {
  const { context, namedPlaces } = build;
  return {
    ...build,
    context: typeof context === 'string' ? pathFrom(folder, context) : context,
    namedPlaces: namedPlaces.map((place) => pathFrom(folder, place)),
  };
}
