import { shellVariables } from '../knowledge/variables.ts';
import type { DockerfileTree, Instruction, Pair } from '../syntax/dockerfile/tree.ts';
import { instructionVariables, type VariableReference, withNested } from '../syntax/dockerfile/variables.ts';
import type { ShellVariable, ShellWord } from '../syntax/shell/tree.ts';
import { anchorOf } from '../text/anchor.ts';
import type { TextRange } from '../text/range.ts';
import { insideRun } from './outerScope.ts';
import { dialectReads, noteReads, reads } from './reads.ts';
import { hasFallback } from './scope.ts';
import type { Step, VariableUse, VariableValue } from './types.ts';

/** Uses of variables in everything BuildKit expands, in order of place. */
export function buildVariableUses(
  tree: DockerfileTree,
  steps: readonly Step[],
  resolve: (name: string, at: Instruction) => VariableValue,
): VariableUse[] {
  const uses: VariableUse[] = [];
  for (const step of steps) {
    const references = instructionVariables(step.instruction, tree.text, tree.escape);
    if (references.length === 0) continue;
    // What a FROM sees is no part of its step.
    const kept = step.instruction.name === 'FROM' ? newKept() : step.once(newKept);
    kept.build ??= usesIn(step, references, resolve);
    for (const use of kept.build) uses.push(use);
  }
  return inOrder(uses);
}

/** The uses in a step, by who expands them. */
interface Kept {
  build: readonly VariableUse[] | undefined;
  shell: readonly VariableUse[] | undefined;
}

/** It is filled later, with what the variables are there. */
function newKept(): Kept {
  noteReads(reads.variables | dialectReads);
  return { build: undefined, shell: undefined };
}

function usesIn(
  step: Step,
  references: readonly VariableReference[],
  resolve: (name: string, at: Instruction) => VariableValue,
): VariableUse[] {
  const { instruction } = step;
  const all = withNested(references);
  const guarded = guardedReferences(all);
  const pairs = instruction.name === 'ARG' ? pairsByName(instruction) : undefined;
  return all.map((reference) => {
    const { name, range, nameRange, modifier } = reference;
    return {
      name,
      range,
      nameRange,
      instruction,
      result: (pairs && fromSameArg(name, range, step, pairs)) ?? resolve(name, instruction),
      hasFallback: hasFallback(modifier) || guarded?.has(reference) === true,
      expandedBy: 'build',
    };
  });
}

/** `${a:+$a/x}`: the inner one is used only where the name is set. */
function guardedReferences(references: readonly VariableReference[]): Set<VariableReference> | undefined {
  let guarded: Set<VariableReference> | undefined;
  for (const outer of references) {
    if (outer.modifier !== ':+' && outer.modifier !== '+') continue;
    for (const inner of outer.nested) {
      if (inner.name !== outer.name) continue;
      guarded ??= new Set();
      guarded.add(inner);
    }
  }
  return guarded;
}

/** `ARG a=1 b=$a`: a name that the same ARG defines further to the left. */
function fromSameArg(
  name: string,
  range: TextRange,
  step: Step,
  pairs: ReadonlyMap<number, Pair>,
): VariableValue | undefined {
  const found = step.after.env(name);
  if (found.kind !== 'defined' || found.definition.instruction !== step.instruction) return undefined;
  const pair = pairs.get(found.definition.nameRange?.start ?? -1);
  return pair && pair.range.end <= range.start ? found : undefined;
}

/** By the offset of their names. */
function pairsByName(instruction: Instruction): Map<number, Pair> {
  return new Map(instruction.pairs.map((pair) => [pair.range.start, pair]));
}

/**
 * Uses of variables in shell text: RUN, and the shell forms of CMD, ENTRYPOINT and HEALTHCHECK, in order of place.
 * `result` tells what the build gives the name; what the text itself assigns is not followed.
 */
export function shellVariableUses(steps: readonly Step[]): VariableUse[] {
  const uses: VariableUse[] = [];
  for (const step of steps) {
    const { name, shell } = step.instruction;
    if (name !== 'RUN' && !shell) continue;
    const kept = step.once(newKept);
    kept.shell ??= shellUsesIn(step);
    for (const use of kept.shell) uses.push(use);
  }
  return inOrder(uses);
}

function shellUsesIn(step: Step): VariableUse[] {
  const { instruction } = step;
  return variablesOf(step).map(({ name, range }) => {
    const found = instruction.name === 'RUN' ? insideRun(name, step.before.env(name)) : atRunTime(name, step);
    const result: VariableValue =
      found.kind === 'undefined' && shellVariables.has(name) ? { kind: 'maybe-base' } : found;
    const start = range.start + (range.end - range.start > name.length + 1 ? 2 : 1);
    const nameRange = anchorOf(range).range(start, Math.min(start + name.length, range.end));
    return { name, range, nameRange, instruction, result, hasFallback: false, expandedBy: 'shell' };
  });
}

/** Most are already, since instructions are looked at from top to bottom. */
function inOrder(uses: VariableUse[]): VariableUse[] {
  const isSorted = uses.every((use, i) => i === 0 || (uses[i - 1]?.range.start ?? 0) <= use.range.start);
  return isSorted ? uses : uses.sort((a, b) => a.range.start - b.range.start);
}

/** The environment of a container knows the ENVs only. */
function atRunTime(name: string, { before }: Step): VariableValue {
  const found = before.env(name);
  if (found.kind !== 'defined' || found.definition.kind === 'env' || found.definition.kind === 'base')
    return found;
  return { kind: 'out-of-scope', definition: found.definition };
}

function variablesOf({ scripts }: Step): readonly ShellVariable[] {
  const found: ShellVariable[] = [];
  const read = (word: ShellWord | undefined): void => {
    if (word && word.variables.length > 0) for (const variable of word.variables) found.push(variable);
  };
  for (const { commands } of scripts) {
    for (const { assignments, words, redirects } of commands) {
      for (const { value } of assignments) read(value);
      for (const word of words) read(word);
      for (const { target } of redirects) read(target);
    }
  }
  return found;
}
