import type { YamlNode } from '../../syntax/yamlTree.ts';
import { folderOf } from '../uris.ts';
import { type ComposeBuild, namedContextsOf } from './compose.ts';
import {
  type BuildDefinition,
  type DefinitionFile,
  type DefinitionSource,
  entriesOf,
  lineCounter,
  placesOf,
} from './definition.ts';
import { type HclAttribute, type HclBlock, type HclBody, type HclValue, readHcl, templateOf } from './hcl.ts';

/**
 * The Dockerfiles that the targets of Bake files build. The files are in the order in which Bake merges them: JSON, HCL,
 * then the overrides; `compose` are the services of the Compose files beside them, which Bake loads first as targets.
 * Paths are relative to `base`, where `docker buildx bake` is run: by itself it looks for the files there. A Dockerfile
 * is relative to the context. Variables have their defaults. Not worked out: functions, conditions, references to other targets, and what
 * the command line or the environment sets (see `readHcl`).
 * https://docs.docker.com/build/bake/reference/
 */
export function readBake(
  files: readonly DefinitionFile[],
  compose: ReadonlyMap<string, ComposeBuild> = new Map(),
  base = folderOf(files[0]?.uri ?? ''),
): BuildDefinition[] {
  if (base === undefined) return [];
  const bake = merge(files, compose);
  const templates = templateTargets(bake);
  const resolved = new Map<string, ReadonlyMap<string, HclValue>>();
  return [...bake.targets.values()].flatMap((target) =>
    target.isFromBake && !templates.has(target.name)
      ? definitionsOf(target, resolve(target, bake, resolved), bake, base)
      : [],
  );
}

/**
 * What one call of Bake builds: the targets it names, by patterns as well, and what groups of these names list; without
 * names `default`. Services of Compose files count like the targets of others.
 * https://docs.docker.com/reference/cli/docker/buildx/bake/
 * @param names undefined where they cannot be told: any target, but those that only others inherit
 */
export function readBakeCall(
  files: readonly DefinitionFile[],
  compose: ReadonlyMap<string, ComposeBuild>,
  base: string,
  names: readonly string[] | undefined,
): BuildDefinition[] {
  const bake = merge(files, compose);
  const resolved = new Map<string, ReadonlyMap<string, HclValue>>();
  const templates = templateTargets(bake);
  const wanted = names
    ? reachedFrom(names.length > 0 ? names : ['default'], bake)
    : (name: string) => !templates.has(name);
  return [...bake.targets.values()].flatMap((target) =>
    definitionsOf(target, resolve(target, bake, resolved), bake, base, wanted),
  );
}

/** Names that are asked for, and those that groups of them list. */
function reachedFrom(names: readonly string[], { groups, targets }: Bake): (name: string) => boolean {
  const reached = new Set<string>();
  const patterns: RegExp[] = [];
  const add = (name: string): void => {
    if (reached.has(name)) return;
    reached.add(name);
    for (const member of groups.get(name) ?? []) add(member);
  };
  for (const given of names) {
    // As `path.Match` has it, but for classes, which no name of a target needs.
    const name = given.replaceAll('.', '_');
    if (!/[*?]/.test(name)) {
      add(name);
      continue;
    }
    const pattern = new RegExp(
      `^${name
        .replace(/[^\w*?-]/g, '\\$&')
        .replaceAll('*', '.*')
        .replaceAll('?', '.')}$`,
    );
    patterns.push(pattern);
    for (const known of [...groups.keys(), ...targets.keys()]) if (pattern.test(known)) add(known);
  }
  return (name) => reached.has(name) || patterns.some((pattern) => pattern.test(name));
}

/** Files that Bake finds by itself, in the order in which it merges them, behind those of Compose. */
export const bakeNames = [
  'docker-bake.json',
  'docker-bake.hcl',
  'docker-bake.override.json',
  'docker-bake.override.hcl',
];

interface Bake {
  readonly variables: ReadonlyMap<string, HclValue>;
  readonly targets: ReadonlyMap<string, Target>;
  /** The names that each group lists. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
}

interface Target {
  readonly name: string;
  /** Said in a Bake file, not only in a Compose file. */
  readonly isFromBake: boolean;
  readonly attributes: ReadonlyMap<string, HclValue>;
  readonly inherits: readonly string[];
  readonly source: DefinitionSource;
}

/** Combinations of one matrix that are looked at. */
const maximumCombinations = 64;
const maximumDepth = 20;
/** Of a path: where the command runs, though the Bake file may come from elsewhere. */
const workingDirectory = 'cwd://';
const passed = ['name', 'context', 'dockerfile', 'dockerfile-inline', 'target', 'matrix', 'contexts'];

