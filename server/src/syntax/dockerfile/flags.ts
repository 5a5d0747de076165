import { isAsciiSpace } from '../../text/goStrings.ts';
import { PositionMap } from '../../text/positionMap.ts';
import { logicalText, sliceText } from './logicalLines.ts';
import type { Escape, Flag, LogicalText } from './tree.ts';

/**
 * Reads the flags in front of an instruction's arguments, with BuildKit's own quoting: quotes vanish, the
 * escape token takes the next character as it is, inside quotes of either kind too, and `--` alone ends the
 * flags. Offsets are of `line.text`; `rest` is where the arguments begin.
 * https://github.com/moby/buildkit/blob/master/frontend/dockerfile/parser/split_command.go
 */
export function readFlags(
  line: LogicalText,
  start: number,
  end: number,
  escapeToken: Escape,
): { readonly flags: readonly Flag[]; readonly rest: number } {
  const { text } = line;
  const flags: Flag[] = [];
  let at = start;
  for (;;) {
    while (at < end && isAsciiSpace(text.charCodeAt(at))) at++;
    if (at + 1 >= end || text.charCodeAt(at) !== dash || text.charCodeAt(at + 1) !== dash) break;
    const flag = readFlag(line, at, end, escapeToken.charCodeAt(0));
    at = flag.end;
    // A lone `--` ends the flags and is dropped.
    if (flag.content === '--') break;
    flags.push(makeFlag(line, flag));
  }
  return { flags: flags.length > 0 ? flags : noFlags, rest: at };
}

interface RawFlag {
  /** Unquoted, dashes included. */
  readonly content: string;
  /** Where in the line each character of `content` stands. */
  readonly places: readonly number[];
  readonly start: number;
  readonly end: number;
  /** Offset of the first `=` in the line, and in `content`; -1 when there is none. */
  readonly equals: number;
  readonly equalsInContent: number;
}

const dash = 0x2d;
const noFlags: readonly Flag[] = [];

function readFlag(line: LogicalText, start: number, end: number, escapeCode: number): RawFlag {
  const { text } = line;
  let content = '';
  const places: number[] = [];
  let quoteCode = 0;
  let equals = -1;
  let equalsInContent = -1;
  let at = start;
  while (at < end) {
    let code = text.charCodeAt(at);
    if (quoteCode === 0) {
      if (isAsciiSpace(code)) break;
      if (code === 0x22 || code === 0x27) {
        quoteCode = code;
        at++;
        continue;
      }
    } else if (code === quoteCode) {
      quoteCode = 0;
      at++;
      continue;
    }
    const escaped = code === escapeCode;
    if (escaped) {
      at++;
      if (at === end) break;
      code = text.charCodeAt(at);
    }
    if (code < 0x80) {
      if (code === 0x3d && equals < 0) {
        equals = at;
        equalsInContent = content.length;
      }
      content += text.charAt(at);
      places.push(at);
      at++;
      continue;
    }
    const character = String.fromCodePoint(text.codePointAt(at) ?? code);
    const bytes = bytesAsCharacters(character);
    const blank = quoteCode === 0 ? bytes.search(/[\x85\xa0]/) : -1;
    const kept = blank < 0 ? bytes : bytes.slice(0, blank);
    content += kept;
    for (let i = 0; i < kept.length; i++) places.push(at);
    at += character.length;
    if (blank >= 0) break;
  }
  return { content, places, start, end: at, equals, equalsInContent };
}

/** BuildKit reads flags byte by byte and takes each byte for a character of its own. */
function bytesAsCharacters(character: string): string {
  const isLoneSurrogate = /^[\ud800-\udfff]$/.test(character);
  const encoded = isLoneSurrogate ? '%EF%BF%BD' : encodeURIComponent(character);
  return encoded.replace(/%([0-9A-F]{2})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  );
}

function makeFlag(line: LogicalText, raw: RawFlag): Flag {
  const { map } = line;
  const range = map.toSourceRange(raw.start, raw.end);
  if (raw.equals < 0) {
    const nameRange = map.toSourceRange(raw.start + 2, raw.end);
    const name = raw.content.slice(2);
    return {
      name,
      value: undefined,
      range,
      nameRange,
      valueRange: undefined,
      rawValue: undefined,
      content: undefined,
    };
  }
  const rawValue = sliceText(line, raw.equals + 1, raw.end);
  const value = raw.content.slice(raw.equalsInContent + 1);
  return {
    name: raw.content.slice(2, raw.equalsInContent),
    value,
    range,
    nameRange: map.toSourceRange(raw.start + 2, raw.equals),
    valueRange: rawValue.range,
    rawValue,
    content:
      rawValue.text === value
        ? rawValue
        : value === ''
          ? sliceText(line, raw.end, raw.end)
          : placedText(line, value, raw.places.slice(raw.equalsInContent + 1)),
  };
}

/** A text of characters that stand here and there in a line. */
function placedText(line: LogicalText, text: string, places: readonly number[]): LogicalText {
  const derived: number[] = [0];
  const source: number[] = [line.map.toSource(places[0] ?? 0)];
  for (let i = 1; i < text.length; i++) {
    const at = line.map.toSource(places[i] ?? 0);
    const last = derived.length - 1;
    if (at === (source[last] ?? 0) + i - (derived[last] ?? 0)) continue;
    derived.push(i);
    source.push(at);
  }
  return logicalText(text, PositionMap.of(derived, source, text.length, line.map.anchor));
}
