import { type SecretFile, secretFileOf } from '../../knowledge/secretFiles.ts';
import type { BuildModel, Stage } from '../../model/types.ts';
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
  for (const { instruction, stage } of model.steps) {
    if (!stage || (instruction.name !== 'COPY' && instruction.name !== 'ADD')) continue;
    if (instruction.flags.some((flag) => flag.name === 'from')) continue;
    for (const word of instruction.words.slice(0, -1)) {
      const path = model.expand(word.text, instruction).value;
      if (path === undefined || /^[a-z]+:\/\/|[*?]/i.test(path)) continue;
      const file = secretFileOf(path);
      if (file) found.push({ instruction, stage, word, path: joinPath('/', path).slice(1), file });
    }
  }
  return found;
}
