/** Set by BuildKit for every build; a FROM sees them as they are, a stage after `ARG NAME`. */
export const platformArgs: ReadonlySet<string> = new Set([
  'BUILDPLATFORM',
  'BUILDOS',
  'BUILDOSVERSION',
  'BUILDARCH',
  'BUILDVARIANT',
  'TARGETPLATFORM',
  'TARGETOS',
  'TARGETOSVERSION',
  'TARGETARCH',
  'TARGETVARIANT',
  'TARGETSTAGE',
]);

/**
 * Build arguments that need no ARG: BuildKit hands them to every RUN, and keeps them out of the image's history
 * and the cache key. They are not there when BuildKit expands other instructions.
 * https://docs.docker.com/reference/dockerfile/#predefined-args
 */
export const proxyArgs: ReadonlySet<string> = new Set(
  ['HTTP_PROXY', 'HTTPS_PROXY', 'FTP_PROXY', 'NO_PROXY', 'ALL_PROXY'].flatMap((name) => [
    name,
    name.toLowerCase(),
  ]),
);

/** Read by BuildKit from a stage's ARG, but never part of its environment. */
export const silentArgs: ReadonlySet<string> = new Set([
  'BUILDKIT_SBOM_SCAN_CONTEXT',
  'BUILDKIT_SBOM_SCAN_STAGE',
]);

/** What BuildKit puts into `PATH` where the base image does not (Linux). */
export const defaultPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/**
 * Variables a shell, or the runtime that starts it, sets by itself: never a surprise in the text of a RUN. BuildKit
 * does not know them when it expands other instructions: `ENV X=$HOME/x` gives `/x`.
 */
export const shellVariables: ReadonlySet<string> = new Set([
  'HOME',
  'HOSTNAME',
  'IFS',
  'LINENO',
  'OLDPWD',
  'OPTARG',
  'OPTIND',
  'PATH',
  'PPID',
  'PS1',
  'PS2',
  'PS4',
  'PWD',
  'SHELL',
  'SHLVL',
  'TERM',
  '_',
  // bash
  'BASH',
  'BASHPID',
  'BASH_ARGC',
  'BASH_ARGV',
  'BASH_COMMAND',
  'BASH_LINENO',
  'BASH_REMATCH',
  'BASH_SOURCE',
  'BASH_SUBSHELL',
  'BASH_VERSINFO',
  'BASH_VERSION',
  'DIRSTACK',
  'EPOCHREALTIME',
  'EPOCHSECONDS',
  'EUID',
  'FUNCNAME',
  'GROUPS',
  'HOSTTYPE',
  'MACHTYPE',
  'MAPFILE',
  'OSTYPE',
  'PIPESTATUS',
  'RANDOM',
  'REPLY',
  'SECONDS',
  'SHELLOPTS',
  'UID',
]);
