import type { Output } from '../../knowledge/dependencyFacts.ts';
import type { BuildModel, Step } from '../../model/types.ts';
import type { Instruction, KeywordName } from '../../syntax/dockerfile/tree.ts';
import { lineBreakOf } from '../../text/lines.ts';
import type { TextRange } from '../../text/range.ts';
import type { ContextFacts, FixEdit } from '../rule.ts';
import { isUnknownPath, joinPath, wayDown, workdirOf } from './containerPaths.ts';
import type { FedInstall, FedInstalls } from './fedInstalls.ts';
import { fetchStepOf, stateBefore } from './fetchStep.ts';
import { topLevel } from './insertLine.ts';
import { keywordLike } from './keywords.ts';
import { type ManifestCopies, manifestCopies } from './manifestCopies.ts';
import { type Block, blockOf } from './moveDown.ts';
import { type ReorderPlace, reorderPlaceOf } from './reorderPlace.ts';
import type { RunItems } from './runItems.ts';
import { isBourne, isPlainChain } from './shellState.ts';

/** A broad COPY put below the installs that need only manifests, which are copied above them. */
export interface Reordering {
  readonly edits: readonly FixEdit[];
  /** Files that are copied first, one per install. */
  readonly names: readonly string[];
  /** The command that was added to fetch the dependencies alone, in short. */
  readonly step: string | undefined;
  readonly runsScripts: boolean;
}

/** Undefined where something between the COPY and an install may need the sources, or where that cannot be told. */
export function reorderCopy(
  fed: FedInstalls,
  model: BuildModel,
  context: ContextFacts,
): Reordering | undefined {
  const place = reorderPlaceOf(fed, model);
  if (!place || fed.installs.some((install) => isOneOfMany(install, fed, model))) return undefined;
  return new Writer(fed, place, model, context).write();
}

