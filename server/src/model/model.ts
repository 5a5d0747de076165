import { instructionErrors } from '../syntax/dockerfile/instructionErrors.ts';
import type { DockerfileTree, Instruction, KeywordName } from '../syntax/dockerfile/tree.ts';
import { lazy } from '../text/memo.ts';
import { ByKeyword } from './byKeyword.ts';
import type { Version } from './changes.ts';
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
import { expandText, lookup, type Scope } from './scope.ts';
import { SeenTree } from './seenTree.ts';
import { baseKey, imageKey, runBuild } from './stages.ts';
import { readSteps } from './steps.ts';
import { isTemplate } from './template.ts';
import type { BuildModel, PlainValue, Step } from './types.ts';
import { type Asker, buildVariableUses, shellVariableUses } from './variableUses.ts';

/** What a Dockerfile means. Every part is computed on first use and kept; never throws. */
export function createModel(tree: DockerfileTree, options: ModelOptions = {}): BuildModel {
  return new Model(tree, options);
}

export interface ModelOptions {
  /** By its name the file is one for Buildah as well, the builder of Podman: what that alone takes is no error. */
  readonly isContainerfile?: boolean;
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
  private readonly options: ModelOptions;
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
    const refused = instructionErrors(whole).filter(
      ({ code }) => code !== 'mount-of-buildah' || !this.options.isContainerfile,
    );
    if (refused.length === 0) return whole.errors;
    return [...whole.errors, ...refused].sort((a, b) => a.range.start - b.range.start);
  });
  private readonly asker: Asker = {};
  private readonly resolve = (name: string, at: Instruction) => lookup(this.scopeAt(at), name);
  private readonly uses = lazy(() => buildVariableUses(this.whole, this.steps, this.resolve, this.asker));
  private readonly shellUses = lazy(() => shellVariableUses(this.steps, this.whole.text, this.asker));
  private readonly computed = new Map<(model: BuildModel) => unknown, Kept<unknown>>();
  private readonly facts = new Map<ModelFact['of'], ModelFact>();

  constructor(tree: DockerfileTree, options: ModelOptions) {
    this.whole = tree;
    this.tree = new SeenTree(tree);
    this.options = options;
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
