import type { PackageCommand, PackageOperand } from '../../model/types.ts';

/**
 * The packages that an install of yum or dnf names, modules (`nodejs:20` is one with its version) included. Left out
 * are groups, which have no version, what a package provides (`/usr/bin/make`, `perl(CPAN)`), and patterns.
 */
export function namedRpmPackages(call: PackageCommand): readonly PackageOperand[] {
  const { verb } = call;
  if (!/^(?:install|in|localinstall|reinstall)$/.test(verb?.value ?? '')) return [];
  const before = wordBefore(call);
  if (before === 'group' || before === 'groups') return [];
  const named = call.packages.filter(({ kind, name }) => kind === 'package' && !/^@|[*?[(]/.test(name ?? ''));
  return before === 'module' ? named.filter(({ name }) => !name?.includes(':')) : named;
}

/** `httpd-2.4`, and `nodejs:20` of a module. */
export function rpmSeparator(call: PackageCommand): string {
  return wordBefore(call) === 'module' ? ':' : '-';
}

/** `libgcc.i686` with a version is `libgcc-8.5.0.i686`: `man yum`, *specifying package names*. */
export const rpmArchitecture = /\.(?:i[3-6]86|x86_64|aarch64|ppc64le|s390x|noarch)$/;

/** `module` of `module install`. */
function wordBefore({ command: { words }, verb }: PackageCommand): string | undefined {
  return verb ? words[words.indexOf(verb) - 1]?.value : undefined;
}
