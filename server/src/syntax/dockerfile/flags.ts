import { isSpace } from '../../text/goStrings.ts';
import { sliceText } from './logicalLines.ts';
import type { Flag, LogicalText } from './tree.ts';

/**
 * Reads the flags in front of an instruction's arguments, with BuildKit's own quoting: quotes vanish, a
 * backslash (whatever the escape token) takes the next character as it is, and `--` alone ends the flags.
 * Offsets are of `line.text`; `rest` is where the arguments begin.
 * https://github.com/moby/buildkit/blob/master/frontend/dockerfile/parser/split_command.go
 */
export function readFlags(
  line: LogicalText,
  start: number,
  end: number,
): { readonly flags: readonly Flag[]; readonly rest: number } {
  const { text } = line;
  const flags: Flag[] = [];
  let at = start;
  for (;;) {
    while (at < end && isSpace(text.charCodeAt(at))) at++;
    if (at + 1 >= end || text.charCodeAt(at) !== dash || text.charCodeAt(at + 1) !== dash) break;
    const flag = readFlag(line, at, end);
    at = flag.end;
    // A lone `--` ends the flags and is dropped.
    if (flag.content === '--') return { flags, rest: at };
    flags.push(makeFlag(line, flag));
  }
  return { flags: flags.length > 0 ? flags : noFlags, rest: at };
}

interface RawFlag {
  /** Unquoted, dashes included. */
  readonly content: string;
  readonly start: number;
  readonly end: number;
  /** Offset of the first unquoted-or-quoted `=` in the line, and in `content`; -1 when there is none. */
  readonly equals: number;
  readonly equalsInContent: number;
}

const dash = 0x2d;
const backslash = 0x5c;
const noFlags: readonly Flag[] = [];

function readFlag(line: LogicalText, start: number, end: number): RawFlag {
  const { text } = line;
  let content = '';
  let quoteCode = 0;
  let equals = -1;
  let equalsInContent = -1;
  let at = start;
  for (; at < end; at++) {
    let code = text.charCodeAt(at);
    if (quoteCode === 0) {
      if (isSpace(code)) break;
      if (code === 0x22 || code === 0x27) {
        quoteCode = code;
        continue;
      }
    } else if (code === quoteCode) {
      quoteCode = 0;
      continue;
    }
    if (code === backslash) {
      if (at + 1 === end) continue;
      at++;
      code = text.charCodeAt(at);
    }
    if (code === 0x3d && equals < 0) {
      equals = at;
      equalsInContent = content.length;
    }
    content += text.charAt(at);
  }
  return { content, start, end: at, equals, equalsInContent };
}

function makeFlag(line: LogicalText, raw: RawFlag): Flag {
  const { map } = line;
  const range = map.toSourceRange(raw.start, raw.end);
  if (raw.equals < 0) {
    const nameRange = map.toSourceRange(raw.start + 2, raw.end);
    return {
      name: raw.content.slice(2),
      value: undefined,
      range,
      nameRange,
      valueRange: undefined,
      rawValue: undefined,
    };
  }
  const rawValue = sliceText(line, raw.equals + 1, raw.end);
  return {
    name: raw.content.slice(2, raw.equalsInContent),
    value: raw.content.slice(raw.equalsInContent + 1),
    range,
    nameRange: map.toSourceRange(raw.start + 2, raw.equals),
    valueRange: rawValue.range,
    rawValue,
  };
}
