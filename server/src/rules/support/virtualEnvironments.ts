import type { BuildModel, Stage } from '../../model/types.ts';
import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import { joinPath, workdirOf } from './containerPaths.ts';
import { environmentOf } from './sourceFree.ts';

/** A virtual environment of Python that a COPY takes out of the stage that made it. */
export interface CopiedEnvironment {
  readonly copy: Instruction;
  /** Where it was made, which its scripts remember; undefined where that is not known. */
  readonly madeAt: string | undefined;
  /** Where it is in the stage that copies. */
  readonly path: string;
}

/** Those of one stage, in order. */
export function copiedEnvironments(stage: Stage, model: BuildModel): CopiedEnvironment[] {
  return stage.uses.flatMap(({ instruction, kind, stage: source }) => {
    if (kind !== 'copy' || !source || instruction.words.length !== 2) return [];
    const [from, to] = instruction.words;
    const origin = from && model.expand(from.text, instruction).value;
    const destination = to && model.expand(to.text, instruction).value;
    if (origin === undefined || destination === undefined) return [];
    const sourcePath = joinPath('/', origin);
    const madeAt = madeIn(source, model).find(({ path }) => path === sourcePath);
    if (!madeAt && !/(?:^|\/)\.?v(?:irtual)?env$/.test(sourcePath)) return [];
    const path = joinPath(workdirOf(model.stepOf(instruction)), destination);
    return [{ copy: instruction, madeAt: madeAt?.isMovable === false ? sourcePath : undefined, path }];
  });
}

interface MadeEnvironment {
  readonly path: string;
  readonly isMovable: boolean;
}

/** Environments that the commands of a stage, or of those below it, make from nothing. */
function madeIn(stage: Stage, model: BuildModel): readonly MadeEnvironment[] {
  const own = stage.instructions.flatMap((instruction) => {
    const { text } = model.tree;
    if (
      instruction.name !== 'RUN' ||
      !/env\b/.test(text.slice(instruction.range.start, instruction.range.end))
    )
      return [];
    const step = model.stepOf(instruction);
    return (step.run?.commands ?? []).flatMap((command) => {
      const word = environmentOf(command);
      const path = word && (word.value ?? model.expand(word.text, instruction).value);
      if (path === undefined) return [];
      const isMovable = command.words.some(({ text: option }) => option === '--relocatable');
      return [{ path: joinPath(workdirOf(step), path), isMovable }];
    });
  });
  return stage.base.stage ? [...own, ...madeIn(stage.base.stage, model)] : own;
}
