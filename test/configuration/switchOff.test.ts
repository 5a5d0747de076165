import { expect, test } from 'vitest';
import { switchOff } from '../../server/src/configuration/switchOff.ts';
import { applyEdits } from '../../server/src/text/edit.ts';

test.each([
  ['', 'rules:\n  a-rule: off\n'],
  ['# ours\n', '# ours\nrules:\n  a-rule: off\n'],
  ['preset: all', 'preset: all\nrules:\n  a-rule: off\n'],
  ['rules:\n', 'rules:\n  a-rule: off\n'],
  ['rules:\n  b: off\n\npreset: all\n', 'rules:\n  b: off\n  a-rule: off\n\npreset: all\n'],
  [
    'rules:\n    b:\n      severity: off # why\n',
    'rules:\n    b:\n      severity: off # why\n    a-rule: off\n',
  ],
  [
    'rules: # ours\n  # none\n  b: off\n  # end\n',
    'rules: # ours\n  # none\n  b: off\n  a-rule: off\n  # end\n',
  ],
  ['rules:\r\n  b: off\r\n', 'rules:\r\n  b: off\r\n  a-rule: off\r\n'],
  ['rules:\n  a-rule: error # loud\n', 'rules:\n  a-rule: off # loud\n'],
  [
    'overrides:\n- files: x\n  rules:\n    b: off\n',
    'overrides:\n- files: x\n  rules:\n    b: off\nrules:\n  a-rule: off\n',
  ],
  ['rules:\n  a-rule: off\n', undefined],
  ['rules:\n  a-rule:\n    severity: on\n', undefined],
  ['rules: { b: off }\n', undefined],
  ['{ preset: all }\n', undefined],
  ['- x\n', undefined],
])('%j becomes %j', (before, after) => {
  const edit = switchOff(before, 'a-rule');
  expect(edit && applyEdits(before, [edit])).toBe(after);
});
