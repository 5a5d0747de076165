import { quote } from '../../text/goStrings.ts';

/** A number, or Go's message for a text that is none. */
export type NumberResult =
  | { readonly ok: true; readonly value: number }
  | { readonly ok: false; readonly error: string };

const nanosecondsPerUnit: ReadonlyMap<string, bigint> = new Map([
  ['ns', 1n],
  ['us', 1_000n],
  // U+00B5, the micro sign, and U+03BC, the Greek letter.
  ['\u00b5s', 1_000n],
  ['\u03bcs', 1_000n],
  ['ms', 1_000_000n],
  ['s', 1_000_000_000n],
  ['m', 60_000_000_000n],
  ['h', 3_600_000_000_000n],
]);

/** The longest duration in nanoseconds; one more is allowed below zero. */
const longestDuration = 2n ** 63n - 1n;

/** Nanoseconds of a duration such as `1m30s`. https://pkg.go.dev/time#ParseDuration */
export function parseDuration(text: string): NumberResult {
  const invalid = { ok: false as const, error: `time: invalid duration ${quoteBytes(text)}` };
  const sign = /^[-+]/.exec(text)?.[0] ?? '';
  const rest = text.slice(sign.length);
  if (rest === '0') return { ok: true, value: 0 };
  if (rest === '') return invalid;
  const part = /(\d*)(\.?)(\d*)([^.\d]*)/y;
  let total = 0n;
  while (part.lastIndex < rest.length) {
    const match = part.exec(rest);
    const [, whole = '', , fraction = '', unit = ''] = match ?? [];
    if (whole === '' && fraction === '') return invalid;
    // Go gives up on a number that is too big before it looks for the unit.
    const count = smallNumber(whole);
    if (count === undefined) return invalid;
    if (unit === '') return { ok: false, error: `time: missing unit in duration ${quoteBytes(text)}` };
    const scale = nanosecondsPerUnit.get(unit);
    if (scale === undefined) {
      return { ok: false, error: `time: unknown unit ${quoteBytes(unit)} in duration ${quoteBytes(text)}` };
    }
    const length = count * scale + fractionOf(fraction, Number(scale));
    if (length > longestDuration + 1n) return invalid;
    // Go counts in 64 bits, where twice the longest time below zero is none.
    total = BigInt.asUintN(64, total + length);
    if (total > longestDuration + 1n) return invalid;
  }
  if (sign === '-') return { ok: true, value: -Number(total) };
  return total > longestDuration ? invalid : { ok: true, value: Number(total) };
}

/** The nanoseconds of what stands behind the point, rounded as Go does; digits that do not fit are dropped. */
function fractionOf(digits: string, scale: number): bigint {
  let value = 0n;
  let divisor = 1;
  for (const digit of digits) {
    const longer = value * 10n + BigInt(digit);
    if (value > longestDuration / 10n || longer > longestDuration + 1n) break;
    value = longer;
    divisor *= 10;
  }
  return BigInt(Math.trunc(Number(value) * (scale / divisor)));
}

/** Undefined for a number above 2^63. */
function smallNumber(digits: string): bigint | undefined {
  const significant = digits.replace(/^0+/, '');
  if (significant.length > 19) return undefined;
  const value = BigInt(significant);
  return value > longestDuration + 1n ? undefined : value;
}

/** Go's `time` quotes byte by byte what is not ASCII. */
function quoteBytes(text: string): string {
  return `"${text.replace(/["\\]|[^\x20-\x7f]/gu, (character) => {
    if (character === '"' || character === '\\') return `\\${character}`;
    const wellFormed = /[\ud800-\udfff]/u.test(character) ? '\ufffd' : character;
    return encodeURIComponent(wellFormed).toLowerCase().replaceAll('%', '\\x');
  })}"`;
}

/** https://pkg.go.dev/strconv#ParseInt with base 10 and 32 bits. */
export function parseInt32(text: string): NumberResult {
  const problem = (reason: string) => ({
    ok: false as const,
    error: `strconv.ParseInt: parsing ${quote(text)}: ${reason}`,
  });
  const digits = text.replace(/^[-+]/, '');
  if (digits === '') return problem('invalid syntax');
  // Go looks at one digit after the other, and stops at the first that is none or makes the number too big.
  let value = 0;
  for (const digit of digits) {
    if (!/^[0-9]$/.test(digit)) return problem('invalid syntax');
    value = value * 10 + Number(digit);
    if (value >= 2 ** 32) return problem('value out of range');
  }
  if (text.startsWith('-')) value = -value;
  return value < -(2 ** 31) || value >= 2 ** 31 ? problem('value out of range') : { ok: true, value };
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
  const isFloat = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i.test(number.replace(/(\d)_(?=\d)/g, '$1'));
  // Of numbers in base 16, or beyond all numbers, Go knows more than anybody writes.
  const isOdd = /^[-+]?(?:0x[\da-f_]*\.?[\da-f_]*p[-+]?\d+|inf|infinity|nan)$/i.test(number);
  if (!isOdd && (!isFloat || Math.abs(Number(number.replaceAll('_', ''))) === Number.POSITIVE_INFINITY))
    return false;
  if (number.startsWith('-') && Number(number.replaceAll('_', '')) !== 0) return false;
  return /^(?:b|[kmgtp](?:i?b)?)?$/i.test(text.slice(split));
}
