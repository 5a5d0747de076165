/** What a word of an exec form holds that only a shell understands. */
export type ShellSyntax = 'variable' | 'operator' | 'home' | undefined;

/** @param index the place of the word among those of the command: what is first is a program, not an operator */
export function shellSyntaxIn(word: string, index: number): ShellSyntax {
  if (/^(?:&&|\|\|?|>>?|<|[0-9]?>&[0-9]|[0-9]>>?|&>>?|;|&)$/.test(word) && index > 0) return 'operator';
  if (/^[0-9]?>>?\s?\/(?:dev|var|tmp|proc)\//.test(word)) return 'operator';
  if (/^~\//.test(word)) return 'home';
  // `$name` whole, or within a path, an address or the value of an option; single quotes in it keep it from everybody.
  const isVariable =
    /^[\w./:=@,-]*\$(?:\{[A-Za-z_]\w*(?::?[-=?+][^{}'"`]*)?\}|[A-Z_][A-Z0-9_]*)(?:[./:=@,-][\w./:=@,${}-]*)?$/.test(
      word,
    );
  if (isVariable) return 'variable';
  if (/^\$\([a-z][^()]*\)$|^`[a-z][^`]*`$/.test(word)) return 'variable';
  return undefined;
}
