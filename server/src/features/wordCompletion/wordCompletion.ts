import type { TextRange } from '../../text/range.ts';

/** A word of the language, or a name of the file, that may stand at an offset. */
export interface WordCompletion {
  readonly kind: 'directive' | 'flag' | 'value' | 'variable';
  readonly label: string;
  /** What is written of it, and what follows of the word. On the cursor's line. */
  readonly range: TextRange;
  readonly newText: string;
  /** `newText` is a snippet in LSP's syntax. */
  readonly isSnippet: boolean;
  readonly detail: string | undefined;
  /** Markdown. */
  readonly documentation: string | undefined;
}

/** The characters behind which an editor should ask for such words by itself. */
export const wordTriggers: readonly string[] = ['-', '=', ',', '$'];
