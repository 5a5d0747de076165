/** Set by BuildKit for every build; a FROM sees them as they are, a stage after `ARG NAME`. */
export const platformArgs: ReadonlyMap<string, string> = new Map([
  ['BUILDPLATFORM', 'The platform the build runs on, such as `linux/amd64`.'],
  ['BUILDOS', 'The operating system of `BUILDPLATFORM`.'],
  ['BUILDOSVERSION', 'The version of the operating system of `BUILDPLATFORM`, where it has one (Windows).'],
  ['BUILDARCH', 'The architecture of `BUILDPLATFORM`: `amd64`, `arm64`, …'],
  ['BUILDVARIANT', 'The variant of `BUILDPLATFORM`: `v7` of `linux/arm/v7`.'],
  ['TARGETPLATFORM', 'The platform to build for, such as `linux/arm64`: what `--platform` asks for.'],
  ['TARGETOS', 'The operating system of `TARGETPLATFORM`: `linux`, `windows`.'],
  ['TARGETOSVERSION', 'The version of the operating system of `TARGETPLATFORM`, where it has one (Windows).'],
  ['TARGETARCH', 'The architecture of `TARGETPLATFORM`: `amd64`, `arm64`, …'],
  ['TARGETVARIANT', 'The variant of `TARGETPLATFORM`: `v7` of `linux/arm/v7`.'],
  ['TARGETSTAGE', 'The name of the stage to build, `default` where it has none.'],
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

/**
 * Build arguments that BuildKit itself reads. They become variables of a stage only when it declares them.
 * https://docs.docker.com/reference/dockerfile/#buildkit-built-in-build-args
 */
export const builderArgs: ReadonlyMap<string, string> = new Map([
  ['BUILDKIT_BUILD_NAME', 'Replaces the name of the build shown by buildx history.'],
  ['BUILDKIT_CACHE_MOUNT_NS', 'A namespace for the ids of cache mounts.'],
  ['BUILDKIT_CONTEXT_KEEP_GIT_DIR', 'Keeps the `.git` folder of a Git context.'],
  ['BUILDKIT_DOCKERFILE_CHECK', 'Sets the checks of a build, like the `check` directive.'],
  ['BUILDKIT_INLINE_CACHE', 'Writes cache metadata into the image.'],
  ['BUILDKIT_MULTI_PLATFORM', 'Makes a build of one platform give the layout of many.'],
  ['BUILDKIT_SANDBOX_HOSTNAME', 'The host name inside RUN (default `buildkitsandbox`).'],
  ['BUILDKIT_SBOM_SCAN_CONTEXT', 'Also scans the build context for the SBOM attestation.'],
  ['BUILDKIT_SBOM_SCAN_STAGE', 'Also scans the given stages for the SBOM attestation.'],
  ['BUILDKIT_SYNTAX', 'Sets the frontend image, like the `syntax` directive.'],
  ['SOURCE_DATE_EPOCH', 'The Unix time written into the image and its layers.'],
]);

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
