import { DEFAULT_SHELL } from '../knowledge/shells.ts';
import { silentArgs } from '../knowledge/variables.ts';
import type { Escape, Instruction, KeywordName, Pair } from '../syntax/dockerfile/tree.ts';
import { joinWorkdir } from './paths.ts';
import { mapGet, mapSet, type PersistentMap } from './persistentMap.ts';
import { readPort } from './ports.ts';
import { noteReads, reads } from './reads.ts';
import {
  define,
  defineOpenly,
  definitionOf,
  expandPartly,
  expandWords,
  KeptExpansions,
  lookup,
  lookupInContainer,
  type Scope,
  visibleDefinitions,
} from './scope.ts';
import { changeOfShell } from './shellChange.ts';
import type { CommandSetting, ImageState, Setting, VariableDefinition, VariableValue } from './types.ts';

/** What a state consists of. A new state shares everything its instruction does not change. */
export interface StateParts {
  readonly user: Setting<string>;
  readonly workdir: Setting<string>;
  readonly shell: Setting<readonly string[]>;
  readonly entrypoint: Setting<CommandSetting>;
  readonly cmd: Setting<CommandSetting>;
  readonly healthcheck: Setting<CommandSetting | 'none'>;
  readonly stopSignal: Setting<string>;
  readonly exposed: Link | undefined;
  readonly volumes: Link | undefined;
  readonly labels: PersistentMap<{ readonly value: string | undefined }>;
  readonly scope: Scope;
  /** The stage itself has set CMD: a later ENTRYPOINT leaves it alone. */
  readonly cmdIsOwn: boolean;
}

interface Link {
  readonly value: string;
  readonly earlier: Link | undefined;
}

/** What the instructions of a stage need to know beside the state. */
export interface StageConditions {
  readonly escapeToken: Escape;
  readonly isWindows: boolean;
  /** Where `ARG name` without a default finds its value. */
  readonly globals: Scope;
}

/** An image state and its parts. */
export interface FullState extends ImageState {
  readonly parts: StateParts;
}

export function stateOf(parts: StateParts): FullState {
  return new State(parts);
}

/** A class, because there is one for every instruction: closures of their own would cost more than all the rest. */
class State implements FullState {
  readonly parts: StateParts;
  private exposedList: readonly string[] | undefined;
  private volumeList: readonly string[] | undefined;

  constructor(parts: StateParts) {
    this.parts = parts;
  }

  get user() {
    noteReads(reads.user);
    return this.parts.user;
  }

  get workdir() {
    noteReads(reads.workdir);
    return this.parts.workdir;
  }

  get shell() {
    noteReads(reads.shell);
    return this.parts.shell;
  }

  get entrypoint() {
    noteReads(reads.start);
    return this.parts.entrypoint;
  }

  get cmd() {
    noteReads(reads.start);
    return this.parts.cmd;
  }

  get healthcheck() {
    noteReads(reads.start);
    return this.parts.healthcheck;
  }

  get stopSignal() {
    noteReads(reads.start);
    return this.parts.stopSignal;
  }

  get exposed() {
    noteReads(reads.otherSettings);
    this.exposedList ??= listOf(this.parts.exposed);
    return this.exposedList;
  }

  get volumes() {
    noteReads(reads.otherSettings);
    this.volumeList ??= listOf(this.parts.volumes);
    return this.volumeList;
  }

  env(name: string): VariableValue {
    noteReads(reads.variables);
    return lookup(this.parts.scope, name);
  }

  containerEnv(name: string): VariableValue {
    noteReads(reads.variables);
    return lookupInContainer(this.parts.scope, name);
  }

  variables(): readonly VariableDefinition[] {
    noteReads(reads.variables);
    return visibleDefinitions(this.parts.scope);
  }

  label(key: string): string | undefined {
    noteReads(reads.otherSettings);
    return mapGet(this.parts.labels, key)?.value;
  }
}

/**
 * The state after an instruction; the same object when it changes nothing, and the same as in the version of the
 * document before when the state before it, the instruction and the stage are the same. What it changes is the same
 * object as long as all it hangs on is.
 */
export function applyInstruction(
  state: FullState,
  instruction: Instruction,
  stage: StageConditions,
): FullState {
  const last = instruction.once(newLastChange);
  const isSameStage = last.isWindows === stage.isWindows && last.globals === stage.globals;
  if (last.before !== state || !isSameStage) {
    if (!isSameStage || !last.before || !givesSame(instruction, last.before.parts, state.parts)) {
      last.change = changesOf(state.parts, instruction, stage);
    }
    last.before = state;
    last.isWindows = stage.isWindows;
    last.globals = stage.globals;
    last.after = last.change ? stateOf({ ...state.parts, ...last.change }) : state;
  }
  return last.after ?? state;
}

