import { describe, expect, test } from 'vitest';
import { completeConfiguration, ruleAt } from '../../server/src/configuration/completion.ts';
import { rules } from '../../server/src/rules/index.ts';

/** What is offered at `<|>`. */
function offered(marked: string): string[] {
  const offset = marked.indexOf('<|>');
  return completeConfiguration(marked.replace('<|>', ''), offset).map(({ label }) => label);
}

/** The text after the one offer that begins with what stands there. */
function completed(marked: string, label: string): string | undefined {
  const offset = marked.indexOf('<|>');
  const text = marked.replace('<|>', '');
  const found = completeConfiguration(text, offset).find((one) => one.label === label);
  return found && text.slice(0, found.range.start) + found.newText + text.slice(found.range.end);
}

const ids = rules.map(({ id }) => id);
const levels = ['off', 'on', 'error', 'warning', 'information', 'hint'];

describe('completion', () => {
  test.each([
    ['<|>', ['preset', 'rules', 'overrides', 'exclude']],
    ['preset: all\nr<|>', ['rules', 'overrides', 'exclude']],
    ['preset: <|>', ['recommended', 'strict', 'all']],
    ['preset: st<|>', ['recommended', 'strict', 'all']],
    ['rules:\n  <|>', ids],
    ['rules:\n  last<|>\npreset: all\n', ids],
    ['rules:\n  last-user-root: <|>', levels],
    ['rules:\n  last-user-root:\n    <|>', ['severity']],
    ['rules:\n  trusted-registry:\n    severity: on\n    <|>', ['options']],
    ['rules:\n  last-user-root:\n    severity: e<|>', levels],
    ['rules:\n  trusted-registry:\n    options:\n      <|>', ['trustedRegistries']],
    ['rules:\n  unused-suppression:\n    options:\n      otherLinters: <|>', ['true', 'false']],
    ['overrides:\n  - <|>', ['files', 'preset', 'rules']],
    ['overrides:\n- <|>', ['files', 'preset', 'rules']],
    ['overrides:\n  - files: a\n    <|>', ['preset', 'rules']],
    ['overrides:\n  - files: a\n    rules:\n      <|>', ids],
    ['overrides:\n  - files: a\n    rules:\n      last-user-root: <|>', levels],
    ['overrides:\n- files: a\n  rules:\n    last-user-root: <|>', levels],
    ['overrides:\n  - files: a\n  - files: b\n    <|>', ['preset', 'rules']],
    ['# pre<|>', []],
    ['exclude:\n  - <|>', []],
    ['rules: { <|>', []],
    ['overrides:\n  - files: <|>', []],
  ])('%j', (marked, expected) => {
    expect(offered(marked)).toEqual(expected);
  });

  test('rules that are there already are not offered again', () => {
    const labels = offered('rules:\n  last-user-root: off\n  <|>\n  missing-user: off\n');
    expect(labels).not.toContain('last-user-root');
    expect(labels).not.toContain('missing-user');
    expect(labels).toContain('consecutive-run');
  });

  test('the word at the cursor is replaced', () => {
    expect(completed('rules:\n  last<|>-user', 'last-user-root')).toBe('rules:\n  last-user-root: ');
    expect(completed('rules:\n  last<|>: off', 'last-user-root')).toBe('rules:\n  last-user-root: off');
    expect(completed('preset: st<|>', 'strict')).toBe('preset: strict');
    expect(completed('preset: s<|>trickt', 'strict')).toBe('preset: strict');
  });

  test('every offset of a file is fine', () => {
    const text = 'rules:\n  a: {b: c}\n\n- x\n  - y: [\noverrides:\n  -\n    - z: "q: r"\n';
    for (let i = 0; i <= text.length; i++) expect(() => completeConfiguration(text, i)).not.toThrow();
  });
});

test('the rule under the cursor', () => {
  const text = 'rules:\n  last-user-root: off\n# last-user-root\n';
  const found = ruleAt(text, text.indexOf('user'));
  expect(found?.rule.id).toBe('last-user-root');
  expect(found && text.slice(found.range.start, found.range.end)).toBe('last-user-root');
  expect(ruleAt(text, text.lastIndexOf('user'))).toBeUndefined();
  expect(ruleAt(text, 1)).toBeUndefined();
});
