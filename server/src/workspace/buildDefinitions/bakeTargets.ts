import type { DefinitionSource } from './definition.ts';
import type { HclBlock, HclBody } from './hcl.ts';
import { evaluate, type HclFunction, type HclScope, scopeWith } from './hclEvaluation.ts';
import type { HclExpression } from './hclExpression.ts';
import {
  type HclMap,
  type HclValue,
  isList,
  isMap,
  Missing,
  numberOf,
  textOfValue,
  truthOf,
  Unknown,
} from './hclValue.ts';
import { shellVariables } from './interpolation.ts';

export interface BakeTarget {
  readonly name: string;
  /** As it is written; a matrix has another name for each. */
  readonly label: string;
  /** Said in a Bake file, not only in a Compose file. */
  readonly isFromBake: boolean;
  readonly attributes: ReadonlyMap<string, BakeAttribute>;
  readonly source: DefinitionSource;
}

/** What is said; of `null` nothing is. */
export interface BakeAttribute {
  /** Null: it cannot be told. */
  readonly text?: string | null;
  /** Of `contexts` and `inherits`; undefined where they cannot be told. */
  readonly names?: readonly string[];
  /** Variables whose defaults it was given. */
  readonly used?: ReadonlySet<string>;
}

/** What the files of one call have in common. */
export interface BakeScope extends HclScope {
  /** Variables whose defaults were asked for; whoever looks clears it before. */
  readonly used: Set<string>;
  /** The texts of a list; undefined where they cannot be told. */
  names(block: HclBlock, attribute: string): readonly string[] | undefined;
}

/** Combinations of one matrix that are looked at. */
const maximumCombinations = 64;
const maximumDepth = 20;
const texts = ['context', 'dockerfile', 'dockerfile-inline', 'target'];

/** Variables with their defaults, what stands outside of blocks, functions, and the attributes of targets. */
export function bakeScope(bodies: readonly HclBody[]): BakeScope {
  const variables = new Map<string, HclBlock>();
  const locals = new Map<string, HclExpression>();
  const targets = new Map<string, Map<string, HclExpression>>();
  const functions = new Map<string, HclFunction>();
  for (const { attributes, blocks } of bodies) {
    for (const { name, value } of attributes) locals.set(name, value);
    for (const block of blocks) {
      const [label] = block.labels;
      if (label === undefined) continue;
      if (block.type === 'variable' && (has(block, 'default') || !variables.has(label)))
        variables.set(label, block);
      if (block.type === 'function') functions.set(label, functionOf(block));
      if (block.type !== 'target') continue;
      // Others see the last block of a name alone.
      targets.set(label, new Map(block.body.attributes.map(({ name, value }) => [name, value] as const)));
    }
  }
  const known = new Map<string, { readonly value: HclValue | undefined; readonly used: readonly string[] }>();
  const used = new Set<string>();
  const shell = shellVariables();
  let depth = 0;
  /** Each once; one that is looked for within itself is not known. */
  const once = (key: string, expression: HclExpression): HclValue => {
    if (!known.has(key)) {
      const before = [...used];
      used.clear();
      known.set(key, { value: undefined, used: [] });
      const value = depth++ < maximumDepth ? evaluate(expression, scope) : undefined;
      depth--;
      known.set(key, { value, used: [...used] });
      used.clear();
      for (const name of before) used.add(name);
    }
    const found = known.get(key);
    for (const name of found?.used ?? []) used.add(name);
    if (found?.value === undefined) throw new Unknown();
    return found.value;
  };
  const scope: BakeScope = {
    used,
    variable(name) {
      if (name === 'BAKE_CMD_CONTEXT') return 'cwd://';
      const block = variables.get(name);
      const expression = block ? get(block, 'default') : locals.get(name);
      // Without a default somebody has to set it, and what every shell sets is never the default.
      if (!expression || shell.has(name)) throw new Unknown();
      const value = once(name, expression);
      if (block) used.add(name);
      return block ? typed(value, get(block, 'type')) : value;
    },
    reference(name, [label = '', key = '', ...others]) {
      const target = name === 'target' ? targets.get(label) : undefined;
      if (!target) return undefined;
      if (key === '' || others.length > 0 || target.has('matrix')) throw new Unknown();
      const expression = target.get(key);
      return expression ? once(`target.${label}.${key}`, expression) : null;
    },
    function: (name) => functions.get(name),
    names(block, attribute) {
      const expression = get(block, attribute);
      return expression ? namesOf(evaluate(expression, scope)) : [];
    },
  };
  return scope;
}

