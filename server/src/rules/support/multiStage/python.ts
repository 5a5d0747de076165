import { compilerPackages } from '../../../knowledge/buildDependencies.ts';
import { slimVariant } from '../../../knowledge/runtimeImages.ts';
import type { Instruction } from '../../../syntax/dockerfile/tree.ts';
import { joinPath, wayDown } from '../containerPaths.ts';
import { contextCopyOf } from '../contextCopies.ts';
import { isAllForTheBuild } from './buildOnly.ts';
import type { Artifact, Conversion, FoundBuild } from './conversion.ts';
import { cutAfterRuns, namedBy } from './place.ts';
import { type PlacedCommand, type SingleStage, textOf } from './singleStage.ts';
import { pathsOfStart } from './startPaths.ts';

/** pip fills a virtual environment where compilers are at hand, and the program runs in it. */
export function pythonBuild(subject: SingleStage): FoundBuild | undefined {
  const { facts } = subject.stage.base.root;
  if (facts.family !== 'python') return undefined;
  const environment = environmentOf(subject);
  const install = subject.commands.find(isInstall);
  if (environment === undefined || !install || !usesIt(subject, environment)) return undefined;
  const hasCompiler = subject.commands.some(({ call }) =>
    call?.packages.some(({ name }) => compilerPackages.has(name ?? '')),
  );
  const isFull = !/(?:^|-)(?:slim|alpine)/.test(subject.stage.base.reference?.tag ?? '');
  if (!hasCompiler && !isFull) return undefined;
  return {
    ...namedBy(install),
    product: 'the virtual environment',
    conversion: conversionOf(subject, environment),
  };
}

/** `python -m venv /opt/venv` */
function environmentOf({ commands }: SingleStage): string | undefined {
  const [first, second] = commands.flatMap(({ program, args, step, cwd }) => {
    const at = args.findIndex(({ text }) => text === '-m');
    const isModule =
      /^python[\d.]*$/.test(program ?? '') && /^(?:venv|virtualenv)$/.test(args[at + 1]?.value ?? '');
    if (!isModule && program !== 'virtualenv') return [];
    const folders = args.slice(isModule ? at + 2 : 0).filter(({ text }) => !text.startsWith('-'));
    const text = folders.length === 1 ? textOf(folders[0], step) : undefined;
    return [text === undefined ? undefined : joinPath(cwd, text)];
  });
  return second === undefined ? first : undefined;
}

function isInstall({ call }: PlacedCommand): boolean {
  return (call?.manager === 'pip' || call?.manager === 'uv') && call.action === 'install';
}

/** On the path, or named by the container's command. */
function usesIt({ start, stage }: SingleStage, environment: string): boolean {
  if (start.argv[0]?.startsWith(`${environment}/bin/`)) return true;
  const path = stage.final.env('PATH');
  if (path.kind !== 'defined') return false;
  const { rawValue, value, instruction } = path.definition;
  const text = value ?? rawValue ?? '';
  if (text.includes(`${environment}/bin`)) return true;
  const name = /\$\{?(\w+)\}?\/bin/.exec(rawValue ?? '')?.[1];
  const variable = name === undefined || !instruction ? undefined : stage.final.env(name);
  return variable?.kind === 'defined' && variable.value === environment;
}

function conversionOf(subject: SingleStage, environment: string): Conversion | undefined {
  const { stage, start } = subject;
  const { base } = stage;
  if (base.hasVariables || !base.reference) return undefined;
  const runtime = slimVariant(base.reference);
  const cut = cutAfterRuns(subject, true, isProgram);
  if (!runtime || !cut) return undefined;
  const artifacts: Artifact[] = [{ path: environment, kind: 'directory' }];
  const isKnown = (placed: PlacedCommand) =>
    isInstall(placed) ||
    (/^python[\d.]*$|^virtualenv$|^pip[\d.]*$/.test(placed.program ?? '') && isOfEnvironment(placed)) ||
    ((placed.program === '.' || placed.program === 'source') &&
      /\/activate$/.test(placed.args[0]?.text ?? ''));
  if (!isAllForTheBuild(subject, { cut, products: [environment], hasShell: true, isKnown })) return undefined;
  // Packages of the project itself may be linked to where their sources are.
  if (subject.commands.some(({ call }) => call?.hasOption('-e', '--editable'))) return undefined;
  const repeated = sourceCopies(subject, cut, environment);
  const more = repeated && pathsOfStart(subject, artifacts, cut, repeated);
  if (!repeated || !more) return undefined;
  // The environment of another interpreter than the image's would not find it there.
  if (wayDown(start.cwd, environment) === '') return undefined;
  return { runtime, artifacts: [...artifacts, ...more], cut, repeated, keepsPath: true };
}

/** `python manage.py collectstatic`: the runtime can do it. */
function isProgram({ program, args, call }: PlacedCommand): boolean {
  if (!/^python[\d.]*$/.test(program ?? '') || call) return false;
  return /\.py$/.test(args[0]?.value ?? '');
}

function isOfEnvironment({ args, call }: PlacedCommand): boolean {
  return call !== undefined || args.some(({ text }) => text === 'venv' || text === 'virtualenv');
}

/**
 * COPYs above the cut that bring what the program runs; those of manifests that a broader one brings again, or that
 * only pip reads, are left out. Undefined where one brings what cannot be told.
 */
function sourceCopies(
  { stage, model }: SingleStage,
  cut: Instruction,
  environment: string,
): Instruction[] | undefined {
  const copies: Instruction[] = [];
  for (const instruction of stage.instructions) {
    if (instruction.range.start > cut.range.start) break;
    if (instruction.name !== 'COPY' && instruction.name !== 'ADD') continue;
    if (instruction.flags.some(({ name }) => name === 'from')) continue;
    const copy = contextCopyOf(instruction, model);
    if (!copy || wayDown(environment, copy.target) !== undefined) return undefined;
    if (copy.sources.every((source) => manifest.test(source))) continue;
    const directory = model.stepOf(instruction).before.workdir.value;
    if (
      directory !== model.stepOf(cut).after.workdir.value &&
      !instruction.words.at(-1)?.text.startsWith('/')
    )
      return undefined;
    copies.push(instruction);
  }
  return copies;
}

const manifest =
  /(?:^|\/)(?:[\w.-]*requirements[\w.*-]*\.(?:txt|in)|requirements|constraints[\w.-]*\.txt|pyproject\.toml|setup\.(?:py|cfg)|(?:poetry|uv)\.lock|Pipfile(?:\.lock)?)\*?$/;
