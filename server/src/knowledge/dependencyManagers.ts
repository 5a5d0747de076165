import { COMPILED_DEPENDENCIES } from './compiledDependencies.ts';
import type { DependencyManager } from './dependencyFacts.ts';
import { JAVASCRIPT_DEPENDENCIES } from './javascriptDependencies.ts';
import { PYTHON_DEPENDENCIES } from './pythonDependencies.ts';
import { SCRIPT_DEPENDENCIES } from './scriptDependencies.ts';

/** How the package manager with this id gets a project's dependencies. */
export function dependencyManager(manager: string): DependencyManager | undefined {
  return BY_MANAGER.get(manager);
}

const BY_MANAGER: ReadonlyMap<string, DependencyManager> = new Map(
  [...JAVASCRIPT_DEPENDENCIES, ...PYTHON_DEPENDENCIES, ...SCRIPT_DEPENDENCIES, ...COMPILED_DEPENDENCIES].map(
    (facts) => [facts.manager, facts],
  ),
);
