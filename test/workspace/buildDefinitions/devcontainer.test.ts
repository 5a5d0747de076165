import { describe, expect, test } from 'vitest';
import { plainValue } from '../../../server/src/syntax/yamlTree.ts';
import { readDevcontainer } from '../../../server/src/workspace/buildDefinitions/devcontainer.ts';
import { readJsonc } from '../../../server/src/workspace/buildDefinitions/jsonc.ts';
import { inShort } from './files.ts';

function read(text: string, uri = 'file:///ws/.devcontainer/devcontainer.json') {
  return readDevcontainer({ uri, text, root: readJsonc(text) });
}

describe('what a devcontainer.json builds', () => {
  test.each([
    [
      'without a context, that of the Dockerfile',
      '{\n\t// comment\n\t"build": {"dockerfile": "../docker/dev.Dockerfile"},\n}',
      ['docker/dev.Dockerfile <- docker/ (line 3)'],
    ],
    [
      'both relative to its folder',
      '{"build": {"dockerfile": "Dockerfile", "context": "..", "target": "dev"}}',
      ['.devcontainer/Dockerfile <- . (line 1, target dev)'],
    ],
    [
      'the old spelling',
      '{"dockerFile": "Dockerfile", "context": ".."}',
      ['.devcontainer/Dockerfile <- . (line 1)'],
    ],
    [
      'the folder of the workspace',
      '{"build": {"dockerfile": "Dockerfile", "context": "${localWorkspaceFolder}/app"}}',
      ['.devcontainer/Dockerfile <- app/ (line 1)'],
    ],
    [
      'a variable of the machine',
      '{"build": {"dockerfile": "Dockerfile", "context": "${localEnv:DIR}"}}',
      ['.devcontainer/Dockerfile <- ? (line 1)'],
    ],
    ['an image', '{"image": "x"}', []],
    [
      'half-written',
      '{"build": {"dockerfile": "Dockerfile", "con',
      ['.devcontainer/Dockerfile <- .devcontainer/ (line 1)'],
    ],
    ['nothing', '', []],
  ])('%s', (_, text, expected) => {
    expect(read(text).definitions.map(inShort)).toEqual(expected);
  });

  test('Compose files, seen from its folder', () => {
    expect(read('{"dockerComposeFile": ["../compose.yaml", "compose.dev.yaml"]}').composeFiles).toEqual([
      'file:///ws/compose.yaml',
      'file:///ws/.devcontainer/compose.dev.yaml',
    ]);
    expect(read('{"dockerComposeFile": "../compose.yaml"}').composeFiles).toEqual([
      'file:///ws/compose.yaml',
    ]);
  });
});

describe('JSON with comments', () => {
  test('comments, trailing commas, escapes', () => {
    expect(
      plainValue(readJsonc('/* a */ {"a\\n": [1, true, null, "x//y",], // b\n "b": {"c": "\\u00e4",},}')),
    ).toEqual({ 'a\n': [1, true, null, 'x//y'], b: { c: 'ä' } });
  });

  test('any text ends', () => {
    for (const piece of ['{"a":', '[', '"', '/*', '//\n', ',', '\\', '1', '{']) {
      expect(() => readJsonc(piece.repeat(20_000)), piece).not.toThrow();
    }
  });
});
