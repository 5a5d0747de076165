import type { ContextFacts } from '../../rules/rule.ts';
import { canSkipDirectory, compile, matchesOrParentMatches } from '../../syntax/dockerignore/matcher.ts';
import { patternsOf } from '../../syntax/dockerignore/reader.ts';

/** Tells which line of an ignore file keeps a clean path out, if one does. Of a folder: whole. */
export function keptOutBy(
  ignoreFile: ContextFacts['ignoreFile'],
): (path: string, isFolder: boolean) => string | undefined {
  if (!ignoreFile) return () => undefined;
  const { file, path: ignorePath } = ignoreFile;
  const matcher = compile(patternsOf(file));
  return (path, isFolder) => {
    const { excluded, decidedBy } = matchesOrParentMatches(matcher, path);
    const line = excluded && decidedBy !== undefined ? file.patterns[decidedBy] : undefined;
    if (!line || (isFolder && !canSkipDirectory(matcher, path))) return undefined;
    return `line ${line.number + 1} of ${ignorePath}`;
  };
}
