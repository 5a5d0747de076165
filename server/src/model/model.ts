import { unknownFacts } from '../knowledge/baseImages.ts';
import type { DockerfileTree, Instruction } from '../syntax/dockerfile/tree.ts';
import type { ShellDialect, ShellScript } from '../syntax/shell/tree.ts';
import { lazy } from '../text/memo.ts';
import { type DeclaredShell, declaredShells } from './declaredShell.ts';
import { shellDialect } from './dialect.ts';
import { readFrontend } from './frontend.ts';
import { insideRun } from './outerScope.ts';
import { runModelOf, shellFormOf } from './run.ts';
import { expandText, lookup, type Scope } from './scope.ts';
import { type Build, type Moment, outerState, runBuild } from './stages.ts';
import type { FullState } from './state.ts';
import { isTemplate } from './template.ts';
import type { BuildModel, RunModel, Stage, Step } from './types.ts';
import { buildVariableUses, shellVariableUses } from './variableUses.ts';

/** What a Dockerfile means. Every part is computed on first use and kept; never throws. */
export function createModel(tree: DockerfileTree): BuildModel {
  return new Model(tree);
}

/**
 * A class and no object with getters of its own: V8 keeps those, and with them all they can see, until it collects
 * the old objects. Every keystroke makes a model, and it must be garbage at the next one.
 */
class Model implements BuildModel {
  readonly tree: DockerfileTree;
  private readonly frontendOnce = lazy(() => readFrontend(this.tree));
  private readonly templateOnce = lazy(() => isTemplate(this.tree));
  private readonly build = lazy(() => runBuild(this.tree));
  private readonly stepsOnce = lazy(() => readSteps(this.tree, this.build()));
  private readonly uses = lazy(() =>
    buildVariableUses(this.tree, this.steps, (name, at) => lookup(this.scopeAt(at), name)),
  );
  private readonly shellUses = lazy(() => shellVariableUses(this.steps));
  private readonly computed = new Map<(model: BuildModel) => unknown, unknown>();

  constructor(tree: DockerfileTree) {
    this.tree = tree;
  }

  get frontend() {
    return this.frontendOnce();
  }

  get isTemplate() {
    return this.templateOnce();
  }

  get globalArgs() {
    return this.build().globalArgs;
  }

  get stages() {
    return this.build().stages;
  }

  get finalStage() {
    return this.build().stages.at(-1);
  }

  get steps() {
    return this.stepsOnce().all;
  }

  stepOf(instruction: Instruction) {
    return this.stepsOnce().of(instruction);
  }

  stageOf(instruction: Instruction) {
    return this.stepOf(instruction).stage;
  }

  get variableUses() {
    return this.uses();
  }

  get shellVariableUses() {
    return this.shellUses();
  }

  lookup(name: string, at: Instruction) {
    const found = lookup(this.scopeAt(at), name);
    return at.name === 'RUN' ? insideRun(name, found) : found;
  }

  expand(text: string, at: Instruction) {
    return expandText(text, this.scopeAt(at), this.tree.escape);
  }

  once<T>(compute: (model: BuildModel) => T): T {
    if (!this.computed.has(compute)) this.computed.set(compute, compute(this));
    // What is kept under a function is what that function gave.
    return this.computed.get(compute) as T;
  }

  /** FROM sees nothing of the stages, only what stands before the first of them. */
  private scopeAt(at: Instruction): Scope {
    return at.name === 'FROM' ? this.build().globals : this.stepOf(at).before.parts.scope;
  }
}

interface Steps {
  readonly all: readonly ModelStep[];
  of(instruction: Instruction): ModelStep;
}

function readSteps(tree: DockerfileTree, build: Build): Steps {
  const declared = declaredShells(tree);
  const all = build.moments.map((moment) => new ModelStep(moment, tree, declared));
  const byInstruction = new Map<Instruction, ModelStep>();
  for (const step of all) byInstruction.set(step.instruction, step);
  return {
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
  readonly stage: Stage | undefined;
  readonly before: FullState;
  readonly after: FullState;
  private readonly tree: DockerfileTree;
  private readonly declared: DeclaredShell;
  private knownDialect: ShellDialect | undefined;
  private knownRun: RunModel | undefined;
  private knownScripts: readonly ShellScript[] | undefined;

  constructor({ instruction, stage, before, after }: Moment, tree: DockerfileTree, declared: DeclaredShell) {
    this.instruction = instruction;
    this.stage = stage;
    this.before = before;
    this.after = after;
    this.tree = tree;
    this.declared = declared;
  }

  get dialect(): ShellDialect {
    this.knownDialect ??= shellDialect(
      this.before.shell,
      this.declared(this.instruction.range.start),
      this.stage?.base.facts ?? unknownFacts,
      this.tree.escape,
    );
    return this.knownDialect;
  }

  get run(): RunModel | undefined {
    if (this.instruction.name !== 'RUN') return undefined;
    this.knownRun ??= runModelOf(this.instruction, this.dialect, this.tree.text);
    return this.knownRun;
  }

  get scripts(): readonly ShellScript[] {
    this.knownScripts ??= this.readScripts();
    return this.knownScripts;
  }

  expand(text: string) {
    return expandText(text, this.before.parts.scope, this.tree.escape);
  }

  once<T>(compute: (step: Step) => T): T {
    const kept = this.instruction.once(newKept);
    if (kept.before !== this.before || kept.dialect !== this.dialect) {
      kept.before = this.before;
      kept.dialect = this.dialect;
      kept.values.clear();
    }
    if (!kept.values.has(compute)) kept.values.set(compute, compute(this));
    // What is kept under a function is what that function gave.
    return kept.values.get(compute) as T;
  }

  private readScripts(): readonly ShellScript[] {
    const { run } = this;
    if (run) return run.scripts.map(({ script }) => script);
    const script = shellFormOf(this.instruction, this.dialect);
    return script ? [script] : noScripts;
  }
}

/** What functions have made of a step, in the state and dialect they saw. */
interface Kept {
  before: FullState | undefined;
  dialect: ShellDialect | undefined;
  readonly values: Map<(step: Step) => unknown, unknown>;
}

function newKept(): Kept {
  return { before: undefined, dialect: undefined, values: new Map() };
}
