import { expect, test } from 'vitest';
import { unknownContext } from '../../server/src/lint/context.ts';
import { type FixAllInput, fixAll, problemsOf } from '../../server/src/lint/fixAll.ts';

const text = `FROM debian:12-slim
RUN apt-get update && apt-get install -y curl
RUN apt-get update && \\
    apt-get install -y curl
    git && \\
    rm -rf /var/lib/apt/lists/*
CMD node app.js
`;
const input: FixAllInput = {
  language: 'dockerfile',
  text,
  context: unknownContext,
  configuration: { preset: 'all', rules: {} },
};
const place = (part: string) => text.indexOf(part);
const cut = { start: place('RUN apt-get update && \\'), end: place('CMD') };

test('of an instruction without its end only what keeps the file from being built is told', () => {
  const problems = problemsOf(input, text);
  const within = problems.filter(({ range }) => range.start >= cut.start && range.start < cut.end);
  expect(within.map(({ rule }) => rule.id)).toEqual(['unknown-instruction']);
  expect(text.slice(within[0]?.range.start, within[0]?.range.end)).toBe('curl');
});

test('the others are told as ever, without fixes that change it', () => {
  const problems = problemsOf(input, text);
  expect(problems.map(({ rule }) => rule.id)).toEqual(
    expect.arrayContaining(['apt-lists-cleanup', 'prefer-exec-form']),
  );
  for (const { rule, fixes } of problems) {
    if (rule.category === 'syntax') continue;
    for (const edit of fixes.flatMap(({ edits }) => edits)) {
      if ('range' in edit) expect(edit.range.end <= cut.start || edit.range.start >= cut.end).toBe(true);
    }
  }
});

test('safe fixes leave it alone; once it is whole, it is judged', () => {
  expect(fixAll(input).text).toContain(text.slice(cut.start, cut.end));
  const mended = text.replace('curl\n    git', 'curl \\\n    git');
  const ids = problemsOf(input, mended).map(({ rule }) => rule.id);
  expect(ids).not.toContain('unknown-instruction');
  expect(fixAll({ ...input, text: mended }).text).not.toBe(mended);
});

test('with the unsafe ones the line is continued first', () => {
  const { text: fixed } = fixAll({ ...input, unsafe: true });
  expect(fixed).toMatch(/curl \\\n\s+git/);
});
