import { describe, expect, it } from 'vitest';
import { type ExpandOptions, expand } from '../../../server/src/syntax/dockerfile/expand.ts';

const environment: Readonly<Record<string, string>> = {
  A: 'aaa',
  EMPTY: '',
  PATH: '/usr/local/bin:/usr/bin',
  FILE: 'dir/sub/name.tar.gz',
  SPACES: ' b  c ',
  QUOTE: '"',
  STAR: 'a*b?c\\d',
  '1': 'one',
};

const lookup = (name: string) => (Object.hasOwn(environment, name) ? environment[name] : undefined);

function value(source: string, options?: ExpandOptions): string {
  const result = expand(source, lookup, options);
  return result.error === undefined ? result.value : `! ${result.error}`;
}

describe('expand', () => {
  it.each([
    ['$A', 'aaa'],
    ['${A}b', 'aaab'],
    ['$A.b', 'aaa.b'],
    ['$AB', ''],
    ['$A-b', 'aaa-b'],
    ['a$', 'a$'],
    ['$ a', '$ a'],
    ['$(a)', '$(a)'],
    ['$1x', 'onex'],
    ['$12', ''],
    ['$@ $* $# $? $- $$ $! $0', '       '],
    ['\\$A', '$A'],
    ['\\\\$A', '\\aaa'],
    ['a\\nb', 'anb'],
    ['a\\', 'a'],
    ["'$A\\'", '$A\\'],
    ['"$A"', 'aaa'],
    ['"\\$A \\" \\\\ \\n"', '$A " \\ \\n'],
    ['"\'$A\'"', "'aaa'"],
    ['\'"\'"\'"', '"\''],
    ['""', ''],
    ['${\u00e9}', ''],
    ['\ufeffa', 'a'],
    ['a\ufeff', 'a\ufeff'],
    ['a < b << c <<<d', 'a < b << c <<<d'],
  ])('%s', (source, expected) => {
    expect(value(source)).toBe(expected);
  });

  it.each([
    ['${A:-b}', 'aaa'],
    ['${EMPTY:-b}', 'b'],
    ['${EMPTY-b}', ''],
    ['${NONE-b}', 'b'],
    ['${A:+b}', 'b'],
    ['${EMPTY:+b}', ''],
    ['${EMPTY+b}', 'b'],
    ['${NONE+b}', ''],
    ['${A?b}', 'aaa'],
    ['${EMPTY?b}', ''],
    ['${EMPTY:?}', '! EMPTY: is not allowed to be empty'],
    ['${NONE:?}', '! NONE: is not allowed to be unset'],
    ['${NONE?}', '! NONE: is not allowed to be unset'],
    ['${NONE:?give $A}', '! NONE: give aaa'],
    ['${NONE:-${ALSO:-$A}}', 'aaa'],
    ['${NONE:-"a b"}', 'a b'],
    ["${NONE:-'$A'}", '$A'],
    ['${NONE:-a\\}b}', 'a}b'],
    ['${NONE:-a{b}', 'a{b'],
    ['${NONE:-}', ''],
    ['"${NONE:-"a b"}"', 'a b'],
    ['${@:-x}', 'x'],
    ['${#:+x}', ''],
  ])('%s', (source, expected) => {
    expect(value(source)).toBe(expected);
  });

  it.each([
    ['${FILE#*/}', 'sub/name.tar.gz'],
    ['${FILE##*/}', 'name.tar.gz'],
    ['${FILE%.*}', 'dir/sub/name.tar'],
    ['${FILE%%.*}', 'dir/sub/name'],
    ['${FILE#???}', '/sub/name.tar.gz'],
    ['${FILE#x}', 'dir/sub/name.tar.gz'],
    ['${FILE%%*}', ''],
    ['${FILE%*}', 'dir/sub/name.tar.gz'],
    ['${FILE#$A}', 'dir/sub/name.tar.gz'],
    ['${STAR#a\\*}', 'b?c\\d'],
    ['${STAR%\\\\d}', 'a*b?c'],
    ['${STAR%\\?*}', 'a*b'],
    ['${A#[a]}', 'aaa'],
    ['${FILE/sub/x}', 'dir/x/name.tar.gz'],
    ['${FILE//a/x}', 'dir/sub/nxme.txr.gz'],
    ['${FILE/a*/x}', 'dir/sub/nx'],
    ['${FILE//*/x}', 'x'],
    ['${PATH//:/ }', '/usr/local/bin /usr/bin'],
    ['${PATH//\\//-}', '-usr-local-bin:-usr-bin'],
    ['${A/?/b}', 'baa'],
    ['${A//a}', "! syntax error: missing '/' in ${}"],
    ['${A//a/}', ''],
    ['${A///x}', 'xaxaxax'],
    ['${A/a/$FILE}', 'dir/sub/name.tar.gzaa'],
    ['${NONE/a/b}', ''],
    ['${A#\\x}', "! invalid pattern (\\x) in substitution: invalid escape '\\x'"],
  ])('%s', (source, expected) => {
    expect(value(source)).toBe(expected);
  });

  it("takes the replacement of // for a template of Go's", () => {
    // A dollar that is left after expansion names a group, and there are none.
    expect(value("${A//a/'$'x}")).toBe('');
    expect(value("${A//a/'$$'}")).toBe('$$$');
    expect(value("${A/a/'$'x}")).toBe('$xaa');
    expect(value("${A//a/'$'.}")).toBe('$.$.$.');
  });

  it.each([
    ['${', "syntax error: missing '}'"],
    ['${}', 'syntax error: bad substitution'],
    ['${{a}}', 'syntax error: bad substitution'],
    ['${:-a}', 'syntax error: bad substitution'],
    ['${A', 'unsupported modifier (\ufffd) in substitution'],
    ['${A:-b', "syntax error: missing '}'"],
    ['${A:', "syntax error: missing '}'"],
    ['${A=b}', 'unsupported modifier (=) in substitution'],
    ['${A:=b}', 'unsupported modifier (:=) in substitution'],
    ['${A:#b}', 'unsupported modifier (:#) in substitution'],
    ['${A:0:2}', 'unsupported modifier (:0) in substitution'],
    ['${#A}', 'unsupported modifier (A) in substitution'],
    ['${A^^}', 'unsupported modifier (^) in substitution'],
    ['${A b}', 'unsupported modifier ( ) in substitution'],
    ['${A/b', "syntax error: missing '/' in ${}"],
    ['${A/b/c', "syntax error: missing '}'"],
    ["'a", 'unexpected end of statement while looking for matching single-quote'],
    ['"a', 'unexpected end of statement while looking for matching double-quote'],
    ['"a\\', 'unexpected end of statement while looking for matching double-quote'],
    ['${A:-"b}', "syntax error: missing '}'"],
  ])('refuses %s', (source, error) => {
    expect(expand(source, lookup)).toMatchObject({ error, value: '', words: [] });
  });

  it('uses the escape token it is given', () => {
    expect(value('`$A \\$A', { escape: '`' })).toBe('$A \\aaa');
    expect(value('"`$A \\$A `` `x"', { escape: '`' })).toBe('$A \\aaa ` `x');
  });

  it('keeps quotes, escapes and unset variables when told to', () => {
    const raw = { rawQuotes: true, rawEscapes: true, skipUnset: true };
    expect(value('"a"\'b\' \\c $A $NONE ${NONE} ${NONE:-"d"} ${NONE/x/y}', raw)).toBe(
      '"a"\'b\' \\c aaa $NONE ${NONE} ${NONE:-"d"} ${NONE/x/y}',
    );
    expect(value('"a', { skipProcessQuotes: true })).toBe('"a');
    expect(value("it's $A", { skipProcessQuotes: true })).toBe("it's aaa");
  });

  it('tells which variables it found', () => {
    const { matched, unmatched } = expand("$A ${NONE:-$EMPTY} $A ${X+$Y} '$Z'", lookup);
    expect([...matched]).toEqual(['A', 'EMPTY']);
    expect([...unmatched]).toEqual(['NONE', 'Y', 'X']);
  });

  it('splits words outside quotes, values included, and tells where they come from', () => {
    const source = 'a"b c"$SPACES  d\\ e \'f\'';
    const { words } = expand(source, lookup);
    expect(words.map((word) => word.text)).toEqual(['ab c', 'b', 'c', 'd e', 'f']);
    expect(words.map(({ start, end }) => source.slice(start, end))).toEqual([
      'a"b c"',
      '$SPACES',
      '$SPACES',
      'd\\ e',
      "'f'",
    ]);
    expect(expand('x$SPACES y', lookup).words.map((word) => word.text)).toEqual(['x', 'b', 'c', 'y']);
    expect(expand('a << b', lookup).words.map((word) => word.text)).toEqual(['a', '<< b']);
    // BuildKit loses what it has of a word when it comes to an operand.
    expect(expand('80${NO:-90} b"${A#a}"c $A-${NO+x}', lookup).words.map((word) => word.text)).toEqual([
      '90',
      'aac',
    ]);
    expect(expand('"" a', lookup).words.map((word) => word.text)).toEqual(['a']);
  });

  it('gives up on nesting no one writes, without exhausting the stack', () => {
    expect(value(`${'${A:-'.repeat(300)}x${'}'.repeat(300)}`)).toBe('aaa');
    expect(expand('${A:-'.repeat(100_000), lookup).error).toBeDefined();
  });

  it('matches patterns with many stars in linear time', () => {
    const long = 'a'.repeat(100_000);
    const result = expand('${L//*a*a*a*a*a*b/x}', () => long);
    expect(result.value).toBe(long);
    expect(expand('${L##*a*a*a*a*a*b}', () => long).value).toBe(long);
  });
});
