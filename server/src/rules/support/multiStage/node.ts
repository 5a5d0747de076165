import { slimVariant } from '../../../knowledge/runtimeImages.ts';
import type { ShellWord } from '../../../syntax/shell/tree.ts';
import type { TextEdit } from '../../../text/edit.ts';
import { appendToRun } from '../appendCommand.ts';
import { joinPath, wayDown, workdirOf } from '../containerPaths.ts';
import { isMountedOver } from '../layerPaths.ts';
import { mayRemoveProgram } from '../removedPrograms.ts';
import { isAllForTheBuild } from './buildOnly.ts';
import { carriedCopies } from './carriedCopies.ts';
import type { Artifact, Conversion, FoundBuild } from './conversion.ts';
import { cutAfterRuns, namedBy } from './place.ts';
import { sideFolders } from './sideFolders.ts';
import { type PlacedCommand, resolve, type SingleStage } from './singleStage.ts';
import { pathsOfStart } from './startPaths.ts';

/** A build step of a project of Node.js, and a server that is started from what it writes. */
export function nodeBuild(subject: SingleStage): FoundBuild | undefined {
  const build = nodeBuildOf(subject);
  if (!build) return undefined;
  const entry = entryOf(subject);
  if (!entry) return undefined;
  return {
    ...namedBy(build, buildWord(build)),
    product: 'what it writes',
    conversion: conversionOf(subject, build, entry),
  };
}

/** The first build step whose project is in the image. One in a mount leaves only what is copied out of it. */
export function nodeBuildOf({ commands }: SingleStage): PlacedCommand | undefined {
  return commands.find((command) => {
    const { run } = command.step;
    return isNodeBuild(command) && !(run && isMountedOver(run, command.cwd, workdirOf(command.step)));
  });
}

/** The last word of its name: `build` of `npm run build`. */
export function buildWord({ args }: PlacedCommand): ShellWord | undefined {
  return args.find(({ text }) => /^(?:build|compile|tsc)(?:[:.-]|$)/.test(text));
}

/** `npm run build`, `yarn build:prod`, `tsc`, `npx vite build`. */
export function isNodeBuild({ program, args }: PlacedCommand): boolean {
  const words = args.map(({ value, text }) => value ?? text).filter((text) => !text.startsWith('-'));
  if (program === 'tsc' || program === 'webpack') return true;
  if (program === 'npx' || program === 'bunx') return isCompiler(words);
  if (program === 'npm' || program === 'pnpm' || program === 'yarn' || program === 'bun') {
    const isRun = words[0] === 'run' || words[0] === 'run-script';
    // To npm and Bun, `build` alone is another command.
    const script = isRun ? words[1] : program === 'yarn' || program === 'pnpm' ? words[0] : undefined;
    return script !== undefined && /^(?:build|compile|tsc)(?:[:.-]|$)/.test(script);
  }
  return isCompiler([program ?? '', ...words]);
}

function isCompiler([program, verb]: readonly string[]): boolean {
  if (program === 'tsc' || program === 'webpack') return true;
  return (
    verb === 'build' &&
    /^(?:vite|ng|next|nuxt|nuxi|nest|astro|gatsby|remix|react-scripts|vue-cli-service)$/.test(program ?? '')
  );
}

interface Entry {
  /** Undefined where package.json alone knows. */
  readonly script: string | undefined;
  /** It is a folder, which Next.js serves. */
  readonly isNext?: boolean;
  /** What a manager that the runtime lacks would start, in exec form. */
  readonly start?: string;
}

