import {
  type HclMap,
  type HclValue,
  isEqual,
  isList,
  isMap,
  Missing,
  numberOf,
  sorted,
  textOfValue,
  truthOf,
  Unknown,
} from './hclValue.ts';

type Call = (...values: (HclValue | undefined)[]) => HclValue;

/**
 * The functions of Bake that people use; those that look at time, chance or the machine are left out. They throw as
 * evaluation does.
 * https://docs.docker.com/build/bake/stdlib/
 */
export const functions: ReadonlyMap<string, Call> = new Map<string, Call>([
  ['upper', (text) => said(text).toUpperCase()],
  ['lower', (text) => said(text).toLowerCase()],
  ['title', (text) => said(text).replace(/(?<![\p{L}\p{N}_])\p{L}/gu, (c) => c.toUpperCase())],
  ['trimspace', (text) => said(text).trim()],
  ['chomp', (text) => said(text).replace(/[\r\n]+$/, '')],
  [
    'trimprefix',
    (text, prefix) => (starts(text, prefix) ? said(text).slice(said(prefix).length) : said(text)),
  ],
  ['trimsuffix', (text, suffix) => withoutSuffix(said(text), said(suffix))],
  ['trim', (text, marks) => trimmed([...said(text)], new Set(said(marks))).join('')],
  ['replace', (text, from, to) => replaced(said(text), said(from), said(to))],
  ['regex_replace', (text, pattern, to) => short(text).replace(patternOf(pattern), replacementOf(short(to)))],
  ['sanitize', (text) => said(text).replace(/[^A-Za-z0-9_-]/gu, '_')],
  ['substr', (text, start, length) => substr([...said(text)], numberOf(start), numberOf(length))],
  ['strlen', (text) => [...said(text)].length],
  ['reverse', (text) => [...said(text)].reverse().join('')],
  ['split', (separator, text) => said(text).split(said(separator))],
  ['join', (separator, ...lists) => lists.flatMap(listOf).map(said).join(said(separator))],
  ['format', (pattern, ...values) => format(said(pattern), values)],
  ['formatlist', (pattern, list) => listOf(list).map((each) => format(said(pattern), [each]))],
  ['basename', (path) => said(path).replace(/\/+$/, '').replace(/^.*\//, '') || '.'],
  ['dirname', (path) => said(path).replace(/\/+[^/]*$|^[^/]+$/, '') || (starts(path, '/') ? '/' : '.')],
  ['coalesce', (...values) => values.find((value) => value !== null && value !== undefined) ?? missing()],
  ['lookup', (map, key, otherwise) => mapOf(map).get(said(key)) ?? otherwise ?? missing()],
  ['length', (value) => (isMap(value) ? value.size : listOf(value).length)],
  ['contains', (list, value) => listOf(list).some((each) => isEqual(each, value))],
  ['element', (list, at) => elementOf(listOf(list), numberOf(at))],
  ['index', (list, at) => (isMap(list) ? list.get(said(at)) : listOf(list)[numberOf(at)]) ?? missing()],
  ['hasindex', (list, at) => (isMap(list) ? list.has(said(at)) : listOf(list)[numberOf(at)] !== undefined)],
  ['indexof', (list, value) => foundAt(listOf(list).findIndex((each) => isEqual(each, value)))],
  ['concat', (...lists) => lists.flatMap(listOf)],
  ['flatten', (list) => flat(listOf(list))],
  [
    'distinct',
    (list) => listOf(list).filter((each, at, all) => all.findIndex((one) => isEqual(one, each)) === at),
  ],
  ['compact', (list) => listOf(list).filter((each) => each !== '' && each !== null)],
  ['reverselist', (list) => [...listOf(list)].reverse()],
  [
    'sort',
    (list) =>
      listOf(list)
        .map(said)
        .sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)),
  ],
  ['slice', (list, start, end) => listOf(list).slice(numberOf(start), numberOf(end))],
  ['keys', (map) => sorted(mapOf(map)).map(([key]) => key)],
  ['values', (map) => sorted(mapOf(map)).map(([, value]) => value)],
  ['merge', (...maps) => new Map(maps.flatMap((map) => (map === null ? [] : [...mapOf(map)])))],
  [
    'zipmap',
    (keys, values) => new Map(listOf(keys).map((key, at) => [said(key), listOf(values)[at] ?? missing()])),
  ],
  ['equal', (a, b) => isEqual(a, b)],
  ['notequal', (a, b) => !isEqual(a, b)],
  ['and', (a, b) => truthOf(a) && truthOf(b)],
  ['or', (a, b) => truthOf(a) || truthOf(b)],
  ['not', (a) => !truthOf(a)],
  ['add', (a, b) => numberOf(a) + numberOf(b)],
  ['subtract', (a, b) => numberOf(a) - numberOf(b)],
  ['multiply', (a, b) => numberOf(a) * numberOf(b)],
  ['greaterthan', (a, b) => numberOf(a) > numberOf(b)],
  ['greaterthanorequalto', (a, b) => numberOf(a) >= numberOf(b)],
  ['lessthan', (a, b) => numberOf(a) < numberOf(b)],
  ['lessthanorequalto', (a, b) => numberOf(a) <= numberOf(b)],
  ['max', (...values) => Math.max(...values.map(numberOf))],
  ['min', (...values) => Math.min(...values.map(numberOf))],
  [
    'range',
    (end) => Array.from({ length: Math.min(Math.max(Math.ceil(numberOf(end)), 0), 1000) }, (_, at) => at),
  ],
]);

