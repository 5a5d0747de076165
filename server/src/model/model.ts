import { unknownFacts } from '../knowledge/baseImages.ts';
import { instructionErrors } from '../syntax/dockerfile/instructionErrors.ts';
import type { DockerfileTree, Instruction, KeywordName } from '../syntax/dockerfile/tree.ts';
import type { ShellDialect, ShellScript } from '../syntax/shell/tree.ts';
import { lazy } from '../text/memo.ts';
import { ByKeyword } from './byKeyword.ts';
import type { Version } from './changes.ts';
import { type DeclaredShell, declaredShells } from './declaredShell.ts';
import { shellDialect, systemShellOf } from './dialect.ts';
import { readFrontend } from './frontend.ts';
import { insideRun } from './outerScope.ts';
import {
  dialectReads,
  instructionsOf,
  type Kept,
  type ModelFact,
  noteFact,
  noteReads,
  reads,
  recorded,
  unrecorded,
} from './reads.ts';
import { runModelOf, shellFormOf } from './run.ts';
import { expandText, lookup, type Scope } from './scope.ts';
import { SeenTree } from './seenTree.ts';
import {
  type Build,
  type BuiltStage,
  baseKey,
  imageKey,
  type Moment,
  outerState,
  runBuild,
} from './stages.ts';
import { type FullState, newExpansions } from './state.ts';
import { everyState, stateChanges } from './stateChanges.ts';
import { isTemplate } from './template.ts';
import type { BaseImage, BuildModel, PlainValue, RunModel, Stage, Step } from './types.ts';
import { type Asker, buildVariableUses, shellVariableUses } from './variableUses.ts';

/** What a Dockerfile means. Every part is computed on first use and kept; never throws. */
export function createModel(tree: DockerfileTree): BuildModel {
  return new Model(tree);
}

/** What the next version is compared with, to know what of a model is still the same. Undefined for a foreign model. */
export function versionOf(model: BuildModel): Version | undefined {
  return model instanceof Model ? model.version() : undefined;
}

/** What a model says to a question that was asked of another one; undefined for a foreign model. */
export function factOf(model: BuildModel, fact: ModelFact): ModelFact | undefined {
  return model instanceof Model ? model.factOf(fact.of) : undefined;
}

/**
 * A class and no object with getters of its own: V8 keeps those, and with them all they can see, until it collects
 * the old objects. Every keystroke makes a model, and it must be garbage at the next one.
 */
class Model implements BuildModel {
  readonly tree: DockerfileTree;
  private readonly whole: DockerfileTree;
  private readonly frontendOnce = lazy(() => readFrontend(this.whole));
  private readonly templateOnce = lazy(() => isTemplate(this.whole));
  private readonly build = lazy(() => runBuild(this.whole));
  private readonly stepsOnce = lazy(() => readSteps(this.whole, this.build()));
  private readonly stepsByKeyword = lazy(
    () => new ByKeyword<Step>(this.stepsOnce().all, (step) => step.instruction.name),
  );
  private readonly refused = lazy(() => {
    const { whole } = this;
    if (this.frontend.isCustom) return whole.errors;
    const refused = instructionErrors(whole);
    if (refused.length === 0) return whole.errors;
    return [...whole.errors, ...refused].sort((a, b) => a.range.start - b.range.start);
  });
  private readonly asker: Asker = {};
  private readonly resolve = (name: string, at: Instruction) => lookup(this.scopeAt(at), name);
  private readonly uses = lazy(() => buildVariableUses(this.whole, this.steps, this.resolve, this.asker));
  private readonly shellUses = lazy(() => shellVariableUses(this.steps, this.whole.text, this.asker));
  private readonly computed = new Map<(model: BuildModel) => unknown, Kept<unknown>>();
  private readonly facts = new Map<ModelFact['of'], ModelFact>();

  constructor(tree: DockerfileTree) {
    this.whole = tree;
    this.tree = new SeenTree(tree);
  }

  get wholeText() {
    noteReads(reads.instructions | reads.layout);
    return this.whole.text;
  }

  get frontend() {
    return this.frontendOnce();
  }

  get isTemplate() {
    return this.templateOnce();
  }

  get globalArgs() {
    noteReads(instructionsOf('ARG') | instructionsOf('FROM') | reads.variables);
    return this.build().globalArgs;
  }

  get stages() {
    noteReads(reads.order);
    return this.build().stages;
  }

  get finalStage() {
    noteReads(reads.order);
    return this.build().stages.at(-1);
  }

  get steps() {
    noteReads(reads.instructions);
    return this.stepsOnce().all;
  }

  stepsWith(...keywords: readonly KeywordName[]) {
    return this.stepsByKeyword().with(keywords);
  }

  stepOf(instruction: Instruction) {
    return this.stepsOnce().of(instruction);
  }

  stageOf(instruction: Instruction) {
    return this.stepOf(instruction).stage;
  }

  get refusals() {
    noteReads(reads.errors);
    return this.refused();
  }

  get variableUses() {
    noteReads(reads.instructions | reads.variables);
    return this.uses();
  }

  get shellVariableUses() {
    noteReads(reads.instructions | reads.variables | dialectReads);
    return this.shellUses();
  }

  variableUsesIn(steps: readonly Step[]) {
    noteReads(reads.variables);
    return buildVariableUses(this.whole, steps, this.resolve, this.asker);
  }

  shellVariableUsesIn(steps: readonly Step[]) {
    noteReads(reads.variables | dialectReads);
    return shellVariableUses(steps, this.whole.text, this.asker);
  }

  lookup(name: string, at: Instruction) {
    const found = lookup(this.scopeAt(at), name);
    return at.name === 'RUN' ? insideRun(name, found) : found;
  }

  expand(text: string, at: Instruction) {
    return expandText(text, this.scopeAt(at), this.whole.escape);
  }

  once<T>(compute: (model: BuildModel) => T): T {
    let kept = this.computed.get(compute);
    if (kept) noteReads(kept.reads);
    else {
      kept = recorded(compute, this as BuildModel);
      this.computed.set(compute, kept);
    }
    // What is kept under a function is what that function gave.
    return kept.value as T;
  }

  fact<T extends PlainValue>(compute: (model: BuildModel) => T): T {
    const fact = this.factOf(compute);
    noteFact(fact);
    // What is kept under a function is what that function gave.
    return fact.value as T;
  }

  factOf(compute: ModelFact['of']): ModelFact {
    let fact = this.facts.get(compute);
    if (!fact) {
      const of = compute as (model: BuildModel) => PlainValue;
      fact = { of, ...unrecorded(() => recorded(of, this as BuildModel)) };
      this.facts.set(compute, fact);
    }
    return fact;
  }

  version(): Version {
    const { moments, stages } = this.build();
    const { declaresShell } = this.stepsOnce();
    const finals = stages.map(({ final }) => final);
    const bases = stages.map(({ resolved }) => baseKey(resolved));
    const images = stages.map(({ resolved }) => imageKey(resolved));
    return {
      tree: this.whole,
      moments,
      finals,
      bases,
      images,
      isRefused: this.refused().length > 0,
      declaresShell,
    };
  }

  /** FROM sees nothing of the stages, only what stands before the first of them. */
  private scopeAt(at: Instruction): Scope {
    noteReads(reads.variables);
    return at.name === 'FROM' ? this.build().globals : this.stepOf(at).before.parts.scope;
  }
}

interface Steps {
  readonly declaresShell: boolean;
  readonly all: readonly ModelStep[];
  of(instruction: Instruction): ModelStep;
}

function readSteps(tree: DockerfileTree, build: Build): Steps {
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
