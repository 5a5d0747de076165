import { describe, expect, test } from 'vitest';
import { unknownContext } from '../../server/src/lint/context.ts';
import { fixInstruction } from '../../server/src/lint/fixInstruction.ts';
import { defaultConfiguration, type LintConfiguration } from '../../server/src/lint/problem.ts';
import { applyEdits } from '../../server/src/text/edit.ts';

function fixAt(text: string, needle: string, configuration: LintConfiguration = defaultConfiguration) {
  const result = fixInstruction(
    { language: 'dockerfile', text, context: unknownContext, configuration },
    text.indexOf(needle),
  );
  expect(result.edit ? applyEdits(text, [result.edit]) : text).toBe(result.text);
  return result;
}

describe('the form the guides want', () => {
  test('fixes of one instruction compose, safe or not; the others stay as they are', () => {
    const text = [
      'FROM debian:12-slim',
      'RUN apt-get update && apt-get install curl',
      'MAINTAINER Ada',
      'USER nobody',
      '',
    ].join('\n');
    const { text: after, applied } = fixAt(text, 'apt-get install');
    expect(after).toContain('apt-get install -y --no-install-recommends curl');
    expect(after).toContain('rm -rf /var/lib/apt/lists/*');
    expect(after).toContain('MAINTAINER Ada');
    expect(applied).toBeGreaterThanOrEqual(3);
    expect(fixAt(after, 'apt-get install').applied).toBe(0);
  });

  test('comments, indentation and line breaks stay', () => {
    const text =
      'FROM debian:12-slim\r\nRUN apt-get update \\\r\n    # why\r\n    && apt-get install \\\r\n      curl\r\n';
    const { text: after } = fixAt(text, 'RUN');
    expect(after).toContain('    # why\r\n');
    expect(after).toContain('\\\r\n      curl');
    expect(after.replaceAll('\r\n', '')).not.toContain('\n');
  });

  test('what needs a value is left to the user', () => {
    const { applied, edit } = fixAt('FROM alpine:latest\nCMD ["a"]\nUSER nobody\n', 'FROM');
    expect(applied).toBe(0);
    expect(edit).toBeUndefined();
  });

  test('nothing where there is no instruction', () => {
    expect(fixAt('# comment\n\nFROM alpine:3.20\n', '# comment').edit).toBeUndefined();
  });

  test('comments that silence are heard', () => {
    const text = 'FROM alpine:3.20\n# shipshape ignore=maintainer-deprecated\nMAINTAINER Ada\n';
    expect(fixAt(text, 'MAINTAINER').applied).toBe(0);
  });
});
