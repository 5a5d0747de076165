import { unknownPart } from '../knowledge/baseImages.ts';
import { expand, substitute } from '../syntax/dockerfile/expand.ts';
import { identityText } from '../syntax/dockerfile/logicalLines.ts';
import type { Escape } from '../syntax/dockerfile/tree.ts';
import { variableReferences, withNested } from '../syntax/dockerfile/variables.ts';
import { emptyMap, mapGet, mapSet, mapValues, type PersistentMap } from './persistentMap.ts';
import type { Expansion, VariableDefinition, VariableValue } from './types.ts';

/** The variables visible at a point: those defined so far, and what is to say of any other name. */
export interface Scope {
  readonly definitions: PersistentMap<OrderedDefinition>;
  /** How many definitions were made so far, overridden ones included. */
  readonly count: number;
  /** What a name means that nothing so far defines. */
  readonly outside: (name: string) => VariableValue;
}

interface OrderedDefinition {
  readonly definition: VariableDefinition;
  readonly order: number;
}

export function emptyScope(outside: Scope['outside']): Scope {
  return { definitions: emptyMap(), count: 0, outside };
}

export function define({ definitions, count, outside }: Scope, definition: VariableDefinition): Scope {
  const entry = { definition, order: count };
  return { definitions: mapSet(definitions, definition.name, entry), count: count + 1, outside };
}

export function definitionOf(scope: Scope, name: string): VariableDefinition | undefined {
  return mapGet(scope.definitions, name)?.definition;
}

export function lookup(scope: Scope, name: string): VariableValue {
  const definition = definitionOf(scope, name);
  return definition ? { kind: 'defined', definition, value: definition.value } : scope.outside(name);
}

/** The latest definition of every name, nearest first. */
export function visibleDefinitions(scope: Scope): VariableDefinition[] {
  return mapValues(scope.definitions)
    .sort((a, b) => b.order - a.order)
    .map(({ definition }) => definition);
}

/** A text after BuildKit's expansion; what cannot be known makes it undefined. */
export function expandText(text: string, scope: Scope, escapeToken: Escape): Expansion {
  if (!isSpecial.test(text)) return { value: text, error: undefined };
  const { value, error } = expandPartly(text, scope, escapeToken);
  return { value: value === undefined || value.includes(unknownPart) ? undefined : value, error };
}

/** Its value alone. */
export function expandedValue(text: string, scope: Scope, escapeToken: Escape): string | undefined {
  return isSpecial.test(text) ? expandText(text, scope, escapeToken).value : text;
}

const isSpecial = /[$'"\\`]/;

/** The same with `unknownPart` in the place of what cannot be known. */
export function expandPartly(text: string, scope: Scope, escapeToken: Escape): Expansion {
  if (!isSpecial.test(text)) return { value: text, error: undefined };
  const options = { escape: escapeToken };
  const names = new Names(scope, false);
  const first = substitute(text, names.value, options);
  const isOpen = names.open !== undefined && usesPlainly(text, names.open, escapeToken);
  const { value, error } = isOpen ? substitute(text, new Names(scope, true).value, options) : first;
  // `${X:?message}` on an ARG without a default asks for a build argument: no mistake of the file.
  if (error !== undefined) return { value: undefined, error: names.open ? undefined : error };
  return { value: value.length > maximumLength ? unknownPart : value, error: undefined };
}

/** The words a text gives where BuildKit splits the expanded text (EXPOSE); those that cannot be known left out. */
export function expandWords(text: string, scope: Scope, escapeToken: Escape): string[] {
  if (!isSpecial.test(text)) return [text];
  const { words } = expand(text, new Names(scope, true).value, { escape: escapeToken });
  return words.map((word) => word.text).filter((word) => !word.includes(unknownPart));
}

/** Longer values are not followed further: `ENV P=$P:x` ten thousand times must stay cheap. */
const maximumLength = 4096;

/** How much one text may grow by the values put into it. */
const maximumGrowth = 65_536;

/** The values of names, as one expansion finds them. */
class Names {
  /** ARGs without a default that were asked for. */
  open: Set<string> | undefined;
  readonly value = (name: string): string | undefined => this.valueOf(name);
  private readonly scope: Scope;
  private readonly openIsUnknown: boolean;
  private growth = 0;

  constructor(scope: Scope, openIsUnknown: boolean) {
    this.scope = scope;
    this.openIsUnknown = openIsUnknown;
  }

  private valueOf(name: string): string | undefined {
    const found = lookup(this.scope, name);
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
