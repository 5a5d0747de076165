import { COMPILED_PACKAGE_MANAGERS } from './compiledPackageManagers.ts';
import { JAVASCRIPT_PACKAGE_MANAGERS } from './javascriptPackageManagers.ts';
import type { PackageManager } from './packageManagerFacts.ts';
import { PYTHON_PACKAGE_MANAGERS } from './pythonPackageManagers.ts';
import { SCRIPT_PACKAGE_MANAGERS } from './scriptPackageManagers.ts';
import { SYSTEM_PACKAGE_MANAGERS } from './systemPackageManagers.ts';

/** The manager a program's name belongs to (`pip3.12` is pip). Lower case, without path. */
export function packageManagerOf(program: string): PackageManager | undefined {
  return BY_PROGRAM.get(program) ?? BY_PROGRAM.get(program.replace(/[\d.]+$/, ''));
}

/** The manager with this id. */
export function packageManager(id: string): PackageManager | undefined {
  return BY_ID.get(id);
}

export const PACKAGE_MANAGERS: readonly PackageManager[] = [
  ...SYSTEM_PACKAGE_MANAGERS,
  ...PYTHON_PACKAGE_MANAGERS,
  ...JAVASCRIPT_PACKAGE_MANAGERS,
  ...SCRIPT_PACKAGE_MANAGERS,
  ...COMPILED_PACKAGE_MANAGERS,
];

const BY_ID = new Map(PACKAGE_MANAGERS.map((manager) => [manager.id, manager]));

const BY_PROGRAM = new Map(
  PACKAGE_MANAGERS.flatMap((manager) => manager.programs.map((program) => [program, manager] as const)),
);
