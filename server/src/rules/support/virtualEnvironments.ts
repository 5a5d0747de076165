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
  const made = new Map<Stage, readonly MadeEnvironment[]>();
  return stage.uses.flatMap(({ instruction, kind, stage: source }) => {
    if (kind !== 'copy' || !source || instruction.words.length !== 2) return [];
    const [from, to] = instruction.words;
    const origin = from && model.expand(from.text, instruction).value;
    const destination = to && model.expand(to.text, instruction).value;
    if (origin === undefined || destination === undefined) return [];
    const sourcePath = joinPath('/', origin);
    const environments = made.get(source) ?? madeIn(source, model);
    made.set(source, environments);
    const madeAt = environments.find(({ path }) => path === sourcePath);
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
  const { text } = model.tree;
  const found: MadeEnvironment[] = [];
  for (let at: Stage | undefined = stage; at; at = at.base.stage) {
    for (const instruction of at.instructions) {
      const { name, range } = instruction;
      if (name !== 'RUN' || !/env\b/.test(text.slice(range.start, range.end))) continue;
      const step = model.stepOf(instruction);
      for (const command of step.run?.commands ?? []) {
        const word = environmentOf(command);
        const path = word && (word.value ?? model.expand(word.text, instruction).value);
        if (path === undefined) continue;
        const isMovable = command.words.some((option) => option.text === '--relocatable');
        found.push({ path: joinPath(workdirOf(step), path), isMovable });
      }
    }
  }
  return found;
}
