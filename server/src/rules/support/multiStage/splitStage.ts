import { isBuildVariable } from '../../../knowledge/buildDependencies.ts';
import type { VariableUse } from '../../../model/types.ts';
import type { Instruction, KeywordName } from '../../../syntax/dockerfile/tree.ts';
import { applyEdits, type TextEdit } from '../../../text/edit.ts';
import { lineBreakOf } from '../../../text/lines.ts';
import type { TextRange } from '../../../text/range.ts';
import type { FixEdit } from '../../rule.ts';
import { isUnknownPath, wayDown } from '../containerPaths.ts';
import { commandEdits } from '../execForm.ts';
import { isRoot } from '../finalUser.ts';
import { isOpenAtEnd } from '../insertLine.ts';
import { keywordLike } from '../keywords.ts';
import { blockOf } from '../moveDown.ts';
import { isAccountCommand, setUpRuns } from './buildOnly.ts';
import type { Artifact, Conversion } from './conversion.ts';
import { runsIn } from './healthcheck.ts';
import { lineEnd } from './place.ts';
import type { SingleStage } from './singleStage.ts';

/**
 * Edits that part a stage in two: the first one gets a name, and below its last instruction (the cut) begins another
 * one, with the variables, the directory and the account that the program runs with, and the artifacts. What only
 * says how the container runs moves down, with its comments; what stands below the cut stays. Undefined where some of
 * it would not mean the same there.
 */
export function splitEdits(subject: SingleStage, conversion: Conversion): DocumentEdit[] | undefined {
  const { model, stage, start } = subject;
  const { runtime, cut } = conversion;
  const { tree } = model;
  const { text } = tree;
  const above = stage.instructions.filter(({ range }) => range.start <= cut.range.start);
  const below = stage.instructions.slice(above.length);
  if (stage.instructions.some(({ name }) => name === undefined || name === 'ONBUILD')) return undefined;
  if (!runsIn(runtime, subject, conversion.artifacts)) return undefined;
  if (stage.instructions.some(({ name }) => name === 'SHELL') && (start.needsShell || hasRun(below))) {
    return undefined;
  }

  if (!hasAccounts(subject, conversion, below)) return undefined;
  const shellEdits = startEdits(subject, conversion);
  const userEdits = below.map((instruction) => userEdit(instruction, runtime.user));
  if (!shellEdits || userEdits.includes(undefined)) return undefined;
  const tokens = [...shellEdits, ...userEdits.flatMap((edits) => edits ?? [])];

  const state = finalLines(subject, conversion, above, below);
  const moved = movedBlocks(subject, above, tokens);
  const at = lineEnd(text, cut.range.end);
  if (!state || !moved || isOpenAtEnd(cut)) return undefined;
  const removed = moved.edits;
  const isMoved = (edit: TextEdit) =>
    removed.some(({ range }) => range.start <= edit.range.start && edit.range.end <= range.end);
  const lineBreak = lineBreakOf(text);
  const lines = [...state.head, ...moved.texts, ...state.tail].map((line) =>
    line.replaceAll(/\r?\n/g, lineBreak),
  );
  const newText = `${lineBreak}${lineBreak}${lines.join(lineBreak)}`;
  const kept = tokens.filter((edit) => !isMoved(edit));
  return joined([
    ...nameEdits(subject),
    ...(conversion.edits ?? []),
    ...removed,
    { range: { start: at, end: at }, newText, placeholder: placeholderIn(newText, conversion) },
    ...kept,
  ]);
}

/** In order; what is added to the end of the build and the stage below it may be at one place. */
function joined(edits: readonly DocumentEdit[]): DocumentEdit[] {
  const result: DocumentEdit[] = [];
  for (const edit of [...edits].sort((a, b) => a.range.start - b.range.start)) {
    const before = result.at(-1);
    const isSame = before?.range.end === edit.range.start && before.range.start === edit.range.end;
    if (!before || !isSame) result.push(edit);
    else result[result.length - 1] = { range: edit.range, newText: before.newText + edit.newText };
  }
  return result;
}

type DocumentEdit = Extract<FixEdit, { readonly range: unknown }>;

/** The part of the new image's name that is for the user to choose. */
function placeholderIn(newText: string, { runtime, placeholder }: Conversion): TextRange | undefined {
  if (placeholder === undefined) return undefined;
  const start = newText.indexOf(runtime.image) + runtime.image.length - placeholder.length;
  return { start, end: start + placeholder.length };
}

function hasRun(instructions: readonly Instruction[]): boolean {
  return instructions.some(({ name }) => name === 'RUN');
}

/** `AS build` behind the image, where the stage has no name. */
function nameEdits({ stage }: SingleStage): TextEdit[] {
  if (stage.name !== undefined) return [];
  const { end } = stage.base.range;
  return [{ range: { start: end, end }, newText: ` ${keywordLike(stage.from, 'AS')} build` }];
}

