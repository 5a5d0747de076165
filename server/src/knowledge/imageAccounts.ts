import type { BaseImageFacts } from '../model/types.ts';

/**
 * The accounts in `/etc/passwd` of a base image, of all its versions together; undefined where they are not known.
 * Sources: `/etc/passwd` of the images, and of Debian https://salsa.debian.org/debian/base-passwd
 * @param isExact whether the distribution holds for every tag that may be meant
 */
export function accountsOf(
  { family, distribution, availableUser }: BaseImageFacts,
  isExact: boolean,
): ReadonlySet<string> | undefined {
  if (family === 'scratch') return nobody;
  if (family === undefined) return undefined;
  if (/^distroless/.test(family)) return distroless;
  if (family === 'busybox') return isExact ? busybox : undefined;
  if (!plain.has(family)) return undefined;
  const own = availableUser === undefined ? [] : [availableUser];
  if (isExact && distribution === 'alpine') return new Set([...alpine, ...own]);
  if (isExact && (distribution === 'debian' || distribution === 'ubuntu'))
    return new Set([...debian, ...own]);
  return isExact ? undefined : new Set([...alpine, ...debian, ...own, ...windows]);
}

/** Families that add no account to their distribution but for the one that is known of them. */
const plain: ReadonlySet<string> = new Set([
  ...[
    'alpine',
    'debian',
    'ubuntu',
    'buildpack-deps',
    'gcc',
    'golang',
    'node',
    'openjdk',
    'php',
    'python',
    'ruby',
  ],
  ...['rust'],
]);

const nobody: ReadonlySet<string> = new Set(['root']);
const distroless: ReadonlySet<string> = new Set(['root', 'nobody', 'nonroot']);
const common = ['root', 'daemon', 'bin', 'sync', 'games', 'man', 'lp', 'mail', 'news', 'uucp', 'nobody'];
const busybox: ReadonlySet<string> = new Set([
  ...common,
  ...['sys', 'proxy', 'www-data', 'backup', 'list', 'irc', 'gnats', 'operator', 'dbus', 'ftp', 'sshd'],
]);
const windows = ['ContainerUser', 'ContainerAdministrator'];
const alpine = [
  ...common,
  ...[
    'adm',
    'at',
    'cron',
    'cyrus',
    'ftp',
    'guest',
    'halt',
    'ntp',
    'operator',
    'postgres',
    'postmaster',
    'shutdown',
  ],
  ...['smmsp', 'squid', 'sshd', 'svn', 'vpopmail', 'xfs', 'utmp'],
];
const debian = [
  ...common,
  ...['sys', 'proxy', 'www-data', 'backup', 'list', 'irc', 'gnats', '_apt', 'ubuntu', 'libuuid', 'syslog'],
  ...['messagebus', 'systemd-timesync', 'systemd-network', 'systemd-resolve', 'systemd-bus-proxy', 'sshd'],
];

/** Names that no package of Debian, Ubuntu or Alpine gives to an account. */
export const ownNames: ReadonlySet<string> = new Set([
  ...[
    'app',
    'appuser',
    'app-user',
    'app_user',
    'application',
    'dev',
    'developer',
    'myuser',
    'node',
    'nonroot',
  ],
  ...['non-root', 'user', 'webapp'],
]);

/** Packages of Debian, Ubuntu and Alpine that create no account, nor do those they need. */
export const accountFreePackages: ReadonlySet<string> = new Set([
  ...[
    'bash',
    'build-base',
    'build-essential',
    'bzip2',
    'ca-certificates',
    'cmake',
    'coreutils',
    'curl',
    'dumb-init',
  ],
  ...[
    'file',
    'findutils',
    'g++',
    'gcc',
    'gcompat',
    'git',
    'gnupg',
    'gosu',
    'grep',
    'gzip',
    'jq',
    'less',
    'libc-dev',
  ],
  ...['libc6-compat', 'libc6-dev', 'libffi-dev', 'libgcc', 'libpq-dev', 'libpq5', 'libssl-dev', 'libstdc++'],
  ...[
    'linux-headers',
    'make',
    'musl-dev',
    'nano',
    'nodejs',
    'npm',
    'openssl',
    'openssl-dev',
    'patch',
    'pkg-config',
  ],
  ...[
    'procps',
    'py3-pip',
    'python3',
    'python3-pip',
    'python3-venv',
    'python3-dev',
    'sed',
    'sqlite',
    'sqlite3',
  ],
  ...[
    'su-exec',
    'tar',
    'tini',
    'tzdata',
    'unzip',
    'vim',
    'wget',
    'xz',
    'xz-utils',
    'zip',
    'zlib',
    'zlib-dev',
  ],
  'zlib1g-dev',
]);
