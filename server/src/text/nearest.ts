/**
 * The option nearest to a word, for "did you mean": at most two insertions, deletions or replacements away.
 * Undefined when none is, or when the word is an option itself. Between options equally near the first one
 * wins. https://github.com/moby/buildkit/blob/master/util/suggest/error.go
 */
export function nearest(word: string, options: readonly string[]): string | undefined {
  let best: string | undefined;
  let least = 3;
  for (const option of options) {
    if (option === word) return undefined;
    const distance = levenshtein(word, option, least);
    if (distance < least) {
      least = distance;
      best = option;
    }
  }
  return best;
}

/** `nearest` without regard to case; the answer takes the case of the word where that is plain. */
export function nearestKeyword(word: string, options: readonly string[]): string | undefined {
  const lower = word.toLowerCase();
  const found = nearest(
    lower,
    options.map((option) => option.toLowerCase()),
  );
  if (found === undefined || word === lower) return found;
  return word === word.toUpperCase() ? found.toUpperCase() : found;
}

/** The edit distance, or `limit` when it is not below that. */
function levenshtein(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const replaced = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const value = Math.min(replaced, (previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1);
      row.push(value);
      least = Math.min(least, value);
    }
    if (least >= limit) return limit;
    previous = row;
  }
  return Math.min(limit, previous[b.length] ?? limit);
}

/**
 * The option a person most likely meant: like `nearest`, but two letters exchanged count as one slip, case does not
 * count, and a word of three letters may differ in one only. The answer is spelled as in `options`.
 */
export function closest(word: string, options: readonly string[]): string | undefined {
  const wanted = word.toLowerCase();
  let best: string | undefined;
  let least = wanted.length <= 3 ? 2 : 3;
  for (const option of options) {
    const distance = damerau(wanted, option.toLowerCase());
    if (distance > 0 && distance < least) {
      least = distance;
      best = option;
    }
  }
  return best;
}

/** Edit distance with exchanges of neighbors (optimal string alignment). Words are short: it gives up on long ones. */
function damerau(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2 || a.length > 64) return Number.POSITIVE_INFINITY;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (last[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let value = Math.min(replaced, (last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        value = Math.min(value, (beforeLast[j - 2] ?? 0) + 1);
      }
      row.push(value);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? Number.POSITIVE_INFINITY;
}
