import type { BuildModel, RunModel, Stage, Step } from '../../model/types.ts';
import type { ShellCommand } from '../../syntax/shell/tree.ts';
import { isOwnRoot } from './packageCalls.ts';

/**
 * Whose `wget` a command calls: that of GNU, or that of BusyBox, which knows few options, and takes an unknown one for an
 * error. Undefined where nobody can tell.
 */
export function wgetKind(
  step: Step,
  command: ShellCommand,
  model: BuildModel,
): 'gnu' | 'busybox' | undefined {
  const { distribution } = step.stage?.base.root.facts ?? {};
  const isSmall = distribution !== undefined && small.has(distribution);
  if (distribution !== undefined && !isSmall) return 'gnu';
  const seen = { manager: '', installs: false, removes: false };
  let stage: Stage | undefined = step.stage;
  for (let isOwn = true; stage; stage = stage.base.stage, isOwn = false) {
    for (const instruction of stage.instructions) {
      if (isOwn && instruction.range.start > step.instruction.range.start) break;
      if (instruction.name !== 'RUN') continue;
      const { run } = instruction === step.instruction ? step : model.stepOf(instruction);
      const end = instruction === step.instruction ? command.range.start : Number.POSITIVE_INFINITY;
      if (run) look(run, end, seen);
    }
  }
  // With a group of packages it may be gone again.
  if (seen.installs) return seen.removes ? undefined : 'gnu';
  if (isSmall) return 'busybox';
  // What lives on apt or dnf has no BusyBox in front; what lives on apk may bring the other one.
  return seen.manager === '' || seen.manager === 'apk' ? undefined : 'gnu';
}

const small = new Set(['alpine', 'busybox', 'wolfi', 'distroless']);

interface Seen {
  manager: string;
  installs: boolean;
  removes: boolean;
}

/** What a RUN does with packages before an offset. */
function look({ packageCommands }: RunModel, end: number, seen: Seen): void {
  for (const call of packageCommands) {
    if (call.command.range.start >= end || !SYSTEM.test(call.manager) || !isOwnRoot(call)) continue;
    seen.manager ||= call.manager;
    if (call.action === 'remove') seen.removes = true;
    seen.installs ||= call.action === 'install' && call.packages.some(({ name }) => name === 'wget');
  }
}

const SYSTEM = /^(?:apt(?:-get|itude)?|apk|yum|(?:micro|t)?dnf|zypper|pacman)$/;
