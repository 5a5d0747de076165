import type { BaseImageFacts } from '../model/types.ts';

/** Programs of one distribution: its package managers. */
const managers = {
  apt: ['apt-get', 'apt', 'apt-key', 'apt-cache', 'aptitude', 'dpkg'],
  apk: ['apk'],
  rpm: ['dnf', 'yum', 'microdnf', 'tdnf'],
  zypper: ['zypper'],
  pacman: ['pacman'],
} as const;

type Family = keyof typeof managers;

/** The ones a distribution lives on, and the one to name instead. */
const systems: Readonly<
  Partial<
    Record<NonNullable<BaseImageFacts['distribution']>, readonly [readonly Family[], string | undefined]>
  >
> = {
  debian: [['apt'], 'apt-get'],
  ubuntu: [['apt'], 'apt-get'],
  alpine: [['apk'], 'apk'],
  wolfi: [['apk'], 'apk'],
  fedora: [['rpm'], 'dnf'],
  rhel: [['rpm'], 'dnf'],
  amazon: [['rpm'], 'dnf'],
  suse: [['zypper', 'rpm'], 'zypper'],
  arch: [['pacman'], 'pacman'],
  busybox: [[], undefined],
  distroless: [[], undefined],
};

/** How an image is without a program. */
export type Lack =
  /** A package manager of another distribution; `instead` is the image's own, undefined where it has none. */
  | { readonly kind: 'manager'; readonly instead: string | undefined }
  /** A tool of the package `shadow`, which Alpine comes without; `instead` is BusyBox's for the same. */
  | { readonly kind: 'accounts'; readonly instead: string }
  | { readonly kind: 'bash' };

/** Whether an image of a known repository surely comes without a program. */
export function lackOf(
  { family, distribution, packageManagers }: BaseImageFacts,
  program: string,
): Lack | undefined {
  const system = distribution && systems[distribution];
  if (family === undefined || !system) return undefined;
  const [own, usual] = system;
  // BusyBox has a small one of its own.
  if (program === 'dpkg' && usual === undefined) return undefined;
  const of = managerFamilies.get(program);
  if (of !== undefined) {
    const instead =
      usual === 'dnf' ? (packageManagers.find((one) => /^(?:micro)?dnf$|^yum$/.test(one)) ?? usual) : usual;
    if (!own.includes(of)) return { kind: 'manager', instead };
    // What there is in the minimal images of Red Hat: https://catalog.redhat.com/software/base-images
    return family === 'ubi-minimal' && (program === 'dnf' || program === 'yum')
      ? { kind: 'manager', instead: 'microdnf' }
      : undefined;
  }
  if (distribution !== 'alpine' || !bareAlpine.has(family)) return undefined;
  if (program === 'bash') return { kind: 'bash' };
  const instead = accountTools.get(program);
  return instead === undefined ? undefined : { kind: 'accounts', instead };
}

const managerFamilies: ReadonlyMap<string, Family> = new Map(
  (Object.keys(managers) as Family[]).flatMap((family) =>
    managers[family].map((program) => [program, family] as const),
  ),
);

/** What is in Alpine and in the package `shadow`: https://pkgs.alpinelinux.org/contents?name=shadow */
const accountTools: ReadonlyMap<string, string> = new Map([
  ['useradd', 'adduser'],
  ['groupadd', 'addgroup'],
  ['usermod', 'addgroup'],
  ['groupmod', 'addgroup'],
  ['userdel', 'deluser'],
  ['groupdel', 'delgroup'],
]);

/** All programs that are one thing on one distribution, and missing or another on the next. */
export const foreignPrograms: ReadonlySet<string> = new Set([
  ...managerFamilies.keys(),
  ...accountTools.keys(),
  ...['bash', 'adduser', 'addgroup'],
]);

/** Families whose images on Alpine have neither bash nor shadow. Sources: their Dockerfiles, see imageFamily.ts. */
const bareAlpine: ReadonlySet<string> = new Set([
  ...['alpine', 'golang', 'node', 'openjdk', 'php', 'python', 'ruby', 'rust'],
]);

/** Whether a package of that name may bring a package manager of another distribution. */
export function bringsManager(name: string): boolean {
  return /^(?:lib)?(?:apt|dpkg|apk|rpm|dnf|yum|microdnf|tdnf|zypper|pacman)|debootstrap|^(?:alien|arch-.*|alpine-.*|devscripts|kiwi.*|lsb|lsb-core|mock|osc)$/.test(
    name,
  );
}

/** Packages of Alpine that need neither bash nor shadow, and nothing that does. */
export const plainAlpinePackages: ReadonlySet<string> = new Set([
  ...[
    'build-base',
    'ca-certificates',
    'coreutils',
    'curl',
    'dumb-init',
    'ffmpeg',
    'file',
    'findutils',
    'g++',
  ],
  ...[
    'gcc',
    'gcompat',
    'git',
    'gnupg',
    'grep',
    'gzip',
    'jq',
    'less',
    'libc-dev',
    'libc6-compat',
    'libffi-dev',
  ],
  ...['libgcc', 'libstdc++', 'linux-headers', 'make', 'musl-dev', 'nano', 'nodejs', 'npm', 'openssh'],
  ...[
    'openssh-client',
    'openssl',
    'openssl-dev',
    'patch',
    'py3-pip',
    'python3',
    'python3-dev',
    'sed',
    'sqlite',
  ],
  ...['su-exec', 'tar', 'tini', 'tzdata', 'unzip', 'upx', 'vim', 'wget', 'xz', 'zip', 'zlib', 'zlib-dev'],
]);
