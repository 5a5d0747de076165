import type { YamlNode } from '../../syntax/yamlTree.ts';
import { entriesOf, entryOf, textOf } from './definition.ts';

/**
 * What expressions of a workflow can name, as far as it is known: `env.DIR`, `inputs.context`, `matrix.image.path`,
 * `github.workspace`. Names are in lower case, but for those of `env`. Null: it cannot be told. Where `matrix` or
 * `inputs` itself is there, what it has not is empty.
 */
export type Values = ReadonlyMap<string, string | null>;

/**
 * A text with its expressions worked out: names of known values, strings in quotes, and `||` between them. Null where one
 * cannot be told.
 * https://docs.github.com/actions/reference/workflows-and-actions/expressions
 */
export function evaluate(text: string, values: Values): string | null {
  let isKnown = true;
  const result = text.replace(expression, (_, inner: string) => {
    const value = valueIn(inner, values);
    isKnown &&= value !== undefined;
    return value ?? '';
  });
  return isKnown ? result : null;
}

/** For a script: what cannot be told becomes a variable, of which the shell knows nothing either. */
export function substitute(script: string, values: Values): string {
  return script.replace(expression, (_, inner: string) => valueIn(inner, values) ?? '$expression');
}

/** With what `env` says in one of the nodes after the other, over what was known before. */
export function withEnvironment(values: Values, nodes: readonly (YamlNode | undefined)[]): Values {
  const all = new Map(values);
  for (const node of nodes) {
    for (const { key, value } of entriesOf(entryOf(node, 'env')?.value)) {
      const text = textOf(value);
      const known = text === undefined ? null : evaluate(text, all);
      if (known === null) all.delete(`env.${key}`);
      else all.set(`env.${key}`, known);
    }
  }
  return all;
}

/**
 * What an action or a workflow gets as its inputs, over what else is known: what it is given, else the default; nothing of
 * an input that cannot be told.
 * @param declared what stands behind `inputs:`
 * @param given what stands behind `with:` of the caller, whose values are `values`
 */
export function withInputs(
  inner: Values,
  declared: YamlNode | undefined,
  given: YamlNode | undefined,
  values: Values,
): Values {
  const all = new Map([...inner].filter(([name]) => !/^inputs(?:\.|$)/.test(name)));
  all.set('inputs', '');
  for (const { key, value } of entriesOf(declared)) {
    const node =
      entriesOf(given).find((entry) => entry.key.toLowerCase() === key.toLowerCase())?.value ??
      entryOf(value, 'default')?.value;
    const text = node ? textOf(node) : '';
    all.set(`inputs.${key.toLowerCase()}`, text === undefined ? null : evaluate(text, values));
  }
  return all;
}

/** Combinations of one matrix that are looked at. */
const maximumCombinations = 64;

/**
 * What `matrix` is in each job that a strategy makes; one that knows nothing where the lists are not written down.
 * https://docs.github.com/actions/how-tos/write-workflows/choose-what-workflows-do/run-job-variations
 */
export function combinationsOf(matrix: YamlNode | undefined): Values[] {
  if (!matrix) return [valuesOf(new Map())];
  if (matrix.kind !== 'map') return [new Map()];
  const dimensions = matrix.entries.filter(({ key }) => key !== 'include' && key !== 'exclude');
  const isWritten = dimensions.every(({ value }) => value?.kind === 'list');
  const [include, exclude] = ['include', 'exclude'].map((key) => entryOf(matrix, key)?.value);
  if ([include, exclude].some((node) => node && (node.kind !== 'list' || !isWritten))) return [new Map()];
  let found: Combination[] = [new Map()];
  for (const { key, value } of dimensions) {
    const items = value?.kind === 'list' ? value.items : [value];
    found = found.flatMap((before) => items.map((item) => new Map([...before, [key, item]])));
    found = found.slice(0, maximumCombinations);
  }
  if (dimensions.length === 0 && itemsOf(include).length > 0) found = [];
  found = found.filter((one) => !itemsOf(exclude).some((node) => isPartOf(node, one)));
  const originals = found;
  const extended = found.map((one) => new Map(one));
  const added: Combination[] = [];
  for (const node of itemsOf(include).slice(0, maximumCombinations)) {
    const entries = entriesOf(node);
    // One that would change what the lists say is a job of its own.
    const fits = originals.map((one) =>
      entries.every(({ key, value }) => !one.has(key) || isEqual(one.get(key), value)),
    );
    if (!fits.includes(true)) added.push(new Map(entries.map(({ key, value }) => [key, value] as const)));
    for (const [index, one] of extended.entries()) {
      if (fits[index]) for (const { key, value } of entries) one.set(key, value);
    }
  }
  return [...extended, ...added].slice(0, maximumCombinations).map(valuesOf);
}