/** The manifests of a project with several packages are in more places than one. */
function isOneOfMany({ need }: FedInstall, { copy, stream }: FedInstalls, model: BuildModel): boolean {
  const { workspaceSign, manager } = need.facts;
  if (workspaceSign && stream.some(({ line }) => workspaceSign.test(line.text))) return true;
  if (manager !== 'maven') return false;
  // `COPY --from=build /src/module/target/…`
  const stage = model.stageOf(copy.instruction);
  return (
    stage?.usedBy.some((user) =>
      user.uses.some(({ kind, stage: used, instruction }) => {
        if (kind !== 'copy' || used !== stage) return false;
        const sources = instruction.words
          .slice(0, -1)
          .map((word) => wayDown(need.project, joinPath('/', word.text)));
        return sources.some((source) => /^[^/]+\/(?:.*\/)?target\//.test(source ?? ''));
      }),
    ) === true
  );
}

/** Collects the edits; texts that go to one place are put together in order. */
class Writer {
  private readonly insertions = new Map<number, string>();
  private readonly edits: FixEdit[] = [];
  private readonly fed: FedInstalls;
  private readonly place: ReorderPlace;
  private readonly model: BuildModel;
  private readonly context: ContextFacts;
  private readonly text: string;
  private readonly lineBreak: string;
  private readonly names: string[] = [];
  private readonly ignored = new Set<string>();
  private runsScripts = false;

  constructor(fed: FedInstalls, place: ReorderPlace, model: BuildModel, context: ContextFacts) {
    this.fed = fed;
    this.place = place;
    this.model = model;
    this.context = context;
    this.text = model.tree.text;
    this.lineBreak = lineBreakOf(this.text);
  }

  write(): Reordering | undefined {
    const { installs, last, run, item } = this.place;
    for (const install of installs) {
      const lines = this.copyLines(install);
      if (!lines || !this.insertAbove(install.run.instruction, lines)) return undefined;
    }
    const step = last && fetchStepOf(last);
    const lines = last ? this.copyLines(last) : [];
    const state = item === undefined ? [] : stateBefore(run, item);
    if ((last && !step) || !lines || !state) return undefined;
    if (!this.putCopy(lines, step?.command, state)) return undefined;
    for (const path of this.place.created) this.ignore(wayDown(this.fed.copy.target, path));
    const { names, runsScripts } = this;
    return { edits: this.allEdits(), names: [...new Set(names)], step: step?.name, runsScripts };
  }

  /** `lines` and `step` fetch for the last install. `state` is what a RUN of its own has to repeat. */
  private putCopy(lines: readonly string[], step: string | undefined, state: readonly string[]): boolean {
    const { run, item } = this.place;
    const { instruction } = this.fed.copy;
    const flags = this.flagsOf(run.instruction);
    if (flags === undefined) return false;
    const keyword = `${this.keyword('RUN', run.instruction)} ${flags}`;
    const own = step === undefined ? [] : [...lines, keyword + [...state, step].join(' && ')];
    if (this.staysInPlace()) return this.insertAbove(instruction, own);

    const block = this.blockOf(instruction);
    const below = this.blockOf(run.instruction);
    const moved = block && this.movedText(block);
    if (!block || !below || moved === undefined) return false;
    const gap = block.isApart ? this.lineBreak : '';
    const taken = { start: block.range.start, end: block.isApart ? block.blankBelow.end : block.range.end };
    this.edits.push({ range: taken, newText: '' });
    if (item === undefined) {
      const isLast = !this.text.slice(below.range.start, below.range.end).endsWith('\n');
      const text = isLast ? this.lineBreak + gap + moved.replace(/\r?\n$/, '') : gap + moved;
      this.insert(below.range.end, text);
      return true;
    }
    if (this.isAtTop()) {
      if (!this.insertAbove(run.instruction, own)) return false;
      this.insert(below.range.start, moved + gap);
      return true;
    }
    const seam = this.seamBefore(run, item);
    if (!seam || !this.insertAbove(run.instruction, lines)) return false;
    const { start, end } = seam.range;
    const head = this.lineBreak + moved + below.indent + keyword;
    if (step !== undefined) {
      const newText = step + head + state.map((command) => `${command} && `).join('');
      this.edits.push({ range: { start: end, end }, newText });
    } else if (state.length > 0) {
      this.edits.push({ range: { start, end: start }, newText: head + state.join(' && ') });
    } else {
      if (seam.hasComment) return false;
      this.edits.push({ range: { start, end }, newText: head });
    }
    return true;
  }

  /** Only the step goes above the COPY when nothing in between could matter to it. */
  private staysInPlace(): boolean {
    const { installs, last, index } = this.place;
    if (installs.length > 0 || !last || !this.isAtTop()) return false;
    const between = this.fed.stream.slice(this.fed.index + 1, index);
    return !between.some(({ name }) => name !== undefined && mattersToStep.has(name));
  }

  /** The COPY comes to stand above the whole RUN: there is nothing in it before but `set` and `cd`. */
  private isAtTop(): boolean {
    const { run, item, last } = this.place;
    if (item === undefined) return false;
    return item === 0 || (last !== undefined && run.items.slice(0, item).every(({ isState }) => isState));
  }

  private insertAbove(instruction: Instruction, lines: readonly string[]): boolean {
    const block = this.blockOf(instruction);
    if (!block) return false;
    this.insert(block.range.start, lines.map((line) => block.indent + line + this.lineBreak).join(''));
    return true;
  }

  /** The COPY as it was; with its destination spelled out where a WORKDIR in between would change it. */
  private movedText(block: Block): string | undefined {
    const { copy } = this.fed;
    const { text, range } = copy.destination;
    const there = this.model.stepOf(this.place.run.instruction);
    if (text.startsWith('/') || workdirOf(there) === workdirOf(this.model.stepOf(copy.instruction)))
      return block.text;
    if (text.includes('$') || copy.instruction.json || isUnknownPath(copy.target)) return undefined;
    if (this.text.slice(range.start, range.end) !== text) return undefined;
    const start = range.start - block.range.start;
    return `${block.text.slice(0, start)}${copy.target}${block.text.slice(start + text.length)}`;
  }

  /** Between two items of a plain chain, where it can be cut in two; undefined when it is none. */
  private seamBefore(
    { script, instruction, items }: RunItems,
    item: number,
  ): { readonly range: TextRange; readonly hasComment: boolean } | undefined {
    const start = items[item - 1]?.range.end;
    const end = items[item]?.range.start;
    if (!script || start === undefined || end === undefined || instruction.heredocs.length > 0)
      return undefined;
    if (!isBourne(script.dialect, this.model) || !isPlainChain(script) || script.comments.length > 0)
      return undefined;
    const hasComment = instruction.comments.some(({ range }) => range.start < end && range.end > start);
    return { range: { start, end }, hasComment };
  }

  /** Lines that copy what an install reads. */
  private copyLines(install: FedInstall): string[] | undefined {
    const { copy, stream } = this.fed;
    const { above } = this.place;
    const at = this.model.stepOf(install.run.instruction);
    const found: ManifestCopies | undefined = manifestCopies(
      install.need,
      copy,
      above,
      at,
      this.model,
      stream[0]?.isTrigger ? noContext : this.context,
    );
    if (!found) return undefined;
    this.names.push(...found.names);
    this.runsScripts ||= found.runsScripts;
    this.addOutput(install, at);
    const { instruction } = copy;
    const flags = instruction.flags.filter((flag) => carried.has(flag.name));
    const words = flags.map((flag) => this.text.slice(flag.range.start, flag.range.end));
    if (words.some((word) => /[\r\n]/.test(word))) return undefined;
    const keyword = this.keyword('COPY', instruction);
    return found.lines.map(({ sources, destination }) =>
      [keyword, ...words, ...sources, destination].join(' '),
    );
  }

  /** What an install wrote must not be overwritten by the COPY that now comes later. */
  private addOutput({ need }: FedInstall, at: Step): void {
    const { output } = need.facts;
    if (!output || (need.files && need.command.fileOptions)) return;
    if (output.unless?.some((name) => at.before.env(name).kind === 'defined')) return;
    if (output.when && !this.isAsked(output.when, need, at)) return;
    const project = wayDown(this.fed.copy.target, need.project);
    if (project !== undefined) this.ignore(project === '' ? output.folder : `${project}/${output.folder}`);
  }

  /** A path of the context that must not be copied. */
  private ignore(path: string | undefined): void {
    if (path === undefined || path === '' || this.fed.stream[0]?.isTrigger) return;
    const excluded = this.fed.copy.instruction.flags.filter((flag) => flag.name === 'exclude');
    if (excluded.some((flag) => flag.value?.replace(/^(?:\*\*|\.)\/|\/$/g, '') === path)) return;
    if (this.context.isIgnored(path) === true || this.context.isIgnored(`${path}/x`) === true) return;
    this.ignored.add(path);
  }

  private isAsked(when: NonNullable<Output['when']>, { call }: FedInstall['need'], at: Step): boolean {
    if (call.hasOption(...when.options)) return true;
    const isSet = when.variables.some((entry) => {
      const [name = '', value] = entry.split('=');
      const found = at.before.env(name);
      if (found.kind !== 'defined') return false;
      return value === undefined ? !/^(?:false|0|no)?$/.test(found.value ?? 'true') : found.value === value;
    });
    if (isSet || when.settings.length === 0) return isSet;
    const runs = this.fed.stream.slice(0, this.place.index + 1).map((one) => this.model.stepOf(one).run);
    return runs.some((run) =>
      run?.packageCommands.some(
        ({ manager, command }) =>
          manager === call.manager &&
          command.words.some((word) => when.settings.includes(word.text.replace(/^BUNDLE_/, ''))),
      ),
    );
  }

  private allEdits(): FixEdit[] {
    for (const [at, newText] of this.insertions) {
      if (newText !== '') this.edits.push({ range: { start: at, end: at }, newText });
    }
    const inText = this.edits.flatMap((edit) => ('range' in edit ? [edit] : []));
    inText.sort((a, b) => a.range.start - b.range.start || a.range.end - b.range.end);
    if (this.ignored.size === 0) return inText;
    const path = this.context.ignoreFile?.path ?? '.dockerignore';
    return [...inText, { path, appendLines: [...this.ignored], create: true }];
  }

  private insert(at: number, text: string): void {
    this.insertions.set(at, (this.insertions.get(at) ?? '') + text);
  }

  private blockOf(instruction: Instruction): Block | undefined {
    return blockOf(this.model.tree, topLevel(this.model.tree, instruction));
  }

  /** A keyword in the case of this file, with the ONBUILD of a trigger before it. */
  private keyword(name: KeywordName, like: Instruction): string {
    const own = keywordLike(like, name);
    return like.isTrigger ? `${keywordLike(like, 'ONBUILD')} ${own}` : own;
  }

  /** The flags of a RUN as written, with a blank behind them; undefined where they take more than one line. */
  private flagsOf(instruction: Instruction): string | undefined {
    const words = instruction.flags.map((flag) => this.text.slice(flag.range.start, flag.range.end));
    if (words.some((word) => /[\r\n]/.test(word))) return undefined;
    return words.map((word) => `${word} `).join('');
  }
}

/** Flags that a COPY of the manifests needs as much as the COPY of everything. */
const carried = new Set(['chown', 'chmod', 'link']);

const mattersToStep = new Set<KeywordName>(['RUN', 'ENV', 'ARG', 'USER', 'WORKDIR', 'SHELL', 'COPY', 'ADD']);

const noContext: ContextFacts = {
  ignoreFile: undefined,
  hasTree: false,
  isCertain: false,
  view: undefined,
  namedContexts: [],
  exists: () => undefined,
  isIgnored: () => undefined,
  read: () => undefined,
};
