import {
  anyVersion,
  atLeast,
  beginningWith,
  behind,
  below,
  between,
  complement,
  intersection,
  union,
  type VersionRange,
  versionOf,
} from '../text/versionIntervals.ts';

/**
 * What manifests write to say which versions of a language they need, as intervals. Undefined of all that is not
 * understood to the end, versions before a release among them: who does not know must not compare.
 */
export type ReadConstraint = (text: string) => VersionRange | undefined;

/** https://github.com/npm/node-semver#ranges */
export const readNpmRange: ReadConstraint = (text) =>
  anyOf(text, /\|\|/, (part) => {
    const hyphen = /^\s*(\S+)\s+-\s+(\S+)\s*$/.exec(part);
    if (hyphen) return hyphenated(hyphen[1] ?? '', hyphen[2] ?? '');
    return allOf(part.trim().replaceAll(operatorGap, '$1'), /\s+/, npmComparator);
  });

/** https://packaging.python.org/en/latest/specifications/version-specifiers/ */
export const readPythonSpecifier: ReadConstraint = (text) =>
  allOf(text.trim().replaceAll(operatorGap, '$1'), /\s*,\s*/, pythonClause);

/** https://python-poetry.org/docs/dependency-specification/ */
export const readPoetryConstraint: ReadConstraint = (text) =>
  anyOf(text, /\|\|?/, (part) =>
    allOf(part.trim().replaceAll(operatorGap, '$1'), /\s*,\s*|\s+/, poetryComparator),
  );

/** https://getcomposer.org/doc/articles/versions.md#writing-version-constraints */
export const readComposerConstraint: ReadConstraint = (text) =>
  anyOf(text, /\|\|?/, (part) => {
    const hyphen = /^\s*(\S+)\s+-\s+(\S+)\s*$/.exec(part);
    if (hyphen) return hyphenated(hyphen[1] ?? '', hyphen[2] ?? '');
    return allOf(part.trim().replaceAll(operatorGap, '$1'), /\s*,\s*|\s+/, composerComparator);
  });

/** One requirement of several that must all hold. https://guides.rubygems.org/patterns/#semantic-versioning */
export const readRubyRequirement: ReadConstraint = (text) => {
  const { operator, numbers } = parse(text.replaceAll(operatorGap, '$1')) ?? {};
  if (!numbers || numbers.isOpen) return undefined;
  // A bare version of two numbers is that version alone to Bundler, and whoever wrote it meant all of them.
  if (operator === '') return beginningWith(numbers.given);
  return operator === '~>' ? upToLast(numbers.given) : compared(operator ?? '', numbers.given);
};

/** A bare version that is the least: `rust-version` and the line `go`. */
export const readMinimum: ReadConstraint = (text) => {
  const { operator, numbers } = parse(text) ?? {};
  return operator === '' && numbers && !numbers.isOpen ? atLeast(versionOf(numbers.given)) : undefined;
};

/** A bare version that stands for all that begin with it: `.nvmrc`, `.python-version`. */
export const readPrefix: ReadConstraint = (text) => {
  const { operator, numbers } = parse(text.trim().replace(/^v(?=\d)/, '')) ?? {};
  return operator === '' && numbers && !numbers.isOpen ? beginningWith(numbers.given) : undefined;
};

type Read = (text: string) => VersionRange | undefined;

const operatorGap = /(~>|[<>=!^~]=?)\s+/g;

function anyOf(text: string, separator: RegExp, read: Read): VersionRange | undefined {
  let found: VersionRange | undefined;
  for (const part of text.split(separator)) {
    const range = read(part);
    if (!range) return undefined;
    found = found ? union(found, range) : range;
  }
  return found;
}

function allOf(text: string, separator: RegExp, read: Read): VersionRange | undefined {
  let found = anyVersion;
  for (const part of text.split(separator)) {
    const range = read(part);
    if (!range) return undefined;
    found = intersection(found, range);
  }
  return found;
}

interface Numbers {
  readonly given: readonly number[];
  /** A wildcard stands behind them, or in their place. */
  readonly isOpen: boolean;
}

