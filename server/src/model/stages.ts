import type { DockerfileTree, Escape, Instruction, KeywordName, Word } from '../syntax/dockerfile/tree.ts';
import type { TextRange } from '../text/range.ts';
import { baseParts, baseScope, type ResolvedBase, resolveBase } from './baseImage.ts';
import { ByKeyword } from './byKeyword.ts';
import { defineGlobals, outsideStage, platformScope } from './outerScope.ts';
import { emptyMap } from './persistentMap.ts';
import { instructionsOf, noteReads, reads, unrecorded } from './reads.ts';
import { type Scope, scopeAbove } from './scope.ts';
import { type StageGraph, stageGraph } from './stageGraph.ts';
import { applyInstruction, type FullState, type StageConditions, stateOf } from './state.ts';
import type { Stage, StageUse, VariableDefinition } from './types.ts';

/** The stages of a file and the states it goes through. */
export interface Build {
  readonly globalArgs: readonly VariableDefinition[];
  /** What FROM sees: BuildKit's own arguments and every ARG before the first FROM. */
  readonly globals: Scope;
  readonly stages: readonly BuiltStage[];
  /** Every instruction, triggers included, in file order. */
  readonly moments: readonly Moment[];
}

/** A stage and what the model alone looks at. */
export interface BuiltStage extends Stage {
  readonly final: FullState;
  readonly resolved: ResolvedBase;
}

/** An instruction between two states. */
export interface Moment {
  readonly instruction: Instruction;
  readonly stage: BuiltStage | undefined;
  readonly before: FullState;
  readonly after: FullState;
}

/** Runs a file from top to bottom, once; linear in its length. Names of stages are settled when they are asked for. */
export function runBuild(tree: DockerfileTree): Build {
  const globalArgs: VariableDefinition[] = [];
  const moments: Moment[] = [];
  const stages: StageRun[] = [];
  const byName = new Map<string, StageRun>();
  const graph = stageGraph(stages, byName);
  let globals = platformScope();
  for (let at = 0; at < tree.instructions.length; ) {
    const instruction = tree.instructions[at];
    if (!instruction) break;
    if (instruction.name === 'FROM') {
      const end = nextFrom(tree.instructions, at + 1);
      const own = tree.instructions.slice(at + 1, end);
      const run = runStage({ from: instruction, own, index: stages.length, globals, tree, byName, graph });
      stages.push(run);
      // Names are registered after the base is found: `FROM alpine AS alpine` is an image.
      if (run.name !== undefined) byName.set(run.name, run);
      run.addMoments(moments);
      at = end;
    } else {
      const before = outerState(globals);
      if (instruction.name === 'ARG') {
        const defined = globalsAfter(globals, instruction, tree.escape);
        for (const definition of defined.definitions) globalArgs.push(definition);
        globals = defined.after;
      }
      const after = instruction.name === 'ARG' ? outerState(globals) : before;
      moments.push({ instruction, stage: undefined, before, after });
      if (instruction.trigger) {
        moments.push({ instruction: instruction.trigger, stage: undefined, before: after, after });
      }
      at++;
    }
  }
  return { globalArgs, globals, stages, moments };
}

/** Kept like the states of a stage. */
function globalsAfter(globals: Scope, instruction: Instruction, escapeToken: Escape) {
  const last = instruction.once(newLastGlobals);
  if (last.before !== globals || !last.defined) {
    const definitions: VariableDefinition[] = [];
    const after = defineGlobals(globals, instruction, escapeToken, definitions);
    last.before = globals;
    last.defined = { after, definitions };
  }
  return last.defined;
}

interface LastGlobals {
  before: Scope | undefined;
  defined: { readonly after: Scope; readonly definitions: readonly VariableDefinition[] } | undefined;
}

function newLastGlobals(): LastGlobals {
  return { before: undefined, defined: undefined };
}

/**
 * A stage with what later stages need of it. A class and no object with getters of its own, for the same reason as
 * the model.
 */
class StageRun implements BuiltStage {
  readonly index: number;
  readonly resolved: ResolvedBase;
  private readonly ownFrom: Instruction;
  private readonly ownName: Word | undefined;
  readonly initial: FullState;
  readonly final: FullState;
  readonly ownTriggers: readonly Instruction[];
  private readonly own: readonly Instruction[];
  private readonly inherited: readonly Instruction[];
  private byKeyword: ByKeyword<Instruction> | undefined;
  /** The states before each instruction. */
  private readonly states: readonly FullState[];
  private readonly conditions: StageConditions;
  private readonly graph: StageGraph;

