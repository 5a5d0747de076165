import { createModel } from '../../server/src/model/model.ts';
import type { BuildModel, Stage, Step } from '../../server/src/model/types.ts';
import { parseDockerfile } from '../../server/src/syntax/dockerfile/parser.ts';

export function modelOf(...lines: string[]): BuildModel {
  return createModel(parseDockerfile(lines.join('\n')));
}

export function stageAt(model: BuildModel, index: number): Stage {
  const stage = model.stages[index];
  if (!stage) throw new Error(`no stage ${index}`);
  return stage;
}

export function lastStage(...lines: string[]): Stage {
  const { finalStage } = modelOf(...lines);
  if (!finalStage) throw new Error('no stage');
  return finalStage;
}

/** The only step whose instruction has this text. */
export function stepWith(model: BuildModel, text: string): Step {
  const found = model.steps.filter(({ instruction }) => instruction.line.text === text);
  const [step] = found;
  if (!step || found.length > 1) throw new Error(`${found.length} steps with ${text}`);
  return step;
}
