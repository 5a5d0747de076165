import { describe, expect, test } from 'vitest';
import { isDiffScheme, schemeOf } from '../../shared/src/languages.ts';
import { defaultSettings, readSettings, settingSchemas } from '../../shared/src/settings.ts';

describe('settings on the wire', () => {
  test('are read', () => {
    const raw = { enable: false, preset: 'strict', rules: { a: 'off' }, fixAll: { unsafe: true } };
    expect(readSettings(raw)).toEqual({
      enable: false,
      preset: 'strict',
      rules: { a: 'off' },
      fixAllUnsafe: true,
    });
  });

  test.each([[null], [undefined], [7], ['x'], [[]], [{ enable: 1, preset: 'x', rules: [], fixAll: 'yes' }]])(
    '%j gives the defaults',
    (raw) => {
      expect(readSettings(raw)).toEqual(defaultSettings);
    },
  );

  test('have the defaults that the settings editor shows', () => {
    expect(settingSchemas['shipshape.enable'].default).toBe(defaultSettings.enable);
    expect(settingSchemas['shipshape.preset'].default).toBe(defaultSettings.preset);
    expect(settingSchemas['shipshape.fixAll.unsafe'].default).toBe(defaultSettings.fixAllUnsafe);
  });
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
