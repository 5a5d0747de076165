import { unknownFacts } from '../knowledge/baseImages.ts';
import type { DockerfileTree, Instruction } from '../syntax/dockerfile/tree.ts';
import { lazy } from '../text/memo.ts';
import { shellDialect } from './dialect.ts';
import { readFrontend } from './frontend.ts';
import { createRunModel } from './run.ts';
import { expandText, lookup, type Scope } from './scope.ts';
import { type Build, type Moment, outerState, runBuild } from './stages.ts';
import { isTemplate } from './template.ts';
import type { BuildModel, Step } from './types.ts';
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
    lookup: (name, at) => lookup(scopeAt(build(), steps().of(at)), name),
    expand: (text, at) => expandText(text, scopeAt(build(), steps().of(at)), tree.escape),
  };
}

/** A step and the scope it expands its own text in. */
interface ModelStep extends Step {
  readonly moment: Moment;
}

interface Steps {
  readonly all: readonly Step[];
  of(instruction: Instruction): ModelStep;
}

/** FROM sees nothing of the stages, only what stands before the first of them. */
function scopeAt(build: Build, { instruction, moment }: ModelStep): Scope {
  return instruction.name === 'FROM' ? build.globals : moment.before.parts.scope;
}

function readSteps(tree: DockerfileTree, build: Build): Steps {
  const all = build.moments.map((moment) => stepOf(moment, tree));
  const byInstruction = new Map(all.map((step) => [step.instruction, step]));
  return {
    all,
    of(instruction) {
      // An instruction of another tree has no place here: it stands before everything.
      const state = () => outerState(build.globals);
      return (
        byInstruction.get(instruction) ??
        stepOf({ instruction, stage: undefined, before: state(), after: state() }, tree)
      );
    },
  };
}

function stepOf(moment: Moment, tree: DockerfileTree): ModelStep {
  const { instruction, stage, before, after } = moment;
  const dialect = lazy(() => shellDialect(before.shell, stage?.base.facts ?? unknownFacts, tree.escape));
  const run = lazy(() => createRunModel(instruction, dialect(), tree.text));
  return {
    instruction,
    stage,
    before,
    after,
    get dialect() {
      return dialect();
    },
    get run() {
      return run();
    },
    moment,
  };
}
