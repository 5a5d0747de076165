import { type SecretFile, secretFileOf } from '../../knowledge/secretFiles.ts';
import { copyWordsOf } from '../../model/context/takeWords.ts';
import type { BuildModel, Stage, Step } from '../../model/types.ts';
import type { Instruction, Word } from '../../syntax/dockerfile/tree.ts';
import { isWild, namedPath } from './contextTakes.ts';

/** A file of the build context that, by its name, is there to hold secrets, and what copies it. */
export interface CopiedSecret {
  readonly instruction: Instruction;
  readonly stage: Stage;
  readonly word: Word;
  /** Of the build context. */
  readonly path: string;
  readonly file: SecretFile;
}

/** In all stages, in order. */
export function copiedSecrets(model: BuildModel): readonly CopiedSecret[] {
  return model.once(findCopied);
}

function findCopied(model: BuildModel): readonly CopiedSecret[] {
  const found: CopiedSecret[] = [];
  for (const step of model.stepsWith('ADD', 'COPY')) {
    const { instruction, stage } = step;
    if (!stage) continue;
    for (const secret of step.once(secretsIn)) found.push({ instruction, stage, ...secret });
  }
  return found;
}

function secretsIn(step: Step): readonly Pick<CopiedSecret, 'word' | 'path' | 'file'>[] {
  const copy = copyWordsOf(step);
  if (!copy || copy.hasFrom) return [];
  return copy.sources.flatMap((source) => {
    const path = isWild(source) ? undefined : namedPath(source);
    const file = path === undefined ? undefined : secretFileOf(path);
    const word = step.instruction.words.find(({ range }) => range.start === source.range.start);
    return path !== undefined && file && word ? [{ word, path, file }] : [];
  });
}
