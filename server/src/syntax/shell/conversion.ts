import type { TextRange } from '../../text/range.ts';
import type { LogicalText } from '../dockerfile/tree.ts';
import type { ParsedScript } from './adapter.ts';
import type {
  ShellCommand,
  ShellExtensionKind,
  ShellList,
  ShellSubstitution,
  ShellVariable,
} from './tree.ts';

/** What a conversion gathers on its way; offsets are those of `text`. */
export interface Conversion {
  readonly source: LogicalText;
  readonly text: string;
  readonly commands: { at: number; command: ShellCommand }[];
  /** Spans filled by words and heredoc bodies, scripts inside of them left out: what is between is a gap. */
  readonly solids: TextRange[];
  /** Without any `#` there is no comment to tell from words, and `solids` stays empty. */
  readonly hasHash: boolean;
  /**
   * `a &> b` is `a & > b`, so that `a` runs in the background: that of POSIX and dash, in contrast to bash and to ash of
   * BusyBox. https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_07
   */
  readonly splitsAmpersand: boolean;
  readonly variables: { at: number; variable: ShellVariable }[];
  /** Scripts of substitutions met in words, to be converted in their turn. */
  readonly pending: PendingScript[];
  readonly substitutions: { at: number; substitution: ShellSubstitution }[];
  /** Whether the node whose words are being read runs conditionally: its substitutions do then too. */
  conditional: boolean;
  readonly errors: { at: number; message: string }[];
  readonly extensions: { kind: ShellExtensionKind; span: Span }[];
}

export interface PendingScript {
  readonly script: ParsedScript;
  readonly conditional: boolean;
  /** The part that gets the list, where it is one of a word's own. */
  readonly part: { list: ShellList | undefined } | undefined;
  /** What it stands in; of a process substitution there is none. */
  readonly noted: { at: number; substitution: ShellSubstitution } | undefined;
}

export interface Span {
  readonly pos: number;
  readonly end: number;
}

/** The range in the document of a span of the text. */
export function place(state: Conversion, start: number, end: number): TextRange {
  return state.source.map.toSourceRange(start, end);
}

/** Notes something that only Bash has. */
export function note(state: Conversion, kind: ShellExtensionKind, pos: number, end: number): void {
  state.extensions.push({ kind, span: { pos, end } });
}
