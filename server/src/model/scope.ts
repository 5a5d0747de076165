import { unknownPart } from '../knowledge/baseImages.ts';
import { expand } from '../syntax/dockerfile/expand.ts';
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
  const { value, error } = expandPartly(text, scope, escapeToken);
  return { value: value === undefined || value.includes(unknownPart) ? undefined : value, error };
}

/** The same with `unknownPart` in the place of what cannot be known. */
export function expandPartly(text: string, scope: Scope, escapeToken: Escape): Expansion {
  if (!/[$'"\\`]/.test(text)) return { value: text, error: undefined };
  const first = expandOnce(text, scope, escapeToken, false);
  const isOpen = first.open.size > 0 && usesPlainly(text, first.open, escapeToken);
  const { value, error, open } = isOpen ? expandOnce(text, scope, escapeToken, true) : first;
  // `${X:?message}` on an ARG without a default asks for a build argument: no mistake of the file.
  if (error !== undefined) return { value: undefined, error: open.size > 0 ? undefined : error };
  return { value: value.length > maximumLength ? unknownPart : value, error: undefined };
}

/** The words a text gives where BuildKit splits the expanded text (EXPOSE); those that cannot be known left out. */
export function expandWords(text: string, scope: Scope, escapeToken: Escape): string[] {
  if (!/[$'"\\`]/.test(text)) return [text];
  const { words } = expandOnce(text, scope, escapeToken, true);
  return words.map((word) => word.text).filter((word) => !word.includes(unknownPart));
}

/** Longer values are not followed further: `ENV P=$P:x` ten thousand times must stay cheap. */
const maximumLength = 4096;

/** How much one text may grow by the values put into it. */
const maximumGrowth = 65_536;

function expandOnce(text: string, scope: Scope, escapeToken: Escape, openIsUnknown: boolean) {
  const open = new Set<string>();
  let growth = 0;
  const result = expand(
    text,
    (name) => {
      const found = lookup(scope, name);
      if (found.kind === 'maybe-base') return unknownPart;
      if (found.kind !== 'defined') return undefined;
      if (found.value !== undefined) {
        growth += found.value.length;
        return growth > maximumGrowth ? unknownPart : found.value;
      }
      if (!isOpenArg(found.definition)) return unknownPart;
      open.add(name);
      return openIsUnknown ? unknownPart : undefined;
    },
    { escape: escapeToken },
  );
  return { ...result, open };
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
