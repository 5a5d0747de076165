import type { Instruction } from '../../../syntax/dockerfile/tree.ts';
import { joinPath } from '../containerPaths.ts';
import { contextCopyOf, isBroad } from '../contextCopies.ts';
import type { Artifact } from './conversion.ts';
import type { SingleStage } from './singleStage.ts';

/**
 * Folders beside the program that it is likely to read when it runs, such as templates: those that are known to be in
 * the context, and that a COPY above the cut brings to where the program starts.
 */
export function sideFolders(
  subject: SingleStage,
  cut: Instruction,
  more: readonly string[] = [],
): Artifact[] {
  const { stage, start, model, exists } = subject;
  const isBrought = stage.instructions.some((instruction) => {
    if (instruction.range.start > cut.range.start) return false;
    const copy = contextCopyOf(instruction, model);
    return copy !== undefined && isBroad(copy) && copy.sources[0] === '' && copy.target === start.cwd;
  });
  if (!isBrought) return [];
  return [...names, ...more]
    .filter((name) => exists(name) === true)
    .map((name) => ({
      path: joinPath(start.cwd, name),
      kind: /\.\w+$/.test(name) ? ('file' as const) : ('directory' as const),
    }));
}

const names = ['templates', 'views', 'static', 'public', 'locales', 'migrations'];