/** Whether an instruction changes the one state as it does the other: what it looks at is the same. */
function givesSame(instruction: Instruction, one: StateParts, other: StateParts): boolean {
  const { name } = instruction;
  const looksAt = name && lookedAt[name];
  if (!looksAt) return true;
  const isPlain = name !== 'ENV' && name !== 'ARG' && !instruction.once(hasVariables);
  return looksAt.every((part) => one[part] === other[part] || (part === 'scope' && isPlain));
}

/** Where no `$` stands, no variable takes part: what is expanded is the same in every scope. */
function hasVariables({ words, pairs }: Instruction): boolean {
  return (
    words.some(({ text }) => text.includes('$')) ||
    pairs.some(({ name, value }) => name.text.includes('$') || value?.text.includes('$') === true)
  );
}

/** The parts of a state that `changesOf` reads. */
const lookedAt: Partial<Record<KeywordName, readonly (keyof StateParts)[]>> = {
  ENV: ['scope'],
  ARG: ['scope'],
  USER: ['scope'],
  WORKDIR: ['scope', 'workdir'],
  SHELL: ['healthcheck'],
  CMD: ['shell'],
  ENTRYPOINT: ['shell', 'cmdIsOwn'],
  HEALTHCHECK: ['shell'],
  STOPSIGNAL: ['scope'],
  EXPOSE: ['scope', 'exposed'],
  VOLUME: ['scope', 'volumes'],
  LABEL: ['scope', 'labels'],
};

interface LastChange {
  before: FullState | undefined;
  isWindows: boolean;
  globals: Scope | undefined;
  change: Partial<StateParts> | undefined;
  after: FullState | undefined;
}

function newLastChange(): LastChange {
  return { before: undefined, isWindows: false, globals: undefined, change: undefined, after: undefined };
}

/**
 * What each instruction changes, in BuildKit's order of things.
 * https://github.com/moby/buildkit/blob/master/frontend/dockerfile/dockerfile2llb/convert.go
 */
function changesOf(
  parts: StateParts,
  instruction: Instruction,
  stage: StageConditions,
): Partial<StateParts> | undefined {
  const first = instruction.words[0]?.text;
  const expanded = (text: string) => expandedIn(instruction, text, parts.scope, stage.escapeToken);
  const set = <T>(value: T | undefined): Setting<T> => ({ value, by: instruction, fromBase: false });
  switch (instruction.name) {
    case 'ENV':
      return { scope: defineEnv(parts.scope, instruction, stage) };
    case 'ARG':
      return { scope: defineArgs(parts.scope, instruction, stage) };
    case 'USER':
      return first === undefined ? undefined : { user: set(expanded(first)) };
    case 'WORKDIR': {
      if (first === undefined) return undefined;
      const path = expanded(first);
      return {
        workdir: set(
          path === undefined ? undefined : joinWorkdir(parts.workdir.value, path, stage.isWindows),
        ),
      };
    }
    case 'SHELL':
      return instruction.json ? changeOfShell(instruction, instruction.json, parts.healthcheck) : undefined;
    case 'CMD':
      return { cmd: set(commandOf(instruction, parts.shell, stage)), cmdIsOwn: true };
    case 'ENTRYPOINT':
      return {
        entrypoint: set(commandOf(instruction, parts.shell, stage)),
        // An ENTRYPOINT drops the CMD that comes from below.
        ...(parts.cmdIsOwn ? {} : { cmd: set<CommandSetting>({ form: 'exec', argv: [], instruction }) }),
      };
    case 'HEALTHCHECK':
      if (first?.toUpperCase() === 'NONE') return { healthcheck: set<CommandSetting | 'none'>('none') };
      return { healthcheck: set<CommandSetting | 'none'>(commandOf(instruction, parts.shell, stage)) };
    case 'STOPSIGNAL':
      return first === undefined ? undefined : { stopSignal: set(expanded(first)) };
    case 'EXPOSE': {
      const ports = instruction.words
        .flatMap((word) => expandWords(word.text, parts.scope, stage.escapeToken))
        .map(readPort);
      return { exposed: appended(parts.exposed, ports) };
    }
    case 'VOLUME':
      return {
        volumes: appended(
          parts.volumes,
          instruction.words.map((word) => expanded(word.text)),
        ),
      };
    case 'LABEL': {
      let { labels } = parts;
      for (const { name, value } of instruction.pairs) {
        const key = expanded(name.text);
        if (key !== undefined && value) labels = mapSet(labels, key, { value: expanded(value.text) });
      }
      return { labels };
    }
    default:
      return undefined;
  }
}

