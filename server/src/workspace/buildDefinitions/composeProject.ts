import { fileName } from '../../../../shared/src/languages.ts';
import type { YamlNode } from '../../syntax/yamlTree.ts';
import { folderOf, relativePath, resolvePath, uriKey, withSlash } from '../uris.ts';
import {
  buildOver,
  buildOverUnknown,
  buildSeenFrom,
  type ComposeBuild,
  nothingSaid,
  readComposeBuild,
} from './compose.ts';
import {
  type DefinitionFile,
  type DefinitionLoader,
  entryOf,
  fileAt,
  lineCounter,
  mergedEntries,
  textOf,
} from './definition.ts';
import { interpolate, readEnvironmentFile, type Variables } from './interpolation.ts';

export interface ComposeProject {
  /** By the names of the services; only of those that build something. */
  readonly builds: ReadonlyMap<string, ComposeBuild>;
  /** Keys of files whose paths are not seen from their own folder. */
  readonly elsewhere: ReadonlySet<string>;
}

/**
 * The builds of a Compose project. The files are in the order in which Compose merges them; paths are relative to the
 * folder of the project. Of each file `extends` is followed before it is merged, into other files too, and `include`,
 * which makes a project of its own, with its own folder and its own `.env` below the variables of this one. Not followed:
 * what is fetched from elsewhere. Never rejects.
 * https://docs.docker.com/reference/compose-file/include/
 * https://docs.docker.com/reference/compose-file/services/#extends
 * https://github.com/compose-spec/compose-go/blob/main/loader/loader.go
 * @param base URI of the folder of the project
 */
export async function readComposeProject(
  files: readonly DefinitionFile[],
  base: string,
  variables: Variables,
  loader: DefinitionLoader,
): Promise<ComposeProject> {
  const reader = new ComposeReader(loader);
  const services = await reader.project(files, { base, variables, above: [] });
  const builds = new Map<string, ComposeBuild>();
  for (const [name, build] of services) if (build) builds.set(name, build);
  return { builds, elsewhere: reader.elsewhere };
}

/** Of `extends` and of `include`, one within the other. */
const maximumDepth = 10;
/** More files than this, each as often as it is included, are not followed. */
const maximumIncludes = 300;

interface Scope {
  readonly base: string;
  readonly variables: Variables;
  /** Keys of the files that are being included. */
  readonly above: readonly string[];
}

/** Undefined: a service that builds nothing. */
type Services = Map<string, ComposeBuild | undefined>;

class ComposeReader {
  readonly elsewhere = new Set<string>();
  private readonly loader: DefinitionLoader;
  private readonly lines = new Map<DefinitionFile, (offset: number) => number>();
  private left = maximumIncludes;

  constructor(loader: DefinitionLoader) {
    this.loader = loader;
  }

  async project(files: readonly DefinitionFile[], scope: Scope): Promise<Services> {
    const services: Services = new Map();
    // Services of an included file that is not known may be among those that later files say more of.
    let hasOthers = false;
    for (const file of files) {
      await this.loader.pause();
      if (uriKey(folderOf(file.uri) ?? '') !== uriKey(scope.base)) this.elsewhere.add(uriKey(file.uri));
      const own: Services = new Map();
      const tags = new Map<string, string>();
      const node = entryOf(file.root, 'services')?.value;
      // https://docs.docker.com/reference/compose-file/merge/#reset-value
      if (node?.tag !== undefined) services.clear();
      for (const { key: name, value } of node?.tag === '!reset' ? [] : mergedEntries(node)) {
        if (value?.tag !== undefined) services.delete(name);
        if (value?.tag === '!reset') continue;
        own.set(name, await this.service(name, file, scope, []));
        const tag = entryOf(value, 'build')?.value?.tag;
        if (tag !== undefined) tags.set(name, tag);
      }
      const included = await this.included(file, scope);
      for (const [name, build] of included.services) importService(own, name, build);
      for (const [name, build] of own) {
        const before = services.get(name);
        const isFresh = tags.get(name) === '!reset' || tags.get(name) === '!override';
        if (before && !isFresh) services.set(name, build ? buildOver(before, build) : before);
        else services.set(name, build && hasOthers && !isFresh ? buildOverUnknown(build) : build);
      }
      hasOthers ||= !included.isWhole;
    }
    return services;
  }

