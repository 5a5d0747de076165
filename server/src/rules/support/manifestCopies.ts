import type { Manifest } from '../../knowledge/dependencyFacts.ts';
import type { BuildModel, Step } from '../../model/types.ts';
import type { ContextFacts } from '../rule.ts';
import { isUnknownPath, joinPath, wayDown, workdirOf } from './containerPaths.ts';
import { brings, type ContextCopy } from './contextCopies.ts';
import type { DependencyCall } from './dependencyCalls.ts';
import { isBerryCall } from './yarnBerry.ts';

/** What is to be copied for an install before the rest is. */
export interface ManifestCopies {
  readonly lines: readonly ManifestLine[];
  /** The first file of each line, as it is written there. */
  readonly names: readonly string[];
  /** A manifest says that the install runs scripts of the project. */
  readonly runsScripts: boolean;
}

export interface ManifestLine {
  readonly sources: readonly string[];
  readonly destination: string;
}

/**
 * The files an install reads and no copy above brings, as sources and destinations of COPY.
 * Undefined when it reads more than its manifests, or when that cannot be told. While nothing is known of the build
 * context, a file that may be missing is a pattern beside one that is not: a COPY fails when a file is missing, and with
 * some builders when no source matches.
 */
export function manifestCopies(
  need: DependencyCall,
  copy: ContextCopy,
  above: readonly ContextCopy[],
  at: Step,
  model: BuildModel,
  context: ContextFacts,
): ManifestCopies | undefined {
  if (need.isWide) return undefined;
  const files = filesOf(need, copy, context);
  if (!files || files.some((file) => readsMore(need, file, context))) return undefined;
  const lines: { sources: string[]; destination: string }[] = [];
  const missing = files.filter(
    ({ path, isFolder }) =>
      isFolder || !above.some((earlier) => brings(earlier, path, joinPath(copy.target, path), model)),
  );
  const isComplete = missing.every(({ isCompanion }) => isCompanion) && !isBerryCall(need.call);
  for (const file of isComplete ? [] : withCertain(missing, files)) {
    const folder = file.isFolder ? file.source : file.source.slice(0, file.source.lastIndexOf('/') + 1);
    const destination = destinationOf(folder.replace(/\/$/, ''), copy, at, model);
    if (destination === undefined || !/^[\w.@*/+-]+$/.test(file.source)) return undefined;
    const line = lines.find((other) => other.destination === destination);
    if (!line) lines.push({ sources: [file.source], destination });
    else if (!line.sources.includes(file.source)) line.sources.push(file.source);
  }
  return {
    lines,
    names: files.slice(0, 1).map(({ source }) => source),
    runsScripts: files.some(({ path }) => runsScripts(need, context.read(path))),
  };
}

/** With a file that is there for sure among them, since a COPY of patterns alone may match nothing. */
function withCertain(missing: readonly NeededFile[], files: readonly NeededFile[]): readonly NeededFile[] {
  if (missing.length === 0 || missing.some(({ isCertain }) => isCertain)) return missing;
  return [...files.filter(({ isCertain }) => isCertain).slice(0, 1), ...missing];
}

interface NeededFile {
  /** Relative to the root of the context; for a pattern, one file that it stands for. */
  readonly path: string;
  /** As it is to be written. */
  readonly source: string;
  readonly isFolder: boolean;
  /** It is there, or the install fails without it. */
  readonly isCertain: boolean;
  /** Nobody knows whether it is there, and it is not if all others are copied. */
  readonly isCompanion: boolean;
}

function filesOf(need: DependencyCall, copy: ContextCopy, context: ContextFacts): NeededFile[] | undefined {
  if (need.files) return namedFiles(need.files, copy, context);
  const project = wayDown(copy.target, need.project);
  if (project === undefined) return undefined;
  const base = project === '' ? '' : `${project}/`;
  const [first] = need.facts.manifests;
  const isKnown = first !== undefined && context.exists(base + first.name) === true;
  // `go build` below the module's root finds it further up.
  if (need.command.reads === 'build' && base !== '' && !isKnown) return undefined;
  const files: NeededFile[] = [];
  for (const manifest of need.facts.manifests) {
    const exists = isKnown ? context.exists(base + manifest.name) : undefined;
    const source = sourceOf(manifest, exists);
    if (source === undefined) continue;
    files.push({
      path: base + manifest.name,
      source: base + source,
      isFolder: manifest.kind === 'folder',
      isCertain: manifest.kind === 'required' || exists === true,
      isCompanion: manifest.kind === 'companion' && exists === undefined,
    });
  }
  return [...files, ...wrapperFiles(need, copy)];
}

