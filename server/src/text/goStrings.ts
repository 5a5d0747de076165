// The parts of Go's string handling that BuildKit's parser leans on and JavaScript does differently.

/**
 * Go's `unicode.IsSpace` on a UTF-16 code unit. Unlike JavaScript's `\s` it holds U+0085 and leaves out U+FEFF.
 * https://pkg.go.dev/unicode#IsSpace
 */
export function isSpace(code: number): boolean {
  if (code <= 0x20) return code === 0x20 || (code >= 0x09 && code <= 0x0d);
  if (code < 0x85) return false;
  return (
    code === 0x85 ||
    code === 0xa0 ||
    code === 0x1680 ||
    (code >= 0x2000 && code <= 0x200a) ||
    code === 0x2028 ||
    code === 0x2029 ||
    code === 0x202f ||
    code === 0x205f ||
    code === 0x3000
  );
}

/** `isSpace` where Go looks at single bytes: the blanks of ASCII only. */
export function isAsciiSpace(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d);
}

/** The first offset in [start, end) that is no space in Go's sense, else `end`. */
export function skipSpaces(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && isSpace(text.charCodeAt(at))) at++;
  return at;
}

/** The offset after the last character in [start, end) that is no space in Go's sense, else `start`. */
export function skipSpacesBack(text: string, start: number, end: number): number {
  let at = end;
  while (at > start && isSpace(text.charCodeAt(at - 1))) at--;
  return at;
}

/** Go's `strings.TrimSpace`. */
export function trimSpace(text: string): string {
  const start = skipSpaces(text, 0, text.length);
  return text.slice(start, skipSpacesBack(text, start, text.length));
}

const shortEscapes: Readonly<Record<string, string>> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '"': '\\"',
  '\\': '\\\\',
};

/** Go's `%q` of a string. https://pkg.go.dev/strconv#Quote */
export function quote(text: string): string {
  return `"${text.replace(/["\\]|[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, escapeCharacter)}"`;
}

function escapeCharacter(character: string): string {
  const short = shortEscapes[character];
  if (short !== undefined) return short;
  const code = character.codePointAt(0) ?? 0;
  if (code >= 0xd800 && code <= 0xdfff) return '\ufffd';
  if (code < 0x80) return `\\x${code.toString(16).padStart(2, '0')}`;
  if (code <= 0xffff) return `\\u${code.toString(16).padStart(4, '0')}`;
  return `\\U${code.toString(16).padStart(8, '0')}`;
}

/** How many bytes a text takes in UTF-8. Lone surrogates count three, as the replacement character does. */
export function utf8Length(text: string, start: number, end: number): number {
  let bytes = end - start;
  for (let i = start; i < end; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x80) continue;
    // A surrogate pair takes four bytes: two for each of its code units.
    bytes += code < 0x800 ? 1 : isPairedSurrogate(text, i, start, end) ? 1 : 2;
  }
  return bytes;
}

function isPairedSurrogate(text: string, at: number, start: number, end: number): boolean {
  const code = text.charCodeAt(at);
  if (code >= 0xd800 && code <= 0xdbff) {
    const next = at + 1 < end ? text.charCodeAt(at + 1) : 0;
    return next >= 0xdc00 && next <= 0xdfff;
  }
  if (code >= 0xdc00 && code <= 0xdfff) {
    const previous = at > start ? text.charCodeAt(at - 1) : 0;
    return previous >= 0xd800 && previous <= 0xdbff;
  }
  return false;
}
