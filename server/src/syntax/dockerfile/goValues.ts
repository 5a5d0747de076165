import { quote } from '../../text/goStrings.ts';

/** A number, or Go's message for a text that is none. */
export type NumberResult =
  | { readonly ok: true; readonly value: number }
  | { readonly ok: false; readonly error: string };

const nanosecondsPerUnit: ReadonlyMap<string, number> = new Map([
  ['ns', 1],
  ['us', 1e3],
  // U+00B5, the micro sign, and U+03BC, the Greek letter.
  ['\u00b5s', 1e3],
  ['\u03bcs', 1e3],
  ['ms', 1e6],
  ['s', 1e9],
  ['m', 60e9],
  ['h', 3600e9],
]);

/** Nanoseconds of a duration such as `1m30s`. https://pkg.go.dev/time#ParseDuration */
export function parseDuration(text: string): NumberResult {
  const invalid = { ok: false as const, error: `time: invalid duration ${quote(text)}` };
  const sign = /^[-+]/.exec(text)?.[0] ?? '';
  const rest = text.slice(sign.length);
  if (rest === '0') return { ok: true, value: 0 };
  if (rest === '') return invalid;
  const part = /(\d*)(\.?)(\d*)([^.\d]*)/y;
  let total = 0;
  while (part.lastIndex < rest.length) {
    const at = part.lastIndex;
    const match = part.exec(rest);
    const [, whole = '', point = '', fraction = '', unit = ''] = match ?? [];
    if (whole === '' && fraction === '') return invalid;
    // A second point is no part of a number.
    if (point === '' && whole === '' && unit !== '') return invalid;
    if (unit === '') return { ok: false, error: `time: missing unit in duration ${quote(text)}` };
    const scale = nanosecondsPerUnit.get(unit);
    if (scale === undefined) {
      return { ok: false, error: `time: unknown unit ${quote(unit)} in duration ${quote(text)}` };
    }
    total += Math.trunc(Number(`${whole || '0'}.${fraction || '0'}`) * scale);
    if (total >= 2 ** 63 || part.lastIndex === at) return invalid;
  }
  return { ok: true, value: sign === '-' ? -total : total };
}

/** https://pkg.go.dev/strconv#ParseInt with base 10 and 32 bits. */
export function parseInt32(text: string): NumberResult {
  if (!/^[-+]?\d+$/.test(text)) {
    return { ok: false, error: `strconv.ParseInt: parsing ${quote(text)}: invalid syntax` };
  }
  const value = Number(text);
  if (value < -(2 ** 31) || value >= 2 ** 31) {
    return { ok: false, error: `strconv.ParseInt: parsing ${quote(text)}: value out of range` };
  }
  return { ok: true, value };
}

/** Whether Go's `strconv.ParseUint(text, base, 32)` takes it. */
export function isUint32(text: string, base: 8 | 10): boolean {
  const pattern = base === 8 ? /^[0-7]+$/ : /^\d+$/;
  return pattern.test(text) && Number.parseInt(text, base) < 2 ** 32;
}

/** Whether Go's `strconv.ParseBool` takes it. */
export function isBool(text: string): boolean {
  return /^(?:1|t|T|TRUE|true|True|0|f|F|FALSE|false|False)$/.test(text);
}

/** Whether docker/go-units' `RAMInBytes` takes it: `64m`, `1.5 GiB`. https://pkg.go.dev/github.com/docker/go-units */
export function isMemorySize(text: string): boolean {
  let split = text.length;
  while (split > 0 && !/[\d. ]/.test(text.charAt(split - 1))) split--;
  // One space may stand between number and unit.
  const number = text.charAt(split - 1) === ' ' ? text.slice(0, split - 1) : text.slice(0, split);
  if (!/^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i.test(number) || Number(number) < 0) return false;
  return /^(?:b|[kmgtp](?:i?b)?)?$/i.test(text.slice(split));
}
