import { unknownPart } from '../knowledge/baseImages.ts';
import { expand, substitute } from '../syntax/dockerfile/expand.ts';
import { identityText } from '../syntax/dockerfile/logicalLines.ts';
import type { Escape } from '../syntax/dockerfile/tree.ts';
import { variableReferences, withNested } from '../syntax/dockerfile/variables.ts';
import { mayHaveSet, type OpenName, withOpenName } from './openNames.ts';
import { emptyMap, mapGet, mapSet, mapValues, type PersistentMap } from './persistentMap.ts';
import type { Expansion, VariableDefinition, VariableValue } from './types.ts';

/** The variables visible at a point: those defined so far, and what is to say of any other name. */
export interface Scope {
  readonly definitions: PersistentMap<OrderedDefinition>;
  /** How many definitions were made so far, overridden ones included. */
  readonly count: number;
  readonly outside: Outside;
  /** What the ARGs since the stage began are called, the latest first. */
  readonly args: ArgName | undefined;
  readonly open: OpenName | undefined;
}

/** What stands around a stage. */
export interface Outside {
  /** What a name means that nothing so far defines. */
  meaningOf(name: string): VariableValue;
  /** Whether the base image is one whose environment is known, and may hold a name. */
  baseMayHold(name: string): boolean;
}

interface ArgName {
  readonly name: string;
  readonly earlier: ArgName | undefined;
}

interface OrderedDefinition {
  readonly definition: VariableDefinition;
  readonly order: number;
  /** What the image itself has under the name: an ARG hides it while the image is built, and does not replace it. */
  readonly inImage: VariableDefinition | undefined;
}

export function emptyScope(outside: Outside): Scope {
  return { definitions: emptyMap(), count: 0, outside, args: undefined, open: undefined };
}

/** The scope after an ENV whose name is not known in full: `unknownPart` stands for the rest. */
export function defineOpenly(scope: Scope, name: string | undefined): Scope {
  if (!name?.includes(unknownPart)) return scope;
  return { ...scope, open: withOpenName(scope.open, name, scope.count) };
}

export function define(scope: Scope, definition: VariableDefinition): Scope {
  const { definitions, count, outside, args, open } = scope;
  const { name } = definition;
  const isOfImage = isInImage(definition);
  const inImage = isOfImage ? definition : mapGet(definitions, name)?.inImage;
  const entry = { definition, order: count, inImage };
  return {
    definitions: mapSet(definitions, name, entry),
    count: count + 1,
    outside,
    args: isOfImage ? args : { name, earlier: args },
    open,
  };
}

function isInImage({ kind }: VariableDefinition): boolean {
  return kind === 'env' || kind === 'base';
}

/**
 * The scope of a stage built on the one that ends with `below`. Its ARGs are still set, but what the image has under
 * their names is set anew, and comes before them.
 */
export function scopeAbove(below: Scope, outside: Outside): Scope {
  let scope: Scope = { ...below, outside, args: undefined };
  for (let arg = below.args; arg; arg = arg.earlier) {
    const { name } = arg;
    const entry = mapGet(scope.definitions, name);
    if (!entry || isInImage(entry.definition)) continue;
    const fromImage =
      entry.inImage ?? (outside.baseMayHold(name) ? baseDefinition(name, undefined) : undefined);
    if (fromImage) scope = define(scope, fromImage);
  }
  return scope;
}

/** A variable that the base image sets, or may set. */
export function baseDefinition(name: string, value: string | undefined): VariableDefinition {
  return { name, kind: 'base', instruction: undefined, nameRange: undefined, rawValue: undefined, value };
}

export function definitionOf(scope: Scope, name: string): VariableDefinition | undefined {
  return mapGet(scope.definitions, name)?.definition;
}

export function lookup(scope: Scope, name: string): VariableValue {
  const entry = mapGet(scope.definitions, name);
  const isOpen = scope.open !== undefined && mayHaveSet(scope.open, name, entry?.order ?? -1);
  if (!entry) return isOpen ? { kind: 'maybe-base' } : scope.outside.meaningOf(name);
  const { definition } = entry;
  return { kind: 'defined', definition, value: isOpen ? undefined : definition.value };
}

/** The same in a container of the image: the image keeps what ENV sets, and no ARG. */
export function lookupInContainer(scope: Scope, name: string): VariableValue {
  const entry = mapGet(scope.definitions, name);
  const { outside } = scope;
  const isOpen = scope.open !== undefined && mayHaveSet(scope.open, name, entry?.order ?? -1);
  if (!entry) return isOpen ? { kind: 'maybe-base' } : outside.meaningOf(name);
  const { inImage, definition } = entry;
  if (inImage) return { kind: 'defined', definition: inImage, value: isOpen ? undefined : inImage.value };
  return isOpen || outside.baseMayHold(name) ? { kind: 'maybe-base' } : { kind: 'out-of-scope', definition };
}

/** The latest definition of every name, nearest first. */
export function visibleDefinitions(scope: Scope): VariableDefinition[] {
  return mapValues(scope.definitions)
    .sort((a, b) => b.order - a.order)
    .map(({ definition }) => definition);
}

/** A text after BuildKit's expansion; what cannot be known makes it undefined. */
export function expandText(text: string, scope: Scope, escapeToken: Escape): Expansion {
  return isSpecial.test(text) ? wholly(text, new Lookups(scope), escapeToken) : asWritten(text);
}

function asWritten(text: string): Expansion {
  return { value: text, error: undefined };
}

