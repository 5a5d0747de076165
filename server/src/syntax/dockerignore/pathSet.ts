import { lazy } from '../../text/memo.ts';
import { type CharacterSet, isInSet, NO_LINE_BREAK, setOf } from './characterSet.ts';
import { codesOf, type Element } from './expression.ts';
import { matchPattern, type Pattern } from './pattern.ts';

/**
 * The paths that a pattern matches, ready to be compared with those of another one: pure set theory, no file is looked
 * at. Paths are well-formed (no empty segment) and hold no line break; nothing else is assumed of them.
 */
export interface PathSet {
  readonly pattern: Pattern;
  /** All paths it matches begin with this text. */
  readonly prefix: string;
  /** Undefined when it is too odd to be compared: then nothing is claimed of it. */
  readonly branches: readonly (readonly Unit[])[] | undefined;
  /** Some paths that it matches. */
  readonly samples: () => readonly string[];
}

/** One step through a path. `directories`: any number of whole directories. */
type Unit =
  | { readonly op: 'one' | 'many'; readonly set: CharacterSet }
  | { readonly op: 'directories'; readonly set?: undefined };

const ANY: CharacterSet = NO_LINE_BREAK;
const SLASH = 0x2f;

/** Never throws; linear in the length of the pattern. */
export function pathSetOf(pattern: Pattern): PathSet {
  const all = branchesOf(pattern);
  const branches = all?.every((units) => units.every(isComparable)) ? all : undefined;
  return {
    pattern,
    prefix: literalPrefix(pattern),
    branches,
    samples: lazy(() => {
      if (pattern.kind === 'exact') return [pattern.glob].filter(isPath);
      return (branches ?? [])
        .flatMap((units) => [sampleOf(units, ''), sampleOf(units, 'q~7')])
        .filter(isPath);
    }),
  };
}

function branchesOf(pattern: Pattern): Unit[][] | undefined {
  switch (pattern.kind) {
    case 'exact':
      return [textUnits(pattern.glob)];
    case 'prefix':
      return [[...textUnits(pattern.text), { op: 'many', set: ANY }]];
    case 'suffix': {
      const { text } = pattern;
      const anywhere: Unit[] = [{ op: 'many', set: ANY }, ...textUnits(text)];
      return text.startsWith('/') ? [anywhere, textUnits(text.slice(1))] : [anywhere];
    }
    case 'expression': {
      const branches = pattern.expression.branches.map(({ elements }) => unitsOf(elements));
      return branches.every((units) => units !== undefined) ? branches : undefined;
    }
    default:
      return undefined;
  }
}

function textUnits(text: string): Unit[] {
  return codesOf(text).map((code) => ({ op: 'one', set: setOf(code, code) }));
}

function unitsOf(elements: readonly Element[]): Unit[] | undefined {
  if (elements[0]?.op !== 'start' || elements[elements.length - 1]?.op !== 'end') return undefined;
  const units: Unit[] = [];
  for (const element of elements.slice(1, -1)) {
    if (element.op === 'text') {
      for (const code of element.codes) units.push({ op: 'one', set: setOf(code, code) });
    } else if (element.op === 'directories') {
      units.push({ op: 'directories' });
    } else if (element.op === 'set' && element.min === 0 && element.max === Number.POSITIVE_INFINITY) {
      units.push({ op: 'many', set: element.set });
    } else if (element.op === 'set' && element.min === 1 && element.max === 1) {
      units.push({ op: 'one', set: element.set });
    } else {
      return undefined;
    }
  }
  return units;
}

/** Sets of Unicode categories have too many borders to walk along. */
function isComparable({ set }: Unit): boolean {
  return (
    !set || set.parts.every((part) => !(part instanceof RegExp) && isComparable({ op: 'one', set: part }))
  );
}

/** Every path that the pattern matches begins with this. */
export function literalPrefix(pattern: Pattern): string {
  if (pattern.kind === 'exact') return pattern.glob;
  if (pattern.kind === 'prefix') return pattern.text;
  const [branch, ...others] = pattern.kind === 'expression' ? pattern.expression.branches : [];
  return branch && others.length === 0 ? branch.prefix : '';
}

