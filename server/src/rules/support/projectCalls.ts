import type { BuildModel, PackageCommand, Step } from '../../model/types.ts';
import { workdirOf } from './containerPaths.ts';
import { callsOf } from './packageCalls.ts';
import { runItemsOf } from './runItems.ts';

/** An install of a project's dependencies, and the project's folder. */
export interface ProjectCall {
  readonly step: Step;
  readonly call: PackageCommand;
  readonly folder: string;
}

/** The calls of some managers that name no packages, with the folder that they run in as far as it can be told. */
export function projectCalls(model: BuildModel, managers: readonly string[]): readonly ProjectCall[] {
  const folders = new Map<PackageCommand, string>();
  const read = new Set<Step>();
  return callsOf(model.stepsWith('RUN'), managers).flatMap(({ step, call }) => {
    if (call.packages.length > 0) return [];
    if (!read.has(step)) {
      read.add(step);
      for (const item of runItemsOf(step, workdirOf(step))?.items ?? []) {
        for (const need of item.calls) folders.set(need.call, need.project);
      }
    }
    const folder = folders.get(call);
    return [
      {
        step,
        call,
        folder: folder ?? (call.command.context === 'list' && hasNoMove(step) ? workdirOf(step) : ''),
      },
    ];
  });
}

/** An empty folder is one that nobody knows. */
function hasNoMove({ run }: Step): boolean {
  return run?.commands.every(({ name }) => name !== 'cd' && name !== 'pushd') ?? false;
}
