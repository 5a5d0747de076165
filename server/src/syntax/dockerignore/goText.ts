/**
 * What Go's `strings` and `path/filepath` (on Linux, where BuildKit's frontend runs) do to a line of an ignore file,
 * on UTF-16 strings. Pure text: nothing here touches a file system.
 */

/**
 * The shortest equal path, by text alone: drops empty and `.` segments, resolves `..` against the segment before it.
 * An empty path becomes `.`. See https://pkg.go.dev/path/filepath#Clean.
 */
export function cleanPath(path: string): string {
  if (!NEEDS_CLEANING.test(path)) return path;
  const rooted = path.startsWith('/');
  const kept: string[] = [];
  let steps = 0;
  for (const segment of path.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment !== '..') {
      kept.push(segment);
      steps++;
    } else if (steps > 0) {
      kept.pop();
      steps--;
    } else if (!rooted) {
      kept.push(segment);
    }
  }
  const joined = kept.join('/');
  if (rooted) return '/' + joined;
  return joined === '' ? '.' : joined;
}

/** An empty path, a slash at either end, two in a row, or a segment `.` or `..`. */
const NEEDS_CLEANING = /^$|(?:^|\/)(?:\.{0,2})(?:\/|$)/;

/** All but the last segment, cleaned; `.` when there is none. See https://pkg.go.dev/path/filepath#Dir. */
export function parentPath(path: string): string {
  return cleanPath(path.slice(0, path.lastIndexOf('/') + 1));
}

/**
 * White space as Go's `unicode.IsSpace` has it, by UTF-16 code unit. Unlike JavaScript's `trim`, it has U+0085 and
 * lacks U+FEFF. See https://pkg.go.dev/unicode#IsSpace.
 */
export function isGoSpace(code: number): boolean {
  if (code <= 0x20) return code === 0x20 || (code >= 0x09 && code <= 0x0d);
  if (code < 0x1680) return code === 0x85 || code === 0xa0;
  if (code >= 0x2000 && code <= 0x200a) return true;
  return (
    code === 0x1680 ||
    code === 0x2028 ||
    code === 0x2029 ||
    code === 0x202f ||
    code === 0x205f ||
    code === 0x3000
  );
}

/** The part of `text` in [start, end) that is left when white space at both ends is taken off. */
export function trimmedRange(text: string, start: number, end: number): { start: number; end: number } {
  let from = start;
  let to = end;
  while (from < to && isGoSpace(text.charCodeAt(from))) from++;
  while (to > from && isGoSpace(text.charCodeAt(to - 1))) to--;
  return { start: from, end: to };
}

export function trimSpace(text: string): string {
  const { start, end } = trimmedRange(text, 0, text.length);
  return text.slice(start, end);
}

/** How many bytes the text has in UTF-8; a lone surrogate counts three, as the replacement character would. */
export function utf8Length(text: string, start: number, end: number): number {
  let bytes = 0;
  for (let i = start; i < end; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x80) bytes += 1;
    else if (code < 0x800) bytes += 2;
    else if (code >= 0xd800 && code < 0xdc00 && isLowSurrogate(text.charCodeAt(i + 1))) {
      bytes += 4;
      i++;
    } else bytes += 3;
  }
  return bytes;
}

function isLowSurrogate(code: number): boolean {
  return code >= 0xdc00 && code < 0xe000;
}
