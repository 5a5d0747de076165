import type { BuildModel } from '../../model/types.ts';
import { unwrapCommand } from '../../model/unwrapCommand.ts';

/** The names of all programs that the RUN instructions of the file call, in any stage. */
export function programsRun(model: BuildModel): ReadonlySet<string> {
  return model.once(findPrograms);
}

function findPrograms({ steps }: BuildModel): ReadonlySet<string> {
  const programs = new Set<string>();
  for (const { run } of steps) {
    for (const command of run?.commands ?? []) {
      const { name } = unwrapCommand(command);
      if (name !== undefined) programs.add(name);
    }
  }
  return programs;
}
