import type { YamlNode } from '../../syntax/yamlTree.ts';
import { folderOf } from '../uris.ts';
import { type BakeAttribute, type BakeTarget, bakeScope, expand } from './bakeTargets.ts';
import { type ComposeBuild, namedContextsOf } from './compose.ts';
import { type BuildDefinition, type DefinitionFile, entriesOf, lineCounter, placesOf } from './definition.ts';
import { type HclBlock, type HclBody, readHcl } from './hcl.ts';
import { type HclExpression, templateOf, unknown } from './hclExpression.ts';

/**
 * The Dockerfiles that the targets of Bake files build. The files are in the order in which Bake merges them: JSON, HCL,
 * then the overrides; `compose` are the services of the Compose files beside them, which Bake loads first as targets.
 * Paths are relative to `base`, where `docker buildx bake` is run: by itself it looks for the files there. A Dockerfile
 * is relative to the context. Expressions are worked out (see `evaluate`), with the defaults of variables. What the
 * command line or the environment sets is not known.
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
  return [...bake.targets.values()].flatMap((target) =>
    target.isFromBake && !templates.has(target.name) ? definitionOf(target, bake, base) : [],
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
  const templates = templateTargets(bake);
  const wanted = names
    ? reachedFrom(names.length > 0 ? names : ['default'], bake)
    : (name: string) => !templates.has(name);
  // What a matrix names, a group of the target's own name lists.
  return [...bake.targets.values()].flatMap((target) =>
    wanted(target.name) || (names && wanted(target.label)) ? definitionOf(target, bake, base) : [],
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
  readonly targets: ReadonlyMap<string, BakeTarget>;
  /** The names that each group lists. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
}

const maximumDepth = 20;
/** Of a path: where the command runs, though the Bake file may come from elsewhere. */
const workingDirectory = 'cwd://';

function merge(files: readonly DefinitionFile[], compose: ReadonlyMap<string, ComposeBuild>): Bake {
  const targets = new Map<string, BakeTarget>();
  const groups = new Map<string, string[]>();
  const list = (group: string, members: readonly string[]): void => {
    const known = groups.get(group);
    if (known) known.push(...members);
    else groups.set(group, [...members]);
  };
  for (const [service, build] of compose) {
    const name = service.replaceAll('.', '_');
    list('default', [name]);
    const attributes = ofCompose(build);
    targets.set(name, { name, label: name, isFromBake: false, attributes, source: build.source });
  }
  const bodies = files.map(({ uri, text, root }) =>
    uri.endsWith('.json') ? bodyOfJson(root) : readHcl(text),
  );
  const scope = bakeScope(bodies);
  files.forEach((file, index) => {
    const lineOf = lineCounter(file.text);
    for (const block of bodies[index]?.blocks ?? []) {
      const [label] = block.labels;
      if (label === undefined) continue;
      if (block.type === 'group') list(label, scope.names(block, 'targets') ?? []);
      if (block.type !== 'target') continue;
      for (const { name, attributes } of expand(block, scope)) {
        const before = targets.get(name);
        const context = block.body.attributes.find((each) => each.name === 'context');
        const at = context?.at ?? (before?.attributes.has('context') ? undefined : block.at);
        const part = `target ${label}`;
        targets.set(name, {
          name,
          label,
          isFromBake: true,
          attributes: over(before?.attributes ?? new Map(), attributes),
          source:
            at === undefined && before
              ? { ...before.source, part }
              : { uri: file.uri, part, line: lineOf(at ?? block.at) },
        });
      }
    }
  });
  return { targets, groups };
}

/** What other targets inherit and no group lists is a pattern for them, not a build. */
function templateTargets({ targets, groups }: Bake): Set<string> {
  const grouped = new Set([...groups.values()].flat());
  const inherited = [...targets.values()].flatMap(
    ({ attributes }) => attributes.get('inherits')?.names ?? [],
  );
  return new Set(inherited.filter((name) => name !== 'default' && !grouped.has(name)));
}

function definitionOf(target: BakeTarget, bake: Bake, base: string): BuildDefinition[] {
  const attributes = resolve(target, bake, new Map());
  const said = (name: string): string | null | undefined => attributes.get(name)?.text;
  if (said('dockerfile-inline') !== undefined) return [];
  const dockerfile = said('dockerfile');
  if (dockerfile === null) return [];
  const given = said('context');
  const context = given === undefined ? '.' : withoutMark(given ?? undefined);
  // A Dockerfile beside the Bake file whatever the context; of a remote context it is none of ours.
  const isBeside = dockerfile?.startsWith(workingDirectory) === true;
  const root = placesOf(base, context, undefined).context;
  const file = placesOf(base, isBeside ? '.' : context, withoutMark(dockerfile) || 'Dockerfile').dockerfile;
  if (file === undefined) return [];
  const used = new Set(
    ['context', 'dockerfile', 'target'].flatMap((name) => [...(attributes.get(name)?.used ?? [])]),
  );
  return [
    {
      kind: 'bake',
      dockerfile: file,
      context: root,
      target: said('target') || undefined,
      namedContexts: attributes.get('contexts')?.names ?? [],
      source: target.source,
      note: used.size > 0 ? `with the defaults of ${[...used].join(', ')}` : undefined,
    },
  ];
}