  /** A service of one file, with what it extends; `trail`: who extends it. */
  private async service(
    name: string,
    file: DefinitionFile,
    scope: Scope,
    trail: readonly string[],
  ): Promise<ComposeBuild | undefined> {
    const service = serviceNode(file, name);
    const lineOf = this.linesOf(file);
    const part = `service ${name}`;
    const entry = entryOf(service, 'build');
    const at = (entryOf(entry?.value, 'context') ?? entry)?.keyRange.start ?? 0;
    const tag = entry?.value?.tag;
    const place = { uri: file.uri, part, line: lineOf(at) };
    const own =
      entry?.value && tag !== '!reset'
        ? readComposeBuild(entry.value, place, scope.variables, trail.length > 0)
        : undefined;
    const extending = entryOf(service, 'extends');
    if (!extending?.value || extending.value.tag === '!reset' || tag === '!reset' || tag === '!override')
      return own;
    const { value } = extending;
    const said = (node: YamlNode | undefined): string | undefined =>
      interpolate(textOf(node) ?? '', scope.variables);
    const parent = said(value.kind === 'map' ? entryOf(value, 'service')?.value : value);
    const key = `${uriKey(file.uri)}\n${name}`;
    if (trail.includes(key)) return own;
    const unknown = buildOverUnknown(
      own ?? nothingSaid({ uri: file.uri, part, line: lineOf(extending.keyRange.start) }),
    );
    if (parent === undefined || trail.length > maximumDepth) return unknown;
    const further = entryOf(value, 'file');
    if (!further) {
      if (!hasService(file, parent)) return unknown;
      const inherited = await this.service(parent, file, scope, [...trail, key]);
      if (!inherited) return own;
      const merged = own ? buildOver(inherited, own) : inherited;
      return { ...merged, source: { ...merged.source, part } };
    }
    const path = said(further.value);
    const uri = path === undefined ? undefined : fileAt(scope.base, path);
    const other = uri === undefined ? undefined : await this.loader.load(uri);
    const folder = other && folderOf(other.uri);
    const there = folder === undefined ? undefined : relativePath(scope.base, folder);
    if (!other || folder === undefined || there === undefined || !hasService(other, parent)) return unknown;
    // Its paths are seen from its own folder, its variables are those of the project.
    const inherited = await this.service(parent, other, { ...scope, base: folder }, [...trail, key]);
    if (!inherited) return own;
    const seen: ComposeBuild = {
      ...buildSeenFrom(there, inherited),
      source: { uri: file.uri, part, line: lineOf(extending.keyRange.start) },
      note: `extends ${parent} of ${relativePath(folderOf(file.uri) ?? folder, other.uri) ?? path}`,
    };
    return own ? buildOver(seen, own) : seen;
  }

  private linesOf(file: DefinitionFile): (offset: number) => number {
    const lineOf = this.lines.get(file) ?? lineCounter(file.text);
    this.lines.set(file, lineOf);
    return lineOf;
  }

  /** `isWhole`: every file of them is known. */
  private async included(
    file: DefinitionFile,
    scope: Scope,
  ): Promise<{ readonly services: Services; readonly isWhole: boolean }> {
    const services: Services = new Map();
    const node = entryOf(file.root, 'include')?.value;
    let isWhole = node === undefined || node.kind === 'list';
    for (const item of node?.kind === 'list' ? node.items : []) {
      const found = await this.include(item, file, scope);
      isWhole &&= found !== undefined;
      for (const [name, build] of found ?? []) importService(services, name, build);
    }
    return { services, isWhole };
  }

