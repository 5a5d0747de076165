import type { PackageCommand, Step } from '../../model/types.ts';
import { joinPath, workdirOf } from './containerPaths.ts';
import { isForgiven } from './forgivenCommands.ts';
import { runItemsOf } from './runItems.ts';

/** A command that reads the manifest of a project, which is in a folder of the container. */
export interface ProjectRead {
  readonly step: Step;
  readonly call: PackageCommand;
  readonly folder: string;
  /** It makes something of the project itself, rather than fetch what that needs. */
  readonly builds: boolean;
  /** Project files that it names, as paths of the container. */
  readonly files: readonly string[];
  /** It stands in a branch: whether it runs hangs on something else. */
  readonly isBranch: boolean;
}

/** Those of a RUN, by some managers, whose failure would be that of the build, and of which the folder is known. */
export function projectReads(step: Step, managers: readonly string[]): readonly ProjectRead[] {
  const { run, instruction } = step;
  // What a trigger reads is in the context of another build.
  if (!run?.packageCommands.some(({ manager }) => managers.includes(manager)) || instruction.isTrigger)
    return [];
  const reads = (runItemsOf(step, workdirOf(step))?.items ?? []).flatMap(({ calls }) =>
    calls.flatMap(({ call, project, command, files, isWide }): readonly ProjectRead[] => {
      if (isWide || (call.manager === 'pip' && files)) return [];
      const builds = command.reads === 'build';
      return [{ step, call, folder: project, builds, files: files ?? [], isBranch: isInBranch(call) }];
    }),
  );
  return [...reads, ...pipReads(step)].filter(
    ({ call }) => managers.includes(call.manager) && !isForgiven(call.command, run) && isPlain(call),
  );
}

/** `pip install .`: the project itself, which it builds. Of others, the folder they run in. */
function pipReads(step: Step): readonly ProjectRead[] {
  const { run } = step;
  const calls = run?.packageCommands.filter(
    ({ manager, action, command }) => manager === 'pip' && action === 'install' && command.context === 'list',
  );
  if (!run || !calls || calls.length === 0) return [];
  if (run.commands.some(({ name }) => name === 'cd' || name === 'pushd')) return [];
  const here = workdirOf(step);
  return calls.flatMap((call): readonly ProjectRead[] => {
    const paths = [
      ...call.packages.flatMap(({ kind, word }) => (kind === 'path' ? [word.value] : [])),
      ...call.optionValues('-e'),
    ].flatMap((path) => path?.replace(/\[[^\]]*\]$/, '') ?? []);
    const folders = paths.filter(
      (path) => /^\.{0,2}(?:\/|$)|^\.$/.test(path) && !/\.(?:whl|gz|zip)$/.test(path),
    );
    if (folders.length === 0)
      return call.hasOption('-r')
        ? [{ step, call, folder: here, builds: false, files: [], isBranch: false }]
        : [];
    return folders.map((path) => ({
      step,
      call,
      folder: joinPath(here, path),
      builds: true,
      files: [],
      isBranch: false,
    }));
  });
}

/** Another program of the same name, or an option that sends it elsewhere, may have another language below it. */
function isPlain(call: PackageCommand): boolean {
  const program = call.program.text;
  if (call.mayHideOptions || call.wrappers.includes('chroot')) return false;
  if (call.manager === 'pip' || call.manager === 'poetry') return /^(?:python3?|pip3?|poetry)$/.test(program);
  return !call.hasOption('--manifest-path') && (call.manager !== 'cargo' || !call.hasOption('-C'));
}

function isInBranch({ command }: PackageCommand): boolean {
  return !['list', 'subshell', 'group'].includes(command.context);
}
