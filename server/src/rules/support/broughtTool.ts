import { broughtTools, type ProbeTool } from '../../knowledge/imageTools.ts';
import type { BuildModel, Step } from '../../model/types.ts';
import { unwrapCommand } from '../../model/unwrapCommand.ts';
import { isOwnRoot } from './packageCalls.ts';

/**
 * A program to download with that is surely there when a step runs, curl before wget: the base image brings it, or a RUN
 * above, in the stage or in one that it is built on, has installed or called it, and nothing has removed packages since.
 */
export function broughtTool(step: Step, model: BuildModel): ProbeTool | undefined {
  const seen = new Set<ProbeTool>();
  let isIntact = true;
  for (let stage = step.stage, below = true; stage && isIntact; stage = stage.base.stage, below = false) {
    const { instructions } = stage;
    const end = below ? instructions.indexOf(step.instruction) : instructions.length;
    for (let i = end - 1; i >= 0 && isIntact; i--) {
      const above = instructions[i];
      if (above?.name === 'RUN' && !above.isTrigger) isIntact = toolsOf(model.stepOf(above), seen);
    }
  }
  const root = step.stage?.base.root;
  const brought = root ? broughtTools(root.facts, root.hasVariables ? undefined : root.reference) : [];
  // What BusyBox brings is in no package of its own.
  const stays = root?.facts.distribution === 'alpine' || isIntact ? brought : [];
  return (['curl', 'wget'] as const).find((tool) => seen.has(tool) || stays.includes(tool));
}

/** Adds what a RUN shows to be there at its end; false where it removes packages, so that what was before is open. */
function toolsOf({ run }: Step, seen: Set<ProbeTool>): boolean {
  if (!run) return true;
  const { commands, packageCommands } = run;
  for (const command of [...commands].reverse()) {
    if (command.context === 'function') continue;
    const call = packageCommands.find((one) => one.command === command);
    const { name } = unwrapCommand(command);
    if (call?.action === 'remove' || isRemover.test(name ?? '')) return false;
    if (command.conditional) continue;
    if (call?.action === 'install' && isSystem.test(call.manager) && isOwnRoot(call)) {
      for (const { name } of call.packages) if (isTool(name)) seen.add(name);
    } else if (isTool(name)) seen.add(name);
  }
  return true;
}

function isTool(name: string | undefined): name is ProbeTool {
  return name === 'curl' || name === 'wget';
}

const isSystem = /^(?:apt(?:-get|itude)?|apk|yum|(?:micro|t)?dnf|zypper|pacman)$/;
const isRemover = /^(?:dpkg|rpm)$/;
