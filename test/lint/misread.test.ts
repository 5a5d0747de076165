import { expect, test } from 'vitest';
import { unknownContext } from '../../server/src/lint/context.ts';
import { fixAll } from '../../server/src/lint/fixAll.ts';
import { lintDockerfile } from '../../server/src/lint/run.ts';
import { createModel } from '../../server/src/model/model.ts';
import { parseDockerfile } from '../../server/src/syntax/dockerfile/parser.ts';

const configuration = { preset: 'all', rules: {} } as const;

/** What all rules say from an offset on. */
function problemsFrom(text: string, offset: number) {
  const model = createModel(parseDockerfile(text));
  const { problems } = lintDockerfile({ text, model, context: unknownContext, configuration });
  return problems.filter(({ range }) => range.start >= offset);
}

const swallowed = `FROM debian:13-slim
RUN apt-get update && apt-get install -y curl \\
COPY a /b
`;

test('of a swallowed instruction only the rule speaks that explains it', () => {
  const found = problemsFrom(swallowed, swallowed.indexOf('\\'));
  expect(found.map(({ rule }) => rule.id)).toStrictEqual(['swallowed-instruction']);
});

test('no other fix writes into it, or behind it', () => {
  const edits = problemsFrom(swallowed, 0)
    .filter(({ rule }) => rule.id !== 'swallowed-instruction')
    .flatMap(({ fixes }) => fixes.flatMap((fix) => fix.edits))
    .filter((edit) => 'range' in edit && edit.range.end >= swallowed.indexOf('\\'));
  expect(edits).toStrictEqual([]);
});

test('where BuildKit refuses something in it, what explains it is the error', () => {
  const text = 'FROM debian:13-slim\nENV A=1 \\\nRUN echo hi \\\nWORKDIR /app\n';
  const found = problemsFrom(text, text.indexOf('\\'));
  const errors = found.filter(({ severity }) => severity === 'error');
  expect(errors.map(({ rule }) => rule.id)).toStrictEqual(['swallowed-instruction']);
});

test('what BuildKit refuses is told beside a program that is not there', () => {
  const text = 'FROM debian:12\nRUN apk add git <<"EOF"\nmore\n';
  const found = problemsFrom(text, 0).map(({ rule, severity }) => `${rule.id} ${severity}`);
  expect(found).toContain('program-not-in-image warning');
  expect(found).toContain('unterminated-heredoc error');
});

test('without the rule the others speak', () => {
  const text = swallowed;
  const model = createModel(parseDockerfile(text));
  const off = { preset: 'all', rules: { 'swallowed-instruction': 'off' } } as const;
  const { problems } = lintDockerfile({ text, model, context: unknownContext, configuration: off });
  expect(problems.some(({ range }) => range.start > text.indexOf('\\'))).toBe(true);
});

test('nothing is put below a continuation that only comments follow', () => {
  const text = 'FROM node:22-slim\nWORKDIR /app\nRUN npm ci \\\n    --omit=dev \\\n    # that is all\n';
  const fixed = fixAll({
    language: 'dockerfile',
    text,
    context: unknownContext,
    configuration,
    unsafe: true,
  });
  expect(fixed.text).not.toMatch(/that is all\s+\S/);
});
