export type HclValue = string | number | boolean | null | readonly HclValue[] | HclMap;
export type HclMap = ReadonlyMap<string, HclValue>;

/** Thrown where a value cannot be told. */
export class Unknown extends Error {}
/** Thrown where there is none: Bake refuses the file, but for `try` and `can`. */
export class Missing extends Error {}

/** As text, which numbers and truth values can be taken for. */
export function textOfValue(value: HclValue): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return String(value);
  if (typeof value !== 'number') throw new Missing();
  const text = String(value);
  // What Bake counts with has more digits.
  if (!/^-?\d{1,12}(?:\.\d{1,8})?$/.test(text)) throw new Unknown();
  return text;
}

export function numberOf(value: HclValue | undefined): number {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number !== 'number' || Number.isNaN(number)) throw new Missing();
  return number;
}

export function truthOf(value: HclValue | undefined): boolean {
  if (value === true || value === 'true') return true;
  if (value === false || value === 'false') return false;
  throw new Missing();
}

export function isMap(value: HclValue | undefined): value is HclMap {
  return value instanceof Map;
}

export function isList(value: HclValue | undefined): value is readonly HclValue[] {
  return Array.isArray(value);
}

export function isEqual(a: HclValue | undefined, b: HclValue | undefined, depth = 0): boolean {
  if (a === b) return true;
  if (depth > 10) throw new Unknown();
  if (isList(a) && isList(b)) {
    return a.length === b.length && a.every((each, at) => isEqual(each, b[at], depth + 1));
  }
  if (!isMap(a) || !isMap(b) || a.size !== b.size) return false;
  return [...a].every(([key, each]) => b.has(key) && isEqual(each, b.get(key), depth + 1));
}

/** The entries of a map in the order in which HCL goes over them. */
export function sorted(map: HclMap): (readonly [string, HclValue])[] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}