/** The command of the container as the runtime can start it; undefined where it needs a shell that is not there. */
function startEdits({ start, model }: SingleStage, conversion: Conversion): TextEdit[] | undefined {
  if (conversion.start !== undefined) {
    const [own, other] = start.instructions;
    if (!own || other || own.comments.length > 0) return undefined;
    return [{ range: own.args.range, newText: conversion.start }];
  }
  if (conversion.runtime.hasShell || !start.needsShell) return [];
  if (!start.words) return undefined;
  return commandEdits(start.words, model.tree.text).filter((edit) => 'range' in edit);
}

/** An account that only the author's image has gives way to the one of the runtime. */
function userEdit(instruction: Instruction, user: string | undefined): TextEdit[] | undefined {
  if (user === undefined) return [];
  const { name, flags, args } = instruction;
  const owner = flags.find((flag) => flag.name === 'chown')?.value;
  if (owner !== undefined && !isPlainAccount(owner, user)) return undefined;
  if (name !== 'USER' || isPlainAccount(args.text, user)) return [];
  return [{ range: args.range, newText: user }];
}

/**
 * Whether the accounts that are named from the cut on are there: those of the build's image are in another variant of it,
 * but not in an image of another kind, unless the file makes them.
 */
function hasAccounts(subject: SingleStage, conversion: Conversion, below: readonly Instruction[]): boolean {
  const { stage, model, commands } = subject;
  const { runtime, cut, isPlain } = conversion;
  const isKin = familyOf(stage.base.text) === familyOf(runtime.image);
  if (runtime.user !== undefined || isPlain || isKin || commands.some(isAccountCommand)) return true;
  const { user } = model.stepOf(cut).after;
  const named = below.flatMap(({ name, args, flags }) =>
    name === 'USER' ? args.text : (flags.find((flag) => flag.name === 'chown')?.value ?? []),
  );
  const earlier = user.by && !user.fromBase ? [user.value ?? '$'] : [];
  return [...earlier, ...named].every((account) => isPlainAccount(account, 'root'));
}

/** What the variants of an image have in common: `python`, `mcr.microsoft.com/dotnet`. */
function familyOf(image: string): string {
  return image.includes('/') ? image.slice(0, image.lastIndexOf('/')) : image.replace(/[:@].*/, '');
}

function isPlainAccount(account: string, user: string): boolean {
  return /^\d+(?::\d+)?$/.test(account) || account === user || isRoot(account) || account === 'nobody';
}

interface FinalLines {
  /** From the FROM to the artifacts. */
  readonly head: readonly string[];
  /** Below what moves down. */
  readonly tail: readonly string[];
}

function finalLines(
  subject: SingleStage,
  conversion: Conversion,
  above: readonly Instruction[],
  below: readonly Instruction[],
): FinalLines | undefined {
  const { stage, model, start } = subject;
  const { runtime } = conversion;
  const keyword = (name: KeywordName) => keywordLike(stage.from, name);
  const last = above.at(-1);
  const state = last && model.stepOf(last).after;
  const accounts = [...setUpRuns(subject)].filter(({ range }) => range.start <= conversion.cut.range.start);
  const again = runtime.hasShell && !conversion.isPlain ? accounts : [];
  const moved = above.filter(({ name }) => movable.has(name));
  const users = new Set([...moved, ...below, ...again, ...(conversion.repeated ?? [])]);
  const variables = repeatedVariables(subject, above, users, conversion);
  const platform = platformOf(subject);
  if (!state || !variables || platform === undefined) return undefined;

  const directory = state.workdir.value;
  const isSet = state.workdir.by !== undefined && !state.workdir.fromBase;
  if (
    isSet &&
    (directory === undefined || /\s|\$/.test(directory) || dependsOnArgument(state.workdir.by, subject))
  )
    return undefined;
  // The author's own directory comes first thing.
  const isGivenBelow = below[0]?.name === 'WORKDIR' && below[0].args.text.startsWith('/');
  const isRelative = !isSet && start.argv[0]?.startsWith('.') === true;
  if (isRelative && directory === undefined) return undefined;
  const workdir =
    conversion.isPlain || isGivenBelow ? undefined : isSet || isRelative ? directory : undefined;

  const user = state.user.by && !state.user.fromBase ? state.user.value : undefined;
  if (state.user.by && !state.user.fromBase && (user === undefined || /\$/.test(user))) return undefined;
  if (again.length > 0 && !isSameSystem(subject, runtime.image)) return undefined;
  const account =
    user === undefined || isRoot(user) || conversion.isPlain ? undefined : accountOn(user, runtime.user);
  const slice = ({ range }: Instruction) => model.tree.text.slice(range.start, range.end);
  return {
    head: [
      `${keyword('FROM')} ${platform}${runtime.image}`,
      ...variables,
      ...(workdir === undefined ? [] : [`${keyword('WORKDIR')} ${workdir}`]),
      ...again.map(slice),
      ...(conversion.lines ?? []),
      ...conversion.artifacts.map((artifact) =>
        copyLine(artifact, stage.name ?? 'build', workdir, keyword('COPY')),
      ),
      ...(conversion.repeated ?? []).map(slice),
    ],
    tail: account === undefined ? [] : [`${keyword('USER')} ${account}`],
  };
}

