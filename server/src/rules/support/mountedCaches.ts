import type { Mount, PackageCommand, Step } from '../../model/types.ts';
import { unwrapCommand } from '../../model/unwrapCommand.ts';
import type { ShellCommand, ShellWord } from '../../syntax/shell/tree.ts';
import { deletes } from './layerPaths.ts';
import { isBerryCall } from './yarnBerry.ts';

/** A cache of package managers: where it lies, what empties it, what makes them pass by it. */
export interface ManagedCache {
  readonly managers: readonly string[];
  /** `~` is the home of whoever runs the manager. */
  readonly paths: readonly string[];
  /** Variables that put it elsewhere. */
  readonly places?: readonly string[];
  /** Options that pass by it. */
  readonly options?: readonly string[];
  /** Variables that do, and the values of theirs that do not. */
  readonly switches?: Readonly<Record<string, RegExp>>;
  readonly empties?: (call: PackageCommand) => boolean;
}

const says = (call: PackageCommand, pattern: RegExp) =>
  call.command.words.some(({ text }) => pattern.test(text));

const cleansAll = (call: PackageCommand) => call.action === 'clean' && says(call, /^all$/);

/** Places and options as in the facts of cache mounts, with those of managers that no mount is offered for. */
export const managedCaches: readonly ManagedCache[] = [
  {
    managers: ['apt-get', 'apt', 'aptitude'],
    paths: ['/var/cache/apt/archives'],
    // Not `autoclean`, which leaves what can still be downloaded.
    empties: ({ verb }) => /^(?:clean|dist-?clean)$/.test(verb?.value ?? ''),
  },
  { managers: ['apt-get', 'apt', 'aptitude'], paths: ['/var/lib/apt/lists'] },
  { managers: ['yum'], paths: ['/var/cache/yum', '/var/cache/dnf'], empties: cleansAll },
  { managers: ['dnf'], paths: ['/var/cache/dnf', '/var/cache/libdnf5'], empties: cleansAll },
  { managers: ['microdnf'], paths: ['/var/cache/yum', '/var/cache/dnf'], empties: cleansAll },
  { managers: ['tdnf'], paths: ['/var/cache/tdnf'], empties: cleansAll },
  { managers: ['zypper'], paths: ['/var/cache/zypp'], empties: ({ action }) => action === 'clean' },
  // https://gitlab.alpinelinux.org/alpine/apk-tools/-/blob/master/doc/apk-cache.5.scd
  { managers: ['apk'], paths: ['/etc/apk/cache', '/var/cache/apk'], options: ['--no-cache'] },
  {
    managers: ['pip'],
    paths: ['~/.cache/pip'],
    places: ['PIP_CACHE_DIR', 'XDG_CACHE_HOME'],
    options: ['--no-cache-dir', '--no-cache'],
    // To pip any value is a yes: see the rule pip-no-cache-dir.
    switches: { PIP_NO_CACHE_DIR: /^$/ },
    empties: (call) => call.action === 'clean' && says(call, /^purge$/),
  },
  {
    managers: ['uv'],
    paths: ['~/.cache/uv'],
    places: ['UV_CACHE_DIR', 'XDG_CACHE_HOME'],
    options: ['--no-cache', '--no-cache-dir', '-n'],
    switches: { UV_NO_CACHE: /^(?:|0|false|f|no|n|off)$/i },
    // `uv cache prune` leaves what is in use; a name behind `clean` is one package.
    empties: (call) => call.action === 'clean' && /^clean$/.test(call.command.words.at(-1)?.text ?? ''),
  },
  {
    managers: ['poetry'],
    paths: ['~/.cache/pypoetry'],
    places: ['POETRY_CACHE_DIR', 'XDG_CACHE_HOME'],
    options: ['--no-cache'],
  },
  {
    managers: ['npm'],
    paths: ['~/.npm'],
    places: ['npm_config_cache', 'NPM_CONFIG_CACHE'],
    // Without it npm refuses.
    empties: (call) => call.action === 'clean' && says(call, /^(?:-f|--force)\s*$/),
  },
  {
    managers: ['yarn'],
    paths: ['/usr/local/share/.cache/yarn', '~/.cache/yarn'],
    places: ['YARN_CACHE_FOLDER'],
    empties: (call) =>
      call.action === 'clean' &&
      !isBerryCall(call) &&
      /^clea[nr]$/.test(call.command.words.at(-1)?.text ?? ''),
  },
  {
    managers: ['go'],
    paths: ['/go/pkg/mod', '~/go/pkg/mod'],
    places: ['GOPATH', 'GOMODCACHE'],
    empties: (call) => call.action === 'clean' && says(call, /^--?modcache$/),
  },
  {
    managers: ['go'],
    paths: ['~/.cache/go-build'],
    places: ['GOCACHE', 'XDG_CACHE_HOME'],
    empties: (call) => call.action === 'clean' && says(call, /^--?cache$/),
  },
  {
    managers: ['composer'],
    paths: ['~/.composer/cache', '~/.cache/composer', '/tmp/cache'],
    places: ['COMPOSER_CACHE_DIR', 'COMPOSER_HOME'],
    options: ['--no-cache'],
    empties: ({ action }) => action === 'clean',
  },
  {
    managers: ['conda', 'mamba', 'micromamba'],
    paths: ['/opt/conda/pkgs'],
    places: ['CONDA_PKGS_DIRS'],
    empties: (call) =>
      call.action === 'clean' && says(call, /^(?:-[a-z]*[apt][a-z]*|--(?:all|packages|tarballs))$/),
  },
];

