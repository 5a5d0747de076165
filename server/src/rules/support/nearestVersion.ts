import { javaReleases, type LanguageTag } from '../../knowledge/languageTags.ts';
import {
  beginningWith,
  compareVersions,
  overlaps,
  type VersionRange,
  versionOf,
} from '../../text/versionIntervals.ts';

/**
 * The version of a tag's precision that something needs: the lowest that is in the range, or, where the tag is above all
 * of it, the highest that is known to be there. Undefined where there is none.
 */
export function nearestVersion(
  { language, numbers }: LanguageTag,
  range: VersionRange,
): readonly number[] | undefined {
  if (language === 'java')
    return javaReleases.map((major) => [major]).find((version) => overlaps(beginningWith(version), range));
  const given = versionOf(numbers);
  const above = range.find(({ from }) => compareVersions(from, given) > 0);
  const last = range.at(-1);
  if (above) return above.from.slice(0, numbers.length);
  if (!last) return undefined;
  const highest = last.to && before(last.to.slice(0, numbers.length), last.to);
  if (highest && compareVersions(versionOf(highest), last.from) >= 0) return highest;
  // The last patch is not known, and nobody wants the first.
  return numbers.length < 3 ? last.from.slice(0, numbers.length) : undefined;
}

/** `3.11` before 3.12.0, and before 3.11.5; undefined before a 3.0.0, of which nobody knows what came before. */
function before(numbers: readonly number[], end: readonly number[]): readonly number[] | undefined {
  if (end.slice(numbers.length).some((number) => number > 0)) return numbers;
  const last = numbers.at(-1) ?? 0;
  return last === 0 ? undefined : [...numbers.slice(0, -1), last - 1];
}