/** How to write a manifest, with what is known of its existence; undefined to leave it out. */
function sourceOf({ name, kind, pattern }: Manifest, exists: boolean | undefined): string | undefined {
  if (kind === 'required') return pattern ?? name;
  if (kind === 'optional' || kind === 'companion') {
    if (exists === undefined) return pattern ?? `${name}*`;
    // One pattern for all, as for the required file.
    return exists ? (pattern?.startsWith('package') ? pattern : name) : undefined;
  }
  return exists ? name : undefined;
}

/** Requirements come in a folder of their own because they include one another. */
function namedFiles(
  paths: readonly string[],
  copy: ContextCopy,
  context: ContextFacts,
): NeededFile[] | undefined {
  const files: NeededFile[] = [];
  const pending = [...paths];
  for (let path = pending.shift(); path !== undefined && files.length < 20; path = pending.shift()) {
    const way = wayDown(copy.target, path);
    if (way === undefined || way === '') return undefined;
    if (files.some((file) => file.path === way)) continue;
    const folder = way.slice(0, Math.max(0, way.lastIndexOf('/')));
    const isFolder = /(?:^|\/)(?:\w*requirements?|reqs?|constraints)$/.test(folder);
    files.push({ path: way, source: isFolder ? folder : way, isFolder, ...certain });
    const text = context.read(way);
    // A project of several has one below the root for each, and they refer to one another.
    if (/\/.*\.\w+proj$/.test(way) && text === undefined) return undefined;
    for (const [, included] of text?.matchAll(
      /^[ \t]*(?:-r|-c|--requirement|--constraint)[ =]?[ \t]*(\S+)/gm,
    ) ?? []) {
      if (included !== undefined && !included.includes('://')) {
        pending.push(joinPath(`${copy.target}/${folder}`, included));
      }
    }
  }
  return files;
}

/** `./mvnw` is a file of the project, and reads a folder of it. */
function wrapperFiles(need: DependencyCall, copy: ContextCopy): NeededFile[] {
  const program = need.call.program.text;
  if (!program.includes('/') || need.call.manager !== 'maven') return [];
  const way = wayDown(copy.target, joinPath(need.project, program));
  if (way === undefined) return [];
  const folder = `${way.slice(0, way.lastIndexOf('/') + 1)}.mvn`;
  return [
    { path: way, source: way, isFolder: false, ...certain },
    { path: folder, source: folder, isFolder: true, ...certain },
  ];
}

const certain = { isCertain: true, isCompanion: false };

function readsMore(need: DependencyCall, { path }: NeededFile, context: ContextFacts): boolean {
  const sign = need.facts.localSigns[need.files ? '' : path.slice(path.lastIndexOf('/') + 1)];
  return sign?.test(context.read(path) ?? '') === true;
}

/** Scripts of the root project that npm and its like run on an install. https://docs.npmjs.com/cli/using-npm/scripts */
function runsScripts(need: DependencyCall, manifest: string | undefined): boolean {
  if (need.facts.ecosystem !== 'javascript' || manifest === undefined) return false;
  if (need.call.hasOption('--ignore-scripts')) return false;
  return /"(?:pre|post)?install"\s*:|"(?:pre|post)?prepare"\s*:|"prepublish"\s*:/.test(manifest);
}

/** The author's own way to name the place where it still leads there, else the shortest that does. */
function destinationOf(folder: string, copy: ContextCopy, at: Step, model: BuildModel): string | undefined {
  const workdir = workdirOf(at);
  const written = copy.destination.text;
  const value = model.expand(written, at.instruction).value;
  const below = folder === '' ? '' : `${folder}/`;
  if (/^[\w./${}-]+$/.test(written) && value !== undefined && joinPath(workdir, value) === copy.target) {
    return `${written.replace(/\/$/, '')}/${below}`;
  }
  const path = joinPath(copy.target, folder);
  const way = wayDown(workdir, path);
  if (way !== undefined) return way === '' ? './' : `./${way}/`;
  return isUnknownPath(path) ? undefined : `${path}/`;
}
