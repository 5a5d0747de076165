import type { ContextView } from '../../model/context/contextView.ts';
import { presenceOf } from '../../model/context/sourcePattern.ts';
import { copyWordsOf, type TakeSource } from '../../model/context/takeWords.ts';
import { joinWorkdir } from '../../model/paths.ts';
import type { BuildModel, Stage, Step } from '../../model/types.ts';
import type { ShellCommand, ShellWord } from '../../syntax/shell/tree.ts';
import type { TextRange } from '../../text/range.ts';
import type { StageSource } from './sourceAt.ts';

/**
 * The place in a stage, or in those below it, that makes what another stage takes: the last one that is certain to make
 * that path. Undefined where that cannot be told: most of what a build leaves behind is named nowhere.
 */
export function makerOf(
  { stage, instruction, text }: StageSource,
  model: BuildModel,
  view: ContextView | undefined,
): TextRange | undefined {
  const written = model.expand(text, instruction).value;
  if (written === undefined || /[*?[\\]/.test(written)) return undefined;
  // Sources of a stage begin at its root. https://docs.docker.com/reference/dockerfile/#copy---from
  const path = joinWorkdir('/', written, false);
  if (path === undefined || path === '/') return undefined;
  for (let at: Stage | undefined = stage; at; at = at.base.stage) {
    const found = inStage(path, at, model, view);
    if (found) return found;
  }
  return undefined;
}

function inStage(
  path: string,
  stage: Stage,
  model: BuildModel,
  view: ContextView | undefined,
): TextRange | undefined {
  for (const instruction of [...stage.instructions].reverse()) {
    const step = model.stepOf(instruction);
    switch (instruction.name) {
      case 'RUN': {
        const named = namedByCommand(path, step);
        if (named) return named;
        break;
      }
      case 'WORKDIR':
        if (step.after.workdir.value === path) return instruction.words[0]?.range ?? instruction.range;
        break;
      case 'COPY':
      case 'ADD': {
        const copied = copiedTo(path, step, view);
        if (copied) return copied;
        break;
      }
      default:
    }
  }
  return undefined;
}

/** A word of a command that says where it writes, and says this path: `-o /out/app`, `mkdir -p /data`, `> list`. */
function namedByCommand(path: string, { scripts, before }: Step): TextRange | undefined {
  let workdir = before.workdir.value;
  let named: TextRange | undefined;
  for (const { commands } of scripts) {
    for (const command of commands) {
      // Where a script goes to is not followed.
      if (command.name === 'cd' || command.name === 'pushd') workdir = undefined;
      for (const { word, value } of outputsOf(command)) {
        if (joinWorkdir(workdir, value, false) === path) named = word.range;
      }
    }
  }
  return named;
}

interface Output {
  readonly word: ShellWord;
  readonly value: string;
}

function outputsOf({ name = '', words, redirects }: ShellCommand): Output[] {
  const outputs: Output[] = [];
  const add = (word: ShellWord | undefined, value = word?.value): void => {
    if (word && value) outputs.push({ word, value });
  };
  for (const [index, word] of words.entries()) {
    const { value = '' } = word;
    if (outputOption.test(value)) add(words[index + 1]);
    const equals = value.indexOf('=');
    if (equals > 0 && outputOption.test(value.slice(0, equals))) add(word, value.slice(equals + 1));
  }
  const operands = words.slice(1).filter(({ value }) => !value?.startsWith('-'));
  const setsTime = name === 'touch' && words.some(({ value }) => /^-[dhrt]/.test(value ?? ''));
  if (makers.has(name) && !setsTime) for (const operand of operands) add(operand);
  else if (movers.has(name) || (name === 'git' && operands[0]?.value === 'clone')) add(operands.at(-1));
  else if (words.some(({ value }) => value === 'venv' || value === 'virtualenv')) add(operands.at(-1));
  for (const { operator, target } of redirects) if (/^&?>/.test(operator)) add(target);
  return outputs;
}

const outputOption =
  /^(?:-[oOd]|--(?:out(?:put|file|dir)?(?:-(?:dir|file|path|document))?|dest(?:ination)?|prefix|target(?:-dir)?|root))$/;

const makers: ReadonlySet<string> = new Set(['mkdir', 'touch']);
const movers: ReadonlySet<string> = new Set(['cp', 'mv', 'ln', 'install', 'rsync']);

/** The destination, or the source whose file it is: what is below a folder is known of the build context alone. */
function copiedTo(path: string, step: Step, view: ContextView | undefined): TextRange | undefined {
  const copy = copyWordsOf(step);
  if (copy?.to === undefined) return undefined;
  const destination = joinWorkdir(step.before.workdir.value, copy.to, false);
  if (destination === undefined) return undefined;
  if (destination === path) return copy.destination.range;
  const way = wayDown(destination, path);
  if (way === undefined) return undefined;
  // A file under its own name, or what is below a folder of the context that is known to hold it.
  for (const source of copy.sources) {
    if (!source.kept && isFile(way, source.pattern?.path)) return source.range;
    if (!copy.hasFrom && !copy.excludes && view && holds(source, way, view)) return source.range;
  }
  return copy.remotes.find(({ url }) => isFile(way, url))?.range;
}

/** By its extension: what is none may be a folder, whose content lands elsewhere. */
function isFile(name: string, path: string | undefined): boolean {
  return path?.split('/').at(-1) === name && /[^/]\.[\w-]+$/.test(name);
}

function holds({ pattern, kept }: TakeSource, way: string, view: ContextView): boolean {
  if (!pattern || pattern.glob || kept) return false;
  const { path } = pattern;
  return presenceOf(view, path === '' ? way : `${path}/${way}`).kind === 'sent';
}

function wayDown(folder: string, path: string): string | undefined {
  const prefix = folder === '/' ? '/' : `${folder}/`;
  return path.startsWith(prefix) ? path.slice(prefix.length) : undefined;
}
