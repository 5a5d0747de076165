import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { rules } from '../server/src/rules/index.ts';

const path = join(import.meta.dirname, '..', 'docs', 'guides.md');
const text = readFileSync(path, 'utf8');
const lines = text.split('\n');
const byId = new Map(rules.map((rule) => [rule.id, rule]));

const presets = ['recommended', 'strict', 'off'];
const marks = { safe: '🔧', unsafe: '💡', manual: '✏️' } as const;

/** The rows of the tables that say which rules see a practice, by preset and fix. */
const practices = lines
  .map((line) => line.slice(2, -2).split(' | '))
  .filter((cells) => cells.length === 4 && cells[1] !== '---' && cells[1] !== 'Seen by');

describe('docs/guides.md', () => {
  test('every rule it names exists', () => {
    const named = [...text.matchAll(/\[([^\]]+)\]\(rules\/([^)]+)\.md\)/g)];
    expect(named.length).toBeGreaterThan(100);
    for (const [, title, id = ''] of named) {
      expect(title).toBe(id);
      expect(byId.has(id), id).toBe(true);
    }
  });

  test('every link leads somewhere', () => {
    const headings = lines
      .filter((line) => line.startsWith('#'))
      .map((line) => `#${line.replace(/^#+ /, '').toLowerCase().replaceAll(' ', '-')}`);
    for (const [, target = ''] of text.matchAll(/\]\(([^)]+)\)/g)) {
      if (target.startsWith('#')) expect(headings).toContain(target);
      else expect(existsSync(join(dirname(path), target)), target).toBe(true);
    }
  });

  test.each(practices)('%s', (_practice, seenBy = '', preset, fix = '') => {
    const named = [...seenBy.matchAll(/\[([\w-]+)\]/g)].map(([, id = '']) => byId.get(id));
    expect(named.length).toBeGreaterThan(0);
    expect(preset).toBe(
      presets.filter((candidate) => named.some((rule) => rule?.preset === candidate)).join(', '),
    );
    const safeties = new Set(
      named.flatMap((rule) => Object.values(rule?.fixes ?? {}).map(({ safety }) => safety)),
    );
    const wanted = (['safe', 'unsafe', 'manual'] as const).filter((safety) => safeties.has(safety));
    expect([...fix.matchAll(/🔧|💡|✏️/g)].map(([mark]) => mark)).toEqual(
      wanted.map((safety) => marks[safety]),
    );
  });
});
