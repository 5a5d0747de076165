import type { BuildModel, PackageCommand, Stage, Step } from '../../model/types.ts';
import type { ShellCommand } from '../../syntax/shell/tree.ts';
import { joinPath, workdirOf } from './containerPaths.ts';

/** An install of a JavaScript project in a stage, development dependencies included. */
export interface FullInstall {
  readonly step: Step;
  readonly call: PackageCommand;
  /** The project's folder. */
  readonly project: string;
}

/**
 * The last install of a project in a stage or those below it that brings its development dependencies; undefined where
 * there is none, where an install or a clean-up leaves them out, or where settings may do so.
 */
export function fullInstallOf(stage: Stage, model: BuildModel): FullInstall | undefined {
  let found: FullInstall | undefined;
  for (let at: Stage | undefined = stage; at; at = at.base.stage) {
    for (const instruction of [...at.instructions].reverse()) {
      const text = model.tree.text.slice(instruction.range.start, instruction.range.end);
      if (leavesOut.test(text)) return undefined;
      if (instruction.name !== 'RUN' || found || !/npm|yarn|bun/.test(text)) continue;
      const step = model.stepOf(instruction);
      const call = step.run?.packageCommands.filter((each) => isProjectInstall(each)).at(-1);
      if (!call) continue;
      if (isProduction(step) || call.mayHideOptions) return undefined;
      found = { step, call, project: projectOf(step, call.command) };
    }
  }
  return found;
}

/** Options, settings and commands by which development dependencies are left out, or taken out again. */
const leavesOut =
  /--omit[= ]["']?dev|--only[= ]["']?prod|--production\b|--prod\b|\bprune\b|\bfocus\b|\bpnpm(?: \S+)* deploy\b|node-prune|NPM_CONFIG_(?:OMIT|ONLY|PRODUCTION)|npm_config_|config set|YARN_PRODUCTION|rm -rf? \S*node_modules|\s-P\b/i;

const managers = new Set(['npm', 'pnpm', 'yarn', 'bun']);

function isProjectInstall(call: PackageCommand): boolean {
  if (!managers.has(call.manager) || call.action !== 'install' || call.packages.length > 0) return false;
  return !call.hasOption('-g', '--global') && call.verb?.value !== 'add';
}

/** With NODE_ENV=production npm and Yarn leave them out by themselves; what a variable holds is not known. */
function isProduction(step: Step): boolean {
  if (/NODE_ENV=/.test(step.instruction.args.text)) return true;
  const mode = step.before.env('NODE_ENV');
  return mode.kind === 'defined' && mode.value !== 'development' && mode.value !== 'test';
}

/** `cd` in front of it is followed as far as it is plain. */
function projectOf(step: Step, command: ShellCommand): string {
  let directory = workdirOf(step);
  for (const each of step.run?.commands ?? []) {
    if (each === command) break;
    const to = each.name === 'cd' ? each.words[1]?.value : undefined;
    if (to !== undefined) directory = joinPath(directory, to);
  }
  return directory;
}
