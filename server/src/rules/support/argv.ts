import { programName } from '../../knowledge/shells.ts';
import { unwrapCommand } from '../../model/unwrapCommand.ts';
import type { ShellCommand, ShellWord } from '../../syntax/shell/tree.ts';

/** What an argument list starts, with `tini`, `gosu`, `env` and the like looked through. */
export interface StartedProgram {
  /** Its file name, lower case: `node`. */
  readonly name: string;
  /** Its place in the list. */
  readonly index: number;
  /** What runs it, outermost first. */
  readonly wrappers: readonly string[];
}

/** Undefined for an empty list. */
export function programOf(argv: readonly string[]): StartedProgram | undefined {
  const words = argv.map(plainWord);
  const { program, wrappers } = unwrapCommand(commandOf(words));
  const index = program ? words.indexOf(program) : -1;
  const path = argv[index];
  return path === undefined ? undefined : { name: programName(path), index, wrappers };
}

/** A string of an exec form as a word: nothing in it expands. */
function plainWord(text: string): ShellWord {
  const range = { start: 0, end: 0 };
  return {
    text,
    value: text,
    range,
    segments: [],
    expands: false,
    globs: false,
    quoted: false,
    variables: [],
    parts: [],
  };
}

function commandOf(words: readonly ShellWord[]): ShellCommand {
  return {
    kind: 'command',
    range: { start: 0, end: 0 },
    assignments: [],
    words,
    name: words[0]?.value,
    redirects: [],
    context: 'list',
    conditional: false,
    inPipeline: false,
  };
}
