import type { RuntimeImage } from '../../../knowledge/runtimeImages.ts';
import type { Instruction } from '../../../syntax/dockerfile/tree.ts';
import type { TextRange } from '../../../text/range.ts';
import type { FixEdit } from '../../rule.ts';

/** A build in the stage that ships, and how to part the two. */
export interface FoundBuild {
  /** The command as a reader calls it: `go build`. */
  readonly name: string;
  readonly at: TextRange;
  /** What is built, in words: `the binary`. */
  readonly product: string;
  /** Undefined where the file does not say all that it takes. */
  readonly conversion: Conversion | undefined;
  /** In place of a conversion: edits that do it another way, and the image to ship on. */
  readonly ready?: { readonly edits: readonly FixEdit[]; readonly image: string };
}

export interface Conversion {
  readonly runtime: RuntimeImage;
  /** What crosses, in order. */
  readonly artifacts: readonly Artifact[];
  /** The last instruction of the build stage. */
  readonly cut: Instruction;
  /** Token-sized changes of the build itself. */
  readonly edits?: readonly TextEditOf[];
  /** Files of the context that the program reads: these COPYs are done again in the final stage. */
  readonly repeated?: readonly Instruction[];
  /** Variables of the build that the program reads as well: names that are left out otherwise. */
  readonly keepsPath?: boolean;
  /** Lines of the final stage before the artifacts. */
  readonly lines?: readonly string[];
  /** The runtime's own command, in exec form, in place of the author's. */
  readonly start?: string;
  /** The program knows nothing of the build: no variables, no directory, no account. */
  readonly isPlain?: boolean;
  /** A part of the image's name that only the user can fill in. */
  readonly placeholder?: string;
}

type TextEditOf = Extract<FixEdit, { readonly range: unknown }>;

export interface Artifact {
  /** Absolute, in the build stage; the last part may be a pattern. */
  readonly path: string;
  readonly kind: 'file' | 'directory';
  /** Where it goes, when it is another place. */
  readonly to?: string;
}
