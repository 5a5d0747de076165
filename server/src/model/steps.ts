import { unknownFacts } from '../knowledge/baseImages.ts';
import type { DockerfileTree, Instruction } from '../syntax/dockerfile/tree.ts';
import type { ShellDialect, ShellScript } from '../syntax/shell/tree.ts';
import { type DeclaredShell, declaredShells } from './declaredShell.ts';
import { shellDialect, systemShellOf } from './dialect.ts';
import { dialectReads, type Kept, noteReads, reads, recorded } from './reads.ts';
import { runModelOf, shellFormOf } from './run.ts';
import { type Build, type BuiltStage, type Moment, outerState } from './stages.ts';
import { type FullState, newExpansions } from './state.ts';
import { everyState, stateChanges } from './stateChanges.ts';
import type { BaseImage, RunModel, Stage, Step } from './types.ts';

/** Every instruction with what holds there, triggers included, in file order. */
export interface Steps {
  readonly declaresShell: boolean;
  readonly all: readonly ModelStep[];
  of(instruction: Instruction): ModelStep;
}

export function readSteps(tree: DockerfileTree, build: Build): Steps {
  const declared = declaredShells(tree);
  const all = build.moments.map((moment) => new ModelStep(moment, tree, declared));
  const byInstruction = new Map<Instruction, ModelStep>();
  for (const step of all) byInstruction.set(step.instruction, step);
  return {
    declaresShell: declared !== undefined,
    all,
    of(instruction) {
      const found = byInstruction.get(instruction);
      if (found) return found;
      // An instruction of another tree has no place here: it stands before everything.
      const state = outerState(build.globals);
      return new ModelStep({ instruction, stage: undefined, before: state, after: state }, tree, declared);
    },
  };
}

const noScripts: readonly ShellScript[] = [];

/** A class for the same reason as the state: there is one for every instruction. */
class ModelStep implements Step {
  readonly instruction: Instruction;
  readonly before: FullState;
  readonly after: FullState;
  private readonly ownStage: BuiltStage | undefined;
  private readonly tree: DockerfileTree;
  private readonly declared: DeclaredShell | undefined;
  private knownDialect: ShellDialect | undefined;
  private knownRun: RunModel | undefined;
  private knownScripts: readonly ShellScript[] | undefined;

  constructor(
    { instruction, stage, before, after }: Moment,
    tree: DockerfileTree,
    declared: DeclaredShell | undefined,
  ) {
    this.instruction = instruction;
    this.ownStage = stage;
    this.before = before;
    this.after = after;
    this.tree = tree;
    this.declared = declared;
  }

  get stage(): Stage | undefined {
    noteReads(reads.order);
    return this.ownStage;
  }

  get dialect(): ShellDialect {
    noteReads(dialectReads);
    return this.ownDialect();
  }

  private ownDialect(): ShellDialect {
    this.knownDialect ??= shellDialect(
      this.before.parts.shell,
      this.declared?.(this.instruction.range.start),
      this.ownStage?.base.facts ?? unknownFacts,
      this.tree.escape,
    );
    return this.knownDialect;
  }

  get run(): RunModel | undefined {
    if (this.instruction.name !== 'RUN') return undefined;
    noteReads(dialectReads);
    const facts = this.ownStage?.base.facts ?? unknownFacts;
    const isWindows = facts.distribution === 'windows';
    this.knownRun ??= runModelOf(
      this.instruction,
      this.ownDialect(),
      this.tree.text,
      systemShellOf(facts),
      isWindows,
    );
    return this.knownRun;
  }

  get scripts(): readonly ShellScript[] {
    noteReads(dialectReads);
    this.knownScripts ??= this.readScripts();
    return this.knownScripts;
  }

  expand(text: string) {
    // Without a `$` it is the same whatever the variables are.
    if (text.includes('$')) noteReads(reads.variables);
    const { scope } = this.before.parts;
    return this.instruction.once(newExpansions).expand(text, scope, this.tree.escape);
  }

  once<T>(compute: (step: Step) => T): T {
    const { values } = this.kept();
    let kept = values.get(compute);
    if (kept) noteReads(kept.reads);
    else {
      kept = recorded(compute, this as Step);
      values.set(compute, kept);
    }
    // What is kept under a function is what that function gave.
    return kept.value as T;
  }

  oncePer<T>(key: string, compute: (step: Step, key: string) => T): T {
    const { keyed } = this.kept();
    let group = keyed.get(compute);
    if (!group) {
      group = { value: new Map(), reads: reads.nothing };
      keyed.set(compute, group);
    }
    if (!group.value.has(key)) {
      const { value, reads: own } = recorded((given: string) => compute(this, given), key);
      group.value.set(key, value);
      group.reads |= own;
    }
    noteReads(group.reads);
    return group.value.get(key) as T;
  }

  private kept(): KeptOfStep {
    const kept = this.instruction.once(newKept);
    const dialect = this.ownDialect();
    const root = this.ownStage?.resolved.base.root;
    if (kept.dialect !== dialect) kept.forgetAll();
    else if (kept.before !== this.before || kept.root !== root) kept.forget(this.before, root);
    kept.before = this.before;
    kept.root = root;
    kept.dialect = dialect;
    return kept;
  }

  private readScripts(): readonly ShellScript[] {
    const { run } = this;
    if (run) return run.scripts.map(({ script }) => script);
    const script = shellFormOf(this.instruction, this.ownDialect());
    return script ? [script] : noScripts;
  }
}

/** What functions have made of a step, in the state, on the image and in the dialect they saw. */
class KeptOfStep {
  before: FullState | undefined;
  root: BaseImage | undefined;
  dialect: ShellDialect | undefined;
  readonly values = new Map<(step: Step) => unknown, Kept<unknown>>();
  /** By what they were asked for; their reads are those of all together. */
  readonly keyed = new Map<(step: Step, key: string) => unknown, Kept<Map<string, unknown>>>();

  forgetAll(): void {
    this.values.clear();
    this.keyed.clear();
  }

  /** Drops what was made of the parts of the state that are others now, or of the image when it is. */
  forget(now: FullState, root: BaseImage | undefined): void {
    const state = this.before ? stateChanges(this.before.parts, now.parts) : everyState;
    const changed = this.root === root ? state : state | reads.bases | reads.images;
    if (changed === reads.nothing) return;
    for (const kept of [this.values, this.keyed] as readonly Map<unknown, Kept<unknown>>[]) {
      for (const [compute, one] of kept) if ((one.reads & changed) !== 0) kept.delete(compute);
    }
  }
}

function newKept(): KeptOfStep {
  return new KeptOfStep();
}