/** A cache in a RUN that mounts it, or a part of it. */
export interface MountedCache {
  readonly cache: ManagedCache;
  readonly path: string;
  readonly mount: Mount;
}

/** None of those that variables put where nobody knows. */
export function mountedCachesOf(step: Step): readonly MountedCache[] {
  const { run } = step;
  const mounts = run?.mounts.filter(isWritableCache) ?? [];
  if (!run || mounts.length === 0) return [];
  return managedCaches.flatMap((cache) => {
    if (!run.packageCommands.some(({ manager }) => cache.managers.includes(manager))) return [];
    return pathsOf(cache, step, mounts).flatMap((path) => {
      const mount = mounts.find(({ target = '' }) => isOnTheWay(path, clean(target)));
      return mount ? [{ cache, path, mount }] : [];
    });
  });
}

function isWritableCache({ type, target, options }: Mount): boolean {
  const isReadOnly = ['ro', 'readonly'].some((name) => options.has(name) && options.get(name) !== 'false');
  return type === 'cache' && target?.startsWith('/') === true && !target.includes('$') && !isReadOnly;
}

function pathsOf(
  { paths, places = [] }: ManagedCache,
  step: Step,
  mounts: readonly Mount[],
): readonly string[] {
  const set = places
    .map((name) => ({ name, value: step.before.env(name) }))
    .filter(({ value }) => value.kind === 'defined');
  const [only] = set;
  // Only a variable that names the cache itself says where it is.
  if (only) {
    const value = only.value.kind === 'defined' ? only.value.value : undefined;
    return set.length === 1 &&
      value?.startsWith('/') &&
      /cache/i.test(only.name) &&
      !only.name.startsWith('XDG')
      ? [clean(value)]
      : [];
  }
  const homes = homesOf(step, mounts);
  return paths.flatMap((path) => (path.startsWith('~') ? homes.map((home) => home + path.slice(1)) : [path]));
}

/** The home of whoever runs a RUN; where the base image decides who that is, any that a mount says. */
export function homesOf({ before, stage }: Step, mounts: readonly Mount[]): readonly string[] {
  const set = before.env('HOME');
  if (set.kind === 'defined') return set.value === undefined ? [] : [clean(set.value)];
  const user = before.user.value?.replace(/:.*$/, '');
  if (user === undefined) {
    const named = mounts.flatMap(({ target }) => /^\/home\/[^/]+/.exec(target ?? '')?.[0] ?? []);
    return ['/root', ...named];
  }
  if (/^(?:root|0+)$/.test(user)) return ['/root'];
  if (user === '1000' && stage?.base.root.facts.family === 'node') return ['/home/node'];
  return /^[a-z_][\w-]*$/.test(user) ? [`/home/${user}`] : [];
}

function clean(path: string): string {
  return path.replace(/(?<=.)\/+$/, '');
}

function isOnTheWay(path: string, target: string): boolean {
  return path === target || path.startsWith(`${target}/`) || target.startsWith(`${path}/`);
}

/** Words of an `rm` that empty a mounted cache; of others, which delete more than it, `isAll` is false. */
export function emptyingWords(
  command: ShellCommand,
  { path, mount }: MountedCache,
  step: Step,
): readonly { readonly word: ShellWord; readonly isAll: boolean }[] {
  const { name, args } = unwrapCommand(command);
  if (name !== 'rm') return [];
  const target = clean(mount.target ?? '');
  // What is deleted of a mount that holds more, or what a mount holds of more.
  const inner = path.length > target.length ? path : target;
  const homes = homesOf(step, [mount]);
  return args.flatMap((word) => {
    const operand = operandOf(word, homes, target, step);
    if (operand === undefined || !deletes(operand, inner)) return [];
    const folder = clean(operand.replace(/\/[^/]*[*?[{][^/]*$/, ''));
    return [{ word, isAll: folder === target || folder.startsWith(`${target}/`) }];
  });
}

function operandOf(
  word: ShellWord,
  homes: readonly string[],
  target: string,
  step: Step,
): string | undefined {
  if (word.text.startsWith('-')) return undefined;
  const plain = word.text.replaceAll(/["']/g, '');
  const below = /^(?:~|\$HOME\b|\$\{HOME\})(?=\/|$)/.exec(plain)?.[0];
  if (below !== undefined) {
    const home = homes.find((one) => target === one || target.startsWith(`${one}/`));
    return home === undefined ? undefined : home + plain.slice(below.length);
  }
  return word.value ?? (word.expands ? step.expand(plain).value : plain);
}
