import { PositionMap } from '../../server/src/text/positionMap.ts';

/**
 * A value as plain data that can be compared: ranges as offsets, what getters give, maps of positions by where they
 * lead; an object met again by the number of its first meeting. Functions and anchors are left out.
 */
export function imageOf(value: unknown, seen = new Map<object, number>()): unknown {
  if (typeof value === 'function') return undefined;
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof PositionMap) {
    const pieces = value.segments(0, value.length).map(({ start, end }) => `${start}-${end}`);
    return { length: value.length, start: value.toSource(0), pieces };
  }
  if (isRange(value)) return `${value.start}-${value.end}`;
  const met = seen.get(value);
  if (met !== undefined) return `#${met}`;
  seen.set(value, seen.size);
  if (Array.isArray(value)) return value.map((item) => imageOf(item, seen));
  if (value instanceof Map) return [...value].map(([key, item]) => [imageOf(key, seen), imageOf(item, seen)]);
  if (value instanceof Set) return [...value].map((item) => imageOf(item, seen));
  const image: Record<string, unknown> = {};
  for (const key of keysOf(value)) image[key] = imageOf((value as Record<string, unknown>)[key], seen);
  return image;
}

function isRange(value: object): value is { readonly start: number; readonly end: number } {
  return value.constructor.name === 'AnchoredRange' || Object.keys(value).join() === 'start,end';
}

/** Own fields and the getters of its class. */
function keysOf(value: object): string[] {
  const keys = new Set(Object.keys(value));
  for (let at = Object.getPrototypeOf(value); at && at !== Object.prototype; at = Object.getPrototypeOf(at)) {
    for (const [key, property] of Object.entries(Object.getOwnPropertyDescriptors(at))) {
      if (property.get) keys.add(key);
    }
  }
  for (const inner of ['anchor', 'isUsedUp', 'retired']) keys.delete(inner);
  return [...keys];
}
