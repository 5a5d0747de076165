import type { Step } from '../../model/types.ts';
import type { ShellCommand, ShellWord } from '../../syntax/shell/tree.ts';
import { isUnknownPath, joinPath, workdirOf } from './containerPaths.ts';

/** A command of a RUN and the directory it runs in. */
export interface PlacedCommand {
  readonly command: ShellCommand;
  /** Undefined where a `cd` that cannot be followed came before. */
  readonly cwd: string | undefined;
}

/** The commands of a step in order. A `cd` inside a branch or a subshell makes the directory of what follows unknown. */
export function placedCommands(step: Step): readonly PlacedCommand[] {
  return step.once(place);
}

function place(step: Step): readonly PlacedCommand[] {
  let cwd: string | undefined = workdirOf(step);
  return (step.run?.commands ?? []).map((command) => {
    const placed = { command, cwd };
    if (command.name === 'cd' || command.name === 'pushd' || command.name === 'popd') {
      const target = command.words.find(({ text }, index) => index > 0 && !text.startsWith('-'));
      const isPlain = command.context === 'list' && command.name !== 'popd' && !command.inPipeline;
      cwd = isPlain && target ? pathOf(target, cwd, step) : undefined;
    }
    return placed;
  });
}

/**
 * The absolute path a word names, as far as the text and the variables of the build tell; a glob is kept as written.
 * Undefined for what only the shell knows, and for what is relative to a directory nobody knows.
 */
export function pathOf(word: ShellWord, cwd: string | undefined, step: Step): string | undefined {
  const text = textOf(word, step);
  if (text === undefined || text === '' || text.startsWith('~') || /[{}\\]/.test(text)) return undefined;
  if (text.startsWith('/')) return joinPath('/', text);
  return cwd === undefined || isUnknownPath(cwd) ? undefined : joinPath(cwd, text);
}

function textOf(word: ShellWord, step: Step): string | undefined {
  if (word.value !== undefined) return word.value;
  if (!word.expands || word.variables.length === 0 || /[`(]/.test(word.text)) return undefined;
  // What the program itself assigns is not what the build knows.
  const own = step.run?.commands.some(({ assignments, name, words }) =>
    word.variables.some(
      (variable) =>
        assignments.some((assignment) => assignment.name === variable.name) ||
        (name === 'export' && words.some(({ text }) => text.startsWith(`${variable.name}=`))),
    ),
  );
  return own ? undefined : step.expand(word.text.replaceAll(/["']/g, '')).value;
}
