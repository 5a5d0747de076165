/** A version of three numbers: what programs of a language are released as. */
export type Version = readonly [number, number, number];

/** Versions from one on to before another; undefined: without end. */
export interface VersionInterval {
  readonly from: Version;
  readonly to: Version | undefined;
}

/** Versions that something may be: in order, none of the intervals empty, none touching another. */
export type VersionRange = readonly VersionInterval[];

export const zero: Version = [0, 0, 0];

export const anyVersion: VersionRange = [{ from: zero, to: undefined }];

/** Negative where `a` comes before `b`. */
export function compareVersions(a: Version, b: Version): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}

/** The numbers as a version: `1.22` is 1.22.0. More than three are none that we know. */
export function versionOf(numbers: readonly number[]): Version {
  return [numbers[0] ?? 0, numbers[1] ?? 0, numbers[2] ?? 0];
}

/** The first version that no longer begins with these numbers: behind `1.22` comes 1.23.0. */
export function behind(numbers: readonly number[]): Version {
  const [major = 0, minor, patch] = numbers;
  if (minor === undefined) return [major + 1, 0, 0];
  return patch === undefined ? [major, minor + 1, 0] : [major, minor, patch + 1];
}

/** Every version that begins with these numbers. */
export function beginningWith(numbers: readonly number[]): VersionRange {
  return numbers.length === 0 ? anyVersion : [{ from: versionOf(numbers), to: behind(numbers) }];
}

export function atLeast(from: Version): VersionRange {
  return [{ from, to: undefined }];
}

export function below(to: Version): VersionRange {
  return compareVersions(zero, to) < 0 ? [{ from: zero, to }] : [];
}

export function between(from: Version, to: Version): VersionRange {
  return compareVersions(from, to) < 0 ? [{ from, to }] : [];
}

/** What is in both. */
export function intersection(a: VersionRange, b: VersionRange): VersionRange {
  return a.flatMap((one) =>
    b.flatMap((other) => {
      const from = compareVersions(one.from, other.from) < 0 ? other.from : one.from;
      const to = earlier(one.to, other.to);
      return to === undefined || compareVersions(from, to) < 0 ? [{ from, to }] : [];
    }),
  );
}

/** What is in one of them. */
export function union(a: VersionRange, b: VersionRange): VersionRange {
  const joined: { from: Version; to: Version | undefined }[] = [];
  for (const next of [...a, ...b].sort((one, other) => compareVersions(one.from, other.from))) {
    const last = joined.at(-1);
    if (last && (last.to === undefined || compareVersions(next.from, last.to) <= 0)) {
      last.to = last.to && next.to && (compareVersions(last.to, next.to) < 0 ? next.to : last.to);
    } else joined.push({ ...next });
  }
  return joined;
}

/** What is not in it. */
export function complement(range: VersionRange): VersionRange {
  const rest: VersionInterval[] = [];
  let from: Version | undefined = zero;
  for (const interval of range) {
    if (from && compareVersions(from, interval.from) < 0) rest.push({ from, to: interval.from });
    from = interval.to;
  }
  return from ? [...rest, { from, to: undefined }] : rest;
}

export function overlaps(a: VersionRange, b: VersionRange): boolean {
  return intersection(a, b).length > 0;
}

function earlier(a: Version | undefined, b: Version | undefined): Version | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return compareVersions(a, b) < 0 ? a : b;
}
