import { describe, expect, test } from 'vitest';
import { unknownContext } from '../../server/src/lint/context.ts';
import { defaultConfiguration, type LintConfiguration } from '../../server/src/lint/problem.ts';
import { lintDockerfile } from '../../server/src/lint/run.ts';
import { createModel } from '../../server/src/model/model.ts';
import { defineRule, type Rule, type SuppressionComment } from '../../server/src/rules/rule.ts';
import { parseDockerfile } from '../../server/src/syntax/dockerfile/parser.ts';

function lint(
  text: string,
  configuration: LintConfiguration = defaultConfiguration,
  rules?: readonly Rule[],
) {
  const model = createModel(parseDockerfile(text));
  const more = rules ? { rules } : {};
  return lintDockerfile({ text, model, context: unknownContext, configuration, ...more });
}

/** What a rule that asks for them is told of the comments; undefined when it does not run. */
function told(text: string): readonly SuppressionComment[] | undefined {
  let seen: readonly SuppressionComment[] | undefined;
  const listener = defineRule({
    id: 'listener',
    summary: 'For the test',
    why: 'For the test.',
    language: 'dockerfile',
    category: 'style',
    severity: 'information',
    preset: 'recommended',
    since: '0.1.0',
    needs: ['suppressions'],
    references: [],
    messages: { found: 'Found.' },
    check({ suppressions }) {
      seen = suppressions;
    },
  });
  lint(text, { preset: 'all', rules: {} }, [listener]);
  return seen;
}

const unused = (text: string): string[] =>
  (told(text) ?? []).flatMap(({ codes }) => codes.filter((code) => code.isUnused).map(({ code }) => code));

describe('rules on comments that silence', () => {
  test('run only where there are some', () => {
    expect(told('FROM alpine:3.20\nMAINTAINER Ada\n')).toBeUndefined();
    expect(told('FROM alpine:3.20\n# shipshape ignore=maintainer-deprecated\nMAINTAINER Ada\n')).toHaveLength(
      1,
    );
  });

  test('know what is used', () => {
    const ada = 'MAINTAINER Ada\n';
    expect(unused(`FROM alpine:3.20\n# shipshape ignore=maintainer-deprecated\n${ada}`)).toEqual([]);
    expect(unused('FROM alpine:3.20\n# shipshape ignore=maintainer-deprecated\nRUN a\n')).toEqual([
      'maintainer-deprecated',
    ]);
    // Of two that say the same neither is called unused: either of them would do.
    expect(
      unused(`# shipshape global ignore=maintainer-deprecated\nFROM a:1\n# hadolint ignore=DL4000\n${ada}`),
    ).toEqual([]);
  });

  test('know which names there are', () => {
    const codes = told(
      'FROM a:1\n# hadolint ignore=DL4000,SC2086,DL1\n# shipshape ignore=maintainer-depreceted\nRUN a\n',
    );
    expect(
      codes
        ?.flatMap((comment) => comment.codes)
        .map(({ code, isKnown, suggestion }) => [code, isKnown, suggestion]),
    ).toEqual([
      ['DL4000', true, undefined],
      ['SC2086', true, undefined],
      ['DL1', false, undefined],
      ['maintainer-depreceted', false, 'maintainer-deprecated'],
    ]);
  });

  test('can be silenced themselves', () => {
    const text = 'FROM a:1\n# shipshape ignore=nonsense-rule,unknown-suppressed-rule\nRUN a\n';
    const ids = (list: ReturnType<typeof lint>['problems']) => list.map(({ rule }) => rule.id);
    expect(ids(lint(text).problems)).not.toContain('unknown-suppressed-rule');
    expect(ids(lint(text).suppressed)).toContain('unknown-suppressed-rule');
  });
});

describe('the configuration', () => {
  const text = 'FROM a:1\n# hadolint ignore=DL4000\nMAINTAINER Ada\n';

  test("can take hadolint's comments for comments", () => {
    const has = (configuration: LintConfiguration) =>
      lint(text, configuration).problems.some(({ rule }) => rule.id === 'maintainer-deprecated');
    expect(has(defaultConfiguration)).toBe(false);
    expect(has({ ...defaultConfiguration, ignoresHadolintComments: true })).toBe(true);
  });

  test('can exclude a file', () => {
    const result = lint('NONSENSE\n', { ...defaultConfiguration, isExcluded: true });
    expect(result).toEqual({ problems: [], suppressed: [], note: undefined, log: [] });
  });
});
