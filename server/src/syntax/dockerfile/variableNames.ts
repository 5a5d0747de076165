/**
 * The end of the variable name that begins at `at`: letters, digits and `_`; only digits when the first one is a
 * digit; or one of the special parameters. Equals `at` when there is no name.
 * https://github.com/moby/buildkit/blob/master/frontend/dockerfile/shell/lex.go (`processName`)
 */
export function variableNameEnd(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (code >= 0x30 && (code <= 0x39 || code >= 0x80) && isDigit(characterAt(text, at))) {
    let end = at;
    for (let next = characterAt(text, end); isDigit(next); next = characterAt(text, end)) end += next.length;
    return end;
  }
  if (code >= 0x80 || isAsciiNamePart(code)) return nameEnd(text, at);
  return at < text.length && specialParameters.includes(text.charAt(at)) ? at + 1 : at;
}

/** Behind all that may stand in a name from `at` on. */
function nameEnd(text: string, at: number): number {
  let end = at;
  for (;;) {
    while (isAsciiNamePart(text.charCodeAt(end))) end++;
    if (!(text.charCodeAt(end) >= 0x80)) return end;
    const character = characterAt(text, end);
    if (!/^[\p{L}\p{Nd}]$/u.test(character)) return end;
    end += character.length;
  }
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

/** `[A-Za-z0-9_]`; false beyond the end of a text. */
function isAsciiNamePart(code: number): boolean {
  return (
    (code >= 0x61 && code <= 0x7a) ||
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x30 && code <= 0x39) ||
    code === 0x5f
  );
}
