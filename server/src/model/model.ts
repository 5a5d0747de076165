import { unknownFacts } from '../knowledge/baseImages.ts';
import type { DockerfileTree, Instruction } from '../syntax/dockerfile/tree.ts';
import { shellScriptOf } from '../syntax/shell/script.ts';
import type { ShellDialect, ShellScript } from '../syntax/shell/tree.ts';
import { lazy } from '../text/memo.ts';
import { shellDialect } from './dialect.ts';
import { readFrontend } from './frontend.ts';
import { insideRun } from './outerScope.ts';
import { createRunModel } from './run.ts';
import { expandText, lookup, type Scope } from './scope.ts';
import { type Build, type Moment, outerState, runBuild } from './stages.ts';
import type { FullState } from './state.ts';
import { isTemplate } from './template.ts';
import type { BuildModel, RunModel, Stage, Step } from './types.ts';
import { buildVariableUses, shellVariableUses } from './variableUses.ts';

/** What a Dockerfile means. Every part is computed on first use and kept; never throws. */
export function createModel(tree: DockerfileTree): BuildModel {
  const frontend = lazy(() => readFrontend(tree));
  const template = lazy(() => isTemplate(tree));
  const build = lazy(() => runBuild(tree));
  const steps = lazy(() => readSteps(tree, build()));
  const uses = lazy(() =>
    buildVariableUses(tree, steps().all, (name, at) => lookup(scopeAt(build(), steps().of(at)), name)),
  );
  const shellUses = lazy(() => shellVariableUses(steps().all));
  return {
    tree,
    get frontend() {
      return frontend();
    },
    get isTemplate() {
      return template();
    },
    get globalArgs() {
      return build().globalArgs;
    },
    get stages() {
      return build().stages;
    },
    get finalStage() {
      return build().stages.at(-1);
    },
    get steps() {
      return steps().all;
    },
    stepOf: (instruction) => steps().of(instruction),
    stageOf: (instruction) => steps().of(instruction).stage,
    get variableUses() {
      return uses();
    },
    get shellVariableUses() {
      return shellUses();
    },
    lookup(name, at) {
      const found = lookup(scopeAt(build(), steps().of(at)), name);
      return at.name === 'RUN' ? insideRun(name, found) : found;
    },
    expand: (text, at) => expandText(text, scopeAt(build(), steps().of(at)), tree.escape),
  };
}

interface Steps {
  readonly all: readonly ModelStep[];
  of(instruction: Instruction): ModelStep;
}

function readSteps(tree: DockerfileTree, build: Build): Steps {
  const all = build.moments.map((moment) => new ModelStep(moment, tree));
  const byInstruction = new Map<Instruction, ModelStep>();
  for (const step of all) byInstruction.set(step.instruction, step);
  return {
    all,
    of(instruction) {
      const found = byInstruction.get(instruction);
      if (found) return found;
      // An instruction of another tree has no place here: it stands before everything.
      const state = outerState(build.globals);
      return new ModelStep({ instruction, stage: undefined, before: state, after: state }, tree);
    },
  };
}

/** FROM sees nothing of the stages, only what stands before the first of them. */
function scopeAt(build: Build, { instruction, before }: ModelStep): Scope {
  return instruction.name === 'FROM' ? build.globals : before.parts.scope;
}

const noScripts: readonly ShellScript[] = [];

/** A class for the same reason as the state: there is one for every instruction. */
class ModelStep implements Step {
  readonly instruction: Instruction;
  readonly stage: Stage | undefined;
  readonly before: FullState;
  readonly after: FullState;
  private readonly tree: DockerfileTree;
  private knownDialect: ShellDialect | undefined;
  private knownRun: RunModel | undefined;
  private knownScripts: readonly ShellScript[] | undefined;

  constructor({ instruction, stage, before, after }: Moment, tree: DockerfileTree) {
    this.instruction = instruction;
    this.stage = stage;
    this.before = before;
    this.after = after;
    this.tree = tree;
  }

  get dialect(): ShellDialect {
    this.knownDialect ??= shellDialect(
      this.before.shell,
      this.stage?.base.facts ?? unknownFacts,
      this.tree.escape,
    );
    return this.knownDialect;
  }

  get run(): RunModel | undefined {
    if (this.instruction.name !== 'RUN') return undefined;
    this.knownRun ??= createRunModel(this.instruction, this.dialect, this.tree.text);
    return this.knownRun;
  }

  get scripts(): readonly ShellScript[] {
    this.knownScripts ??= this.readScripts();
    return this.knownScripts;
  }

  private readScripts(): readonly ShellScript[] {
    const { run } = this;
    if (run) return run.scripts.map(({ script }) => script);
    const { shell } = this.instruction;
    return shell ? [shellScriptOf(shell, this.dialect)] : noScripts;
  }
}
