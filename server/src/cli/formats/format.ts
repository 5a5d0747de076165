import type { Problem } from '../../lint/problem.ts';
import { LineIndex } from '../../text/lines.ts';
import type { TextRange } from '../../text/range.ts';
import type { CheckedFile } from '../checker.ts';

export interface FormatOptions {
  /** With the colors of a terminal. */
  readonly color: boolean;
  /** Of the program. */
  readonly version: string;
}

/** All that was found, as one text, with a line break at its end. */
export type Format = (files: readonly CheckedFile[], options: FormatOptions) => string;

/** Lines and columns as people count them: from one on, columns in UTF-16 code units; the end is behind the last. */
export interface Region {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** Tells where ranges of a text are. */
export function regionsOf(text: string): (range: TextRange) => Region {
  const lines = new LineIndex(text);
  return ({ start, end }) => {
    const [from, to] = [lines.positionAt(start), lines.positionAt(end)];
    return {
      startLine: from.line + 1,
      startColumn: from.character + 1,
      endLine: to.line + 1,
      endColumn: to.character + 1,
    };
  };
}

export interface Located {
  readonly file: CheckedFile;
  readonly problem: Problem;
  readonly region: Region;
}

/** Every problem of every file with its place. */
export function locatedProblems(files: readonly CheckedFile[]): readonly Located[] {
  return files.flatMap((file) => {
    const regionOf = regionsOf(file.text);
    return file.problems.map((problem) => ({ file, problem, region: regionOf(problem.range) }));
  });
}
