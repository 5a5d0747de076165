import { quote } from '../../text/goStrings.ts';

/**
 * What BuildKit refuses of a platform, `linux/arm64/v8`, or undefined: an unknown word alone, or characters that no
 * part of it may have. Of two or three parts any are taken.
 * https://github.com/containerd/platforms/blob/main/platforms.go
 */
export function platformProblem(platform: string): string | undefined {
  if (platform.includes('*')) return `${quote(platform)}: wildcards not yet supported`;
  const parts = platform.split('/');
  const [system = '', ...others] = parts;
  const [, name, version = ''] = /^([\w-]+)(?:\(([\w.%-]*(?:\+[\w.%-]+)*)\))?$/.exec(system) ?? [];
  const badEscape = /%(?![\da-f]{2}).{0,2}/i.exec(version)?.[0];
  if (badEscape !== undefined) {
    return `${quote(platform)} has an invalid OS version ${quote(version)}: invalid URL escape ${quote(badEscape)}`;
  }
  if (name === undefined) return `${quote(system)} is an invalid OS component of ${quote(platform)}`;
  const bad = others.find((part) => !/^[\w.-]+$/.test(part));
  if (bad !== undefined && parts.length <= 3)
    return `${quote(bad)} is an invalid component of ${quote(platform)}`;
  if (parts.length > 3) return `${quote(platform)}: cannot parse platform specifier`;
  if (parts.length > 1) return undefined;
  return systems.has(name.toLowerCase()) || architectures.has(system.toLowerCase())
    ? undefined
    : `${quote(platform)}: unknown operating system or architecture`;
}

const systems: ReadonlySet<string> = new Set(
  (
    'aix android darwin dragonfly freebsd hurd illumos ios js linux macos nacl netbsd openbsd plan9 solaris wasip1 ' +
    'windows zos'
  ).split(' '),
);

const architectures: ReadonlySet<string> = new Set(
  (
    '386 aarch64 amd64 amd64p32 arm arm64 arm64be armbe armel armhf i386 loong64 mips mips64 mips64le mips64p32 ' +
    'mips64p32le mipsle ppc ppc64 ppc64le riscv riscv64 s390 s390x sparc sparc64 wasm x86-64 x86_64'
  ).split(' '),
);
