import { describe, expect, test } from 'vitest';
import { readHcl } from '../../../server/src/workspace/buildDefinitions/hcl.ts';
import { evaluate, type HclScope } from '../../../server/src/workspace/buildDefinitions/hclEvaluation.ts';
import { type HclValue, Unknown } from '../../../server/src/workspace/buildDefinitions/hclValue.ts';

const variables: Readonly<Record<string, HclValue>> = {
  V: 'v',
  E: '',
  N: null,
  L: ['a', 'b'],
  M: new Map([
    ['k', 'mk'],
    ['j', 'mj'],
  ]),
};

const scope: HclScope = {
  variable(name) {
    const value = variables[name];
    if (value === undefined) throw new Unknown();
    return value;
  },
};

/** Undefined where it is not known; maps as objects. */
function valueOfText(text: string): unknown {
  const expression = readHcl(`x = ${text}`).attributes[0]?.value ?? { kind: 'unknown' };
  const value = evaluate(expression, scope);
  return value instanceof Map ? Object.fromEntries(value) : value;
}

describe('values of expressions', () => {
  test.each<readonly [string, unknown]>([
    ['"a${V}b"', 'avb'],
    ['"${L}"', ['a', 'b']],
    ['"x${L}"', undefined],
    ['"x${N}"', undefined],
    ['"$${V} %%{x}"', '${V} %{x}'],
    ['"a ${~ V ~} b"', 'avb'],
    ['"a\\u0041\\t\\"\\\\"', 'aA\t"\\'],
    ['"${"x${V}"}"', 'xv'],
    ['<<EOT\n ${V}\nEOT', ' v\n'],
    ['<<-EOT\n    a\n      ${V}\n    EOT', 'a\n  v\n'],
    ['1 + 2 * 3 - 4 / 2', 5],
    ['7 % 4', 3],
    ['-(1 + 1)', -2],
    ['1 < 2 && 2 <= 2 && 3 > 2 && !(1 >= 2)', true],
    ['V == "v" || UNKNOWN', undefined],
    ['1 == "1"', false],
    ['["a"] == ["a"]', true],
    ['N == null ? "none" : "some"', 'none'],
    ['V != "" ? E != "" ? 1 : 2 : 3', 2],
    ['"true" ? "a" : "b"', 'a'],
    ['V ? "a" : "b"', undefined],
    ['UNKNOWN ? "a" : "a"', undefined],
    ['L[1]', 'b'],
    ['L.0', 'a'],
    ['L[2]', undefined],
    ['M.k', 'mk'],
    ['M["k"]', 'mk'],
    ['M[UNKNOWN]', undefined],
    ['[{ a = 1 }, { a = 2 }][*].a', [1, 2]],
    ['{ a = 1, "b" : 2, (V) = 3 }', { a: 1, b: 2, v: 3 }],
    ['[for x in L : "${x}!" if x != "a"]', ['b!']],
    ['[for key, value in M : "${key}${value}"]', ['jmj', 'kmk']],
    ['{ for at, x in L : x => at }', { a: 0, b: 1 }],
    ['{ for x in L : "k" => x... }', undefined],
    ['try(M.none, L[5], "t")', 't'],
    ['try(UNKNOWN, "t")', undefined],
    ['can(M.none)', false],
    ['can(M.k)', true],
    ['[\n  V, # one\n  "x"\n]', ['v', 'x']],
    ['(\n  true\n  ? 1\n  : 2\n)', 1],
    ['concat(L...)', undefined],
    ['join("", concat([L, ["c"]]...))', 'abc'],
  ])('%s', (text, expected) => {
    expect(valueOfText(text)).toEqual(expected);
  });

  test.each<readonly [string, unknown]>([
    ['upper("aé")', 'AÉ'],
    ['title("ab cd/e.f-g_h1i")', 'Ab Cd/E.F-G_h1i'],
    ['trim("--a-b-", "-")', 'a-b'],
    ['trimprefix("v1", "v")', '1'],
    ['trimsuffix("a/b", "/b")', 'a'],
    ['replace("a.b.c", ".", "$&")', 'a$&b$&c'],
    ['regex_replace("v1.22", "^v([0-9]+)\\\\.", "$${1}-")', '1-22'],
    ['regex_replace("a", "(a*)*", "b")', undefined],
    ['regex_replace("v1.2.3", "^v?(\\\\d+)\\\\.(\\\\d+).*$", "r$1-$2")', 'r1-2'],
    ['sanitize("a.b/c_d-1")', 'a_b_c_d-1'],
    ['substr("abcdef", -2, 1)', 'e'],
    ['substr("abc", 1, -1)', 'bc'],
    ['substr("abc", 1, 0)', ''],
    ['substr("abc", -2, 0)', 'bc'],
    ['element(split(".", "1.2.3"), 4)', '2'],
    ['format("%s-%03d %v%%", V, 7, true)', 'v-007 true%'],
    ['format("%x", 7)', undefined],
    ['format("%s", "a", "b")', undefined],
    ['formatlist("%s!", L)', ['a!', 'b!']],
    ['basename("a/b.c")', 'b.c'],
    ['dirname("a/b/c")', 'a/b'],
    ['dirname("a")', '.'],
    ['coalesce(N, E, V)', ''],
    ['lookup(M, "none", "d")', 'd'],
    ['length(M)', 2],
    ['contains(L, "b")', true],
    ['flatten([["a"], [["b"]]])', ['a', 'b']],
    ['keys(M)', ['j', 'k']],
    ['values(M)', ['mj', 'mk']],
    ['merge(M, { k = 1 }, N)', { k: 1, j: 'mj' }],
    ['distinct(["a", "b", "a"])', ['a', 'b']],
    ['slice(["a", "b", "c"], 1, 2)', ['b']],
    ['range(3)', [0, 1, 2]],
    ['and(true, not(false))', true],
    ['max(1, 3, 2)', 3],
    ['timestamp()', undefined],
    ['upper()', undefined],
    ['upper(N)', undefined],
    ['join(",", "a")', undefined],
  ])('%s', (text, expected) => {
    expect(valueOfText(text)).toEqual(expected);
  });

  test('what grows without end is not known', () => {
    expect(valueOfText(`${'('.repeat(5000)}1${')'.repeat(5000)}`)).toBeUndefined();
    expect(valueOfText(`${'['.repeat(5000)}`)).toBeUndefined();
    const doubled = Array.from({ length: 20 }).reduce<string>((text) => `replace(${text}, "a", "aa")`, '"a"');
    expect(valueOfText(doubled)).toBeUndefined();
    const loops = '[for a in range(100) : [for b in range(100) : [for c in range(100) : a]]]';
    expect(valueOfText(loops)).toBeUndefined();
    expect(valueOfText('replace("aaaa", "", "b")')).toBeUndefined();
  });
});
