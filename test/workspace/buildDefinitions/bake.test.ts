import { describe, expect, test } from 'vitest';
import { readBake } from '../../../server/src/workspace/buildDefinitions/bake.ts';
import { readComposeProject } from '../../../server/src/workspace/buildDefinitions/composeProject.ts';
import { type HclBody, readHcl } from '../../../server/src/workspace/buildDefinitions/hcl.ts';
import { inShort, loaderOf, yamlFile } from './files.ts';

function bake(...texts: readonly string[]): string[] {
  const files = texts.map((text, index) => ({
    uri: `file:///ws/docker-bake${index === 0 ? '' : '.override'}.hcl`,
    text,
    root: undefined,
  }));
  return readBake(files).map(inShort);
}

describe('what a Bake file builds', () => {
  test('context and Dockerfile, with their defaults', () => {
    expect(
      bake(`
group "default" {
  targets = ["web", "api"]
}
target "web" {}
target "api" {
  context = "./api" // seen from here
  dockerfile = "../docker/api.Dockerfile"
  target = "prod"
  args = { A = "x", B = 2 }
}`),
    ).toEqual([
      'Dockerfile <- . (target web, line 5)',
      'docker/api.Dockerfile <- api/ (target api, line 7, target prod)',
    ]);
  });

  test('variables have their defaults; without one nothing is known', () => {
    expect(
      bake(`
variable "ROOT" { default = "services" }
variable "APP" {
  type = string
  default = "\${ROOT}/app"
}
variable "NONE" {}
target "a" { context = "\${APP}/a" }
target "b" { context = ROOT }
target "c" { context = NONE }
target "d" { context = BAKE_CMD_CONTEXT }
target "e" { context = null }`),
    ).toEqual([
      'services/app/a/Dockerfile <- services/app/a/ (target a, line 8; with the defaults of ROOT, APP)',
      'services/Dockerfile <- services/ (target b, line 9; with the defaults of ROOT)',
      'Dockerfile <- . (target d, line 11)',
      'Dockerfile <- . (target e, line 12)',
    ]);
  });

  test.each([
    ['an unknown function', 'context = joinpath("a", "b")'],
    ['time', 'context = timestamp()'],
    ['a condition on nobody knows what', 'context = DEV ? "a" : "b"'],
    ['a target that is not there', 'context = target.base.context'],
    ['a part of one that hangs on a matrix', 'context = target.m.context'],
    ['itself', 'context = target.a.context'],
    ['an expression in a template', 'context = "${uuidv4()}/b"'],
    ['a directive in a template', 'context = "%{ if true }a%{ endif }"'],
    ['a repository', 'context = "https://github.com/a/b.git"'],
    ['an inline Dockerfile', 'dockerfile-inline = <<EOT\nFROM scratch\ntarget "x" { }\nEOT'],
    ['a Dockerfile nobody can tell', 'dockerfile = "${NOBODY}.Dockerfile"'],
    ['what is inherited from nobody knows where', 'inherits = [NOBODY]'],
  ])('%s is not worked out', (_, line) => {
    expect(bake(`target "a" {\n  ${line}\n}\ntarget "b" {}`)).toEqual([
      expect.stringMatching(/^Dockerfile <- \. \(target b, /),
    ]);
  });

  test.each([
    ['a condition on a variable', 'variable "E" { default = "dev" }', 'target = E == "dev" ? "d" : "p"', 'd'],
    ['a key of a map', 'variable "M" { default = { a-b = "x" } }', 'target = M["a-b"]', 'x'],
    ['what stands outside of blocks', 'top = "x"', 'target = "${top}y"', 'xy'],
    ['another target', 'target "t" { target = "x" }', 'target = target.t.target', 'x'],
    [
      'what another target does not say',
      'target "t" {}',
      'target = target.t.target == null ? "n" : "y"',
      'n',
    ],
    ['a type', 'variable "N" {\n  type = string\n  default = 1\n}', 'target = N == "1" ? "s" : "n"', 's'],
    [
      'a function of the file',
      'function "f" {\n  params = [a]\n  variadic_params = rest\n  result = "${a}${length(rest)}"\n}',
      'target = f("x", 1, 2)',
      'x2',
    ],
  ])('worked out: %s', (_, before, line, expected) => {
    expect(bake(`${before}\ntarget "a" {\n  ${line}\n}`).at(-1)).toContain(`, target ${expected}`);
  });

  test('null says nothing, an empty text takes back', () => {
    const base = 'target "_p" {\n  context = "c"\n  dockerfile = "D"\n  target = "t"\n}\n';
    const say = (value: string): string[] =>
      bake(
        `${base}target "a" {\n  inherits = ["_p"]\n  context = ${value}\n  dockerfile = ${value}\n  target = ${value}\n}`,
      );
    expect(say('null')).toEqual(['c/D <- c/ (target a, line 8, target t)']);
    expect(say('""')).toEqual(['Dockerfile <- . (target a, line 8)']);
  });

  test('what is inherited may be said by variables and matrices', () => {
    expect(
      bake(`
variable "P" { default = "_x" }
target "_x" { context = "x" }
target "_y" { context = "y" }
target "a" { inherits = [P] }
target "m" {
  matrix = { p = ["x", "y"] }
  name = "m-\${p}"
  inherits = ["_\${p}"]
}`),
    ).toEqual([
      'x/Dockerfile <- x/ (target a, line 5)',
      'x/Dockerfile <- x/ (target m, line 6)',
      'y/Dockerfile <- y/ (target m, line 6)',
    ]);
  });

  test('a matrix whose lists are worked out; an empty one builds nothing', () => {
    expect(
      bake(`
variable "L" { default = ["1.2", "1.3"] }
target "a" {
  matrix = { v = concat(L, ["x"]) }
  name = sanitize("a-\${v}")
  context = replace(v, ".", "-")
}
target "b" {
  matrix = { v = [for each in L : each if each == ""] }
  name = "b\${v}"
}`),
    ).toEqual(['1-2', '1-3', 'x'].map((dir) => `${dir}/Dockerfile <- ${dir}/ (target a, line 6)`));
  });

  test('names of further contexts that are worked out', () => {
    const named = (value: string): readonly string[] | undefined =>
      readBake([
        {
          uri: 'file:///ws/docker-bake.hcl',
          text: `variable "K" { default = { k = "x" } }\ntarget "a" {\n  contexts = ${value}\n}`,
          root: undefined,
        },
      ])[0]?.namedContexts;
    expect(named('{ (upper("a")) = "./a", K = "./b", "c${1 + 1}" = "./c" }')).toEqual(['A', 'K', 'c2']);
    expect(named('merge(K, { z = "y" })')).toEqual(['k', 'z']);
    expect(named('{ for key, value in K : "p-${key}" => value }')).toEqual(['p-k']);
  });

  test('what is inherited: the last wins, its own over all; patterns are no builds', () => {
    expect(
      bake(`
target "_a" { context = "a", dockerfile = "a.Dockerfile" }
target "_b" {
  context = "b"
}
target "one" { inherits = ["_a", "_b"] }
target "two" {
  inherits = ["one"]
  context = "two"
}
target "loop" { inherits = ["loop"] }
group "default" { targets = ["one", "two"] }`),
    ).toEqual(['b/a.Dockerfile <- b/ (target one, line 6)', 'two/a.Dockerfile <- two/ (target two, line 9)']);
  });

  test('a common ancestor counts as often as it is inherited', () => {
    expect(
      bake(`
target "base" { context = "base" }
target "a" {
  inherits = ["base"]
  context = "a"
}
target "b" { inherits = ["base"] }
target "c" { inherits = ["a", "b"] }`),
    ).toEqual(['base/Dockerfile <- base/ (target c, line 8)']);
  });

  test('an override goes over, attribute by attribute', () => {
    expect(bake('target "a" {\n  context = "a"\n  target = "x"\n}', 'target "a" { target = "y" }')).toEqual([
      'a/Dockerfile <- a/ (target a, line 2, target y)',
    ]);
  });

  test('a matrix', () => {
    expect(
      bake(`
target "app" {
  name = "app-\${tgt}"
  matrix = { tgt = ["lint", "test"] }
  context = "./\${tgt}"
}`),
    ).toEqual([
      'lint/Dockerfile <- lint/ (target app, line 5)',
      'test/Dockerfile <- test/ (target app, line 5)',
    ]);
  });

  test('a matrix of objects', () => {
    expect(
      bake(`
target "app" {
  name = item.tgt
  matrix = {
    item = [
      { tgt = "lint", path = "a" },
      { tgt = "test", path = "b" }
    ]
  }
  context = item.path
  dockerfile = "\${item.tgt}.Dockerfile"
  target = item.nothing
}`),
    ).toEqual([
      'a/lint.Dockerfile <- a/ (target app, line 10)',
      'b/test.Dockerfile <- b/ (target app, line 10)',
    ]);
  });

  test('names of further contexts, inherited ones too', () => {
    const text = `
target "a" {
  contexts = { one = "x", "two" = "target:b" }
}
target "b" {
  inherits = ["a"]
  contexts = { three = "docker-image://alpine:3.20" }
}`;
    const [built] = readBake([{ uri: 'file:///ws/docker-bake.hcl', text, root: undefined }]);
    expect(built?.namedContexts).toEqual(['one', 'two', 'three']);
  });

  test('paths of the working directory', () => {
    expect(bake('target "a" {\n context = "app"\n dockerfile = "cwd://a.Dockerfile"\n}')).toEqual([
      'a.Dockerfile <- app/ (target a, line 2)',
    ]);
  });

  test('JSON says the same', async () => {
    const file = await yamlFile(
      'file:///ws/docker-bake.json',
      '{\n\t"variable": {"DIR": {"default": "app"}},\n\t"target": {\n\t\t"web": {"context": "${DIR}", "target": "x"},\n\t\t"all": {"dockerfile-inline": "FROM x"}\n\t}\n}',
    );
    expect(readBake([file]).map(inShort)).toEqual([
      'app/Dockerfile <- app/ (target web, line 4, target x; with the defaults of DIR)',
    ]);
  });

  test('services of Compose are targets too, of which Bake files say more', async () => {
    const compose = await yamlFile(
      'file:///ws/compose.yaml',
      'services:\n  web.app:\n    build: ./web\n  db: {build: db}\n',
    );
    const file = {
      uri: 'file:///ws/docker-bake.hcl',
      text: 'target "web_app" { target = "prod" }',
      root: undefined,
    };
    const { builds } = await readComposeProject([compose], 'file:///ws/', new Map(), loaderOf());
    expect(readBake([file], builds).map(inShort)).toEqual([
      'web/Dockerfile <- web/ (target web_app, line 3, target prod)',
    ]);
  });
});

describe('HCL', () => {
  const shape = ({ attributes, blocks }: HclBody): unknown => ({
    ...Object.fromEntries(attributes.map(({ name, value }) => [name, value.kind])),
    ...Object.fromEntries(blocks.map(({ type, labels, body }) => [[type, ...labels].join(' '), shape(body)])),
  });

  test('reads on behind what it does not understand', () => {
    expect(
      shape(
        readHcl(`/* a
comment */ # another
function "f" { params = [x]
  result = "\${x}" }
a = [for x in ["}"]: x if x != "]"]
b = f("(", { c = 1 })
target x { c = "\\"\${f("}")}" }
d = "plain"
e = <<-EOT
  a = "b"
  EOT
f = 1 + 2
g = -2.5
h = { "x" = true, y: null }
`),
      ),
    ).toEqual({
      'function f': { params: 'list', result: 'variable' },
      'target x': { c: 'template' },
      a: 'for',
      b: 'call',
      d: 'literal',
      e: 'literal',
      f: 'binary',
      g: 'unary',
      h: 'map',
    });
  });

  // No stop watch: at this length quadratic work would outlive the test runner's patience.
  test('any text ends, in a time that goes with its length', () => {
    const pieces = [
      'target "a" {',
      'x = [',
      '"${',
      '<<EOT\n',
      '{',
      '(',
      '"',
      '}',
      ']',
      'a',
      '=',
      '/*',
      '\\',
      ',',
      '\n',
    ];
    for (const piece of pieces) {
      expect(() => readHcl(piece.repeat(100_000)), piece).not.toThrow();
    }
    let seed = 7;
    for (let run = 0; run < 300; run++) {
      let text = '';
      for (let i = 0; i < 40; i++) {
        seed = (seed * 1103515245 + 12345) % 2147483648;
        text += pieces[seed % pieces.length];
      }
      expect(() => bake(text)).not.toThrow();
    }
  });
});
