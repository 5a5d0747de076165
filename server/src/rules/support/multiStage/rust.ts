import {
  debianIn,
  debianOfRust,
  glibcRuntime,
  type RuntimeImage,
  staticRuntime,
} from '../../../knowledge/runtimeImages.ts';
import { wayDown } from '../containerPaths.ts';
import { copiedTo, isAllForTheBuild } from './buildOnly.ts';
import { carriedCopies } from './carriedCopies.ts';
import type { Artifact, Conversion, FoundBuild } from './conversion.ts';
import { cutAfterRuns, namedBy } from './place.ts';
import { sideFolders } from './sideFolders.ts';
import { type PlacedCommand, resolve, type SingleStage, textOf } from './singleStage.ts';
import { pathsOfStart } from './startPaths.ts';

/** `cargo build --release` or `cargo install --path .` of the very program that the container starts. */
export function rustBuild(subject: SingleStage): FoundBuild | undefined {
  const builds = subject.commands.filter(isBuild);
  const program = subject.start.argv[0];
  if (builds.length === 0 || program === undefined || /^(?:cargo|sh|bash)$/.test(program)) return undefined;
  // More than a few are told apart by nobody.
  for (const build of builds.slice(0, 10)) {
    const artifact = artifactOf(subject, build, program);
    if (!artifact) continue;
    return { ...namedBy(build), product: 'the binary', conversion: conversionOf(subject, builds, artifact) };
  }
  return undefined;
}

function isBuild({ call }: PlacedCommand): boolean {
  if (call?.manager !== 'cargo') return false;
  if (call.verb?.text === 'install') return call.hasOption('--path');
  return call.verb?.text === 'build' || call.verb?.text === 'b';
}

function artifactOf(subject: SingleStage, build: PlacedCommand, program: string): Artifact | undefined {
  if (build.call?.verb?.text === 'install') {
    const name = program.slice(program.lastIndexOf('/') + 1);
    const root = build.call.optionValues('--root');
    if (root.length > 0) {
      const folder = root[0] === undefined ? undefined : resolve(build.cwd, root[0]);
      const path = resolve(subject.start.cwd, program);
      if (folder === undefined) return undefined;
      if (path === `${folder}/bin/${name}`) return { path, kind: 'file' };
      return program === name && folder.startsWith('/usr')
        ? { path: `${folder}/bin/${name}`, kind: 'file' }
        : undefined;
    }
    const home = `/usr/local/cargo/bin/${name}`;
    if (program === name) return { path: home, kind: 'file', to: `/usr/local/bin/${name}` };
    return program === home ? { path: home, kind: 'file' } : undefined;
  }
  if (!program.includes('/')) {
    const path = ['/usr/local/bin', '/usr/bin', '/bin'].map((folder) => `${folder}/${program}`);
    const found = path.find((one) => copiedTo(subject, one));
    return found === undefined ? undefined : { path: found, kind: 'file' };
  }
  const path = resolve(subject.start.cwd, program);
  if (path === undefined) return undefined;
  if (copiedTo(subject, path)) return { path, kind: 'file' };
  return /\/target\/(?:[\w.-]+\/)?(?:release|debug|dist)\/[\w-]+$/.test(path)
    ? { path, kind: 'file' }
    : undefined;
}

function conversionOf(
  subject: SingleStage,
  builds: readonly PlacedCommand[],
  artifact: Artifact,
): Conversion | undefined {
  const runtime = runtimeOf(subject, builds);
  const cut = runtime && cutAfterRuns(subject, runtime.hasShell);
  if (!cut || isOnMount(builds, artifact.path)) return undefined;
  const packages = runtime.libraries ?? [];
  const isKnown = ({ call, program }: PlacedCommand) =>
    call?.manager === 'cargo' || program === 'cargo' || program === 'rustup' || program === 'trunk';
  if (
    !isAllForTheBuild(subject, {
      cut,
      products: [artifact.path],
      hasShell: runtime.hasShell,
      isKnown,
      packages,
    })
  )
    return undefined;
  const repeated = carriedCopies(subject, cut);
  const more = repeated && pathsOfStart(subject, [artifact], cut, repeated);
  return more && { runtime, artifacts: [artifact, ...more, ...sideFolders(subject, cut)], cut, repeated };
}

/** What is built into a cache mount is not in the image. */
function isOnMount(builds: readonly PlacedCommand[], path: string): boolean {
  return builds.some(({ step, cwd }) =>
    step.run?.mounts.some(({ target, type }) => {
      const at = target === undefined || type !== 'cache' ? undefined : resolve(cwd, target);
      return at !== undefined && wayDown(at, path) !== undefined;
    }),
  );
}

function runtimeOf(subject: SingleStage, builds: readonly PlacedCommand[]): RuntimeImage | undefined {
  const { stage, start } = subject;
  const { reference, root } = stage.base;
  const needsShell = start.needsShell && !start.words;
  if (root.facts.family !== 'rust' || stage.base.hasVariables || reference?.digest) return undefined;
  const tag = reference?.tag;
  const isMusl =
    tag?.includes('alpine') === true || builds.every((build) => targetOf(build)?.endsWith('-musl'));
  if (isMusl) return needsShell ? undefined : staticRuntime;
  const codename = tag === undefined ? undefined : debianIn(tag);
  const release = codename ?? debianOfRust(tag);
  return release === undefined ? undefined : glibcRuntime(release, needsShell);
}

function targetOf({ call, step }: PlacedCommand): string | undefined {
  const words = call?.command.words ?? [];
  const at = words.findIndex(({ text }) => text === '--target');
  return at < 0 ? words.find(({ text }) => text.startsWith('--target='))?.value : textOf(words[at + 1], step);
}