/** At most three numbers: a fourth, a tag, a stability is something that versions of languages do not have. */
function parse(text: string): { readonly operator: string; readonly numbers: Numbers } | undefined {
  const match = /^(~>|~=|===|[<>=!]=|[<>=^~])?v?(\d{1,9}(?:\.\d{1,9}){0,2})?(\.?[*xX](?:\.[*xX])*)?$/.exec(
    text,
  );
  if (!match) return undefined;
  const [, operator = '', given, wild] = match;
  if (given === undefined && wild === undefined) return undefined;
  // `1x` is none, nor is `.x`.
  if (wild !== undefined && wild.startsWith('.') !== (given !== undefined)) return undefined;
  return {
    operator,
    numbers: { given: given?.split('.').map(Number) ?? [], isOpen: wild !== undefined },
  };
}

/** Comparators for which missing numbers are zeros. */
function compared(operator: string, given: readonly number[]): VersionRange | undefined {
  const version = versionOf(given);
  const next = behind(version);
  switch (operator) {
    case '>=':
      return atLeast(version);
    case '>':
      return atLeast(next);
    case '<':
      return below(version);
    case '<=':
      return below(next);
    case '=':
    case '==':
      return between(version, next);
    case '!=':
      return complement(between(version, next));
    default:
      return undefined;
  }
}

/** `~> 3.2` is before 4, `~> 3.2.1` before 3.3: all but the last number stay; a single one does. */
function upToLast(given: readonly number[]): VersionRange {
  return between(versionOf(given), behind(given.length < 2 ? given : given.slice(0, -1)));
}

/** Up to the next change of the first number that is not zero. */
function caret(given: readonly number[]): VersionRange {
  const at = given.findIndex((number) => number > 0);
  return between(versionOf(given), behind(given.slice(0, at < 0 ? given.length : at + 1)));
}

/** Up to the next minor version where there is one. */
function tilde(given: readonly number[]): VersionRange {
  return between(versionOf(given), behind(given.slice(0, 2)));
}

function npmComparator(text: string): VersionRange | undefined {
  if (text === '') return anyVersion;
  const { operator, numbers } = parse(text) ?? {};
  if (!numbers) return undefined;
  const { given } = numbers;
  if (given.length === 0) return operator === '<' || operator === '>' ? [] : anyVersion;
  switch (operator) {
    case '':
    case '=':
      return beginningWith(given);
    // Of a version that is not whole, all that begin with it are meant.
    case '>':
      return atLeast(behind(given));
    case '<=':
      return below(behind(given));
    case '^':
      return caret(given);
    case '~':
    case '~>':
      return tilde(given);
    case '>=':
    case '<':
      return compared(operator, given);
    default:
      return undefined;
  }
}

/** `8 - 10` takes all of 10, `8 - 10.1.2` no more than that. */
function hyphenated(first: string, last: string): VersionRange | undefined {
  const from = parse(first);
  const to = parse(last);
  if (!from || !to || from.operator !== '' || to.operator !== '') return undefined;
  const end = to.numbers.given;
  return end.length === 0 ? undefined : between(versionOf(from.numbers.given), behind(end));
}

function pythonClause(text: string): VersionRange | undefined {
  const { operator, numbers } = parse(text) ?? {};
  if (!numbers) return undefined;
  const { given, isOpen } = numbers;
  if (isOpen) {
    if (given.length === 0) return undefined;
    const range = beginningWith(given);
    return operator === '==' ? range : operator === '!=' ? complement(range) : undefined;
  }
  if (operator === '~=') return given.length < 2 ? undefined : upToLast(given);
  return operator === '=' ? undefined : compared(operator ?? '', given);
}

function poetryComparator(text: string): VersionRange | undefined {
  const { operator, numbers } = parse(text) ?? {};
  if (!numbers) return undefined;
  const { given, isOpen } = numbers;
  if (isOpen || operator === '==' || operator === '!=' || operator === '~=') {
    if (isOpen && operator === '') return beginningWith(given);
    return pythonClause(text);
  }
  if (operator === '^') return caret(given);
  if (operator === '~') return tilde(given);
  // Whether a bare `3.9` is 3.9.0 alone has changed.
  return operator === '' || operator === '=' ? beginningWith(given) : compared(operator ?? '', given);
}

function composerComparator(text: string): VersionRange | undefined {
  const { operator, numbers } = parse(text) ?? {};
  if (!numbers) return undefined;
  const { given, isOpen } = numbers;
  if (isOpen) return operator === '' ? beginningWith(given) : undefined;
  switch (operator) {
    case '':
      return compared('=', given);
    case '^':
      return caret(given);
    case '~':
      return upToLast(given);
    default:
      return compared(operator ?? '', given);
  }
}
