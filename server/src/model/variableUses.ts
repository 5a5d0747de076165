import { shellVariables } from '../knowledge/variables.ts';
import type { DockerfileTree, Instruction, Pair } from '../syntax/dockerfile/tree.ts';
import { instructionVariables, type VariableReference, withNested } from '../syntax/dockerfile/variables.ts';
import type { ShellScript, ShellVariable, ShellWord } from '../syntax/shell/tree.ts';
import { anchorOf } from '../text/anchor.ts';
import type { TextRange } from '../text/range.ts';
import { insideRun } from './outerScope.ts';
import { hasFallback, isSameValue } from './scope.ts';
import type { Step, VariableUse, VariableValue } from './types.ts';

/** Uses of variables in everything BuildKit expands, in order of place. */
export function buildVariableUses(
  tree: DockerfileTree,
  steps: readonly Step[],
  resolve: Resolve,
  asker: Asker,
): VariableUse[] {
  const uses: VariableUse[] = [];
  for (const step of steps) {
    const references = instructionVariables(step.instruction, tree.text, tree.escape);
    if (references.length === 0) continue;
    const kept = step.instruction.once(newKept);
    if (kept.build?.askedBy !== asker)
      kept.build = { askedBy: asker, ...usesIn(step, references, resolve, kept.build) };
    for (const use of kept.build.uses) uses.push(use);
  }
  return inOrder(uses);
}

/** What a name means at an instruction. */
type Resolve = (name: string, at: Instruction) => VariableValue;

/** The uses in an instruction as it was last asked for, by who expands them. */
interface Kept {
  build: (BuildUses & { readonly askedBy: Asker }) | undefined;
  shell: (ShellUses & { readonly askedBy: Asker }) | undefined;
}

/**
 * Stands for a version of the document: in one and the same no name changes its meaning. An object of its own, since it
 * is kept where the version itself must not be.
 */
export type Asker = object;

interface BuildUses {
  readonly references: readonly VariableReference[];
  readonly guarded: ReadonlySet<VariableReference> | undefined;
  readonly uses: readonly VariableUse[];
}

interface ShellUses {
  readonly scripts: readonly ShellScript[];
  readonly uses: readonly VariableUse[];
}

function newKept(): Kept {
  return { build: undefined, shell: undefined };
}

/** Those whose name means what it did are the same objects as before, or all together are. */
function usesIn(
  step: Step,
  references: readonly VariableReference[],
  resolve: Resolve,
  before: BuildUses | undefined,
): BuildUses {
  const { instruction } = step;
  const all = before?.references ?? withNested(references);
  const guarded = before ? before.guarded : guardedReferences(all);
  const pairs = instruction.name === 'ARG' ? pairsByName(instruction) : undefined;
  const uses = all.map((reference, i): VariableUse => {
    const { name } = reference;
    const result = (pairs && fromSameArg(name, reference.range, step, pairs)) ?? resolve(name, instruction);
    const known = unlessChanged(before?.uses[i], result);
    if (known) return known;
    const { range, nameRange, modifier } = reference;
    const isGuarded = hasFallback(modifier) || guarded?.has(reference) === true;
    return { name, range, nameRange, instruction, result, hasFallback: isGuarded, expandedBy: 'build' };
  });
  return { references: all, guarded, uses };
}

function unlessChanged(use: VariableUse | undefined, now: VariableValue): VariableUse | undefined {
  return use && isSameValue(use.result, now) ? use : undefined;
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
export function shellVariableUses(steps: readonly Step[], asker: Asker): VariableUse[] {
  const uses: VariableUse[] = [];
  for (const step of steps) {
    const { name, shell } = step.instruction;
    if (name !== 'RUN' && !shell) continue;
    const kept = step.instruction.once(newKept);
    if (kept.shell?.askedBy !== asker) kept.shell = { askedBy: asker, ...shellUsesIn(step, kept.shell) };
    for (const use of kept.shell.uses) uses.push(use);
  }
  return inOrder(uses);
}

function shellUsesIn(step: Step, before: ShellUses | undefined): ShellUses {
  const { instruction, scripts } = step;
  const isSameText =
    before?.scripts.length === scripts.length && scripts.every((one, i) => one === before.scripts[i]);
  if (before && isSameText) {
    const uses = before.uses.map((use) => {
      const result = valueInShell(use.name, step);
      return unlessChanged(use, result) ?? { ...use, result };
    });
    return { scripts, uses };
  }
  const uses = variablesOf(step).map(({ name, range }): VariableUse => {
    const start = range.start + (range.end - range.start > name.length + 1 ? 2 : 1);
    const nameRange = anchorOf(range).range(start, Math.min(start + name.length, range.end));
    const result = valueInShell(name, step);
    return { name, range, nameRange, instruction, result, hasFallback: false, expandedBy: 'shell' };
  });
  return { scripts, uses };
}

function valueInShell(name: string, step: Step): VariableValue {
  const found =
    step.instruction.name === 'RUN' ? insideRun(name, step.before.env(name)) : atRunTime(name, step);
  return found.kind === 'undefined' && shellVariables.has(name) ? { kind: 'maybe-base' } : found;
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
