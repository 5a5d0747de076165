import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { CatalogEntry, LinterName } from '../server/src/knowledge/catalogs/catalog.ts';
import { catalogs } from '../server/src/knowledge/catalogs/catalogs.ts';
import { categories } from '../server/src/rules/categories.ts';
import { ruleById, rules } from '../server/src/rules/index.ts';
import type { Rule } from '../server/src/rules/rule.ts';

const ids = new Set(rules.map(({ id }) => id));
const sentence = /^(?:[A-Z`"'*{.]|\$).*[.!?]$/s;

describe.each(rules.map((rule) => [rule.id, rule] as const))('%s', (_, rule) => {
  test('names', () => {
    expect(rule.id).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
    expect(rule.id.length).toBeLessThanOrEqual(40);
    expect(rule.since).toMatch(/^\d+\.\d+\.\d+$/);
    for (const id of Object.keys({ ...rule.messages, ...rule.fixes, ...rule.options })) {
      expect(id).toMatch(/^[a-z][A-Za-z0-9]*$/);
    }
  });

  test('the severity is allowed for the category', () => {
    expect(categories[rule.category].severities).toContain(rule.severity);
  });

  test.runIf(rule.severity === 'error')(
    'an error is what BuildKit refuses, and the page says in which words',
    () => {
      expect(rule.category).toBe('syntax');
      const page = readFileSync(new URL(`../docs/rules/${rule.id}.md`, import.meta.url), 'utf8');
      expect(page).toMatch(/^BuildKit says: /m);
    },
  );

  test('texts read as texts', () => {
    expect(rule.summary, 'the summary is a line without a period').toMatch(/^[A-Z`.].*[^.]$/);
    expect(rule.summary.length).toBeLessThanOrEqual(80);
    expect(rule.why, 'the why is sentences').toMatch(sentence);
    expect(rule.why.length).toBeLessThanOrEqual(400);
    expect(Object.keys(rule.messages).length).toBeGreaterThan(0);
    for (const [id, message] of Object.entries(rule.messages)) {
      expect(message, `the message "${id}" is sentences`).toMatch(sentence);
      expect(message.length, `the message "${id}"`).toBeLessThanOrEqual(200);
      expect(message).not.toMatch(/\s{2}|\n| $/);
    }
    for (const [id, { title }] of Object.entries(rule.fixes)) {
      expect(title, `the title of "${id}" is a command without a period`).toMatch(/^[A-Z].*[^.]$/);
      expect(title.length, `the title of "${id}"`).toBeLessThanOrEqual(80);
    }
    for (const [name, { description }] of Object.entries(rule.options)) {
      expect(description, `the description of "${name}"`).toMatch(sentence);
    }
  });

  test.runIf(rule.language === 'dockerignore')('what is said of an ignore file has a fix', () => {
    expect(Object.keys(rule.fixes)).not.toEqual([]);
  });

  test('placeholders are names in braces', () => {
    const texts = [...Object.values(rule.messages), ...Object.values(rule.fixes).map(({ title }) => title)];
    for (const text of texts) expect(text.replace(/\{[a-z][A-Za-z0-9]*\}/g, '')).not.toMatch(/[{}]/);
  });

  test('references are links to read', () => {
    expect(rule.references.length).toBeGreaterThan(0);
    for (const link of rule.references) expect(new URL(link).protocol).toBe('https:');
    expect(new Set(rule.references).size).toBe(rule.references.length);
  });

  test('it yields to rules that are there, and never in a circle', () => {
    for (const id of rule.yieldsTo) {
      expect([...ids]).toContain(id);
      expect(id).not.toBe(rule.id);
    }
    expect(reaches(rule, rule.id)).toBe(false);
  });

  test('equivalents are in the catalogs, each once', () => {
    const keys = rule.equivalents.map(({ tool, code }) => `${tool} ${code}`);
    expect(new Set(keys).size).toBe(keys.length);
    for (const key of keys) expect([...known.keys()]).toContain(key);
  });

  test('options have defaults of their own type', () => {
    for (const spec of Object.values(rule.options)) {
      if (spec.type === 'integer') expect(spec.default).toBeGreaterThanOrEqual(spec.minimum ?? spec.default);
      if (spec.type === 'string' && spec.enum) expect(spec.enum).toContain(spec.default);
    }
  });
});

/** `tool code` -> what the catalog says. */
const known = new Map<string, CatalogEntry>(
  catalogs.flatMap(({ tool, rules: entries }) =>
    entries.map((entry) => [`${tool} ${entry.code}`, entry] as const),
  ),
);

test('ids and former ids are unique, and the registry is sorted', () => {
  const all = rules.flatMap(({ id, aliases }) => [id, ...aliases]);
  expect(new Set(all).size).toBe(all.length);
  expect(rules.map(({ id }) => id)).toEqual([...ids].sort());
  for (const rule of rules) for (const id of [rule.id, ...rule.aliases]) expect(ruleById(id)).toBe(rule);
  expect(ruleById('no-such-rule')).toBeUndefined();
});

describe.each(catalogs.map((catalog) => [catalog.tool, catalog] as const))(
  'catalog of %s',
  (tool, catalog) => {
    test('codes are unique, meanings are told', () => {
      expect(new Set(catalog.rules.map(({ code }) => code)).size).toBe(catalog.rules.length);
      for (const { meaning } of catalog.rules) expect(meaning.trim().length).toBeGreaterThan(2);
    });

    test('every rule is accounted for: mapped, planned, or left out with a reason', () => {
      const unaccounted = catalog.rules.filter(
        (entry) =>
          mapped(tool, entry.code).length === 0 &&
          (entry.planned === undefined) === (entry.left === undefined),
      );
      expect(unaccounted).toEqual([]);
    });

    test('what was planned as a rule that is there now is declared by it', () => {
      const forgotten = catalog.rules
        .filter(
          ({ code, planned }) => planned !== undefined && ids.has(planned) && mapped(tool, code).length === 0,
        )
        .map(({ code, planned }) => `${planned} must declare { tool: '${tool}', code: '${code}', match: … }`);
      expect(forgotten).toEqual([]);
    });
  },
);

test('the catalogs are whole', () => {
  const sizes = Object.fromEntries(catalogs.map(({ tool, rules: entries }) => [tool, entries.length]));
  expect(sizes).toEqual({
    hadolint: 149,
    buildkit: 22,
    rcjsuen: 54,
    sonar: 46,
    trivy: 28,
    tally: 86,
    checkov: 28,
    kics: 50,
    semgrep: 42,
    dockadvisor: 58,
    parfum: 32,
    dockerfilelint: 27,
    dockle: 16,
    'dockerignore-audit': 26,
  });
});

function mapped(tool: LinterName, code: string): readonly Rule[] {
  return rules.filter(({ equivalents }) => equivalents.some((one) => one.tool === tool && one.code === code));
}

function reaches(rule: Rule, id: string, seen = new Set<string>()): boolean {
  return rule.yieldsTo.some((other) => {
    if (other === id) return true;
    const next = ruleById(other);
    if (!next || seen.has(other)) return false;
    seen.add(other);
    return reaches(next, id, seen);
  });
}
