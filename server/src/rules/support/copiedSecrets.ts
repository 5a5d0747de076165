import { type SecretFile, secretFileOf } from '../../knowledge/secretFiles.ts';
import type { BuildModel, Stage, Step } from '../../model/types.ts';
import type { Instruction, Word } from '../../syntax/dockerfile/tree.ts';
import { joinPath } from './containerPaths.ts';

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
  const { flags, words } = step.instruction;
  if (flags.some((flag) => flag.name === 'from')) return [];
  return words.slice(0, -1).flatMap((word) => {
    const path = step.expand(word.text).value;
    if (path === undefined || /^[a-z]+:\/\/|[*?]/i.test(path)) return [];
    const file = secretFileOf(path);
    return file ? [{ word, path: joinPath('/', path).slice(1), file }] : [];
  });
}