/**
 * The targets that one block makes, with what it says itself.
 * https://docs.docker.com/build/bake/matrices/
 */
export function expand(
  block: HclBlock,
  scope: BakeScope,
): { readonly name: string; readonly attributes: ReadonlyMap<string, BakeAttribute> }[] {
  const [label = ''] = block.labels;
  return combinations(get(block, 'matrix'), scope).map((chosen, index) => {
    const inner = scopeWith(scope, chosen);
    const attributes = new Map<string, BakeAttribute>();
    const look = (name: string): HclValue | undefined => {
      const expression = get(block, name);
      scope.used.clear();
      return expression ? evaluate(expression, inner) : null;
    };
    for (const name of texts) {
      const value = look(name);
      if (value !== null) attributes.set(name, { text: textOrNull(value), used: new Set(scope.used) });
    }
    const contexts = look('contexts');
    if (isMap(contexts)) attributes.set('contexts', { names: [...contexts.keys()] });
    const inherits = look('inherits');
    const names = namesOf(inherits);
    if (inherits !== null) attributes.set('inherits', names ? { names } : {});
    const name = has(block, 'matrix') ? textOrNull(look('name')) : label;
    return { name: name ?? `${label} ${index}`, attributes };
  });
}

function combinations(matrix: HclExpression | undefined, scope: HclScope): HclMap[] {
  // One that is not known has one target at least.
  if (matrix?.kind !== 'map') return [new Map()];
  let found: HclMap[] = [new Map()];
  for (const entry of matrix.entries) {
    const name = evaluate(entry.key, scope);
    const choices = evaluate(entry.value, scope);
    if (typeof name !== 'string' || !isList(choices)) continue;
    found = found.flatMap((before) => choices.map((choice) => new Map([...before, [name, choice]])));
    found = found.slice(0, maximumCombinations);
  }
  return found;
}

function get(block: HclBlock, name: string): HclExpression | undefined {
  return block.body.attributes.find((attribute) => attribute.name === name)?.value;
}

function has(block: HclBlock, name: string): boolean {
  return get(block, name) !== undefined;
}

function functionOf(block: HclBlock): HclFunction {
  const variadic = get(block, 'variadic_params') ?? get(block, 'variadic_param');
  const parameters = get(block, 'params');
  return {
    parameters: parameters?.kind === 'list' ? parameters.items.map(nameOf) : [],
    rest: variadic && nameOf(variadic),
    result: get(block, 'result') ?? { kind: 'unknown' },
  };
}

/** JSON has names in quotes. */
function nameOf(expression: HclExpression): string {
  if (expression.kind === 'variable') return expression.name;
  return expression.kind === 'literal' ? String(expression.value) : '';
}

function typed(value: HclValue, type: HclExpression | undefined): HclValue {
  if (value === null || type?.kind !== 'variable') return value;
  if (type.name === 'string') return textOfValue(value);
  return type.name === 'number' ? numberOf(value) : type.name === 'bool' ? truthOf(value) : value;
}

function textOrNull(value: HclValue | undefined): string | null {
  try {
    return value === undefined ? null : textOfValue(value);
  } catch (error) {
    if (error instanceof Unknown || error instanceof Missing) return null;
    throw error;
  }
}

function namesOf(value: HclValue | undefined): readonly string[] | undefined {
  return isList(value) ? value.filter((each) => typeof each === 'string') : undefined;
}
