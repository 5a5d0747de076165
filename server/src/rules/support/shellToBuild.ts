import { joinWorkdir } from '../../model/paths.ts';
import type { BuildModel, Step } from '../../model/types.ts';
import type { ShellCommand, ShellWord } from '../../syntax/shell/tree.ts';

/**
 * The directory a `cd` goes to, as WORKDIR takes it: absolute where it can be. Undefined where only a shell knows it
 * (`-`, `~`, a substitution), and where it is relative to a directory nobody knows.
 */
export function buildPath(word: ShellWord | undefined, step: Step, model: BuildModel): string | undefined {
  if (!word || word.globs || word.segments.length !== 1) return undefined;
  if (word.value !== undefined) {
    if (word.value === '' || word.value.startsWith('-') || /[\s"'\\$]/.test(word.value)) return undefined;
    return joinWorkdir(step.before.workdir.value, word.value, false);
  }
  // `"$HOME"/app`: BuildKit expands what ENV and ARG define, and nothing else.
  if (!isBuildText(word, step, model) || !/^["']?[$/]/.test(word.text)) return undefined;
  return word.text;
}

/** `export A=b C="$D"` as the pairs of ENV; undefined where a value means something else there, or nothing. */
export function buildPairs(command: ShellCommand, step: Step, model: BuildModel): string | undefined {
  if (command.words.length === 0) {
    const texts = command.assignments.map(({ name, value, range }) =>
      // ENV has no lists (`a=(b c)`), and puts nothing behind the old value (`a+=b`).
      value?.range.start === range.start + name.length + 1 &&
      !value.text.startsWith('(') &&
      isBuildText(value, step, model)
        ? `${name}=${value.text}`
        : undefined,
    );
    return texts.includes(undefined) ? undefined : texts.join(' ');
  }
  if (command.name !== 'export' || command.words.length < 2 || command.assignments.length > 0)
    return undefined;
  const pairs = command.words.slice(1);
  const fits = pairs.every(
    (word) => /^[A-Za-z_]\w*=[^\s(]/.test(word.text) && isBuildText(word, step, model),
  );
  return fits ? pairs.map(({ text }) => text).join(' ') : undefined;
}

/** Whether BuildKit reads a word of the shell as the shell does. */
function isBuildText(word: ShellWord, step: Step, model: BuildModel): boolean {
  if (word.segments.length > 1 || /[`\\~*?{[]|\$\(|<\(/.test(word.text.replaceAll(/\$\{\w+\}/g, '')))
    return false;
  return word.variables.every(({ name }) => {
    const found = model.lookup(name, step.instruction);
    return found.kind === 'defined' || name === 'PATH';
  });
}
