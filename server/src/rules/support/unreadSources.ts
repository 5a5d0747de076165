import type { BuildModel, Stage } from '../../model/types.ts';
import type { Instruction, Word } from '../../syntax/dockerfile/tree.ts';
import { joinPath, mayOverlap, wayDown } from './containerPaths.ts';
import { type ContextCopy, contextCopyOf, isBroad } from './contextCopies.ts';
import type { DependencyCall } from './dependencyCalls.ts';
import { touchesNoFile } from './reorderPlace.ts';
import { runItemsOf } from './runItems.ts';

/** Sources that are copied above an install that reads manifests and nothing else. */
export interface UnreadSources {
  readonly copy: ContextCopy;
  /** Those of its words, in order. */
  readonly sources: readonly Word[];
  readonly install: DependencyCall;
  /** The last RUN below that needs nothing of them either: they may be copied behind it. */
  readonly run: Instruction;
}

/** Of a stage, triggers left out. Silent where an install may run scripts of the project, or find packages in it. */
export function unreadSourcesOf(stage: Stage, model: BuildModel): UnreadSources[] {
  const own = stage.instructions.filter(({ trigger }) => !trigger);
  const found: UnreadSources[] = [];
  for (const [index, instruction] of own.entries()) {
    const copy = contextCopyOf(instruction, model);
    if (!copy) continue;
    // With the whole context above, nothing is won.
    if (isBroad(copy)) break;
    const sources = instruction.words.slice(0, -1).filter(({ text }) => isSource(text));
    if (sources.length === 0 || !isMovable(copy)) continue;
    const below = installBelow(copy, sources, own.slice(index + 1), model);
    if (below) found.push({ copy, sources, ...below });
  }
  return found;
}

/** Whether an instruction copies something that looks like a source at all. */
export function mayBringSources({ words }: Instruction): boolean {
  return words.slice(0, -1).some(({ text }) => isSource(text));
}

/** Words of a source by which nobody calls a manifest, a package of a workspace or a script that runs with an install. */
export function isSource(word: string): boolean {
  const path = word.replace(/^\.\/|\/(?:\*+)?$/g, '');
  const name = path.slice(path.lastIndexOf('/') + 1);
  return sourceFolders.test(name) || (sourceFiles.test(name) && !readByInstalls.test(name));
}

const sourceFolders =
  /^(?:src|app|cmd|internal|public|static|assets|views|templates|pages|components|styles|locales|tests?|spec)$/;

const sourceFiles = /\.(?:py|js|mjs|ts|jsx|tsx|vue|go|rb|css|scss|html?|svg)$/;

const readByInstalls = /setup|install|prepare|husky|script|config|\.pnpmfile|yarnrc|gemspec|^build\.|version/;

/** What a manager may find of these below its project: packages of a workspace, code that an install runs. */
const foldersReadBy: Readonly<Record<string, RegExp>> = {
  javascript: /^(?:app|cmd|internal)$/,
  python: /^(?:cmd|internal)$/,
  go: /^(?:app)$/,
  ruby: /^(?:cmd|internal)$/,
};

/** Flags that hold wherever the COPY stands; a form whose words can be moved. */
function isMovable({ instruction, words }: ContextCopy): boolean {
  return (
    instruction.name === 'COPY' &&
    !instruction.json &&
    words.remotes.length === 0 &&
    !instruction.line.text.includes('$') &&
    instruction.flags.every(({ name }) => name === 'chown' || name === 'chmod' || name === 'link')
  );
}

function installBelow(
  copy: ContextCopy,
  sources: readonly Word[],
  below: readonly Instruction[],
  model: BuildModel,
): Pick<UnreadSources, 'install' | 'run'> | undefined {
  const places = landingsOf(copy, sources);
  let found: Pick<UnreadSources, 'install' | 'run'> | undefined;
  for (const instruction of below) {
    if (instruction.name !== 'RUN') {
      if (!canStayAbove(instruction, copy, places, model)) break;
      continue;
    }
    const step = model.stepOf(instruction);
    const run = runItemsOf(step, copy.target);
    if (!run || step.run?.mounts.some(({ type }) => type === 'bind')) break;
    const installs = run.items.flatMap(({ calls }) => calls);
    if (!run.isSequence || !run.items.every((item) => item.isFree || item.calls.length > 0)) break;
    if (installs.some((install) => !readsManifestsAlone(install, sources, places))) break;
    const install = found?.install ?? installs[0];
    if (install) found = { install, run: instruction };
  }
  return found;
}

/** Its manifests are not among the sources, nor in a folder that they are copied to. */
function readsManifestsAlone(
  { command, facts, isWide, files, project }: DependencyCall,
  sources: readonly Word[],
  places: readonly string[],
): boolean {
  const own = foldersReadBy[facts.ecosystem];
  if (!own || command.reads !== 'install' || isWide) return false;
  if (sources.some(({ text }) => own.test(text.replace(/^\.\/|\/(?:\*+)?$/g, '')))) return false;
  const reads = files ?? [project];
  return !places.some((place) => reads.some((path) => wayDown(place, path) !== undefined));
}

/** Where files land, or the folder that holds them. */
function landingsOf({ target, destination, sources: all }: ContextCopy, sources: readonly Word[]): string[] {
  const isFolder = all.length > 1 || /(?:^|\/)\.?\/?$/.test(destination.text);
  return sources.map(({ text }) => {
    const name = text.slice(text.lastIndexOf('/') + 1);
    return sourceFiles.test(name) && isFolder && !/[*?[]/.test(name) ? joinPath(target, name) : target;
  });
}

/** Neither needs the sources, nor writes where they go, nor changes what a COPY below it does. */
function canStayAbove(
  instruction: Instruction,
  copy: ContextCopy,
  places: readonly string[],
  model: BuildModel,
): boolean {
  if (touchesNoFile(instruction)) return true;
  switch (instruction.name) {
    case 'ENV':
    case 'ARG':
      return true;
    case 'WORKDIR':
      return copy.destination.text.startsWith('/');
    case 'COPY':
    case 'ADD': {
      const other = contextCopyOf(instruction, model);
      if (!other || isBroad(other)) return false;
      const words = instruction.words.slice(0, -1);
      const isFile = ({ text }: Word) => /[^./]\.[\w*]+$|^(?:Gemfile|Pipfile)/.test(text);
      const lands = words.every(isFile)
        ? words.map(({ text }) => joinPath(other.target, text.slice(text.lastIndexOf('/') + 1)))
        : [other.target];
      return !lands.some((path) => places.some((place) => mayOverlap(path, place)));
    }
    default:
      return false;
  }
}
