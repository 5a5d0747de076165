import { expect, test } from 'vitest';
import { tlsMark, tlsVariables } from '../../server/src/knowledge/tlsSwitches.ts';

test.each(tlsVariables)('%s is among what is looked for first', (name) => {
  expect(tlsMark.test(name)).toBe(true);
  expect(tlsMark.test(name.toLowerCase())).toBe(true);
});
