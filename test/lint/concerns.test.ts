import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { isConcerned, stepsFor } from '../../server/src/lint/concerns.ts';
import { unknownContext } from '../../server/src/lint/context.ts';
import { lintDockerfile } from '../../server/src/lint/run.ts';
import { createModel } from '../../server/src/model/model.ts';
import { rules } from '../../server/src/rules/index.ts';
import type { Concern, Rule } from '../../server/src/rules/rule.ts';
import { parseDockerfile } from '../../server/src/syntax/dockerfile/parser.ts';
import { readSpec } from '../harness/spec.ts';

const folder = fileURLToPath(new URL('../../server/src/rules', import.meta.url));
const modelOf = (text: string) => createModel(parseDockerfile(text));

describe('what concerns a rule', () => {
  const [first] = rules.filter(({ language }) => language === 'dockerfile');
  const concerned = (concerns: Concern | undefined, text: string) =>
    isConcerned({ ...(first as Rule), concerns }, modelOf(text));

  test('is everything when it does not say', () => {
    expect(concerned(undefined, '')).toBe(true);
  });

  test('is an instruction with one of the keywords, deferred by ONBUILD too', () => {
    const concerns: Concern = { keywords: ['RUN', 'COPY'] };
    expect(concerned(concerns, 'FROM a\nrun b\n')).toBe(true);
    expect(concerned(concerns, 'FROM a\nONBUILD COPY b c\n')).toBe(true);
    expect(concerned(concerns, 'FROM a\nCMD b\n')).toBe(false);
  });

  test('is a text in a joined line or in the body of a heredoc, of such an instruction', () => {
    const concerns: Concern = { keywords: ['RUN'], text: /sudo/ };
    expect(concerned(concerns, 'FROM a\nRUN su\\\ndo b\n')).toBe(true);
    expect(concerned(concerns, 'FROM a\nRUN <<E\nsudo b\nE\n')).toBe(true);
    expect(concerned(concerns, 'FROM a\nRUN b\nCMD sudo\n# sudo\n')).toBe(false);
    expect(concerned({ text: /sudo/ }, 'FROM a\nCMD sudo\n')).toBe(true);
  });
});

test('a rule is shown the steps with one of its keywords, triggers by their own', () => {
  const [first] = rules.filter(({ language }) => language === 'dockerfile');
  const shown = (concerns: Concern | undefined) =>
    stepsFor(
      { ...(first as Rule), concerns },
      modelOf('ARG a\nFROM b\nRUN c\nONBUILD RUN d\nCOPY e f\n'),
    ).map(({ instruction }) => instruction.name);
  expect(shown({ keywords: ['RUN', 'ARG'] })).toEqual(['ARG', 'RUN', 'RUN']);
  expect(shown({ keywords: ['ONBUILD'], text: /d/ })).toEqual(['ONBUILD']);
  expect(shown({ text: /c/ })).toEqual(shown(undefined));
  expect(shown(undefined)).toEqual(['ARG', 'FROM', 'RUN', 'ONBUILD', 'RUN', 'COPY']);
});

test('no rule has anything to say of a document that it says does not concern it', () => {
  const open = rules.map((rule) => ({ ...rule, concerns: undefined }));
  const configuration = { preset: 'all', rules: {} } as const;
  let compared = 0;
  for (const text of documents()) {
    const found = (more: { readonly rules?: readonly Rule[] }) =>
      lintDockerfile({ text, model: modelOf(text), context: unknownContext, configuration, ...more })
        .problems.map(({ rule, range }) => `${rule.id} at ${range.start}`)
        .sort();
    expect(found({})).toEqual(found({ rules: open }));
    compared++;
  }
  expect(compared).toBeGreaterThan(400);
});

/** Some of every rule's spec: what one rule is shown, the others are to be quiet about. */
function* documents(): Generator<string> {
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!path.endsWith('.md')) continue;
    const cases = readSpec(readFileSync(join(folder, path), 'utf8')).cases;
    for (const { language, text } of cases.slice(0, 4)) if (language === 'dockerfile') yield text;
  }
}
