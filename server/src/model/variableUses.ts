import { shellVariables } from '../knowledge/variables.ts';
import type { DockerfileTree, Instruction, LogicalText, Pair } from '../syntax/dockerfile/tree.ts';
import {
  instructionVariables,
  type VariableReference,
  variableReferences,
  withNested,
} from '../syntax/dockerfile/variables.ts';
import type { ShellDialect, ShellScript } from '../syntax/shell/tree.ts';
import { anchorOf } from '../text/anchor.ts';
import type { TextRange } from '../text/range.ts';
import { heredocBody } from './heredocBody.ts';
import { insideRun } from './outerScope.ts';
import { hasFallback, isSameValue } from './scope.ts';
import type { Mount, RunModel, Step, VariableUse, VariableValue } from './types.ts';

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
export function shellVariableUses(steps: readonly Step[], document: string, asker: Asker): VariableUse[] {
  const uses: VariableUse[] = [];
  for (const step of steps) {
    const { name, shell } = step.instruction;
    if (name !== 'RUN' && !shell) continue;
    const kept = step.instruction.once(newKept);
    if (kept.shell?.askedBy !== asker)
      kept.shell = { askedBy: asker, ...shellUsesIn(step, document, kept.shell) };
    for (const use of kept.shell.uses) uses.push(use);
  }
  return inOrder(uses);
}

function shellUsesIn(step: Step, document: string, before: ShellUses | undefined): ShellUses {
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
  const inScripts = scripts.flatMap(({ variables, source }) =>
    variables.map(({ name, range }) => ({ name, range, nameRange: rangeOfName(name, range, source) })),
  );
  const uses = [...inScripts, ...variablesOfBodies(step, document)].map((one): VariableUse => {
    const { name, range, nameRange } = one;
    const result = valueInShell(name, step);
    return { name, range, nameRange, instruction, result, hasFallback: false, expandedBy: 'shell' };
  });
  return { scripts, uses };
}

function valueInShell(name: string, step: Step): VariableValue {
  // No line of the file says what a secret is; for the command it hides what the image has under the name.
  if (step.run && secretVariable(step.run, name)) return { kind: 'maybe-base' };
  const found =
    step.instruction.name === 'RUN' ? insideRun(name, step.before.env(name)) : atRunTime(name, step);
  return found.kind === 'undefined' && shellVariables.has(name) ? { kind: 'maybe-base' } : found;
}

/** Most are already, since instructions are looked at from top to bottom. */
function inOrder(uses: VariableUse[]): VariableUse[] {
  const isSorted = uses.every((use, i) => i === 0 || (uses[i - 1]?.range.start ?? 0) <= use.range.start);
  return isSorted ? uses : uses.sort((a, b) => a.range.start - b.range.start);
}

/** The secret that the program of a RUN finds in a variable: `--mount=type=secret,env=name`. */
export function secretVariable({ mounts }: RunModel, name: string): Mount | undefined {
  return mounts.find(({ type, options }) => type === 'secret' && options.get('env') === name);
}

/** A container has the environment that its image ends with: an ENV further down counts, too. */
export function atRunTime(name: string, { instruction, stage, before }: Step): VariableValue {
  const atEnd = instruction.isTrigger ? undefined : stage?.final.containerEnv(name);
  return atEnd?.kind === 'defined' ? atEnd : before.containerEnv(name);
}

/** Behind `$`, `${`, `${#` or `%`; in the text that the shell gets no continuation parts it. */
function rangeOfName(name: string, range: TextRange, { text, map }: LogicalText): TextRange {
  const start = text.indexOf(name, map.toDerived(range.start) + 1);
  const found = start < 0 ? range : map.toSourceRange(start, start + name.length);
  return anchorOf(range).range(found.start, Math.min(found.end, range.end));
}

/** The shell expands the body of a heredoc that it hands to a program (`cat <<EOF`), unless its delimiter is quoted. */
function variablesOfBodies({ instruction, scripts, run }: Step, document: string): VariableReference[] {
  const { heredocs } = instruction;
  if (heredocs.length === 0 || !scripts.some(({ dialect }) => bourne.has(dialect))) return [];
  // Programs for a shell have been read; of `RUN <<EOF` nothing is expanded before it runs.
  const read = run?.scripts.filter(({ script }) => run.form === 'heredoc' || bourne.has(script.dialect));
  const own = new Set(read?.map(({ heredoc }) => heredoc));
  return heredocs.flatMap((heredoc) => {
    if (!heredoc.expand || own.has(heredoc)) return [];
    const references = variableReferences(heredocBody(heredoc, document), {
      escape: '\\',
      literalQuotes: true,
    });
    return withNested(references).filter(({ name }) => /^[A-Za-z_]\w*$/.test(name));
  });
}

const bourne: ReadonlySet<ShellDialect> = new Set(['posix', 'dash', 'ash', 'bash', 'unknown']);
