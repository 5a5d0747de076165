import { javaRuntime } from '../../../knowledge/runtimeImages.ts';
import type { ShellWord } from '../../../syntax/shell/tree.ts';
import { wayDown } from '../containerPaths.ts';
import { copiedTo, isAllForTheBuild } from './buildOnly.ts';
import { carriedCopies } from './carriedCopies.ts';
import type { Artifact, Conversion, FoundBuild } from './conversion.ts';
import { cutAfterRuns, namedBy } from './place.ts';
import { type PlacedCommand, resolve, type SingleStage } from './singleStage.ts';
import { pathsOfStart } from './startPaths.ts';

/** Maven or Gradle builds the archive or the classes that `java` is started with. */
export function javaBuild(subject: SingleStage): FoundBuild | undefined {
  const build = subject.commands.find((one) => goalOf(one) !== undefined);
  const program = subject.start.argv[0];
  if (!build || program === undefined) return undefined;
  const artifacts = /(?:^|\/)java$/.test(program)
    ? classpathOf(subject, build)
    : installed(subject, build, program);
  if (!artifacts) return undefined;
  const isJar = artifacts.length === 1 && artifacts[0]?.kind === 'file';
  return {
    ...namedBy(build, goalOf(build)),
    product: isJar ? 'the jar' : 'the classes and libraries',
    conversion: conversionOf(subject, artifacts),
  };
}

/** The goal or task that packs or compiles. */
function goalOf({ call }: PlacedCommand): ShellWord | undefined {
  const goals = call && goalsOf[call.manager];
  return goals && call.command.words.find(({ text }) => goals.has(text.slice(text.lastIndexOf(':') + 1)));
}

const goalsOf: Readonly<Record<string, ReadonlySet<string>>> = {
  maven: new Set(['package', 'install', 'verify', 'single']),
  gradle: new Set([
    ...['build', 'assemble', 'jar', 'bootJar', 'shadowJar', 'fatJar', 'installDist', 'installShadowDist'],
  ]),
};

/** What `-jar`, `-cp` and `-p` name, if all of it comes out of the build. */
function classpathOf(subject: SingleStage, build: PlacedCommand): Artifact[] | undefined {
  const { argv, cwd } = subject.start;
  const entries: string[] = [];
  for (const [index, argument] of argv.entries()) {
    const next = argv[index + 1];
    if (next === undefined) continue;
    if (argument === '-jar') entries.push(next);
    else if (/^(?:-cp|-classpath|--class-path|-p|--module-path)$/.test(argument))
      entries.push(...next.split(':'));
    else if (argument.startsWith('-javaagent:')) return undefined;
    if (argument === '-jar') break;
  }
  const artifacts = new Map<string, Artifact>();
  for (const entry of entries.filter((text) => text !== '.')) {
    const path = resolve(cwd, entry.replace(/\/\*$/, ''));
    if (path === undefined || !isOutput(subject, build, path)) return undefined;
    artifacts.set(path, {
      path,
      kind: path.endsWith('.jar') || path.endsWith('.war') ? 'file' : 'directory',
    });
  }
  return artifacts.size > 0 ? [...artifacts.values()] : undefined;
}

/** A start script that the build wrote: with the libraries that lie beside it. */
function installed(subject: SingleStage, build: PlacedCommand, program: string): Artifact[] | undefined {
  const path = program.includes('/') ? resolve(subject.start.cwd, program) : undefined;
  const root =
    path === undefined ? undefined : /^(.+\/build\/install\/[\w.-]+)\/bin\/[\w.-]+$/.exec(path)?.[1];
  return root !== undefined && wayDown(build.cwd, root) !== undefined
    ? [{ path: root, kind: 'directory' }]
    : undefined;
}

/** In the folder that Maven or Gradle builds into, or copied out of it. */
function isOutput(subject: SingleStage, build: PlacedCommand, path: string): boolean {
  const way = wayDown(build.cwd, path);
  if (way !== undefined && /^(?:[\w.-]+\/)*(?:target|build\/libs|build\/install)(?:\/|$)/.test(way))
    return true;
  return path.endsWith('.jar') && copiedTo(subject, path);
}

function conversionOf(subject: SingleStage, artifacts: readonly Artifact[]): Conversion | undefined {
  const { base } = subject.stage;
  const { family } = base.root.facts;
  if (family === undefined || base.hasVariables || base.reference?.digest) return undefined;
  const runtime = javaRuntime(family, base.reference?.tag);
  const cut = cutAfterRuns(subject, true);
  if (!runtime || !cut) return undefined;
  const isKnown = ({ call, program }: PlacedCommand) =>
    call?.manager === 'maven' || call?.manager === 'gradle' || isUnpacking(program);
  const isMade = (placed: PlacedCommand) => isKnown(placed) || isWrapper(placed);
  const products = artifacts.map(({ path }) => path);
  if (!isAllForTheBuild(subject, { cut, products, hasShell: true, isKnown: isMade })) return undefined;
  const repeated = carriedCopies(subject, cut);
  const more = repeated && pathsOfStart(subject, artifacts, cut, repeated);
  return more && { runtime, artifacts: [...artifacts, ...more], cut, repeated };
}

/** In the folder of the build, where the classpath will look. */
function isUnpacking(program: string | undefined): boolean {
  return program === 'tar' || program === 'unzip' || program === 'jar';
}

/** `chmod +x mvnw` */
function isWrapper({ program, args }: PlacedCommand): boolean {
  return program === 'chmod' && args.slice(1).every(({ text }) => /(?:^|\/)(?:mvnw|gradlew)$/.test(text));
}