function missing(): never {
  throw new Missing();
}

function said(value: HclValue | undefined): string {
  return textOfValue(value ?? missing());
}

function listOf(value: HclValue | undefined): readonly HclValue[] {
  return isList(value) ? value : missing();
}

function mapOf(value: HclValue | undefined): HclMap {
  return isMap(value) ? value : missing();
}

/** What a pattern may take its time for. */
function short(value: HclValue | undefined): string {
  const text = said(value);
  if (text.length > 100) throw new Unknown();
  return text;
}

function replaced(text: string, from: string, to: string): string {
  if (from === '' || text.length * to.length > 100_000) throw new Unknown();
  return text.replaceAll(from, () => to);
}

function starts(text: HclValue | undefined, prefix: HclValue | undefined): boolean {
  return said(text).startsWith(said(prefix));
}

function withoutSuffix(text: string, suffix: string): string {
  return suffix !== '' && text.endsWith(suffix) ? text.slice(0, -suffix.length) : text;
}

function trimmed(letters: string[], marks: ReadonlySet<string>): string[] {
  let start = 0;
  let end = letters.length;
  while (start < end && marks.has(letters[start] ?? '')) start++;
  while (end > start && marks.has(letters[end - 1] ?? '')) end--;
  return letters.slice(start, end);
}

/** A start below zero counts from the end, where no length is all there is, as a length below zero is. */
function substr(letters: readonly string[], start: number, length: number): string {
  const from = start < 0 ? Math.max(letters.length + start, 0) : start;
  const isWhole = length < 0 || (length === 0 && start < 0);
  return letters.slice(from, isWhole ? undefined : from + length).join('');
}

/** Of a list that is too short it begins anew. */
function elementOf(list: readonly HclValue[], at: number): HclValue {
  return (at < 0 ? undefined : list[at % list.length]) ?? missing();
}

function foundAt(at: number): number {
  return at < 0 ? missing() : at;
}

function flat(list: readonly HclValue[], depth = 0): HclValue[] {
  if (depth > 10) throw new Unknown();
  return list.flatMap((each) => (isList(each) ? flat(each, depth + 1) : [each]));
}

/** What means the same in Go and here, and ends: no groups in groups, none that repeats. */
function patternOf(value: HclValue | undefined): RegExp {
  const pattern = said(value);
  const isPlain =
    pattern.length < 200 && !/\(\?|\)[*+?{]|\\[^.\\/\-+*?()[\]{}^$|dwsDWS]|\[:|[*+?}][*+?]/.test(pattern);
  if (!isPlain || (pattern.match(/[*+{]/g)?.length ?? 0) > 3) throw new Unknown();
  try {
    return new RegExp(pattern, 'g');
  } catch {
    throw new Unknown();
  }
}

/** `$1` and `${1}`, as Go has it: the longest name counts. */
function replacementOf(text: string): (...found: unknown[]) => string {
  return (...found) => {
    const groups = found.slice(
      0,
      found.findIndex((each) => typeof each === 'number'),
    );
    return text.replace(/\$(?:\$|\{(\w+)\}|(\w+))/g, (all, braced?: string, bare?: string) => {
      const name = braced ?? bare;
      if (name === undefined) return all.slice(1);
      return /^\d+$/.test(name) ? String(groups[Number(name)] ?? '') : '';
    });
  };
}

function format(pattern: string, values: readonly (HclValue | undefined)[]): string {
  let at = 0;
  const text = pattern.replace(
    /%(?:%|(0?)(\d{0,2})([a-zA-Z]))/g,
    (_, zero?: string, width?: string, verb?: string) => {
      if (verb === undefined) return '%';
      const value = values[at++];
      if (verb === 'd') {
        const number = numberOf(value);
        if (!Number.isInteger(number) || (number < 0 && zero !== '')) throw new Unknown();
        return said(number).padStart(Number(width), zero === '0' ? '0' : ' ');
      }
      if ((verb !== 's' && verb !== 'v') || zero !== '') throw new Unknown();
      return said(value).padStart(Number(width), ' ');
    },
  );
  if (at < values.length || /%[^%]/.test(pattern.replace(/%(?:%|0?\d{0,2}[dsv])/g, ''))) throw new Unknown();
  return text;
}
