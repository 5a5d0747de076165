import type { BuildModel, Stage } from '../../../model/types.ts';
import type { Instruction } from '../../../syntax/dockerfile/tree.ts';
import type { TextEdit } from '../../../text/edit.ts';
import { lineBreakOf } from '../../../text/lines.ts';
import { isUnknownPath, joinPath, wayDown } from '../containerPaths.ts';
import { contextCopyOf } from '../contextCopies.ts';
import { isOpenAtEnd, linesAbove } from '../insertLine.ts';
import { keywordLike } from '../keywords.ts';
import type { FoundBuild } from './conversion.ts';
import { lineEnd, namedBy } from './place.ts';
import { commandsOf, type PlacedCommand } from './singleStage.ts';

/**
 * Composer is copied into the image of PHP and installs the packages there. What stands above it, such as extensions,
 * becomes a stage that both others build upon; the folder of the project is what crosses. Stages above it, such as one that
 * bundles scripts and styles, stay as they are.
 */
export function phpBuild(model: BuildModel): FoundBuild | undefined {
  const stage = model.stages.at(-1);
  // Another stage of PHP may be another target, or bring the packages already.
  const isAlone = model.stages.every(
    (other) => other === stage || (other.base.root.facts.family !== 'php' && !isTaken(other.name)),
  );
  if (!stage || !isAlone) return undefined;
  if (stage.base.root.facts.family !== 'php' || model.tree.errors.length > 0) {
    return undefined;
  }
  const brought = stage.instructions.find((instruction) => bringsComposer(instruction));
  if (!brought) return undefined;
  const commands = commandsOf(stage, model).filter(
    ({ step }) => step.instruction.range.start > brought.range.start,
  );
  const calls = commands.filter(({ call }) => call?.manager === 'composer');
  const install = calls.find(({ call }) => call?.verb && /^(?:install|i)$/.test(call.verb.text));
  const last = calls.at(-1);
  const starts = [stage.final.cmd, stage.final.entrypoint].flatMap(({ value }) => value?.argv ?? []);
  if (!install || !last || starts.some((word) => /\bcomposer\b/.test(word))) return undefined;
  const edits = splitInThree(stage, model, { brought, cut: last.step.instruction, install, commands });
  return {
    ...namedBy(install, install.call?.verb),
    product: 'the project',
    conversion: undefined,
    ...(edits ? { ready: { edits, image: stage.base.text } } : {}),
  };
}

function isTaken(name: string | undefined): boolean {
  return name !== undefined && /^(?:base|build)$/i.test(name);
}

function bringsComposer({ name, flags, words }: Instruction): boolean {
  if (name !== 'COPY' || !flags.some((flag) => flag.name === 'from')) return false;
  return words.length === 2 && /\/composer(?:\.phar)?$/.test(words[0]?.text ?? '');
}

interface Parts {
  /** The COPY of Composer: the first instruction of the stage that builds. */
  readonly brought: Instruction;
  /** The last one of it. */
  readonly cut: Instruction;
  readonly install: PlacedCommand;
  readonly commands: readonly PlacedCommand[];
}

function splitInThree(stage: Stage, model: BuildModel, parts: Parts): TextEdit[] | undefined {
  const { brought, cut, install, commands } = parts;
  const { tree } = model;
  const between = stage.instructions.filter(
    ({ range }) => brought.range.start <= range.start && range.start <= cut.range.start,
  );
  const project = install.cwd;
  if (project === '/' || isUnknownPath(project)) return undefined;
  // What an ARG gives is known to the stages only that declare it.
  if (stage.instructions.some(({ name }) => name === 'ARG' || name === 'ONBUILD' || name === undefined))
    return undefined;
  const isFine = (instruction: Instruction) => {
    if (instruction === brought || instruction.name === 'RUN' || instruction.name === 'WORKDIR') return true;
    if (instruction.name === 'ENV')
      return instruction.pairs.every(({ name }) => name.text.startsWith('COMPOSER_'));
    const copy = contextCopyOf(instruction, model);
    return copy !== undefined && wayDown(project, copy.target) !== undefined;
  };
  const inBuild = commands.filter(({ step }) => step.instruction.range.start <= cut.range.start);
  if (!between.every(isFine) || !inBuild.every((placed) => staysIn(project, placed))) return undefined;

  const directory = model.stepOf(cut).after.workdir;
  const isSetHere = directory.by !== undefined && between.includes(directory.by);
  if (isSetHere && (directory.value === undefined || /[\s$]/.test(directory.value))) return undefined;
  const word = (keyword: 'FROM' | 'AS' | 'WORKDIR' | 'COPY') => keywordLike(stage.from, keyword);
  const name = stage.name ?? 'base';
  const opening = `${word('FROM')} ${name} ${word('AS')} build`;
  const before = tree.text.slice(0, brought.range.start).trimEnd();
  const above = linesAbove(tree, brought, name === 'build' ? [] : ['', opening]);
  const at = lineEnd(tree.text, cut.range.end);
  if (!above || !('range' in above) || above.newText === '') return undefined;
  if (isOpenAtEnd(cut) || before === '') return undefined;
  const lineBreak = lineBreakOf(tree.text);
  const hasBlank = /\n[ \t]*\r?\n$/.test(tree.text.slice(0, above.range.start));
  const { end } = stage.base.range;
  const target = project === directory.value ? './' : project;
  const lines = [
    '',
    `${word('FROM')} ${name}`,
    ...(isSetHere ? [`${word('WORKDIR')} ${directory.value}`] : []),
    `${word('COPY')} --from=build ${project} ${target}`,
  ];
  return [
    ...(stage.name === undefined ? [{ range: { start: end, end }, newText: ` ${word('AS')} base` }] : []),
    { range: above.range, newText: hasBlank ? above.newText.replace(/^[ \t]*\r?\n/, '') : above.newText },
    { range: { start: at, end: at }, newText: lines.map((line) => lineBreak + line).join('') },
  ];
}

/** It changes nothing but the project's folder, and no owner, which would not cross. */
function staysIn(project: string, { call, program, args, cwd, command }: PlacedCommand): boolean {
  if (command.redirects.some(({ operator }) => operator.includes('>'))) return false;
  if (call?.manager === 'composer') return !call.command.words.some(({ text }) => text === 'global');
  if (program === 'php') return args[0]?.value === 'artisan' && cwd === project;
  if (program === 'cd') return true;
  if (program === undefined || !/^(?:rm|cp|mv|mkdir|chmod|set|echo|true)$/.test(program)) return false;
  const paths = args.filter(({ text }) => !/^[-+]|^[0-7]{3,4}$|^[ugoa]*[+=-]/.test(text));
  return (
    program === 'set' ||
    program === 'echo' ||
    program === 'rm' ||
    paths.every(({ value }) => value !== undefined && wayDown(project, joinPath(cwd, value)) !== undefined)
  );
}
