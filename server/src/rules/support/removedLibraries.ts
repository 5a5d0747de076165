import {
  compiledWheels,
  type LibraryName,
  type LibraryPackages,
  linkedLibraries,
  peclExtensions,
  phpExtensions,
  withoutLibraries,
} from '../../knowledge/linkedLibraries.ts';
import type { BuildModel, PackageCommand, Stage, Step } from '../../model/types.ts';
import { unwrapCommand } from '../../model/unwrapCommand.ts';
import type { ShellCommand } from '../../syntax/shell/tree.ts';
import { mayInstallPackages } from './hiddenInstalls.ts';
import { aptManagers, isOwnRoot } from './packageCalls.ts';
import { stageOrderOf } from './stageOrder.ts';

/** A removal of headers that takes away the libraries that only came along with them. */
export interface RemovedLibraries {
  readonly step: Step;
  readonly removal: PackageCommand;
  /** What was compiled against them: `gd`, `psycopg2`. */
  readonly users: readonly string[];
  readonly headers: readonly string[];
  /** The packages to install by name. */
  readonly packages: readonly string[];
  /** An install of the same RUN that can take them, since what it brings is not removed as a whole. */
  readonly install: PackageCommand | undefined;
}

/**
 * In the final image, as far as it is certain: on an official image of PHP or Python, where each package is known that is
 * installed and stays, and where nothing looks for what modules are linked to.
 */
export function removedLibrariesOf(model: BuildModel): readonly RemovedLibraries[] {
  const final = model.finalStage;
  const system = final && systemOf(final);
  if (!final || !system) return [];
  const log = readLog(stepsUpTo(final, model), system);
  return log ? log.removals.flatMap((removal) => judge(removal, log, system) ?? []) : [];
}

type System = 'alpine' | 'debian';

function systemOf({ base }: Stage): System | undefined {
  const { facts, reference } = base.root;
  const { family, distribution } = facts;
  if (distribution === 'alpine') return family === 'php' || family === 'python' ? 'alpine' : undefined;
  // Images of Python that are not slim bring many headers, and so the libraries.
  const isBare = family === 'php' || (family === 'python' && /slim/.test(reference?.tag ?? ''));
  return distribution === 'debian' && isBare ? 'debian' : undefined;
}

function stepsUpTo(final: Stage, model: BuildModel): readonly Step[] {
  const { stepsOf } = stageOrderOf(model);
  const steps: Step[] = [];
  for (let stage: Stage | undefined = final; stage; stage = stage.base.stage)
    steps.unshift(...stepsOf(stage));
  return steps;
}

interface Install {
  readonly step: Step;
  readonly call: PackageCommand;
  readonly names: readonly string[];
  readonly virtual: string | undefined;
}

interface Build {
  readonly step: Step;
  readonly command: ShellCommand;
  readonly user: string;
  readonly libraries: readonly LibraryName[];
}

interface Removal {
  readonly step: Step;
  readonly call: PackageCommand;
  readonly names: ReadonlySet<string>;
}

interface Log {
  readonly installs: readonly Install[];
  readonly builds: readonly Build[];
  readonly removals: readonly Removal[];
}

/** Undefined where something is not certain. */
function readLog(steps: readonly Step[], system: System): Log | undefined {
  const installs: Install[] = [];
  const builds: Build[] = [];
  const removals: Removal[] = [];
  for (const step of steps) {
    const { instruction, run } = step;
    if (instruction.trigger || instruction.isTrigger) return undefined;
    if (instruction.name === 'COPY' || instruction.name === 'ADD') {
      if (systemFolders.test(instruction.words.at(-1)?.text ?? '')) return undefined;
      continue;
    }
    if (!run) continue;
    if (run.commands.length === 0 || keepsLibraries.test(instruction.args.text)) return undefined;
    if (instruction.heredocs.some(({ content }) => keepsLibraries.test(content))) return undefined;
    const calls = new Map(run.packageCommands.map((call) => [call.command, call]));
    const gd: LibraryName[] = [];
    for (const command of run.commands) {
      const call = calls.get(command);
      if (call && (call.manager === 'apk' || aptManagers.includes(call.manager))) {
        if (call.action === 'install') {
          const install = installOf(call, step);
          if (!install) return undefined;
          installs.push(install);
        } else if (call.action === 'remove' || takesAlong(call)) {
          const names = removedNames(call, installs, run.packageCommands, system);
          if (!names) return undefined;
          removals.push({ step, call, names });
        }
        continue;
      }
      const { name = '', args } = unwrapCommand(command);
      if (!call && !/^docker-php-/.test(name) && mayInstallPackages(command)) return undefined;
      if (name === 'docker-php-ext-configure') gd.push(...configured(args.map(({ text }) => text)));
      else if (!command.conditional) builds.push(...buildsOf(command, call, step, gd));
    }
  }
  return { installs, builds, removals };
}

