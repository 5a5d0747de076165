import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { unknownContext } from '../server/src/lint/context.ts';
import { fixAll } from '../server/src/lint/fixAll.ts';
import { fixInstruction } from '../server/src/lint/fixInstruction.ts';
import { proveFixes } from '../server/src/lint/proof/prove.ts';
import { parseDockerfile } from '../server/src/syntax/dockerfile/parser.ts';
import { readIgnoreFile } from '../server/src/syntax/dockerignore/reader.ts';
import { applyEdits } from '../server/src/text/edit.ts';

// Scripts have no types.
const { createFixChecks } = await import(new URL('../scripts/corpus/checkFix.mjs', import.meta.url).href);
const { isIgnoreFile, readCorpus } = await import(
  new URL('../scripts/corpus/readCorpus.mjs', import.meta.url).href
);

const root = fileURLToPath(new URL('..', import.meta.url));
const engine = {
  unknownContext,
  fixAll,
  fixInstruction,
  proveFixes,
  parseDockerfile,
  readIgnoreFile,
  applyEdits,
};

/** What is said of a fix that replaces one text by another; `left` problems are there afterwards. */
function violations(text: string, old: string, newText: string, safety = 'unsafe', left = 0): string[] {
  const start = text.indexOf(old);
  const range = { start, end: start + old.length };
  const rule = { id: 'a-rule', severity: 'warning' };
  const fix = { id: 'mend', safety, edits: [{ range, newText }], claim: { kind: 'same' } };
  const problem = { rule, messageId: 'found', range: { start: 0, end: 4 }, fixes: [fix] };
  const lint = (now: string, _: string, rules?: readonly unknown[]) => {
    const count = rules?.includes(rule) ? (now === text ? 1 : left) : 0;
    return { problems: Array.from({ length: count }, () => problem) };
  };
  const checks = createFixChecks(engine, lint, []);
  checks.file({ id: 'test:Dockerfile', text, language: 'dockerfile', problems: [problem] });
  return [...checks.violations.keys()].map((key) => key.replace(/ \(.*/, ''));
}

test('what no fix may do is seen', () => {
  const text = 'FROM alpine:3.20\n# why\nRUN a \\\n    && b\nCOPY <<E /x\nbody\nE\n';
  expect(violations(text, 'RUN a', 'RUN c')).toEqual([]);
  expect(violations(text, 'body\nE\n', 'body\n')).toEqual(['a-rule/mend: breaks the parse']);
  expect(violations(text, '# why\n', '')).toEqual(['a-rule/mend: loses a comment']);
  expect(violations(text, 'COPY <<E /x\nbody\nE\n', '')).toEqual([
    'a-rule/mend: loses or changes a heredoc body',
  ]);
  expect(violations(text, '    && b', '  && b')).toEqual([
    'a-rule/mend: flattens the indentation of a line it keeps',
  ]);
  expect(violations(text, 'RUN a', 'RUN c', 'safe')).toEqual(['a-rule/mend: fails its claim']);
  expect(violations(text, 'RUN a', 'RUN c', 'unsafe', 1)).toEqual([
    'a-rule/mend: is still offered, or mends nothing',
  ]);
  // A body that an edit is in may change.
  expect(violations(text, 'body', 'other')).toEqual([]);
});

test('a folder is a corpus', () => {
  const ids = (readCorpus(`${root}examples/guides/go`) as { id: string }[]).map(({ id }) => id);
  expect(ids).toEqual(['after:.dockerignore', 'after:Dockerfile', 'before:Dockerfile']);
  expect(ids.map(isIgnoreFile)).toEqual([true, false, false]);
});

test('the report says what was tried and what was wrong', () => {
  const script = `${root}scripts/corpus-report.mjs`;
  const { stdout, status } = spawnSync(process.execPath, [script, '--fixes', `${root}examples`], {
    encoding: 'utf8',
  });
  expect(stdout).toMatch(/^rule +files +share +problems .* safe +unsafe +manual$/m);
  expect(stdout).toMatch(/^fixes tried: [1-9]\d* one by one, [1-9]\d* /m);
  expect(stdout).toMatch(/^violations: 0$/m);
  expect(status).toBe(0);
});