  /** Undefined where some file of it is not there: Compose refuses the project then. */
  private async include(item: YamlNode, file: DefinitionFile, scope: Scope): Promise<Services | undefined> {
    const isMap = item.kind === 'map';
    const uris = this.filesOf(isMap ? entryOf(item, 'path')?.value : item, scope);
    const [main] = uris ?? [];
    const above = [...scope.above, uriKey(file.uri)];
    this.left -= uris?.length ?? 0;
    if (!uris || main === undefined || this.left < 0 || above.length > maximumDepth) return undefined;
    if (above.includes(uriKey(main))) return undefined;
    const directory = isMap ? textOf(entryOf(item, 'project_directory')?.value) : undefined;
    const given = directory === undefined ? undefined : interpolate(directory, scope.variables);
    if (directory !== undefined && given === undefined) return undefined;
    const folder = given ? resolvePath(scope.base, given) : folderOf(main);
    const base = folder === undefined ? undefined : withSlash(folder);
    const there = base === undefined ? undefined : relativePath(scope.base, base);
    if (base === undefined || there === undefined) return undefined;
    const files = await Promise.all(uris.map((uri) => this.loader.load(uri)));
    const whole = files.filter((each) => each !== undefined);
    const environment = isMap ? entryOf(item, 'env_file')?.value : undefined;
    const variables = await this.variablesOf(environment, base, scope);
    if (whole.length < files.length || !variables) return undefined;
    const services = await this.project(whole, { base, variables, above });
    const moved = new Set(uris.filter((uri) => uriKey(folderOf(uri) ?? '') !== uriKey(base)).map(uriKey));
    for (const [name, build] of services) {
      if (!build) continue;
      const isMoved = moved.has(uriKey(build.source.uri));
      const note = build.note ?? (isMoved ? `included by ${fileName(file.uri)}` : undefined);
      const context = build.context === undefined ? '.' : build.context;
      services.set(name, { ...buildSeenFrom(there, { ...build, context }), note });
    }
    return services;
  }

  /** The variables of a project go over those of the `.env` of what it includes. */
  private async variablesOf(
    node: YamlNode | undefined,
    base: string,
    scope: Scope,
  ): Promise<Variables | undefined> {
    const uris = node ? this.filesOf(node, scope) : undefined;
    if (node && !uris) return undefined;
    const texts = await Promise.all((uris ?? [`${base}.env`]).map((uri) => this.loader.text(uri)));
    if (uris && texts.includes(undefined)) return undefined;
    // Of several files the last counts.
    return readEnvironmentFile(texts.map((text) => text ?? '').join('\n'), scope.variables);
  }

  /** URIs of one or several paths; undefined where one cannot be told. */
  private filesOf(node: YamlNode | undefined, { base, variables }: Scope): string[] | undefined {
    const items = node?.kind === 'list' ? node.items : node ? [node] : [];
    const uris = items.flatMap((item) => {
      const path = interpolate(textOf(item) ?? '', variables);
      return path === undefined ? [] : (fileAt(base, path) ?? []);
    });
    return uris.length === items.length ? uris : undefined;
  }
}

/** What two files say of one service is not merged: where they differ, Compose refuses both. */
function importService(services: Services, name: string, build: ComposeBuild | undefined): void {
  const known = services.get(name);
  if (!services.has(name)) services.set(name, build);
  else if (known && !isSame(known, build)) {
    services.set(name, unknownBuild(known));
  } else if (!known && build) services.set(name, unknownBuild(build));
}

function unknownBuild(build: ComposeBuild): ComposeBuild {
  return { ...build, context: null, dockerfile: null, target: null };
}

function isSame(a: ComposeBuild, b: ComposeBuild | undefined): boolean {
  return b !== undefined && JSON.stringify(a) === JSON.stringify(b);
}

function hasService(file: DefinitionFile, name: string): boolean {
  return entryOf(entryOf(file.root, 'services')?.value, name) !== undefined;
}

function serviceNode(file: DefinitionFile, name: string): YamlNode | undefined {
  return entryOf(entryOf(file.root, 'services')?.value, name)?.value;
}
