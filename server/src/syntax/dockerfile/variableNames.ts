/**
 * The end of the variable name that begins at `at`: letters, digits and `_`; only digits when the first one is a
 * digit; or one of the special parameters. Equals `at` when there is no name.
 * https://github.com/moby/buildkit/blob/master/frontend/dockerfile/shell/lex.go (`processName`)
 */
export function variableNameEnd(text: string, at: number): number {
  const first = characterAt(text, at);
  if (first === '') return at;
  if (isDigit(first)) {
    let end = at;
    for (let next = first; isDigit(next); next = characterAt(text, end)) end += next.length;
    return end;
  }
  if (specialParameters.includes(first)) return at + 1;
  let end = at;
  for (let next = first; isNamePart(next); next = characterAt(text, end)) end += next.length;
  return end;
}

/** The character (code point) at an offset; empty at the end. */
export function characterAt(text: string, at: number): string {
  const code = text.charCodeAt(at);
  if (code >= 0xd800 && code <= 0xdbff) return String.fromCodePoint(text.codePointAt(at) ?? code);
  return text.charAt(at);
}

const specialParameters = '@*#?-$!';

function isDigit(character: string): boolean {
  if (character <= '\x7f') return character >= '0' && character <= '9';
  return /^\p{Nd}$/u.test(character);
}

function isNamePart(character: string): boolean {
  if (character <= '\x7f') return /^[A-Za-z0-9_]$/.test(character);
  return /^[\p{L}\p{Nd}]$/u.test(character);
}