function accountOn(user: string, own: string | undefined): string {
  return own === undefined || isPlainAccount(user, own) ? user : own;
}

/** The tools that make accounts differ from system to system. */
function isSameSystem({ stage }: SingleStage, image: string): boolean {
  return (stage.base.root.facts.distribution === 'alpine') === image.includes('alpine');
}

function copyLine(
  { path, kind, to = path }: Artifact,
  from: string,
  workdir: string | undefined,
  keyword: string,
) {
  const isPattern = path.includes('*');
  const target = isPattern ? `${to.slice(0, to.lastIndexOf('/'))}/` : to;
  const way =
    workdir === undefined || isUnknownPath(workdir) ? undefined : wayDown(workdir, target.replace(/\/$/, ''));
  const slash = isPattern ? '/' : '';
  const destination = way === undefined ? target : way === '' ? './' : `./${way}${slash}`;
  return `${keyword} --from=${from} ${path} ${kind === 'directory' && way === '' ? './' : destination}`;
}

/** The platform flag with a blank behind it; undefined where the program is built on another platform than it runs on. */
function platformOf({ stage, model }: SingleStage): string | undefined {
  const { platform } = stage.base;
  if (!platform) return '';
  if (platform.rawValue?.text.includes('$')) return undefined;
  return `${model.tree.text.slice(platform.range.start, platform.range.end)} `;
}

/**
 * ENV that the program may read, as written, and what those and the instructions of the final stage (`users`) take
 * their values from.
 */
function repeatedVariables(
  { model }: SingleStage,
  above: readonly Instruction[],
  users: ReadonlySet<Instruction>,
  { keepsPath, isPlain }: Conversion,
): string[] | undefined {
  const { text } = model.tree;
  const isForBuild = (name: string) => isPlain || isBuildVariable(name) || (name === 'PATH' && !keepsPath);
  const lines: { readonly at: number; readonly line: string }[] = [];
  const uses = [...model.variableUses, ...model.shellVariableUses.filter(isInRun)];
  const wanted = new Set(uses.filter((use) => users.has(use.instruction)).map(({ name }) => name));
  wanted.delete('PATH');
  for (const instruction of [...above].reverse()) {
    if (instruction.name !== 'ENV' && instruction.name !== 'ARG') continue;
    const pairs = instruction.pairs.filter(
      ({ name }) => wanted.has(name.text) || (instruction.name === 'ENV' && !isForBuild(name.text)),
    );
    if (pairs.length === 0) continue;
    const isWhole = pairs.length === instruction.pairs.length && instruction.comments.length === 0;
    const own = pairs.map(({ range }) => text.slice(range.start, range.end)).join(' ');
    if (!isWhole && (/\n/.test(own) || instruction.heredocs.length > 0)) return undefined;
    const line = isWhole
      ? text.slice(instruction.range.start, instruction.range.end)
      : `${instruction.keyword.text} ${own}`;
    lines.push({ at: instruction.range.start, line });
    for (const { name, value } of pairs) {
      if (instruction.name === 'ARG') wanted.delete(name.text);
      for (const [, used = ''] of (value?.text ?? '').matchAll(/\$\{?(\w+)/g)) wanted.add(used);
    }
  }
  return lines.sort((a, b) => a.at - b.at).map(({ line }) => line);
}

/** Elsewhere a shell looks them up when the container runs. */
function isInRun({ instruction }: VariableUse): boolean {
  return instruction.name === 'RUN';
}

function dependsOnArgument(instruction: Instruction | undefined, { model }: SingleStage): boolean {
  if (!instruction) return false;
  return model.variableUses.some(
    (use) =>
      use.instruction === instruction &&
      (use.result.kind !== 'defined' || use.result.definition.kind !== 'env'),
  );
}

const movable: ReadonlySet<KeywordName | undefined> = new Set<KeywordName>([
  ...(['CMD', 'ENTRYPOINT', 'EXPOSE', 'HEALTHCHECK', 'LABEL', 'MAINTAINER', 'STOPSIGNAL', 'VOLUME'] as const),
]);

/** What says how the container runs, taken out above the cut, with the comments on top of it. */
function movedBlocks(
  { model }: SingleStage,
  above: readonly Instruction[],
  tokens: readonly TextEdit[],
): { readonly edits: TextEdit[]; readonly texts: string[] } | undefined {
  const edits: TextEdit[] = [];
  const texts: string[] = [];
  for (const instruction of above) {
    if (!movable.has(instruction.name)) continue;
    const block = blockOf(model.tree, instruction);
    if (!block) return undefined;
    const { range } = block;
    const end = block.isApart ? Math.max(range.end, block.blankBelow.end) : range.end;
    edits.push({ range: { start: range.start, end }, newText: '' });
    const inner = tokens
      .filter((edit) => range.start <= edit.range.start && edit.range.end <= range.end)
      .map(({ range: own, newText }) => ({
        range: { start: own.start - range.start, end: own.end - range.start },
        newText,
      }));
    texts.push(applyEdits(block.text, inner).replace(/\r?\n$/, ''));
  }
  return { edits, texts };
}
