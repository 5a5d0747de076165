import { expect, test } from 'vitest';
import { skippedChecks } from '../../../server/src/syntax/dockerfile/checkDirective.ts';

test.each<[value: string, codes: readonly string[]]>([
  ['skip=A', ['A']],
  ['skip=A,B;error=true', ['A', 'B']],
  ['error=true;skip=all', ['all']],
  ['skip=\tA\t,\tB', ['A', 'B']],
  // What stands behind a blank is not read.
  ['skip=A, B', ['A']],
  ['skip= A', []],
  ['skip=A;skip=B C', ['B']],
  // The last list counts; all is a name of its own only where it stands alone.
  ['skip=A;skip=B', ['B']],
  ['skip=all;skip=B', ['all', 'B']],
  ['skip=A,all', ['A']],
  ['Skip=A', []],
  ['skip', []],
  ['', []],
  // Three options at most.
  ['error=1;skip=A;skip=B;skip=C', ['B;skip=C']],
])('what BuildKit skips by check=%s', (value, codes) => {
  const found = skippedChecks(value);
  expect(found.map(({ code }) => code)).toEqual(codes);
  for (const { code, start } of found) expect(value.startsWith(code, start)).toBe(true);
});