  constructor({ from, own, index, graph }: StageInput, found: StageFacts) {
    this.index = index;
    this.ownFrom = from;
    this.ownName = stageName(from);
    this.resolved = found.resolved;
    this.own = own;
    this.initial = found.initial;
    const { states, final } = runAll(own, found.initial, found.conditions);
    this.final = final;
    this.inherited = found.inheritedTriggers;
    this.ownTriggers = own.flatMap(({ trigger }) => trigger ?? []);
    this.states = states;
    this.conditions = found.conditions;
    this.graph = graph;
  }

  get from(): Instruction {
    noteReads(instructionsOf('FROM'));
    return this.ownFrom;
  }

  get name(): string | undefined {
    noteReads(instructionsOf('FROM'));
    return this.ownName?.text.toLowerCase();
  }

  get nameRange(): TextRange | undefined {
    noteReads(instructionsOf('FROM'));
    return this.ownName?.range;
  }

  get base() {
    noteReads(reads.bases);
    return this.resolved.base;
  }

  get instructions(): readonly Instruction[] {
    noteReads(reads.instructions);
    return this.own;
  }

  get outline(): readonly Instruction[] {
    noteReads(reads.order);
    return this.own;
  }

  instructionsWith(...keywords: readonly (KeywordName | undefined)[]): readonly Instruction[] {
    this.byKeyword ??= new ByKeyword(this.own, ({ name }) => name);
    return this.byKeyword.with(keywords);
  }

  get inheritedTriggers(): readonly Instruction[] {
    noteReads(reads.bases | instructionsOf('ONBUILD'));
    return this.inherited;
  }

  get uses(): readonly StageUse[] {
    noteReads(reads.bases | reads.uses);
    return unrecorded(() => this.graph.usesOf(this));
  }

  get usedBy(): readonly Stage[] {
    noteReads(reads.bases | reads.uses);
    return unrecorded(() => this.graph.usersOf(this));
  }

  get reachable(): boolean {
    noteReads(reads.bases | reads.uses);
    return unrecorded(() => this.graph.isReachable(this));
  }

  /** A trigger's own states are those of a stage that starts from this one: what an ONBUILD is for. */
  addMoments(moments: Moment[]): void {
    const { from, initial, final, own, ownTriggers, states } = this;
    const child = runAll(ownTriggers, ownTriggers.length === 0 ? final : startAbove(final), this.conditions);
    moments.push({ instruction: from, stage: this, before: initial, after: initial });
    let triggers = 0;
    own.forEach((instruction, i) => {
      const [before = final, after = final] = [states[i], states[i + 1]];
      moments.push({ instruction, stage: this, before, after });
      if (!instruction.trigger) return;
      const [start = final, end = child.final] = [child.states[triggers], child.states[triggers + 1]];
      moments.push({ instruction: instruction.trigger, stage: this, before: start, after: end });
      triggers++;
    });
  }
}

/** What a stage begins with. */
interface StageFacts {
  readonly resolved: ResolvedBase;
  readonly conditions: StageConditions;
  readonly initial: FullState;
  readonly inheritedTriggers: readonly Instruction[];
}

interface StageInput {
  readonly from: Instruction;
  readonly own: readonly Instruction[];
  readonly index: number;
  readonly globals: Scope;
  readonly tree: DockerfileTree;
  readonly byName: ReadonlyMap<string, StageRun>;
  readonly graph: StageGraph;
}

function runStage(input: StageInput): StageRun {
  const { globals, tree } = input;
  const { escape: escapeToken } = tree;
  const { resolved, parent, start } = startOf(input);
  const conditions: StageConditions = {
    escapeToken,
    isWindows: resolved.base.facts.distribution === 'windows',
    globals,
  };
  // Triggers of the parent's own ONBUILDs run first; they do not reach grandchildren.
  const inheritedTriggers = parent?.ownTriggers ?? [];
  const initial = runAll(inheritedTriggers, start, conditions).final;
  return new StageRun(input, { resolved, conditions, initial, inheritedTriggers });
}

