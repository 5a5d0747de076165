import type { ShellScript } from '../../syntax/shell/tree.ts';

/**
 * Where a shell program begins to stop at failures: from its start by the words of the shell that runs it (those of
 * SHELL, or of its own interpreter), or from a `set -e`; infinite where it never does.
 */
export function errexitFrom(script: ShellScript, words: readonly string[]): number {
  if (words.slice(1).some(isErrexit) || words.includes('errexit')) return Number.NEGATIVE_INFINITY;
  const set = script.commands.find(
    ({ name, words: [, ...options] }) =>
      name === 'set' && options.some(({ text, value }) => isErrexit(text) || value === 'errexit'),
  );
  return set?.range.start ?? Number.POSITIVE_INFINITY;
}

function isErrexit(word: string): boolean {
  return /^-[A-Za-z]*e[A-Za-z]*$/.test(word);
}