const systemFolders = /^(?:\/|\/(?:usr|lib|etc)(?:\/(?:local\/)?(?:lib(?:\/.*)?)?)?|.*\$.*)$/;

/** Who looks for what modules are linked to keeps it; names of groups say that somebody has thought of it. */
const keepsLibraries =
  /\b(?:scanelf|ldd|readelf|apt-mark|dpkg-query|dlocate)\b|\bso:|\.[\w-]*(?:run|rt)[\w-]*deps|persistent-deps/;

/** Undefined where a package is not known. */
function installOf(call: PackageCommand, step: Step): Install | undefined {
  if (call.command.conditional || call.mayHideOptions || !isOwnRoot(call)) return undefined;
  const names: string[] = [];
  for (const { name, word, kind } of call.packages) {
    // What the images of PHP compile with. https://github.com/docker-library/php
    if (/^"?\$\{?PHPIZE_DEPS\}?"?$/.test(word.text)) continue;
    if (name === undefined || kind !== 'package') return undefined;
    names.push(name);
  }
  return { step, call, names, virtual: call.optionValues('--virtual').at(-1) };
}

function takesAlong(call: PackageCommand): boolean {
  return (
    /^auto-?(?:remove|purge)$/.test(call.verb?.value ?? '') || call.hasOption('--auto-remove', '--autoremove')
  );
}

/** Of Debian only where what nobody needs any longer goes as well. */
function removedNames(
  call: PackageCommand,
  installs: readonly Install[],
  calls: readonly PackageCommand[],
  system: System,
): ReadonlySet<string> | undefined {
  const names = new Set<string>();
  for (const { name, word } of call.packages) {
    if (/^"?\$\{?PHPIZE_DEPS\}?"?$/.test(word.text)) continue;
    if (name === undefined || call.command.conditional) return undefined;
    const group = installs.filter(({ virtual }) => virtual === name);
    for (const one of group.flatMap((install) => install.names)) names.add(one);
    if (group.length === 0) names.add(name);
  }
  const { start } = call.command.range;
  const isSwept =
    system === 'alpine' ||
    takesAlong(call) ||
    calls.some(
      (later) => later.command.range.start > start && takesAlong(later) && !later.command.conditional,
    );
  return isSwept ? names : new Set();
}

/** What gd is configured to be linked to besides. */
function configured(words: readonly string[]): readonly LibraryName[] {
  if (words[0] !== 'gd') return [];
  return (['jpeg', 'freetype', 'webp', 'xpm', 'avif'] as const).filter((library) =>
    words.some((word) => new RegExp(`^--with-${library}(?:-dir)?(?:=(?!no$)|$)`).test(word)),
  );
}

