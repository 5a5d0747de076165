import type { RuntimeImage } from '../../../knowledge/runtimeImages.ts';
import { unwrapCommand } from '../../../model/unwrapCommand.ts';
import { wayDown } from '../containerPaths.ts';
import type { Artifact } from './conversion.ts';
import { resolve, type SingleStage } from './singleStage.ts';

/** Whether the health check of a stage finds its programs, and a shell if it needs one, in another image. */
export function runsIn(
  runtime: RuntimeImage,
  { stage, model }: SingleStage,
  artifacts: readonly Artifact[],
): boolean {
  const { value, by } = stage.final.healthcheck;
  if (!by || value === 'none' || value === undefined) return true;
  const hasProgram = (name: string | undefined) => {
    if (name === undefined) return false;
    if (runtime.programs.includes(name)) return true;
    const path = resolve('/', name);
    return artifacts.some(
      ({ path: from, to = from }) => path !== undefined && wayDown(to, path) !== undefined,
    );
  };
  if (value.form === 'exec') return hasProgram(value.argv[0]);
  if (!runtime.hasShell) return false;
  const commands = model.stepOf(by).scripts.flatMap((script) => script.commands);
  return commands.every((command) => {
    const { program, name } = unwrapCommand(command);
    return (
      name !== undefined &&
      (/^(?:exit|test|\[|echo|true|false)$/.test(name) || hasProgram(name) || hasProgram(program?.value))
    );
  });
}
