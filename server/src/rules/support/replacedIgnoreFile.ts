import { type IgnoreFile, type PatternLine, readIgnoreFile } from '../../syntax/dockerignore/reader.ts';
import type { TextEdit } from '../../text/edit.ts';
import { lineBreakOf } from '../../text/lines.ts';
import type { ContextFacts } from '../rule.ts';

/**
 * BuildKit takes `<Dockerfile>.dockerignore` beside the Dockerfile, and then nothing of `.dockerignore`.
 * https://docs.docker.com/build/concepts/context/#filename-and-location
 */
export interface ReplacedIgnoreFile {
  /** `Dockerfile`. */
  readonly dockerfile: string;
  /** The `.dockerignore` beside. */
  readonly file: IgnoreFile;
}

/** Of the ignore file of one Dockerfile: what it replaces; undefined where there is nothing, or it is not known. */
export function replacedBy(context: ContextFacts): ReplacedIgnoreFile | undefined {
  const dockerfile = /^(.+)\.dockerignore$/.exec(context.ignoreFile?.path ?? '')?.[1];
  if (dockerfile === undefined || context.exists('.dockerignore') !== true) return undefined;
  const text = context.read('.dockerignore');
  return text === undefined ? undefined : { dockerfile, file: readIgnoreFile(text) };
}

/** The lines of the replaced file that are not there, in order. */
export function missingLines(own: IgnoreFile, replaced: IgnoreFile): PatternLine[] {
  const present = new Set(own.patterns.map(({ read }) => read));
  return replaced.patterns.filter(({ read, error }) => !error && !present.has(read));
}

/** Puts lines in front of everything, so that those of the file keep the last word. */
export function insertInFront(text: string, from: IgnoreFile, lines: readonly PatternLine[]): TextEdit {
  const at = text.startsWith('\uFEFF') ? 1 : 0;
  const lineBreak = lineBreakOf(text);
  const newText = asLines(from, lines)
    .map((line) => line + lineBreak)
    .join('');
  return { range: { start: at, end: at }, newText };
}

/** Lines of an ignore file as they are written, without blanks around them. */
export function asLines({ text }: IgnoreFile, lines: readonly PatternLine[]): string[] {
  return lines.map(({ written, read }) => {
    const line = text.slice(written.start, written.end);
    // A comment in the first column only.
    return line.startsWith('#') ? `./${read}` : line;
  });
}