/** Every name and value of one ENV is expanded with the environment before it: `ENV a=1 b=$a` gives the old `a`. */
function defineEnv(scope: Scope, instruction: Instruction, { escapeToken }: StageConditions): Scope {
  let result = scope;
  for (const { name, value } of instruction.pairs) {
    const key = expandedIn(instruction, name.text, scope, escapeToken);
    if (key === undefined && value) {
      result = defineOpenly(result, expandPartly(name.text, scope, escapeToken).value);
    }
    if (!key || !value) continue;
    const definition: VariableDefinition = {
      name: key,
      kind: 'env',
      instruction,
      nameRange: name.range,
      rawValue: value.text,
      value: expandedIn(instruction, value.text, scope, escapeToken),
    };
    result = define(result, settled(definition, instruction));
  }
  return result;
}

function expandedIn(
  instruction: Instruction,
  text: string,
  scope: Scope,
  escapeToken: Escape,
): string | undefined {
  return instruction.once(newExpansions).expand(text, scope, escapeToken).value;
}

export function newExpansions(): KeptExpansions {
  return new KeptExpansions();
}

/** The definition of the version before, where it is the same: what was found with it need not be found again. */
function settled(definition: VariableDefinition, instruction: Instruction): VariableDefinition {
  const last = instruction.once(newLastDefinitions);
  const known = last.get(definition.name);
  const isSame =
    known?.kind === definition.kind &&
    known.rawValue === definition.rawValue &&
    known.value === definition.value;
  if (isSame) return known;
  last.set(definition.name, definition);
  return definition;
}

/** Of a name that an instruction gives twice the last one counts, here as there. */
function newLastDefinitions(): Map<string, VariableDefinition> {
  return new Map();
}

/**
 * `ARG a=1 b=$a` sees its own `a`. An ARG later than an ENV of the same name wins for the rest of its stage, unless
 * it brings no value. Without a default it takes the value of the global ARG, or of BuildKit's own argument.
 */
function defineArgs(scope: Scope, instruction: Instruction, stage: StageConditions): Scope {
  let result = scope;
  for (const pair of instruction.pairs) {
    if (silentArgs.has(pair.name.text)) continue;
    const outer = pair.value ? undefined : definitionOf(stage.globals, pair.name.text);
    const found = argDefinition(instruction, pair, result, stage.escapeToken, outer);
    const definition = settled(found, instruction);
    const isSet = pair.value !== undefined || outer?.kind === 'platform' || outer?.rawValue !== undefined;
    if (isSet || !isHeld(result, pair.name.text)) result = define(result, definition);
  }
  return result;
}

/** Whether a name has a value already, be it one that only the base image knows. */
function isHeld(scope: Scope, name: string): boolean {
  return definitionOf(scope, name) !== undefined || scope.outside.baseMayHold(name);
}

/** One name of an ARG. `outer` is what the name means before the first FROM, for a stage that redeclares it. */
export function argDefinition(
  instruction: Instruction,
  { name, value }: Pair,
  scope: Scope,
  escapeToken: Escape,
  outer: VariableDefinition | undefined,
): VariableDefinition {
  return {
    name: name.text,
    kind: outer?.kind === 'platform' && outer.instruction === undefined ? 'platform' : 'arg',
    instruction,
    nameRange: name.range,
    rawValue: value ? value.text : outer?.rawValue,
    value: value ? expandedIn(instruction, value.text, scope, escapeToken) : outer?.value,
  };
}

/** The command line of CMD, ENTRYPOINT and HEALTHCHECK; the shell form with the shell in front. */
function commandOf(
  instruction: Instruction,
  shell: Setting<readonly string[]>,
  stage: StageConditions,
): CommandSetting | undefined {
  if (instruction.json) {
    return { form: 'exec', argv: instruction.json.items.map((item) => item.value), instruction };
  }
  if (!instruction.shell) return undefined;
  const prefix = shell.value ?? defaultShell(stage.isWindows);
  return { form: 'shell', argv: [...prefix, instruction.shell.text], instruction };
}

export function defaultShell(isWindows: boolean): readonly string[] {
  return isWindows ? ['cmd', '/S', '/C'] : DEFAULT_SHELL;
}

function appended(link: Link | undefined, values: readonly (string | undefined)[]): Link | undefined {
  let result = link;
  for (const value of values) if (value !== undefined) result = { value, earlier: result };
  return result;
}

function listOf(link: Link | undefined): readonly string[] {
  const values: string[] = [];
  for (let at = link; at; at = at.earlier) values.push(at.value);
  return [...new Set(values.reverse())];
}