/** What a stage is built on. States go on from the same objects as in the version before, where all is the same. */
function startOf({ from, globals, tree, byName }: StageInput) {
  const last = from.once(newLastStart);
  const isSame = last.globals === globals;
  if (isSame && last.root && !byName.has(last.root.base.resolved ?? '') && last.start) {
    return { resolved: last.root, parent: undefined, start: last.start };
  }
  // BuildKit lowers the case of names after AS, but looks those after FROM up as they are.
  const resolved = resolveBase(from, globals, tree.escape, (name) => byName.get(name));
  const parent = resolved.base.stage && byName.get(resolved.base.resolved ?? '');
  const below = parent?.final;
  if (!isSame || !last.start || !below || last.below !== below) {
    const scope = startScope(globals, resolved, below?.parts.scope);
    last.start = stateOf(
      below ? { ...below.parts, scope, cmdIsOwn: false } : baseParts(resolved, from, scope),
    );
  }
  last.globals = globals;
  last.below = below;
  last.root = parent ? undefined : resolved;
  return { resolved, parent, start: last.start };
}

/** What a stage begins with that is built on one that ends so, with the same outside; the same object for the same end. */
function startAbove(final: FullState): FullState {
  const { scope, cmdIsOwn } = final.parts;
  if (!scope.args && !cmdIsOwn) return final;
  let start = startsAbove.get(final);
  if (!start) {
    const above = scope.args ? scopeAbove(scope, scope.outside) : scope;
    start = stateOf({ ...final.parts, scope: above, cmdIsOwn: false });
    startsAbove.set(final, start);
  }
  return start;
}

const startsAbove = new WeakMap<FullState, FullState>();

/**
 * The scope a stage begins with; the same object as long as what it hangs on is, whatever else its FROM says: of a
 * stage that is given another name no variable is another one.
 */
function startScope(globals: Scope, resolved: ResolvedBase, below: Scope | undefined): Scope {
  const key = imageKey(resolved);
  const on = below ?? globals;
  let made = startScopes.get(on);
  if (!made || made.globals !== globals || made.scopes.size >= mostScopes) {
    made = { globals, scopes: new Map() };
    startScopes.set(on, made);
  }
  let scope = made.scopes.get(key);
  if (!scope) {
    const outside = outsideStage(globals, resolved);
    scope = below ? scopeAbove(below, outside) : baseScope(resolved, outside);
    made.scopes.set(key, scope);
  }
  return scope;
}

/** By the scope of the stage below, else by the global one; and by the image. */
const startScopes = new WeakMap<Scope, { globals: Scope; scopes: Map<string, Scope> }>();

/** The global scope of files without ARGs is that of all of them. */
const mostScopes = 100;

/** What a base tells of variables, dialects and the like: which image it is in the end, and what chose it. */
export function imageKey({ base, name, chosenBy }: ResolvedBase): string {
  const { kind, facts } = base.root;
  return [kind, name?.repository, name?.tag, facts.distribution, ...chosenBy].join('\0');
}

/** What a base says of itself, beside what the image does: two of the same are told apart by nothing but their place. */
export function baseKey({ base }: ResolvedBase): string {
  const { kind, text, resolved, hasVariables, platform, stage } = base;
  return [kind, text, resolved, hasVariables, platform?.rawValue?.text, stage?.index].join('\0');
}

interface LastStart {
  globals: Scope | undefined;
  /** The final state of the stage it is built on. */
  below: FullState | undefined;
  /** The base, where it is no stage. */
  root: ResolvedBase | undefined;
  start: FullState | undefined;
}

function newLastStart(): LastStart {
  return { globals: undefined, below: undefined, root: undefined, start: undefined };
}

interface Run {
  /** The states before each instruction. */
  readonly states: readonly FullState[];
  readonly final: FullState;
}

function runAll(instructions: readonly Instruction[], start: FullState, conditions: StageConditions): Run {
  const states: FullState[] = [];
  let state = start;
  for (const instruction of instructions) {
    states.push(state);
    state = applyInstruction(state, instruction, conditions);
  }
  return { states, final: state };
}

/** `FROM image AS name`. A name BuildKit refuses is a name all the same: it is what the author meant. */
function stageName(from: Instruction): Word | undefined {
  return from.words[1]?.text.toLowerCase() === 'as' ? from.words[2] : undefined;
}

function nextFrom(instructions: readonly Instruction[], start: number): number {
  let at = start;
  while (at < instructions.length && instructions[at]?.name !== 'FROM') at++;
  return at;
}

const unknown = { value: undefined, by: undefined, fromBase: false } as const;

/** Before the first FROM there is no image, only arguments. */
export function outerState(scope: Scope): FullState {
  return stateOf({
    user: unknown,
    workdir: unknown,
    shell: unknown,
    entrypoint: unknown,
    cmd: unknown,
    healthcheck: unknown,
    stopSignal: unknown,
    exposed: undefined,
    volumes: undefined,
    labels: emptyMap(),
    scope,
    cmdIsOwn: false,
  });
}