function merge(files: readonly DefinitionFile[], compose: ReadonlyMap<string, ComposeBuild>): Bake {
  const variables = new Map<string, HclValue>([['BAKE_CMD_CONTEXT', templateOf('.')]]);
  const targets = new Map<string, Target>();
  const groups = new Map<string, string[]>();
  const list = (group: string, members: readonly string[]): void => {
    const known = groups.get(group);
    if (known) known.push(...members);
    else groups.set(group, [...members]);
  };
  for (const [service, build] of compose) {
    const name = service.replaceAll('.', '_');
    list('default', [name]);
    targets.set(name, {
      name,
      isFromBake: false,
      attributes: ofCompose(build),
      inherits: [],
      source: build.source,
    });
  }
  for (const file of files) {
    const lineOf = lineCounter(file.text);
    for (const block of (file.uri.endsWith('.json') ? bodyOfJson(file.root) : readHcl(file.text)).blocks) {
      const [name] = block.labels;
      if (name === undefined) continue;
      const attribute = (key: string): HclAttribute | undefined =>
        block.body.attributes.find((candidate) => candidate.name === key);
      if (block.type === 'variable') variables.set(name, attribute('default')?.value ?? { kind: 'null' });
      if (block.type === 'group') list(name, names(attribute('targets')?.value));
      if (block.type !== 'target') continue;
      const before = targets.get(name);
      const own = block.body.attributes.filter((candidate) => passed.includes(candidate.name));
      const at = attribute('context')?.at ?? (before?.attributes.has('context') ? undefined : block.at);
      targets.set(name, {
        name,
        isFromBake: true,
        attributes: over(
          before?.attributes ?? new Map(),
          own.map(({ name, value }) => [name, value] as const),
        ),
        inherits: [...(before?.inherits ?? []), ...names(attribute('inherits')?.value)],
        source:
          at === undefined && before
            ? { ...before.source, part: `target ${name}` }
            : { uri: file.uri, part: `target ${name}`, line: lineOf(at ?? block.at) },
      });
    }
  }
  return { variables, targets, groups };
}

/** What other targets inherit and no group lists is a pattern for them, not a build. */
function templateTargets({ targets, groups }: Bake): Set<string> {
  const grouped = new Set([...groups.values()].flat());
  const inherited = [...targets.values()].flatMap(({ inherits }) => inherits);
  return new Set(inherited.filter((name) => name !== 'default' && !grouped.has(name)));
}

function definitionsOf(
  target: Target,
  attributes: ReadonlyMap<string, HclValue>,
  bake: Bake,
  base: string,
  isWanted?: (name: string) => boolean,
): BuildDefinition[] {
  const found: BuildDefinition[] = [];
  for (const matrix of combinations(attributes.get('matrix'))) {
    const used = new Set<string>();
    const said = (name: string): string | null | undefined => {
      const value = attributes.get(name);
      return value === undefined || value.kind === 'null'
        ? undefined
        : evaluate(value, bake, matrix, used, 0);
    };
    // What a matrix names, a group of the target's own name lists.
    if (isWanted && !isWanted(target.name) && !isWanted(said('name') ?? target.name)) continue;
    used.clear();
    if (said('dockerfile-inline') !== undefined) continue;
    const dockerfile = said('dockerfile');
    if (dockerfile === null) continue;
    const given = said('context');
    const context = given === undefined ? '.' : withoutMark(given ?? undefined);
    // A Dockerfile beside the Bake file whatever the context; of a remote context it is none of ours.
    const isBeside = dockerfile?.startsWith(workingDirectory) === true;
    const root = placesOf(base, context, undefined).context;
    const file = placesOf(base, isBeside ? '.' : context, withoutMark(dockerfile) || 'Dockerfile').dockerfile;
    if (file === undefined) continue;
    found.push({
      kind: 'bake',
      dockerfile: file,
      context: root,
      target: said('target') ?? undefined,
      namedContexts: keysOf(attributes.get('contexts')),
      source: target.source,
      note: used.size > 0 ? `with the defaults of ${[...used].join(', ')}` : undefined,
    });
  }
  return found;
}

/** With what it inherits: of several the last wins, and its own attributes over all. */
function resolve(
  target: Target,
  bake: Bake,
  resolved: Map<string, ReadonlyMap<string, HclValue>>,
  depth = 0,
): ReadonlyMap<string, HclValue> {
  const known = resolved.get(target.name);
  if (known) return known;
  // Whoever inherits itself gets nothing from there.
  resolved.set(target.name, new Map());
  let attributes: ReadonlyMap<string, HclValue> = new Map();
  for (const name of depth > maximumDepth ? [] : target.inherits) {
    const parent = bake.targets.get(name);
    const inherited = parent ? [...resolve(parent, bake, resolved, depth + 1)] : [];
    attributes = over(
      attributes,
      inherited.filter(([key]) => key !== 'matrix' && key !== 'name'),
    );
  }
  attributes = over(attributes, [...target.attributes]);
  resolved.set(target.name, attributes);
  return attributes;
}

/** Attributes over others of their names; the maps of further contexts are put together. */
function over(
  before: ReadonlyMap<string, HclValue>,
  attributes: readonly (readonly [string, HclValue])[],
): Map<string, HclValue> {
  const merged = new Map(before);
  for (const [name, value] of attributes) {
    const known = name === 'contexts' ? merged.get(name) : undefined;
    const isUnion = known?.kind === 'map' && value.kind === 'map';
    const entries = isUnion ? [...known.entries, ...value.entries] : [];
    const once = [...new Map(entries.map((entry) => [entry.name, entry] as const)).values()];
    merged.set(name, isUnion ? { kind: 'map', entries: once } : value);
  }
  return merged;
}