type Combination = Map<string, YamlNode | undefined>;

function valuesOf(combination: Combination): Values {
  const values = new Map<string, string | null>([['matrix', '']]);
  const add = (name: string, node: YamlNode | undefined, depth: number): void => {
    const text = textOf(node);
    if (text !== undefined) values.set(name.toLowerCase(), text.includes('${{') ? null : text);
    if (depth < 4) for (const { key, value } of entriesOf(node)) add(`${name}.${key}`, value, depth + 1);
  };
  for (const [name, node] of combination) add(`matrix.${name}`, node, 0);
  return values;
}

function itemsOf(node: YamlNode | undefined): readonly YamlNode[] {
  return node?.kind === 'list' ? node.items : [];
}

function isPartOf(node: YamlNode, combination: Combination): boolean {
  return entriesOf(node).every(({ key, value }) => isPartial(value, combination.get(key)));
}

/** Of an object a part is enough to leave a combination out. */
function isPartial(part: YamlNode | undefined, whole: YamlNode | undefined): boolean {
  if (part?.kind !== 'map' || whole?.kind !== 'map') return isEqual(part, whole);
  return part.entries.every(({ key, value }) => isPartial(value, entryOf(whole, key)?.value));
}

function isEqual(a: YamlNode | undefined, b: YamlNode | undefined): boolean {
  if (a?.kind === 'map' && b?.kind === 'map') return a.entries.length === b.entries.length && isPartial(a, b);
  if (a?.kind === 'list' && b?.kind === 'list')
    return a.items.length === b.items.length && a.items.every((item, index) => isEqual(item, b.items[index]));
  return a?.kind === b?.kind && textOf(a) === textOf(b);
}

const expression = /\$\{\{((?:(?!\}\}).){0,500})\}\}/g;

function valueIn(inner: string, values: Values): string | undefined {
  const operands = inner.split('||');
  for (const [index, operand] of operands.entries()) {
    const text = operand.trim();
    const quoted = /^'((?:[^']|'')*)'$/.exec(text)?.[1];
    const value = quoted?.replaceAll("''", "'") ?? operandValue(text, values);
    if (value === undefined) return undefined;
    if (index === operands.length - 1 || (value !== '' && value !== 'false' && value !== '0')) return value;
    // Whether these are words or values that count as nothing cannot be seen any more.
    if (value !== '') return undefined;
  }
  return undefined;
}

function operandValue(text: string, values: Values): string | undefined {
  if (!/^[A-Za-z_][\w-]*(?:\.[\w-]+)+$/.test(text)) return undefined;
  if (/^env\./i.test(text)) return values.get(`env.${text.slice('env.'.length)}`) ?? undefined;
  const name = text.toLowerCase();
  const value = values.get(name);
  if (value !== undefined) return value ?? undefined;
  const steps = name.split('.');
  const above = steps.map((_, index) => values.get(steps.slice(0, index + 1).join('.')));
  // Of an object as a whole there is no text, and what it has is none of its names.
  const isObject = [...values.keys()].some((known) => known.startsWith(`${name}.`));
  return values.has(steps[0] ?? '') && !above.includes(null) && !isObject ? '' : undefined;
}
