import type { BuildModel, Stage } from '../../model/types.ts';
import type { DockerfileTree, Instruction, KeywordName } from '../../syntax/dockerfile/tree.ts';
import type { Claim, FixEdit } from '../rule.ts';

/** An instruction that a later one of its stage makes void. */
export interface DeadInstruction {
  readonly instruction: Instruction;
  /** The one that counts: the last of the stage. */
  readonly winner: Instruction;
  readonly edits: readonly FixEdit[];
  readonly claim: Claim;
}

/**
 * All but the last CMD, ENTRYPOINT or HEALTHCHECK of each stage. Triggers of ONBUILD are left out: they run in another
 * build, and there one after the other.
 */
export function deadInstructions(model: BuildModel, keyword: KeywordName): DeadInstruction[] {
  const winners = new Map<Stage | undefined, Instruction>();
  const steps = model.steps.filter(
    ({ instruction, stage }) => stage && instruction.name === keyword && !instruction.isTrigger,
  );
  for (const { stage, instruction } of steps) winners.set(stage, instruction);
  return steps.flatMap(({ stage, instruction }) => {
    const winner = winners.get(stage);
    if (!winner || winner === instruction) return [];
    const edits = lineDeletion(model.tree, instruction);
    return [
      { instruction, winner, edits, claim: { kind: 'dead-dropped', instruction: instruction.range.start } },
    ];
  });
}

/** The lines of an instruction; comments between them stay, each on its line. */
function lineDeletion(tree: DockerfileTree, instruction: Instruction): FixEdit[] {
  const { text } = tree;
  const start = text.lastIndexOf('\n', instruction.range.start - 1) + 1;
  const lineBreak = text.indexOf('\n', instruction.range.end);
  const end = lineBreak < 0 ? text.length : lineBreak + 1;
  const edits: FixEdit[] = [];
  let at = start === 0 && text.startsWith('\uFEFF') ? 1 : start;
  for (const { range } of instruction.comments) {
    const from = text.lastIndexOf('\n', range.start - 1) + 1;
    if (from > at) edits.push({ range: { start: at, end: from }, newText: '' });
    const below = text.indexOf('\n', range.end);
    at = below < 0 ? text.length : below + 1;
  }
  if (end > at) edits.push({ range: { start: at, end }, newText: '' });
  return edits;
}