function sampleOf(units: readonly Unit[], filler: string): string {
  let sample = '';
  for (const { op, set } of units) {
    if (op === 'directories') {
      sample += filler && `${filler}/`;
    } else if (op === 'many') {
      sample += codesOf(filler).every((code) => isInSet(set, code)) ? filler : '';
    } else {
      sample += String.fromCodePoint(memberOf(set, filler));
    }
  }
  return sample;
}

/** A slash only where nothing else is in the set. */
function memberOf(set: CharacterSet, filler: string): number {
  const isMember = (code: number): boolean => code !== SLASH && isInSet(set, code);
  const first = set.ranges[0] ?? SLASH;
  if (isMember(first)) return first;
  return [...codesOf(filler), ...bordersOf(set, [])].find(isMember) ?? SLASH;
}

function isPath(text: string): boolean {
  return text !== '' && !text.startsWith('/') && !text.endsWith('/') && !text.includes('//');
}

/** Where a set may begin or end. */
function bordersOf(set: CharacterSet, into: number[]): number[] {
  set.ranges.forEach((code, index) => {
    into.push(index % 2 === 0 ? code : code + 1);
  });
  for (const part of set.parts) if (!(part instanceof RegExp)) bordersOf(part, into);
  return into;
}

/**
 * Whether `a` certainly matches every path that `b` matches: `itself`, or the path or a directory above it. False when
 * that is not so, and when it takes too long to find out.
 */
export function covers(a: PathSet, b: PathSet, how: 'itself' | 'orParent', effort: Effort): boolean {
  if (!a.branches || !b.branches) return false;
  const matches = (path: string): boolean =>
    matchPattern(a.pattern, path) || (how === 'orParent' && parentMatches(a.pattern, path));
  if (b.pattern.kind === 'exact') return isPath(b.pattern.glob) && matches(b.pattern.glob);
  if (!a.prefix.startsWith(b.prefix) && !b.prefix.startsWith(a.prefix)) return false;
  if (a.pattern.kind === 'exact') return how === 'orParent' && b.prefix.startsWith(`${a.pattern.glob}/`);
  if (b.samples().length === 0 || !b.samples().every(matches)) return false;
  return includes(machineOf(a, how === 'orParent'), machineOf(b, false), lettersOf(a, b), effort);
}

/** Whether both may match one path, or a directory above it each. True when it takes too long to find out. */
export function mayMeet(a: PathSet, b: PathSet, effort: Effort): boolean {
  if (!a.branches || !b.branches) return true;
  if (!a.prefix.startsWith(b.prefix) && !b.prefix.startsWith(a.prefix)) return false;
  const reaches = (one: Pattern, path: string): boolean =>
    matchPattern(one, path) || parentMatches(one, path);
  if (a.samples().some((path) => reaches(b.pattern, path))) return true;
  if (b.samples().some((path) => reaches(a.pattern, path))) return true;
  if (a.pattern.kind === 'exact') return leadsBelow(b, a.pattern.glob);
  if (b.pattern.kind === 'exact') return leadsBelow(a, b.pattern.glob);
  return meets(machineOf(a, true), machineOf(b, true), lettersOf(a, b), effort);
}

/** Whether there may be a path below `directory` that it matches. */
function leadsBelow(set: PathSet, directory: string): boolean {
  const { start, step } = machineOf(set, false);
  return codesOf(`${directory}/`).reduce<readonly number[]>(step, start).length > 0;
}

function parentMatches(pattern: Pattern, path: string): boolean {
  for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
    if (matchPattern(pattern, path.slice(0, end))) return true;
  }
  return false;
}

/**
 * Reads a path character by character. A state is twice the place in the units of all branches, one more within a
 * directory that a `directories` leads through, or below what is matched.
 */
interface Machine {
  readonly start: readonly number[];
  readonly step: (states: readonly number[], code: number) => number[];
  readonly accepts: (state: number) => boolean;
}