/** With what it inherits: of several the last wins, and its own attributes over all. */
function resolve(
  target: BakeTarget,
  bake: Bake,
  resolved: Map<string, ReadonlyMap<string, BakeAttribute>>,
  depth = 0,
): ReadonlyMap<string, BakeAttribute> {
  const known = resolved.get(target.name);
  if (known) return known;
  // Whoever inherits itself gets nothing from there.
  resolved.set(target.name, new Map());
  const inherits = target.attributes.get('inherits');
  let attributes: ReadonlyMap<string, BakeAttribute> = inherits && !inherits.names ? nothingKnown : new Map();
  for (const name of depth > maximumDepth ? [] : (inherits?.names ?? [])) {
    const parent = bake.targets.get(name);
    if (parent) attributes = over(attributes, resolve(parent, bake, resolved, depth + 1));
  }
  attributes = over(attributes, target.attributes);
  resolved.set(target.name, attributes);
  return attributes;
}

const nothingKnown: ReadonlyMap<string, BakeAttribute> = new Map(
  ['context', 'dockerfile', 'target'].map((name) => [name, { text: null }] as const),
);

/** Attributes over others of their names; names of further contexts, and of what is inherited, are put together. */
function over(
  before: ReadonlyMap<string, BakeAttribute>,
  attributes: ReadonlyMap<string, BakeAttribute>,
): Map<string, BakeAttribute> {
  const merged = new Map(before);
  for (const [name, attribute] of attributes) {
    const known = merged.get(name);
    const isUnion = known?.names !== undefined && attribute.names !== undefined;
    const names = isUnion
      ? [...new Set([...(known?.names ?? []), ...(attribute.names ?? [])])]
      : attribute.names;
    merged.set(name, { ...attribute, ...(names ? { names } : {}) });
  }
  return merged;
}

function withoutMark(path: string | undefined): string | undefined {
  return path?.startsWith(workingDirectory) ? path.slice(workingDirectory.length) || '.' : path;
}

function ofCompose(build: ComposeBuild): Map<string, BakeAttribute> {
  const attributes = new Map<string, BakeAttribute>();
  for (const name of ['context', 'dockerfile', 'target'] as const) {
    const text = build[name];
    if (text !== undefined && (text !== '' || name === 'context')) attributes.set(name, { text });
  }
  if (build.isInline) attributes.set('dockerfile-inline', { text: '' });
  const names = namedContextsOf(build);
  if (names.length > 0) attributes.set('contexts', { names });
  return attributes;
}

/** JSON has the same shape, with the labels as keys: `{"target": {"app": {"context": "."}}}`. Strings are templates. */
function bodyOfJson(root: YamlNode | undefined): HclBody {
  const blocks: HclBlock[] = [];
  for (const { key: type, value } of entriesOf(root)) {
    for (const map of value?.kind === 'list' ? value.items : [value]) {
      for (const { key: label, keyRange, value: given } of entriesOf(map)) {
        for (const body of given?.kind === 'list' ? given.items : [given]) {
          const attributes = entriesOf(body).map((entry) => ({
            name: entry.key,
            value: valueOfJson(entry.value, 0),
            at: entry.keyRange.start,
          }));
          blocks.push({ type, labels: [label], body: { attributes, blocks: [] }, at: keyRange.start });
        }
      }
    }
  }
  return { attributes: [], blocks };
}

function valueOfJson(node: YamlNode | undefined, depth: number): HclExpression {
  if (depth > maximumDepth) return unknown;
  if (node?.kind === 'list') {
    return { kind: 'list', items: node.items.map((item) => valueOfJson(item, depth + 1)) };
  }
  if (node?.kind === 'map') {
    const entries = node.entries.map(({ key, value }) => ({
      key: templateOf(key),
      value: valueOfJson(value, depth + 1),
    }));
    return { kind: 'map', entries };
  }
  const value = node?.value ?? null;
  if (typeof value === 'string') return templateOf(value);
  const isPlain = value === null || typeof value === 'number' || typeof value === 'boolean';
  return isPlain ? { kind: 'literal', value } : unknown;
}
