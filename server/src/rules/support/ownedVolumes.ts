import { rootDataFolders } from '../../knowledge/rootPrograms.ts';
import type { BuildModel, Stage } from '../../model/types.ts';
import { unwrapCommand } from '../../model/unwrapCommand.ts';
import { joinPath, wayDown, workdirOf } from './containerPaths.ts';

/**
 * Whether a volume of the stage, or of those it is built on, or what the base image keeps its data in, is left to root: no
 * `chown` of the file is about it, or a folder above it. Where nothing is at that path Docker creates it, for root.
 * https://docs.docker.com/reference/dockerfile/#volume
 */
export function leavesVolumeToRoot(final: Stage, model: BuildModel): boolean {
  const stages: Stage[] = [];
  for (let stage: Stage | undefined = final; stage; stage = stage.base.stage) stages.push(stage);
  const volumes = stages.flatMap((stage) =>
    stage.instructionsWith('VOLUME').flatMap((instruction) => {
      const step = model.stepOf(instruction);
      return instruction.words.map(({ text }) => joinPath(workdirOf(step), step.expand(text).value ?? text));
    }),
  );
  const { family = '' } = final.base.root.facts;
  const own = [...volumes, ...(rootDataFolders.get(family) ?? [])].filter(
    (path) => !/^\/(?:var\/)?tmp(?:\/|$)/.test(path),
  );
  if (own.length === 0) return false;
  const owned = stages.flatMap((stage) => pathsGivenAway(stage, model));
  return own.some((path) => !owned.some((folder) => wayDown(folder, path) !== undefined));
}

/** What `chown`, `install -o` and `--chown` name. */
function pathsGivenAway(stage: Stage, model: BuildModel): readonly string[] {
  return stage.instructionsWith('RUN', 'COPY', 'ADD').flatMap((instruction) => {
    const step = model.stepOf(instruction);
    const path = (word: string) =>
      joinPath(workdirOf(step), step.expand(word.replace(/^["']|["']$/g, '')).value ?? word);
    if (instruction.name !== 'RUN') {
      const target = instruction.words.at(-1)?.text;
      const isGiven = instruction.flags.some(({ name }) => name === 'chown');
      return isGiven && target !== undefined ? [path(target)] : [];
    }
    return (step.run?.commands ?? []).flatMap((command) => {
      const { name, args } = unwrapCommand(command);
      const gives = name === 'chown' || (name === 'install' && args.some(({ text }) => /^-\w*o/.test(text)));
      return gives ? args.map(({ text }) => path(text)) : [];
    });
  });
}
