/**
 * Packages of the system that only a build needs: nothing that is built with them looks for their files when it runs.
 * Headers of libraries (`libpq-dev`) are not among them, since what is linked to a library needs the library.
 */
export const buildPackages: ReadonlySet<string> = new Set([
  ...['gcc', 'g++', 'clang', 'llvm', 'lld', 'cpp', 'binutils', 'build-base', 'build-essential', 'alpine-sdk'],
  ...['musl-dev', 'musl-tools', 'libc-dev', 'libc6-dev', 'linux-headers', 'libstdc++-dev', 'libgcc'],
  ...['make', 'cmake', 'ninja', 'ninja-build', 'meson', 'autoconf', 'automake', 'libtool', 'm4', 'patch'],
  ...['pkg-config', 'pkgconf', 'bison', 'flex', 'nasm', 'yasm', 'upx', 'upx-ucl', 'dos2unix'],
  ...['git', 'git-lfs', 'mercurial', 'subversion', 'bzr', 'openssh', 'openssh-client'],
  ...['curl', 'wget', 'unzip', 'zip', 'tar', 'gzip', 'bzip2', 'xz', 'xz-utils', 'rsync', 'gnupg', 'jq'],
  ...['protobuf', 'protobuf-compiler', 'protoc', 'protobuf-dev', 'libprotobuf-dev'],
  ...['golang', 'golang-go', 'go', 'cargo', 'rustc', 'rust', 'rustup', 'maven', 'gradle'],
  ...['python2', 'python3', 'python3-dev', 'python3-pip', 'python-dev', 'python-is-python3', 'py3-pip'],
  ...['npm', 'yarn', 'apt-utils', 'apt-transport-https', 'software-properties-common', 'lsb-release'],
]);

/** What a compiled program may want of the system when it runs, and every image here that it is put on has. */
export const sharedPackages: ReadonlySet<string> = new Set(['ca-certificates', 'tzdata']);

/** Packages that compile what pip installs. */
export const compilerPackages: ReadonlySet<string> = new Set([
  ...['gcc', 'g++', 'clang', 'build-base', 'build-essential', 'musl-dev', 'python3-dev', 'python-dev'],
]);

/**
 * Variables that steer a build and mean nothing to its result. A trailing `*` stands for any rest.
 */
const buildVariables: readonly string[] = [
  ...['GOOS', 'GOARCH', 'GOARM', 'GOAMD64', 'GOFLAGS', 'GOPATH', 'GOBIN', 'GOPROXY', 'GOSUMDB', 'GOPRIVATE'],
  ...['GOCACHE', 'GOMODCACHE', 'GOTOOLCHAIN', 'GONOSUMDB', 'GO111MODULE', 'CGO_*'],
  ...['CARGO_*', 'RUSTFLAGS', 'RUSTUP_*', 'RUSTC_*', 'SQLX_OFFLINE'],
  ...[
    'MAVEN_*',
    'GRADLE_*',
    'NPM_CONFIG_*',
    'npm_config_*',
    'PNPM_HOME',
    'YARN_*',
    'NEXT_TELEMETRY_DISABLED',
  ],
  ...['PIP_*', 'POETRY_*', 'UV_*', 'DEBIAN_FRONTEND', 'CC', 'CXX', 'CFLAGS', 'CXXFLAGS', 'LDFLAGS'],
  ...['NUGET_*', 'MAKEFLAGS'],
];

/** True of a variable that only the build reads. */
export function isBuildVariable(name: string): boolean {
  return buildVariables.some((known) =>
    known.endsWith('*') ? name.startsWith(known.slice(0, -1)) : known === name,
  );
}
