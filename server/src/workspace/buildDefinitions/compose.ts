import type { YamlNode } from '../../syntax/yamlTree.ts';
import {
  type BuildDefinition,
  type DefinitionSource,
  entryOf,
  mergedEntries,
  pathFrom,
  placesOf,
  textOf,
} from './definition.ts';
import { interpolate, type Variables } from './interpolation.ts';

/**
 * What a service says of its build; paths are seen from the folder of the project. Undefined: nothing. Null: it cannot be
 * told.
 */
export interface ComposeBuild {
  readonly context: string | null | undefined;
  readonly dockerfile: string | null | undefined;
  readonly target: string | null | undefined;
  /** The Dockerfile stands in the Compose file itself; false where that is taken back. */
  readonly isInline: boolean | undefined;
  readonly named: readonly NamedContext[];
  /** Further contexts of what it goes over do not count. */
  readonly isNamedAnew: boolean;
  readonly source: DefinitionSource;
  /** Which other file has a part in it. */
  readonly note: string | undefined;
}

/** A further context. */
export interface NamedContext {
  readonly name: string;
  /** A path, a URL, an image. Null: it cannot be told. Undefined: it is taken back. */
  readonly place: string | null | undefined;
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
    const { source, target, note } = build;
    found.push({
      kind: 'compose',
      dockerfile: places.dockerfile,
      context: places.context,
      target: target || undefined,
      namedContexts: namedContextsOf(build),
      source,
      note,
    });
  }
  return found;
}

/** The names of further contexts. */
export function namedContextsOf({ named }: ComposeBuild): string[] {
  return named.flatMap(({ name, place }) => (place === undefined ? [] : [name]));
}

/** Folders in which builds of a project look for an ignore file: contexts, those that are named as well. URIs. */
export function composeFolders(base: string, builds: Iterable<ComposeBuild>): string[] {
  const folders: string[] = [];
  for (const { context, named } of builds) {
    for (const place of [context === undefined ? '.' : context, ...named.map((each) => each.place)]) {
      const folder = typeof place !== 'string' ? undefined : placesOf(base, place, undefined).context;
      if (folder !== undefined) folders.push(folder);
    }
  }
  return folders;
}

function dockerfileOf({ dockerfile }: ComposeBuild): string | undefined {
  if (dockerfile === null) return undefined;
  return dockerfile === undefined || dockerfile === '' ? 'Dockerfile' : dockerfile;
}

/**
 * @param node what stands behind `build:`
 * @param isExtended read for a service that extends this one: what is taken back here is not taken back there
 */
export function readComposeBuild(
  node: YamlNode,
  source: DefinitionSource,
  variables: Variables,
  isExtended = false,
): ComposeBuild {
  const said = (value: YamlNode | undefined): string | null | undefined => {
    const text = textOf(value);
    return text === undefined ? undefined : (interpolate(text, variables) ?? null);
  };
  if (node.kind !== 'map') return { ...nothingSaid(source), context: said(node) };
  /** What is taken back is as if nobody had said it. */
  const path = (key: string, otherwise: string): string | null | undefined => {
    const value = entryOf(node, key)?.value;
    if (value?.tag === '!reset') return isExtended ? undefined : otherwise;
    return said(value);
  };
  const inline = entryOf(node, 'dockerfile_inline')?.value;
  const named = entryOf(node, 'additional_contexts')?.value;
  return {
    context: path('context', '.'),
    dockerfile: path('dockerfile', ''),
    target: path('target', ''),
    isInline: inline?.tag === '!reset' ? false : textOf(inline) === undefined ? undefined : true,
    named: named?.tag === '!reset' ? [] : readNamed(named, variables),
    isNamedAnew: named?.tag === '!reset' || named?.tag === '!override',
    source,
    note: undefined,
  };
}

/** `name: place`, or a list of `name=place`. */
function readNamed(node: YamlNode | undefined, variables: Variables): NamedContext[] {
  if (node?.kind === 'list') {
    return node.items.flatMap((item) => {
      const [, name, place = ''] =
        /^([^=]+)=(.*)$/s.exec(interpolate(textOf(item) ?? '', variables) ?? '') ?? [];
      return name === undefined ? [] : [{ name, place }];
    });
  }
  return mergedEntries(node).map(({ key: name, value }) => ({
    name,
    place: value?.tag === '!reset' ? undefined : (interpolate(textOf(value) ?? '', variables) ?? null),
  }));
}

/** A build of which nothing is said. */
export function nothingSaid(source: DefinitionSource): ComposeBuild {
  return {
    context: undefined,
    dockerfile: undefined,
    target: undefined,
    isInline: undefined,
    named: [],
    isNamedAnew: false,
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
    target: build.target === undefined ? before.target : build.target,
    isInline: build.isInline ?? (before.isInline && !build.dockerfile),
    named: build.isNamedAnew ? build.named : [...byName([...before.named, ...build.named]).values()],
    isNamedAnew: before.isNamedAnew || build.isNamedAnew,
    source,
    note,
  };
}

function byName(named: readonly NamedContext[]): Map<string, NamedContext> {
  return new Map(named.map((each) => [each.name, each] as const));
}

/** A build of which some part is not known: what it does not say itself cannot be told. */
export function buildOverUnknown(build: ComposeBuild): ComposeBuild {
  const { context = null, dockerfile = null, target = null } = build;
  return { ...build, context, dockerfile, target };
}

/** A build whose paths are relative to a folder, as seen from where `folder`, a relative path, leads there. */
export function buildSeenFrom(folder: string, build: ComposeBuild): ComposeBuild {
  const { context, named } = build;
  return {
    ...build,
    // An empty one is the folder of the whole project, wherever it is said.
    context: context ? pathFrom(folder, context) : context,
    named: named.map(({ name, place }) => ({
      name,
      place: typeof place === 'string' ? pathFrom(folder, place) : place,
    })),
  };
}
