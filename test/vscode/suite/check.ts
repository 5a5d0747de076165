// Assertions that run where Node's are not: the same suite runs in a web worker.

/** Throws unless the values are the same by `Object.is`, or the same as JSON. */
export function equal<T>(actual: T, expected: T, what = 'value'): void {
  if (Object.is(actual, expected)) return;
  const [found, wanted] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (found !== wanted) throw new Error(`${what}: expected ${wanted}, found ${found}`);
}

/** Throws unless the value is there. */
export function ok<T>(value: T, what: string): asserts value is NonNullable<T> {
  if (value === undefined || value === null || value === false) throw new Error(`missing: ${what}`);
}

/** Throws unless the text matches. */
export function match(text: string, pattern: RegExp, what = 'text'): void {
  if (!pattern.test(text)) throw new Error(`${what}: ${JSON.stringify(text)} does not match ${pattern}`);
}

/**
 * Asks again and again until the answer is neither undefined nor false.
 * @param what named in the error when the time is over, together with the last answer of `describe`
 */
export async function until<T>(
  what: string,
  ask: () => T | undefined | false | Thenable<T | undefined | false>,
  describe: () => unknown = () => undefined,
  limit = 15_000,
): Promise<T> {
  const start = Date.now();
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() - start > limit) {
      const last = describe();
      const seen = last === undefined ? '' : `; last seen: ${JSON.stringify(last)}`;
      throw new Error(`${what}: not within ${limit / 1000} s${seen}`);
    }
    await pause(25);
  }
}

/** Waits. Only for proving that something does not happen. */
export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}
