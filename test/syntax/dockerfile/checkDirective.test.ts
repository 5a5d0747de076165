import { expect, test } from 'vitest';
import { checkDirectiveIssues } from '../../../server/src/syntax/dockerfile/checkDirective.ts';
import { parseDockerfile } from '../../../server/src/syntax/dockerfile/parser.ts';

function issues(value: string): string[] {
  const text = `# check=${value}\nFROM scratch\n`;
  return checkDirectiveIssues(parseDockerfile(text)).map(
    ({ message, range }) => `${text.slice(range.start, range.end)}: ${message}`,
  );
}

test.each([
  'skip=all',
  'skip=A,B;error=true',
  'error=1',
  ' experimental=all ; skip = A ',
  'error=F;skip=A;skip=B',
])('BuildKit takes %j', (value) => {
  expect(issues(value)).toEqual([]);
});

test.each([
  ['skip', 'skip: invalid check option "skip"'],
  ['Skip=all', 'Skip=all: invalid check option "Skip"'],
  ['skip=A;warn=true', 'warn=true: invalid check option "warn"'],
  [
    'error=yes',
    'error=yes: failed to parse check option "error=yes": strconv.ParseBool: parsing "yes": invalid syntax',
  ],
  ['skip=A;;error=true', '#'],
])('BuildKit refuses %j', (value, expected) => {
  const found = issues(value);
  expect(found).toHaveLength(1);
  if (expected !== '#') expect(found).toEqual([expected]);
});

test('the first refusal is the one the build stops at, and there is none without the directive', () => {
  expect(issues('a;b;c')).toEqual(['a: invalid check option "a"']);
  expect(checkDirectiveIssues(parseDockerfile('FROM scratch\n# check=nonsense\n'))).toEqual([]);
});
