import { shellVariables } from '../knowledge/variables.ts';
import type { DockerfileTree, Instruction, Pair } from '../syntax/dockerfile/tree.ts';
import { instructionVariables, type VariableReference, withNested } from '../syntax/dockerfile/variables.ts';
import { shellScriptOf } from '../syntax/shell/script.ts';
import type { ShellScript, ShellVariable, ShellWord } from '../syntax/shell/tree.ts';
import type { TextRange } from '../text/range.ts';
import { insideRun } from './outerScope.ts';
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
    const { instruction } = step;
    const pairs = instruction.name === 'ARG' ? pairsByName(instruction) : undefined;
    const references = instructionVariables(instruction, tree.text, tree.escape);
    const guarded = guardedReferences(references);
    for (const reference of withNested(references)) {
      const { name, range, nameRange, modifier } = reference;
      uses.push({
        name,
        range,
        nameRange,
        instruction,
        result: (pairs && fromSameArg(name, range, step, pairs)) ?? resolve(name, instruction),
        hasFallback: hasFallback(modifier) || guarded.has(reference),
        expandedBy: 'build',
      });
    }
  }
  return uses.sort((a, b) => a.range.start - b.range.start);
}

/** `${a:+$a/x}`: the inner one is used only where the name is set. */
function guardedReferences(references: readonly VariableReference[]): Set<VariableReference> {
  const guarded = new Set<VariableReference>();
  for (const outer of withNested(references)) {
    if (outer.modifier !== ':+' && outer.modifier !== '+') continue;
    for (const inner of outer.nested) if (inner.name === outer.name) guarded.add(inner);
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
    const { instruction } = step;
    for (const { name, range } of scriptsOf(step).flatMap(scriptVariables)) {
      const found =
        instruction.name === 'RUN' ? insideRun(name, step.before.env(name)) : atRunTime(name, step);
      const result: VariableValue =
        found.kind === 'undefined' && shellVariables.has(name) ? { kind: 'maybe-base' } : found;
      const nameStart = range.start + (range.end - range.start > name.length + 1 ? 2 : 1);
      const nameRange = { start: nameStart, end: Math.min(nameStart + name.length, range.end) };
      uses.push({ name, range, nameRange, instruction, result, hasFallback: false, expandedBy: 'shell' });
    }
  }
  return uses.sort((a, b) => a.range.start - b.range.start);
}

/** The environment of a container knows the ENVs only. */
function atRunTime(name: string, { before }: Step): VariableValue {
  const found = before.env(name);
  if (found.kind !== 'defined' || found.definition.kind === 'env' || found.definition.kind === 'base')
    return found;
  return { kind: 'out-of-scope', definition: found.definition };
}

function scriptsOf({ instruction, run, dialect }: Step): readonly ShellScript[] {
  if (run) return run.scripts.map(({ script }) => script);
  return instruction.shell ? [shellScriptOf(instruction.shell, dialect)] : [];
}

function scriptVariables({ commands }: ShellScript): ShellVariable[] {
  return commands.flatMap(({ assignments, words, redirects }) =>
    [...assignments.map(({ value }) => value), ...words, ...redirects.map(({ target }) => target)].flatMap(
      (word: ShellWord | undefined) => word?.variables ?? [],
    ),
  );
}