function keysOf(value: HclValue | undefined): string[] {
  return value?.kind === 'map' ? [...new Set(value.entries.map(({ name }) => name))] : [];
}

function withoutMark(path: string | undefined): string | undefined {
  return path?.startsWith(workingDirectory) ? path.slice(workingDirectory.length) || '.' : path;
}

/** Null where it cannot be told. `used` collects the variables it hangs on. */
function evaluate(
  value: HclValue,
  bake: Bake,
  matrix: ReadonlyMap<string, string>,
  used: Set<string>,
  depth: number,
): string | null {
  if (value.kind !== 'template' || depth > maximumDepth) return null;
  let result = '';
  for (const part of value.parts) {
    if (typeof part === 'string') {
      result += part;
      continue;
    }
    const fromMatrix = matrix.get(part.variable);
    const given = bake.variables.get(part.variable);
    const text = fromMatrix ?? (given ? evaluate(given, bake, matrix, used, depth + 1) : null);
    if (text === null) return null;
    if (fromMatrix === undefined && part.variable !== 'BAKE_CMD_CONTEXT') used.add(part.variable);
    result += text;
    if (result.length > 4096) return null;
  }
  return result;
}

/** https://docs.docker.com/build/bake/matrices/ */
function combinations(matrix: HclValue | undefined): ReadonlyMap<string, string>[] {
  if (matrix?.kind !== 'map') return [new Map()];
  let found: Map<string, string>[] = [new Map()];
  for (const { name, value } of matrix.entries) {
    if (value.kind !== 'list') continue;
    const choices = value.items.flatMap((item): (readonly (readonly [string, string])[])[] => {
      const text = literalOf(item);
      if (text !== undefined) return [[[name, text]]];
      if (item.kind !== 'map') return [];
      return [
        item.entries.flatMap((entry) => {
          const part = literalOf(entry.value);
          return part === undefined ? [] : [[`${name}.${entry.name}`, part] as const];
        }),
      ];
    });
    if (choices.length === 0) continue;
    found = found.flatMap((before) => choices.map((choice) => new Map([...before, ...choice])));
    found = found.slice(0, maximumCombinations);
  }
  return found;
}

function literalOf(value: HclValue): string | undefined {
  const isLiteral = value.kind === 'template' && value.parts.every((part) => typeof part === 'string');
  return isLiteral ? value.parts.join('') : undefined;
}

function names(value: HclValue | undefined): string[] {
  if (value?.kind !== 'list') return [];
  return value.items.flatMap((item) =>
    item.kind === 'template' && item.parts.length === 1 && typeof item.parts[0] === 'string'
      ? [item.parts[0]]
      : [],
  );
}

function ofCompose(build: ComposeBuild): Map<string, HclValue> {
  const attributes = new Map<string, HclValue>();
  const add = (name: string, text: string | null | undefined): void => {
    if (text === null) attributes.set(name, { kind: 'unknown' });
    else if (text !== undefined) attributes.set(name, { kind: 'template', parts: [text] });
  };
  add('context', build.context);
  add('dockerfile', build.dockerfile);
  add('target', build.target === '' ? undefined : build.target);
  if (build.isInline) add('dockerfile-inline', '');
  const entries = namedContextsOf(build).map((name) => ({ name, value: templateOf(''), at: 0 }));
  if (entries.length > 0) attributes.set('contexts', { kind: 'map', entries });
  return attributes;
}

/** JSON has the same shape, with the labels as keys: `{"target": {"app": {"context": "."}}}`. Strings are templates. */
function bodyOfJson(root: YamlNode | undefined): HclBody {
  const blocks: HclBlock[] = [];
  for (const { key: type, value } of entriesOf(root)) {
    for (const map of value?.kind === 'list' ? value.items : [value]) {
      for (const { key: label, keyRange, value: body } of entriesOf(map)) {
        const attributes = entriesOf(body).map((entry) => ({
          name: entry.key,
          value: valueOfJson(entry.value, 0),
          at: entry.keyRange.start,
        }));
        blocks.push({ type, labels: [label], body: { attributes, blocks: [] }, at: keyRange.start });
      }
    }
  }
  return { attributes: [], blocks };
}

function valueOfJson(node: YamlNode | undefined, depth: number): HclValue {
  if (depth > maximumDepth) return { kind: 'unknown' };
  if (node?.kind === 'list') {
    return { kind: 'list', items: node.items.map((item) => valueOfJson(item, depth + 1)) };
  }
  if (node?.kind === 'map') {
    const entries = node.entries.map(({ key, keyRange, value }) => ({
      name: key,
      value: valueOfJson(value, depth + 1),
      at: keyRange.start,
    }));
    return { kind: 'map', entries };
  }
  if (!node || node.value === null) return { kind: 'null' };
  return typeof node.value === 'object' ? { kind: 'unknown' } : templateOf(String(node.value));
}