function machineOf({ branches = [] }: PathSet, below: boolean): Machine {
  const units: (Unit | undefined)[] = [];
  const starts: number[] = [];
  for (const branch of branches) {
    starts.push(units.length * 2);
    units.push(...branch, undefined);
  }
  const add = (states: Set<number>, state: number): void => {
    states.add(state);
    const unit = state % 2 === 0 ? units[state / 2] : undefined;
    if (unit && unit.op !== 'one') add(states, state + 2);
  };
  const closed = (from: readonly number[]): number[] => {
    const states = new Set<number>();
    for (const state of from) add(states, state);
    return [...states].sort((x, y) => x - y);
  };
  const step = (states: readonly number[], code: number): number[] => {
    const next: number[] = [];
    for (const state of states) {
      const inside = state % 2 === 1;
      const unit = units[(state - (inside ? 1 : 0)) / 2];
      const base = inside ? state - 1 : state;
      if (!unit) {
        // Matched: a slash leads below it, where everything is.
        if (inside) next.push(state);
        else if (below && code === SLASH) next.push(state + 1);
      } else if (unit.op === 'directories') {
        next.push(base + 1);
        if (code === SLASH) next.push(base + 2);
      } else if (isInSet(unit.set, code)) {
        next.push(unit.op === 'many' ? state : state + 2);
      }
    }
    return next.length === 0 ? next : closed(next);
  };
  return {
    start: closed(starts),
    step,
    accepts: (state) => units[(state - (state % 2)) / 2] === undefined,
  };
}

/** One character of each kind that the two tell apart; never a line break. */
function lettersOf(a: PathSet, b: PathSet): number[] {
  const borders = [1, SLASH, SLASH + 1];
  for (const { branches = [] } of [a, b]) {
    for (const units of branches) for (const { set } of units) if (set) bordersOf(set, borders);
  }
  const letters = [...new Set(borders)].filter((code) => code <= 0x10ffff && code !== 0x0a && code >= 0);
  return letters.sort((x, y) => x - y);
}

/** How much may be looked at until nothing more is claimed, in pairs of states; used up by and by. */
export interface Effort {
  left: number;
}

/** A walk along all paths that both machines read, in step. `visit` ends it with `true`. */
function walk(
  start: readonly [readonly number[], readonly number[]],
  letters: readonly number[],
  effort: Effort,
  step: (
    pair: readonly [readonly number[], readonly number[]],
    code: number,
  ) => (readonly [number[], number[]])[],
  visit: (pair: readonly [readonly number[], readonly number[]]) => boolean,
): boolean | undefined {
  const seen = new Set<string>();
  const open: { readonly pair: readonly [readonly number[], readonly number[]]; readonly fresh: boolean }[] =
    [{ pair: start, fresh: true }];
  for (let entry = open.pop(); entry; entry = open.pop()) {
    const { pair, fresh } = entry;
    if (--effort.left < 0) return undefined;
    // At the start of a segment no path ends, and no slash follows.
    if (!fresh && visit(pair)) return true;
    for (const code of letters) {
      if (fresh && code === SLASH) continue;
      for (const next of step(pair, code)) {
        const key = `${next[0].join()}|${next[1].join()}|${code === SLASH}`;
        if (seen.has(key)) continue;
        seen.add(key);
        open.push({ pair: next, fresh: code === SLASH });
      }
    }
  }
  return false;
}

function includes(a: Machine, b: Machine, letters: readonly number[], effort: Effort): boolean {
  // One state of `b` at a time is enough; of `a` all states count.
  const missed = b.start.map((first) =>
    walk(
      [a.start, [first]],
      letters,
      effort,
      ([large, small], code) => {
        const states = a.step(large, code);
        return b.step(small, code).map((state) => [states, [state]] as const);
      },
      ([large, small]) => b.accepts(small[0] ?? 0) && !large.some(a.accepts),
    ),
  );
  return missed.every((found) => found === false);
}

function meets(a: Machine, b: Machine, letters: readonly number[], effort: Effort): boolean {
  const met = walk(
    [a.start, b.start],
    letters,
    effort,
    (pair, code) => {
      const left = a.step(pair[0], code);
      const right = left.length === 0 ? [] : b.step(pair[1], code);
      return right.length === 0 ? [] : [[left, right] as const];
    },
    ([left, right]) => left.some(a.accepts) && right.some(b.accepts),
  );
  return met !== false;
}