/** What Node.js is started with; undefined where it is no server that was built. */
function entryOf({ start, read }: SingleStage): Entry | undefined {
  const [program = '', ...rest] = start.argv;
  if (/(?:^|\/)node$/.test(program)) return scriptOf(rest);
  if (program !== 'npm' && program !== 'yarn' && program !== 'pnpm') return undefined;
  const words = rest.filter((word) => !word.startsWith('-'));
  const isRun = words[0] === 'run' || words[0] === 'run-script';
  const name = isRun ? words[1] : words[0];
  if (name === undefined || !/^(?:start|serve|preview|prod)(?:[:.-]prod(?:uction)?)?$/.test(name))
    return undefined;
  const line = scriptsOf(read('package.json'))?.[name];
  if (typeof line !== 'string') return { script: undefined };
  // It runs the sources.
  if (/\b(?:dev|watch|nodemon|ts-node|tsx)\b/.test(line)) return undefined;
  const assigned = /^\s*(?:\w+=\S*\s+)*/.exec(line)?.[0] ?? '';
  const argv = line.slice(assigned.length).trim().split(/\s+/);
  const isPlain = !/[&|;<>$`'"]/.test(line);
  // Its output, packages and configuration are all that it reads.
  if (isPlain && argv[0] === 'next' && argv[1] === 'start' && program !== 'pnpm') {
    return { script: '.next', isNext: true };
  }
  if (!isPlain || argv[0] !== 'node') return { script: undefined };
  const entry = scriptOf(argv.slice(1));
  if (program !== 'pnpm') return entry;
  // pnpm is in no image of Node.js.
  const isBare = assigned.trim() === '' && words.length === (isRun ? 2 : 1);
  return isBare
    ? { ...entry, start: `[${argv.map((word) => JSON.stringify(word)).join(', ')}]` }
    : { script: undefined };
}

function scriptsOf(text: string | undefined): Readonly<Record<string, unknown>> | undefined {
  if (text === undefined) return undefined;
  try {
    const parsed: unknown = JSON.parse(text);
    const scripts =
      typeof parsed === 'object' && parsed !== null && 'scripts' in parsed ? parsed.scripts : undefined;
    return typeof scripts === 'object' && scripts !== null ? (scripts as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function scriptOf(words: readonly string[]): { readonly script: string | undefined } {
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    if (/^(?:-r|--require|--import|--loader|--experimental-loader|--env-file)$/.test(word)) i++;
    else if (!word.startsWith('-')) return { script: word };
  }
  return { script: undefined };
}

const nextConfigs: readonly string[] = ['next.config.js', 'next.config.mjs', 'next.config.ts'];

const outputs = /^(?:dist|build|out|output|\.output|lib-dist|compiled)(?:\/|$)/;

function conversionOf(
  subject: SingleStage,
  build: PlacedCommand,
  { script, start, isNext = false }: Entry,
): Conversion | undefined {
  const { base } = subject.stage;
  const { cwd } = subject.start;
  const path = script === undefined ? undefined : resolve(cwd, script);
  const way = path === undefined ? undefined : wayDown(cwd, path);
  const folder = isNext ? way : outputs.exec(way ?? '')?.[0]?.replace(/\/$/, '');
  // Its configuration may have one of several names, or not be there.
  if (isNext && subject.exists('package.json') === undefined) return undefined;
  if (folder === undefined || build.cwd !== cwd || cwd === '/') return undefined;
  if (base.root.facts.family !== 'node' || base.hasVariables || !base.reference) return undefined;
  if (/\.pnp\b|\byarnrc\b|\bberry\b|workspace|lerna|turbo|\bnx\b/.test(subject.model.wholeText))
    return undefined;
  const runtime = slimVariant(base.reference);
  const cut = cutAfterRuns(subject, true);
  if (!runtime || !cut) return undefined;

  // What Nitro writes brings the packages along.
  const needsPackages = folder !== '.output';
  const install = subject.commands.find((one) => one.cwd === cwd && isInstall(one));
  if (needsPackages && !install) return undefined;
  const inside = (name: string) => joinPath(cwd, name);
  const artifacts: Artifact[] = [
    { path: inside('package.json'), kind: 'file' },
    ...(needsPackages ? [{ path: inside('node_modules'), kind: 'directory' } as const] : []),
    { path: inside(folder), kind: 'directory' },
  ];
  const isKnown = (placed: PlacedCommand) =>
    isNodeBuild(placed) ||
    /^(?:npm|yarn|pnpm|npx)$/.test(placed.call?.manager ?? placed.program ?? '') ||
    placed.program === 'npx';
  if (
    !isAllForTheBuild(subject, { cut, products: artifacts.map(({ path }) => path), hasShell: true, isKnown })
  )
    return undefined;
  const repeated = carriedCopies(subject, cut);
  const more = repeated && pathsOfStart(subject, artifacts, cut, repeated);
  if (subject.commands.some(isGlobal) || !more) return undefined;
  const beside = sideFolders(subject, cut, isNext ? nextConfigs : []);
  const prune = install && needsPackages ? pruned(subject, build, install) : [];
  const own = start === undefined ? {} : { start };
  return (
    prune && { runtime, artifacts: [...artifacts, ...more, ...beside], cut, edits: prune, repeated, ...own }
  );
}

function isInstall({ call }: PlacedCommand): boolean {
  return (
    call?.action === 'install' &&
    call.packages.length === 0 &&
    /^(?:npm|yarn|pnpm)$/.test(call.manager) &&
    !call.hasOption('--global')
  );
}

/** A program of its own that the container may call. */
function isGlobal({ call }: PlacedCommand): boolean {
  return (
    call?.action === 'install' &&
    call.hasOption('--global') &&
    call.packages.some(
      ({ name }) => !/^(?:npm|yarn|pnpm|typescript|corepack|@angular\/cli|@nestjs\/cli)$/.test(name ?? ''),
    )
  );
}

/**
 * What the build alone needs is taken out when it is done, so that it does not cross. Nothing where it is out already,
 * or where the manager has no command for it.
 */
function pruned(
  subject: SingleStage,
  build: PlacedCommand,
  install: PlacedCommand,
): readonly TextEdit[] | undefined {
  const isOut = ({ call, program, args }: PlacedCommand) =>
    args.some(({ text }) => /^(?:prune|--prod|--production|--omit=dev|--only=prod(?:uction)?)$/.test(text)) &&
    (call !== undefined || program === 'pnpm');
  if (subject.commands.some(isOut)) return [];
  // Yarn has been another program since its second version, which corepack brings.
  const isOldYarn = install.call?.manager === 'yarn' && !subject.commands.some(bringsYarn);
  const command = isOldYarn ? yarnPrune : pruneCommands[install.call?.manager ?? ''];
  if (command === undefined) return [];
  const major = Number(/^\d+/.exec(subject.stage.base.reference?.tag ?? '')?.[0] ?? Number.NaN);
  const fitting = major < 16 ? command.replace('--omit=dev', '--production') : command;
  const { run } = build.step;
  if (run && mayRemoveProgram(install.call?.manager ?? 'npm', run, build.command)) return undefined;
  const appended = appendToRun(build.step, build.command, fitting, subject.model);
  return appended?.edits.filter((edit) => 'range' in edit);
}

function bringsYarn({ program, args }: PlacedCommand): boolean {
  return program === 'corepack' || (program === 'yarn' && /^(?:set|policies)$/.test(args[0]?.text ?? ''));
}

const yarnPrune = 'yarn install --production --ignore-scripts --prefer-offline';

const pruneCommands: Readonly<Record<string, string>> = {
  npm: 'npm prune --omit=dev',
  pnpm: 'CI=true pnpm prune --prod',
};