function wholly(text: string, lookups: Lookups, escapeToken: Escape): Expansion {
  const { value, error } = partly(text, lookups, escapeToken);
  return { value: value === undefined || value.includes(unknownPart) ? undefined : value, error };
}

/**
 * What the texts of one instruction were expanded to, and what the names in them meant: as long as these mean the same,
 * whatever else has changed, a text is not read again.
 */
export class KeptExpansions {
  private readonly known = new Map<
    string,
    { readonly expansion: Expansion; readonly found: ReadonlyMap<string, VariableValue> }
  >();

  expand(text: string, scope: Scope, escapeToken: Escape): Expansion {
    if (!isSpecial.test(text)) return asWritten(text);
    const known = this.known.get(text);
    if (known && meanTheSame(known.found, scope)) return known.expansion;
    const lookups = new Lookups(scope);
    const expansion = wholly(text, lookups, escapeToken);
    this.known.set(text, { expansion, found: lookups.found });
    return expansion;
  }
}

function meanTheSame(found: ReadonlyMap<string, VariableValue>, scope: Scope): boolean {
  for (const [name, before] of found) if (!isSameValue(before, lookup(scope, name))) return false;
  return true;
}

/** Whether two values are that of one definition, or of none in the same way. */
export function isSameValue(one: VariableValue, other: VariableValue): boolean {
  if (one.kind === 'defined') {
    return other.kind === 'defined' && one.definition === other.definition && one.value === other.value;
  }
  if (one.kind === 'out-of-scope') {
    return other.kind === 'out-of-scope' && one.definition === other.definition;
  }
  return one.kind === other.kind;
}

const isSpecial = /[$'"\\`]/;

/** The same with `unknownPart` in the place of what cannot be known. */
export function expandPartly(text: string, scope: Scope, escapeToken: Escape): Expansion {
  return isSpecial.test(text) ? partly(text, new Lookups(scope), escapeToken) : asWritten(text);
}

function partly(text: string, lookups: Lookups, escapeToken: Escape): Expansion {
  const options = { escape: escapeToken, unknown: unknownPart };
  const names = new Names(lookups, false);
  const first = substitute(text, names.value, options);
  const isOpen = names.open !== undefined && usesPlainly(text, names.open, escapeToken);
  const { value, error } = isOpen ? substitute(text, new Names(lookups, true).value, options) : first;
  // `${X:?message}` on an ARG without a default asks for a build argument: no mistake of the file.
  if (error !== undefined) return { value: undefined, error: names.open ? undefined : error };
  return { value: value.length > maximumLength ? unknownPart : value, error: undefined };
}

/** The words a text gives where BuildKit splits the expanded text (EXPOSE); those that cannot be known left out. */
export function expandWords(text: string, scope: Scope, escapeToken: Escape): string[] {
  if (!isSpecial.test(text)) return [text];
  const options = { escape: escapeToken, unknown: unknownPart };
  const { words } = expand(text, new Names(new Lookups(scope), true).value, options);
  return words.map((word) => word.text).filter((word) => !word.includes(unknownPart));
}

/** Longer values are not followed further: `ENV P=$P:x` ten thousand times must stay cheap. */
const maximumLength = 4096;

/** How much one text may grow by the values put into it. */
const maximumGrowth = 65_536;

/** What names mean, each asked for once. */
class Lookups {
  readonly found = new Map<string, VariableValue>();
  private readonly scope: Scope;

  constructor(scope: Scope) {
    this.scope = scope;
  }

  of(name: string): VariableValue {
    let value = this.found.get(name);
    if (!value) {
      value = lookup(this.scope, name);
      this.found.set(name, value);
    }
    return value;
  }
}

/** The values of names, as one expansion finds them. */
class Names {
  /** ARGs without a default that were asked for. */
  open: Set<string> | undefined;
  readonly value = (name: string): string | undefined => this.valueOf(name);
  private readonly lookups: Lookups;
  private readonly openIsUnknown: boolean;
  private growth = 0;

  constructor(lookups: Lookups, openIsUnknown: boolean) {
    this.lookups = lookups;
    this.openIsUnknown = openIsUnknown;
  }

  private valueOf(name: string): string | undefined {
    const found = this.lookups.of(name);
    if (found.kind === 'maybe-base') return unknownPart;
    if (found.kind !== 'defined') return undefined;
    if (found.value !== undefined) {
      this.growth += found.value.length;
      return this.growth > maximumGrowth ? unknownPart : found.value;
    }
    if (!isOpenArg(found.definition)) return unknownPart;
    this.open ??= new Set();
    this.open.add(name);
    return this.openIsUnknown ? unknownPart : undefined;
  }
}

/** An ARG without a default: not set, unless the build sets it. (BuildKit's own arguments always have a value.) */
function isOpenArg(definition: VariableDefinition): boolean {
  return (definition.kind === 'arg' || definition.kind === 'global-arg') && definition.rawValue === undefined;
}

/** True when one of the names is used without a default or an alternative of its own. */
function usesPlainly(text: string, names: ReadonlySet<string>, escapeToken: Escape): boolean {
  const references = variableReferences(identityText(text, 0, text.length), { escape: escapeToken });
  for (const reference of withNested(references)) {
    if (names.has(reference.name) && !hasFallback(reference.modifier)) return true;
  }
  return false;
}

/** `:-`, `-`, `:+`, `+`: nothing is amiss when the variable is not set. */
export function hasFallback(modifier: string | undefined): boolean {
  return modifier === ':-' || modifier === '-' || modifier === ':+' || modifier === '+';
}
