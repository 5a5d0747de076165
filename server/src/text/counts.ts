// Numbers as people read them, in English.

/** `1 file`, `1,204 files`, `no files`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count === 0 ? 'no' : grouped(count)} ${count === 1 ? one : many}`;
}

/** A whole number with separators: `1,204`. */
export function grouped(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

/** A number of bytes in decimal units, with one digit: `1 byte`, `999 bytes`, `12.3 MB`. */
export function byteSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} ${bytes === 1 ? 'byte' : 'bytes'}`;
  let value = bytes / 1000;
  let unit = 0;
  // What is rounded to 1000.0 belongs to the next unit.
  while (value >= 999.95 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${value.toFixed(1)} ${units[unit]}`;
}

const units = ['kB', 'MB', 'GB', 'TB'] as const;

/** Of a part that is not more than the whole: `66 %`, `< 1 %`. */
export function share(part: number, whole: number): string {
  if (part <= 0 || whole <= 0) return '0 %';
  const percent = Math.round((part / whole) * 100);
  return percent === 0 ? '< 1 %' : `${percent} %`;
}

/** The first of them by name, at most so many: `a, b and 3 more`. `all`: how many there are, when not all are at hand. */
export function enumeratedUpTo(most: number, items: readonly string[], all = items.length): string {
  const shown = items.slice(0, most);
  const more = all - shown.length;
  return enumerated(more > 0 ? [...shown, `${grouped(more)} more`] : shown);
}

/** `a`, `a and b`, `a, b and c`; empty for none. */
export function enumerated(items: readonly string[]): string {
  const last = items.at(-1);
  if (last === undefined) return '';
  return items.length === 1 ? last : `${items.slice(0, -1).join(', ')} and ${last}`;
}
