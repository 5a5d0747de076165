import { type Take, takesAt, takesOf } from '../../model/context/takes.ts';
import type { TakeSource } from '../../model/context/takeWords.ts';
import type { BuildModel, Stage } from '../../model/types.ts';
import { instructionAt } from '../../syntax/dockerfile/locate.ts';
import { flagFields } from '../../syntax/dockerfile/mounts.ts';
import type { Flag, Instruction } from '../../syntax/dockerfile/tree.ts';
import { type TextRange, touches } from '../../text/range.ts';

/** A path of the build context where it is written. */
export interface ContextSource {
  readonly take: Take;
  readonly source: TakeSource;
  /** The word, or the value of a mount's `source`. */
  readonly range: TextRange;
}

/** A path of another stage where it is written. */
export interface StageSource {
  readonly stage: Stage;
  readonly instruction: Instruction;
  /** As written. */
  readonly text: string;
  readonly range: TextRange;
}

/** The path of the build context that is written at an offset. */
export function contextSourceAt(model: BuildModel, offset: number): ContextSource | undefined {
  const instruction = instructionAt(model.tree, offset);
  if (!instruction || offset > instruction.head.end) return undefined;
  const takes = takesAt(model, instruction.trigger ?? instruction);
  return takes.flatMap((take) => sourcesOf(take)).find(({ range }) => touches(range, offset));
}

/** Every path of the build context that is written in a file, in order of place. */
export function contextSources(model: BuildModel): ContextSource[] {
  const found = takesOf(model).flatMap((take) => sourcesOf(take));
  // A trigger is taken once in each stage it runs in.
  const byPlace = new Map(found.map((source) => [source.range.start, source]));
  return [...byPlace.values()].sort((a, b) => a.range.start - b.range.start);
}

/** The sources of one instruction that are written down: a mount of the whole context has none. */
export function sourcesOf(take: Take): ContextSource[] {
  return take.sources.flatMap((source): ContextSource[] => {
    if (take.kind !== 'bind') return [{ take, source, range: source.range }];
    const flag = take.instruction.flags.find(({ range }) => range.start === source.range.start);
    const range = flag && mountSource(flag);
    return range ? [{ take, source, range }] : [];
  });
}

/** The path that a `COPY --from=` or a mount takes out of a stage, where it is written at an offset. */
export function stageSourceAt(model: BuildModel, offset: number): StageSource | undefined {
  const found = instructionAt(model.tree, offset);
  if (!found || offset > found.head.end) return undefined;
  const instruction = found.trigger ?? found;
  const uses = (model.stageOf(instruction)?.uses ?? []).filter((use) => use.instruction === instruction);
  for (const { kind, stage, range } of uses) {
    if (!stage) continue;
    if (kind === 'copy') {
      const word = instruction.words.slice(0, -1).find((one) => touches(one.range, offset));
      if (word) return { stage, instruction, text: word.text, range: word.range };
    } else if (kind === 'mount') {
      const flag = instruction.flags.find(
        (one) => one.range.start <= range.start && range.end <= one.range.end,
      );
      const place = flag && mountSource(flag);
      if (place && touches(place, offset)) {
        return { stage, instruction, text: model.tree.text.slice(place.start, place.end), range: place };
      }
    }
  }
  return undefined;
}

function mountSource(flag: Flag): TextRange | undefined {
  const { fields } = flagFields(flag);
  return [...fields].reverse().find(({ key }) => key === 'source' || key === 'src')?.valueRange;
}