function buildsOf(
  command: ShellCommand,
  call: PackageCommand | undefined,
  step: Step,
  gd: readonly LibraryName[],
): readonly Build[] {
  const { name, args } = unwrapCommand(command);
  const entry = (user: string, libraries: readonly LibraryName[] | undefined): Build[] =>
    libraries ? [{ step, command, user, libraries }] : [];
  if (name === 'docker-php-ext-install') {
    return args.flatMap(({ value = '' }) => {
      if (value === 'zip' && !isLinkedToZip(step)) return [];
      const libraries = own(phpExtensions, value);
      return entry(value, value === 'gd' && libraries ? [...libraries, ...gd] : libraries);
    });
  }
  if (name === 'pecl' && args.some(({ text }) => text === 'install')) {
    return args.flatMap(({ value = '' }) => {
      const extension = value.replace(/-\d.*$/, '');
      return entry(extension, own(peclExtensions, extension));
    });
  }
  if (call?.manager !== 'pip' || call.action !== 'install') return [];
  // Somewhere else, or from somewhere where there may be wheels.
  if (call.hasOption('--target', '--only-binary', '--find-links', '--index-url', '--extra-index-url'))
    return [];
  return call.packages.flatMap(({ name: one = '', kind }) =>
    kind === 'package' ? entry(one, own(compiledWheels, one.toLowerCase())) : [],
  );
}

function own<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

/** Before PHP 7.3 it came with a copy of the library. */
function isLinkedToZip({ stage }: Step): boolean {
  const [, major = '8', minor = '0'] = /^(\d+)(?:\.(\d+))?/.exec(stage?.base.root.reference?.tag ?? '') ?? [];
  return Number(major) > 7 || (Number(major) === 7 && Number(minor) >= 3);
}

function judge(removal: Removal, log: Log, system: System): RemovedLibraries | undefined {
  const { step, call, names } = removal;
  const { start } = call.command.range;
  const later = log.installs.filter((install) => install.call.command.range.start > start);
  const gone = new Set(log.removals.flatMap((one) => [...one.names]));
  const kept = log.installs.flatMap((install) => {
    const own = later.includes(install) ? install.names : install.names.filter((one) => !gone.has(one));
    // libc6-dev recommends libc-devtools, which is linked to a good part of these.
    const isWide = system === 'debian' && !install.call.hasOption('--no-install-recommends');
    return own.map((name) => (isWide && compilers.test(name) ? '' : name));
  });
  const there = librariesOf(kept, system);
  if (!there) return undefined;
  const found = new Map<LibraryName, string>();
  const users = new Set<string>();
  for (const build of log.builds) {
    if (build.command.range.start > start) continue;
    for (const library of build.libraries) {
      const headers = linkedLibraries[library][system]?.headers.find((one) => names.has(one));
      if (headers === undefined || there.has(library)) continue;
      found.set(library, headers);
      users.add(build.user);
    }
  }
  if (found.size === 0) return undefined;
  // With what brings another, one package is enough.
  const brought = new Set([...found.keys()].flatMap((library) => broughtBy(library)));
  const packages = [...found.keys()]
    .filter((library) => !brought.has(library))
    .flatMap((library) => linkedLibraries[library][system]?.library ?? []);
  const install = log.installs.find(
    (one) => one.step === step && one.virtual === undefined && one.call.command.range.start < start,
  )?.call;
  return { step, removal: call, users: [...users], headers: [...found.values()], packages, install };
}

const compilers = /^(?:gcc|g\+\+|build-essential|libc6?-dev|dpkg-dev)/;

/** The libraries that packages bring; undefined where one of these is not known. */
function librariesOf(kept: readonly string[], system: System): ReadonlySet<LibraryName> | undefined {
  const found = new Set<LibraryName>();
  const all = Object.entries(linkedLibraries) as readonly [
    LibraryName,
    (typeof linkedLibraries)[LibraryName],
  ][];
  for (const name of kept) {
    if (withoutLibraries.has(name)) continue;
    const brought = all.filter(([, library]) => holds(library[system], name)).map(([library]) => library);
    if (brought.length === 0) return undefined;
    for (const library of brought) {
      found.add(library);
      for (const other of broughtBy(library)) found.add(other);
    }
  }
  return found;
}

function holds(packages: LibraryPackages | undefined, name: string): boolean {
  if (!packages) return false;
  const { library, headers, others = [] } = packages;
  return library === name || headers.includes(name) || others.includes(name);
}

function broughtBy(library: LibraryName): readonly LibraryName[] {
  return linkedLibraries[library].brings ?? [];
}
