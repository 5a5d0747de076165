import { platformArgs, proxyArgs, silentArgs } from '../knowledge/variables.ts';
import type { Escape, Instruction } from '../syntax/dockerfile/tree.ts';
import { baseMayDefine, knownBaseMayDefine, type ResolvedBase } from './baseImage.ts';
import { define, definitionOf, emptyScope, type Outside, type Scope } from './scope.ts';
import { argDefinition } from './state.ts';
import type { VariableDefinition, VariableValue } from './types.ts';

const undefinedValue: VariableValue = { kind: 'undefined' };

/** What is there before the first line: BuildKit's own arguments. */
export function platformScope(): Scope {
  return initialScope;
}

const initialScope: Scope = [...platformArgs].reduce(
  (scope, name) => define(scope, withoutInstruction(name, 'platform')),
  emptyScope({ meaningOf: () => undefinedValue, baseMayHold: () => false }),
);

/**
 * The scope after an ARG before the first FROM. One without a value hides nothing: `ARG TARGETARCH` there is a habit
 * without effect.
 * @param definitions where its definitions are added
 */
export function defineGlobals(
  scope: Scope,
  instruction: Instruction,
  escapeToken: Escape,
  definitions: VariableDefinition[],
): Scope {
  let result = scope;
  for (const pair of instruction.pairs) {
    const definition = {
      ...argDefinition(instruction, pair, result, escapeToken, undefined),
      kind: 'global-arg',
    } as const;
    definitions.push(definition);
    if (pair.value || !definitionOf(result, pair.name.text)) result = define(result, definition);
  }
  return result;
}

/** What stands around a stage. */
export function outsideStage(globals: Scope, resolved: ResolvedBase): Outside {
  return {
    meaningOf: (name) => meaningOutside(name, globals, resolved),
    baseMayHold: (name) => knownBaseMayDefine(resolved, name),
  };
}

function meaningOutside(name: string, globals: Scope, resolved: ResolvedBase): VariableValue {
  const global = definitionOf(globals, name) ?? predefinedProxy(name);
  if (baseMayDefine(resolved, name, global !== undefined)) return { kind: 'maybe-base' };
  if (global) return { kind: 'out-of-scope', definition: global };
  // BuildKit reads these from the stage without ever putting them into its environment, and says nothing.
  if (silentArgs.has(name)) return definedBy(withoutInstruction(name, 'predefined'));
  return undefinedValue;
}

/** What a name that a stage does not define means in the text of a RUN: there the proxies are set. */
export function insideRun(name: string, found: VariableValue): VariableValue {
  const proxy = found.kind === 'defined' ? undefined : predefinedProxy(name);
  return proxy ? definedBy(proxy) : found;
}

function predefinedProxy(name: string): VariableDefinition | undefined {
  return proxyArgs.has(name) ? withoutInstruction(name, 'predefined') : undefined;
}

function definedBy(definition: VariableDefinition): VariableValue {
  return { kind: 'defined', definition, value: definition.value };
}

function withoutInstruction(name: string, kind: 'platform' | 'predefined'): VariableDefinition {
  return { name, kind, instruction: undefined, nameRange: undefined, rawValue: undefined, value: undefined };
}
