import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readBake } from '../../../server/src/workspace/buildDefinitions/bake.ts';
import { readBuildScripts } from '../../../server/src/workspace/buildDefinitions/buildScripts.ts';
import type {
  BuildDefinition,
  DefinitionFile,
} from '../../../server/src/workspace/buildDefinitions/definition.ts';
import { readDevcontainer } from '../../../server/src/workspace/buildDefinitions/devcontainer.ts';
import { readJsonc } from '../../../server/src/workspace/buildDefinitions/jsonc.ts';
import { readWorkflow } from '../../../server/src/workspace/buildDefinitions/workflow.ts';
import { loaderOf, readCompose, yamlFile } from './files.ts';

const seeds = {
  compose: `include:
  - sub/compose.yaml
  - {path: [x.yaml, sub/compose.yaml], project_directory: ., env_file: none.env}
x-b: &b
  context: \${DIR:-./app}
  additional_contexts: {a: ./a, b: "service:b"}
services:
  one:
    build: *b
  two:
    extends: {service: one, file: x.yaml}
    build: {<<: [*b, *b], dockerfile: "../x", target: \${T}}
  three: {build: "https://a.b/c.git#d:e"}
`,
  workflow: `env: {DIR: app}
defaults: {run: {working-directory: x}}
jobs:
  b: {uses: ./.github/workflows/b.yml, with: {dir: "\${{ 'x' || env.DIR }}"}}
  a:
    strategy:
      matrix:
        dir: [a, {b: c}]
        include: [{dir: a, x: y}, {dir: d}]
        exclude: [{dir: a}]
    steps:
      - uses: ./act
        with: {dir: "\${{ matrix.dir.b || 'x' }}"}
      - uses: docker/bake-action@v5
        with: {files: docker-bake.hcl, workdir: ., targets: default}
      - uses: actions/checkout@v4
        with: {path: "."}
      - uses: docker/build-push-action@v6
        with: {context: "{{defaultContext}}:sub", file: "\${{ env.DIR }}/Dockerfile", build-contexts: "a=b"}
      - run: |
          if [ -d a ]; then (cd a && pushd b); popd; fi
          docker build -t a:\${{ github.sha }} --build-context c=d \\
            -f x/Dockerfile .
`,
  hcl: `variable "A" { default = "x" }
target "a" {
  inherits = ["b", "c"]
  matrix = { item = [{ x = "1" }, { x = "2" }], y = ["p", "q"] }
  context = "\${A}/\${item.x}"
  contexts = { n = "target:b" }
  dockerfile-inline = <<-EOT
    FROM \${A}
  EOT
}
group "default" { targets = ["a"] }
`,
  json: `// c
{"variable": {"A": {"default": "x"}}, "target": {"a": {"context": "\${A}", "inherits": ["b"]}},
 "build": {"dockerfile": "Dockerfile", "context": "..", }, "dockerComposeFile": ["a", "\${x}"],}
`,
};

const scripts = {
  Makefile: `-include x
DIR ?= a
ifdef X
DIR += $(b)
endif
all: b ; docker build $(DIR)
\t@cd \${DIR} && docker build -f $@ \\
\t\t$(shell pwd)
define Y
\tdocker build .
endef
`,
  justfile: `set shell := ['bash', '-c']
dir := 'a'
[working-directory: 'x']
@b c='d': e
  #!/bin/sh
  cd {{dir}}
  docker build {{ c }} \\
    .
`,
  '.gitlab-ci.yml': `default: {before_script: [cd a]}
.b: {script: [docker build ., [x, !reference [c, d]]]}
e:
  extends: [.b]
  script:
    - |
      docker build $CI_PROJECT_DIR
`,
  'package.json': '{"scripts": {"a": "cd b && docker build -f c d", "e": ["f"]}}',
};

/** What the seeds name. */
const others = loaderOf({
  'x.yaml': 'services: {one: {build: ./x}, two: {extends: {service: two, file: x.yaml}}}',
  'sub/compose.yaml': 'include: [../compose.yaml, sub/compose.yaml]\nservices: {sub: {build: .}}',
  'compose.yaml': seeds.compose,
  'act/action.yml':
    'inputs: {dir: {default: .}}\nruns: {using: composite, steps: [{run: "docker build ${{ inputs.dir }}"}, {uses: ./act}]}',
  '.github/workflows/b.yml':
    'on: {workflow_call: {inputs: {dir: {}}}}\njobs: {b: {steps: [{run: "docker build ${{ inputs.dir }}"}]}}',
  'docker-bake.hcl': 'target "default" {}',
});

/** A seed with pieces cut out, doubled, or put elsewhere. */
function broken(seed: string): fc.Arbitrary<string> {
  const edit = fc.tuple(
    fc.nat(seed.length),
    fc.nat(20),
    fc.nat(seed.length),
    fc.constantFrom('cut', 'move', 'double'),
  );
  return fc.array(edit, { maxLength: 6 }).map((edits) =>
    edits.reduce((text, [from, length, to, kind]) => {
      const piece = text.slice(from, from + length);
      const rest = kind === 'double' ? text : text.slice(0, from) + text.slice(from + length);
      return kind === 'cut' ? rest : rest.slice(0, to) + piece + rest.slice(to);
    }, seed),
  );
}

function expectWhole(definitions: readonly BuildDefinition[], { text }: DefinitionFile): void {
  const lines = text.split('\n').length;
  for (const { dockerfile, context, source } of definitions) {
    expect(dockerfile).toMatch(/^file:\/\/\/./);
    if (context !== undefined) expect(context).toMatch(/^file:\/\/\/.*\/$|^file:\/\/\/$/);
    expect(source.line).toBeGreaterThanOrEqual(1);
    expect(source.line).toBeLessThanOrEqual(lines + 1);
  }
}

describe('no text makes a reader throw, and what it gives is whole', () => {
  test('Compose', async () => {
    await fc.assert(
      fc.asyncProperty(broken(seeds.compose), async (text) => {
        const file = await yamlFile('file:///ws/compose.yaml', text);
        expectWhole(await readCompose([file, file], new Map([['T', 'x']]), others), file);
      }),
      { numRuns: 60 },
    );
  });

  test('workflows', async () => {
    await fc.assert(
      fc.asyncProperty(broken(seeds.workflow), async (text) => {
        const file = await yamlFile('file:///ws/.github/workflows/a.yml', text);
        expectWhole(await readWorkflow(file, others), file);
      }),
      { numRuns: 60 },
    );
  });

  test.each(Object.entries(scripts))('scripts of %s', async (name, seed) => {
    await fc.assert(
      fc.asyncProperty(broken(seed), async (text) => {
        const file = await loaderOf({ [name]: text }).load(`file:///ws/${name}`);
        if (file) expectWhole(readBuildScripts(file), file);
      }),
      { numRuns: 60 },
    );
  });

  test('HCL', () => {
    fc.assert(
      fc.property(broken(seeds.hcl), (text) => {
        const file = { uri: 'file:///ws/docker-bake.hcl', text, root: undefined };
        expectWhole(readBake([file, file]), file);
      }),
      { numRuns: 300 },
    );
  });

  test('JSON', () => {
    fc.assert(
      fc.property(broken(seeds.json), (text) => {
        const file = { uri: 'file:///ws/docker-bake.json', text, root: readJsonc(text) };
        expectWhole(readBake([file]), file);
        expectWhole(readDevcontainer(file).definitions, file);
      }),
      { numRuns: 300 },
    );
  });
});
