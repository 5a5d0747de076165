import type { Instruction } from '../../../syntax/dockerfile/tree.ts';
import { isUnknownPath, mayOverlap, wayDown } from '../containerPaths.ts';
import { contextCopyOf } from '../contextCopies.ts';
import type { Artifact } from './conversion.ts';
import { resolve, type SingleStage } from './singleStage.ts';

/**
 * What else has to cross, so that every file which the container's command names is there: configuration that the
 * build stage has from the context. Nothing of what crosses anyway, what a COPY below the cut brings, or what is none
 * of the file's making. Undefined where a file is named of which nobody can say where it comes from.
 */
export function pathsOfStart(
  subject: SingleStage,
  artifacts: readonly Artifact[],
  cut: Instruction,
  repeated: readonly Instruction[] = [],
): Artifact[] | undefined {
  const { start, stage, model } = subject;
  const above = stage.instructions.filter(({ range }) => range.start <= cut.range.start);
  const copies = (instructions: readonly Instruction[]) =>
    instructions.flatMap((instruction) => contextCopyOf(instruction, model) ?? []);
  const brought = [...stage.instructions.slice(above.length), ...repeated];
  const earlier = copies(above).map(({ target }) => target);
  const there = [
    ...artifacts.map(({ path, to }) => to ?? path),
    ...copies(brought).map(({ target }) => target),
  ];
  const more = new Set<string>();
  if (start.argv.length > maximumWords) return undefined;
  for (const [index, argument] of start.argv.entries()) {
    for (const text of pathsIn(argument, index === 0)) {
      const path = resolve(start.cwd, text);
      if (path === undefined) return undefined;
      if (there.some((target) => wayDown(target, path) !== undefined)) continue;
      if (!earlier.some((target) => isUnknownPath(target) || mayOverlap(target, path))) continue;
      if (!configuration.test(path.slice(path.lastIndexOf('/') + 1))) return undefined;
      more.add(path);
    }
  }
  return [...more].map((path) => ({ path, kind: 'file' }));
}

/** Longer commands are not looked through, against each COPY of the file. */
const maximumWords = 100;

/** What looks like a path of a file: with a slash, or a name that ends like one of a configuration. */
function pathsIn(argument: string, isProgram: boolean): string[] {
  const value = /^--?[\w.-]+[=:](.+)$/.exec(argument)?.[1] ?? argument;
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(value) || /[\s$`(){}?&@]/.test(value)) return [];
  return value.split(':').filter((part) => {
    if (/^\.{0,2}\/[^/]/.test(part)) return true;
    if (isProgram) return false;
    return /^[\w.-]+(?:\/[\w.*-]+)+\/?$/.test(part)
      ? !/^\d+(?:\/\w+)?$/.test(part)
      : configuration.test(part);
  });
}

const configuration = /^[\w.-]+\.(?:ya?ml|json|toml|conf|cfg|ini|env|properties|xml|pem|crt|key)$/;
