import type { BuildModel } from '../../model/types.ts';
import { unwrapCommand } from '../../model/unwrapCommand.ts';
import { namedSources } from './namedSources.ts';

/** Whether a build of the file may read the history of the repository: then `.git` has to be there. */
export function mayReadHistory(model: BuildModel): boolean {
  return model.once(findReader);
}

function findReader(model: BuildModel): boolean {
  if (namedSources(model).some((source) => /(?:^|\/)\.git(?:\/|$)/.test(source))) return true;
  let clones = false;
  let installs = false;
  for (const { run, instruction } of model.stepsWith('RUN')) {
    if (!run) continue;
    if (readsVersions.test(instruction.line.text)) return true;
    for (const { packages } of run.packageCommands) {
      if (packages.some(({ name }) => name === 'git')) installs = true;
    }
    for (const command of run.commands) {
      const { name, args } = unwrapCommand(command);
      if (name !== 'git') continue;
      const verb = args.find(({ text }) => !text.startsWith('-'))?.text;
      if (verb !== undefined && !elsewhere.has(verb)) return true;
      if (verb === 'clone') clones = true;
    }
  }
  // Who installs Git and does not clone: a script, or a build tool, may ask for the version.
  return installs && !clones;
}

/** What these do needs no repository, or makes one of its own. */
const elsewhere: ReadonlySet<string> = new Set(['clone', 'config', 'init', 'lfs', 'ls-remote', 'credential']);

/** Tools that make a version number from tags and commits, and the folder by its name. */
const readsVersions =
  /setuptools[-_]scm|versioneer|hatch[-_]vcs|goreleaser|gitversion|\bnbgv\b|git-commit-id|(?:^|[\s"'=/])\.git(?:[\s"'/;]|$)/i;
