/**
 * Whether a package of a distribution is for building programs, not for running them: compilers, build systems, headers.
 * `-dev` packages of Debian and Alpine and `-devel` ones of Red Hat hold headers.
 */
export function isBuildPackage(name: string): boolean {
  return buildPackages.has(name) ||
    /^(?:gcc|g\+\+|clang|llvm|openjdk-?|cpp)-?\d+(?:\.\d+)?(?:-jdk(?:-headless)?|-dev)?$/.test(name)
    ? !/-jre/.test(name)
    : /-dev(?:el)?$/.test(name) && !runtimeHeaders.test(name);
}

const buildPackages = new Set(
  (
    'alpine-sdk autoconf automake bison build-base build-essential cargo clang cmake default-jdk default-jdk-headless ' +
    'devscripts dpkg-dev flex g++ gcc gcc-c++ gfortran golang golang-go libc-dev libtool linux-headers make maven meson ' +
    'musl-dev nasm ninja ninja-build node-gyp patch pkgconf pkg-config python3-dev python-dev rust rustc scons swig yasm'
  ).split(' '),
);

/** Some are asked for at run time by their users: CUDA and its like compile kernels as they go. */
const runtimeHeaders = /^(?:cuda|libcud|lib(?:nccl|nvinfer)|rocm|hip|tk)/;
