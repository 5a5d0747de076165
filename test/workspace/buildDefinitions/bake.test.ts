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
    ['a function', 'context = joinpath("a", "b")'],
    ['a condition', 'context = DEV ? "a" : "b"'],
    ['another target', 'context = target.base.context'],
    ['an expression in a template', 'context = "${upper("a")}/b"'],
    ['a repository', 'context = "https://github.com/a/b.git"'],
    ['an inline Dockerfile', 'dockerfile-inline = <<EOT\nFROM scratch\ntarget "x" { }\nEOT'],
    ['a Dockerfile nobody can tell', 'dockerfile = "${upper("a")}.Dockerfile"'],
  ])('%s is not worked out', (_, line) => {
    expect(bake(`target "a" {\n  ${line}\n}\ntarget "b" {}`)).toEqual([
      expect.stringMatching(/^Dockerfile <- \. \(target b, /),
    ]);
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
      'function f': { params: 'list', result: 'template' },
      'target x': { c: 'unknown' },
      a: 'list',
      b: 'unknown',
      d: 'template',
      e: 'template',
      f: 'unknown',
      g: 'template',
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
