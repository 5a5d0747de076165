import { joinWorkdir } from '../paths.ts';
import type { BuildModel, Stage, Step } from '../types.ts';

/** Where COPY, ADD or a bind mount puts things. */
export interface Destination {
  /** Absolute and clean, with slashes on Windows too, without a slash at its end. */
  readonly path: string;
  /**
   * Whether a file is put into it under its own name: there is a slash at its end, or it is a directory by then.
   * Undefined: the base image or a RUN may have made one.
   */
  readonly isDirectory: boolean | undefined;
}

/** `text` after expansion, on Windows `slashed`. Undefined when it depends on a working directory that nobody knows. */
export function destinationOf(
  text: string,
  step: Step,
  directories: KnownDirectories,
): Destination | undefined {
  const workdir = step.before.workdir.value?.replaceAll('\\', '/');
  const path = joinWorkdir(workdir, text === '' ? '.' : text, false);
  if (path === undefined) return undefined;
  return { path, isDirectory: saysDirectory(text) ? true : directories.has(path) };
}

/**
 * Whether a destination is a directory by the way it is written: with `/` or `/.` at its end, or `.`, which is there, as
 * what is above it (`..`) is. https://github.com/moby/buildkit/blob/master/util/system/path.go (NormalizePath keeps both)
 */
export function saysDirectory(text: string): boolean {
  return /(?:^|\/)\.?$|^(?:\.{1,2}\/)*\.\.$/.test(text);
}

export function isWindowsStage(stage: Stage | undefined): boolean {
  return stage?.base.facts.distribution === 'windows';
}

/** The directories of a stage as far as its instructions tell, while they are gone through from top to bottom. */
export class KnownDirectories {
  private readonly parent: KnownDirectories | undefined;
  private readonly known = new Set<string>(['/']);
  /** Copied to: a file or a folder, and anything may be below. */
  private readonly touched = new Set<string>();
  private readonly base: 'scratch' | 'bare' | 'full';
  private hasRun = false;

  constructor(stage: Stage, parent: KnownDirectories | undefined) {
    this.parent = parent;
    const { distribution } = stage.base.facts;
    const isBare = distribution !== undefined && bareDistributions.has(distribution);
    this.base = stage.base.kind === 'scratch' ? 'scratch' : isBare ? 'bare' : 'full';
    this.enter(stage.initial.workdir.value);
  }

  /** Undefined: nobody can tell. */
  has(path: string): boolean | undefined {
    let isOpen = false;
    let depth = 0;
    for (let at: KnownDirectories = this; ; at = at.parent) {
      if (at.known.has(path)) return true;
      if (at.hasRun || at.mayHold(path)) isOpen = true;
      if (at.parent) {
        if (++depth > deepest) return undefined;
      } else if (at.base === 'scratch') return isOpen ? undefined : false;
      else return at.base === 'full' && commonDirectories.has(path) ? true : undefined;
    }
  }

  /** After an instruction has run. */
  pass(step: Step): void {
    if (step.instruction.name === 'RUN') this.hasRun = true;
    else if (step.instruction.name === 'WORKDIR') this.enter(step.after.workdir.value);
  }

  /** After something was copied to a place. */
  filled(destination: Destination): void {
    const { path, isDirectory } = destination;
    this.enter(isDirectory ? path : path.slice(0, path.lastIndexOf('/')));
    this.touched.add(path);
  }

  /** A directory that is there now, with those above it. */
  private enter(directory: string | undefined): void {
    const path = directory?.replaceAll('\\', '/') ?? '/';
    for (
      let end = path.length;
      end > 0 && !this.known.has(path.slice(0, end));
      end = path.lastIndexOf('/', end - 1)
    ) {
      this.known.add(path.slice(0, end));
    }
  }

  private mayHold(path: string): boolean {
    if (this.touched.size === 0) return false;
    for (let end = path.length; end > 0; end = path.lastIndexOf('/', end - 1)) {
      if (this.touched.has(path.slice(0, end))) return true;
    }
    return this.touched.has('/');
  }
}

/** Stages built on each other that are looked through; nobody has that many. */
const deepest = 100;

/** One for each stage, empty at its start: whoever goes through the stages fills them. */
export function stageDirectories(model: BuildModel): ReadonlyMap<Stage, KnownDirectories> {
  const all = new Map<Stage, KnownDirectories>();
  for (const stage of model.stages) {
    all.set(stage, new KnownDirectories(stage, stage.base.stage && all.get(stage.base.stage)));
  }
  return all;
}

/** Images that lack some of what a Linux distribution has. */
const bareDistributions: ReadonlySet<string> = new Set([
  'busybox',
  'distroless',
  'scratch',
  'windows',
  'wolfi',
]);

/** What every image with a Linux distribution has. https://refspecs.linuxfoundation.org/FHS_3.0/fhs-3.0.html */
const commonDirectories: ReadonlySet<string> = new Set([
  '/bin',
  '/etc',
  '/home',
  '/lib',
  '/opt',
  '/root',
  '/sbin',
  '/srv',
  '/tmp',
  '/usr',
  '/usr/bin',
  '/usr/lib',
  '/usr/local',
  '/usr/local/bin',
  '/usr/local/lib',
  '/usr/sbin',
  '/usr/share',
  '/var',
  '/var/lib',
  '/var/log',
]);
