import { describe, expect, test } from 'vitest';
import { isBuildDefinition, isDiffScheme, languageOf, schemeOf } from '../../shared/src/languages.ts';
import { defaultSettings, readSettings, settingSchemas } from '../../shared/src/settings.ts';

describe('settings on the wire', () => {
  test('are read', () => {
    const raw = {
      enable: false,
      contextMeter: false,
      preset: 'strict',
      rules: { a: 'off' },
      fixAll: { unsafe: true },
      contexts: { a: '.', b: 7 },
    };
    expect(readSettings(raw)).toEqual({
      enable: false,
      preset: 'strict',
      rules: { a: 'off' },
      fixAllUnsafe: true,
      contextMeter: false,
      contexts: { a: '.' },
    });
  });

  test.each([
    [null],
    [undefined],
    [7],
    ['x'],
    [[]],
    [{ enable: 1, preset: 'x', rules: [], fixAll: 'yes', contexts: ['a'] }],
  ])('%j gives the defaults', (raw) => {
    expect(readSettings(raw)).toEqual(defaultSettings);
  });

  test('have the defaults that the settings editor shows', () => {
    expect(settingSchemas['shipshape.enable'].default).toBe(defaultSettings.enable);
    expect(settingSchemas['shipshape.preset'].default).toBe(defaultSettings.preset);
    expect(settingSchemas['shipshape.fixAll.unsafe'].default).toBe(defaultSettings.fixAllUnsafe);
    expect(settingSchemas['shipshape.contexts'].default).toBe(defaultSettings.contexts);
  });
});

test.each([
  ['compose.yaml', true],
  ['compose.override.yml', true],
  ['docker-compose.prod.yaml', true],
  ['docker-compose-dev.yml', true],
  ['composer.yaml', false],
  ['docker-bake.hcl', true],
  ['docker-bake.override.json', true],
  ['docker-bake.ci.hcl', false],
  ['.devcontainer/x/devcontainer.json', true],
  ['.devcontainer.json', true],
  ['.github/workflows/ci.yml', true],
  ['.github/dependabot.yml', false],
  ['.env', true],
  ['.env.local', false],
  ['Dockerfile', false],
])('%s says how Dockerfiles are built: %s', (path, expected) => {
  expect(isBuildDefinition(`file:///ws/${path}`)).toBe(expected);
});

test.each([
  ['git:/a', true],
  ['GIT:/a', true],
  ['gitlens-git:/a', true],
  ['pr:/a', true],
  ['file:///git', false],
  ['untitled:git', false],
  ['vscode-remote://git/a', false],
  ['vscode-vfs://github/a', false],
  ['nonsense', false],
])('%s shows another version: %s', (uri, expected) => {
  expect(isDiffScheme(schemeOf(uri))).toBe(expected);
});

test.each([
  ['file:///ws/Dockerfile', 'dockerfile', 'dockerfile'],
  ['file:///ws/x', 'dockerfile', 'dockerfile'],
  ['file:///ws/Containerfile.dev', '', 'dockerfile'],
  ['file:///ws/web.Dockerfile', 'plaintext', 'dockerfile'],
  ['file:///ws/Dockerfile', 'yaml', undefined],
  ['file:///ws/Dockerfiles.md', 'plaintext', undefined],
  ['file:///ws/a%2Edockerignore', 'dockerfile', 'dockerignore'],
  ['file:///ws/Dockerfile?ref=.dockerignore', 'dockerfile', 'dockerfile'],
  ['file:///ws/%', 'plaintext', undefined],
])('%s with the language id %j is a %s', (uri, languageId, expected) => {
  expect(languageOf(uri, languageId)).toBe(expected);
});
