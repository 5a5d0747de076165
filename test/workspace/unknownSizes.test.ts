import { expect, test } from 'vitest';
import { lintText } from '../../server/src/service.ts';
import { contextOf } from '../harness/contextFacts.ts';

// The editor in a browser tells sizes one by one, long after the names.
test.each([
  [0, 'x', 'This copies 1 byte in 3 files, most of it'],
  [2, 'x', 'This copies more than 1 byte in 3 files, most of it'],
  [2, '', 'This copies 3 files, most of it'],
])('context-too-large with %i sizes that are not known yet', (unsized, text, message) => {
  const files = { 'data/a': text, 'data/b': '', c: '' };
  const context = contextOf(new Map(Object.entries(files)));
  const { view } = context;
  if (!view) throw new Error('no view');
  const configuration = {
    preset: 'recommended',
    rules: { 'context-too-large': { options: { files: 2 } } },
  } as const;
  const { problems } = lintText('FROM alpine:3.22\nCOPY . /app/\n', {
    context: { ...context, view: { ...view, unsized } },
    configuration,
  });
  const found = problems.find(({ rule }) => rule.id === 'context-too-large');
  expect(found?.message).toContain(message);
});
