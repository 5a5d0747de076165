import { describe, expect, test } from 'vitest';
import { configureRules, latentConfiguration } from '../../server/src/lint/configure.ts';
import { unknownContext } from '../../server/src/lint/context.ts';
import { defaultConfiguration, type LintConfiguration } from '../../server/src/lint/problem.ts';
import { lintDockerfile } from '../../server/src/lint/run.ts';
import { createModel } from '../../server/src/model/model.ts';
import { defineRule, type Rule } from '../../server/src/rules/rule.ts';
import { parseDockerfile } from '../../server/src/syntax/dockerfile/parser.ts';
import { contextOf } from '../harness/contextFacts.ts';

/** Reports every instruction of a name. */
function reporter(id: string, keyword: string, more: Partial<Rule> = {}): Rule {
  return {
    ...defineRule({
      id,
      summary: 'Found',
      why: 'Because.',
      language: 'dockerfile',
      category: 'style',
      severity: 'information',
      preset: 'recommended',
      since: '0.1.0',
      references: [],
      options: {
        limit: { type: 'integer', default: 3, minimum: 1, description: 'A limit.' },
        names: { type: 'strings', default: ['a'], description: 'Names.' },
        mode: { type: 'string', default: 'x', enum: ['x', 'y'], description: 'A mode.' },
      },
      messages: { found: '{what} is here.' },
      check({ model, report }) {
        for (const { instruction } of model.steps) {
          if (instruction.name !== keyword) continue;
          report({ at: instruction.range, message: 'found', values: { what: keyword } });
        }
      },
    }),
    ...more,
  };
}

function run(
  text: string,
  rules: readonly Rule[],
  configuration: LintConfiguration = defaultConfiguration,
  context = unknownContext,
) {
  const model = createModel(parseDockerfile(text));
  return lintDockerfile({ text, model, context, configuration, rules });
}

const enabled = (configuration: LintConfiguration, rules: readonly Rule[]) =>
  configureRules(configuration, rules).enabled.map(({ rule, severity }) => `${rule.id} ${severity}`);

describe('configuration', () => {
  const rules = [
    reporter('always', 'FROM'),
    reporter('picky', 'FROM', { preset: 'strict' }),
    reporter('rare', 'FROM', { preset: 'off', aliases: ['former'] }),
    reporter('gone', 'FROM', { status: 'deprecated' }),
  ];

  test('presets', () => {
    expect(enabled({ preset: 'recommended', rules: {} }, rules)).toEqual(['always information']);
    expect(enabled({ preset: 'strict', rules: {} }, rules)).toEqual([
      'always information',
      'picky information',
    ]);
    expect(enabled({ preset: 'all', rules: {} }, rules)).toEqual([
      'always information',
      'picky information',
      'rare information',
    ]);
  });

  test('what stops every build is an error, unless a severity is set', () => {
    const rule = reporter('stopper', 'FROM', {
      check({ model, report }) {
        for (const { instruction } of model?.steps ?? []) {
          const values = { what: 'FROM' };
          report({ at: instruction.range, message: 'found', values, stops: instruction.name === 'FROM' });
        }
      },
    });
    const severities = (rules: LintConfiguration['rules']) =>
      run('FROM a\nUSER b\n', [rule], { preset: 'recommended', rules }).problems.map((one) => one.severity);
    expect(severities({})).toEqual(['error', 'information']);
    expect(severities({ stopper: 'on' })).toEqual(['error', 'information']);
    expect(severities({ stopper: 'hint' })).toEqual(['hint', 'hint']);
  });

  test('a rule by name, with its severity, under a former id', () => {
    const configuration = {
      preset: 'recommended',
      rules: { always: 'off', picky: 'error', former: { severity: 'hint' }, gone: 'on' },
    } as const;
    expect(enabled(configuration, rules)).toEqual(['picky error', 'rare hint', 'gone information']);
  });

  test('options alone do not switch a rule on', () => {
    expect(enabled({ preset: 'recommended', rules: { rare: { options: { limit: 2 } } } }, rules)).toEqual([
      'always information',
    ]);
  });

  test('what is wrong is said, and the default is used', () => {
    const configuration = {
      preset: 'recommended',
      rules: {
        always: { severity: 'loud', options: { limit: 0, names: ['b'], mode: 'z', other: 1 } },
        missing: 'off',
      },
    } as unknown as LintConfiguration;
    const { enabled: on, issues } = configureRules(configuration, rules);
    expect(on[0]?.options).toEqual({ limit: 3, names: ['b'], mode: 'x' });
    expect(on[0]?.severity).toBe('information');
    expect(issues).toEqual([
      'There is no rule named "missing".',
      'The severity of "always" must be off, on, error, warning, information or hint, not "loud".',
      'The rule "always" has no option "other".',
      'The option "limit" of "always" must be a whole number of at least 1, not 0.',
      'The option "mode" of "always" must be one of x, y, not "z".',
    ]);
  });

  test('latent: what the preset leaves out and can mend, but nothing that is switched off by name', () => {
    const fixes = { mend: { title: 'Mend', safety: 'unsafe', availability: 'always' } } as const;
    const mending = [
      ...rules,
      reporter('picky-mending', 'FROM', { preset: 'strict', fixes }),
      reporter('rare-mending', 'FROM', { preset: 'off', fixes, aliases: ['former-mending'] }),
      reporter('unwanted', 'FROM', { preset: 'off', fixes }),
      reporter('always-mending', 'FROM', { fixes }),
    ];
    const latent = (configuration: LintConfiguration) =>
      configureRules(latentConfiguration(configuration, mending), mending);
    const found = latent({
      preset: 'recommended',
      rules: { 'former-mending': { options: { limit: 5 } }, unwanted: 'off' },
    });
    expect(found.enabled.map(({ rule }) => rule.id)).toEqual(['picky-mending', 'rare-mending']);
    expect(found.enabled[1]?.options.limit).toBe(5);
    expect(found.issues).toEqual([]);
    expect(
      latent({ preset: 'strict', rules: { unwanted: 'off' } }).enabled.map(({ rule }) => rule.id),
    ).toEqual(['rare-mending']);
    expect(latent({ preset: 'all', rules: {} }).enabled).toEqual([]);
  });

  test('nothing a user writes throws', () => {
    const values = [
      null,
      7,
      [],
      '',
      { severity: null, options: [] },
      { options: { limit: null, names: [1] } },
      { __proto__: null },
    ];
    for (const value of values) {
      const configuration = {
        preset: 'nonsense',
        rules: { always: value, constructor: value },
      } as unknown as LintConfiguration;
      expect(configureRules(configuration, rules).enabled.length).toBe(1);
      expect(() => latentConfiguration(configuration, rules)).not.toThrow();
    }
  });
});

describe('running', () => {
  const text = 'FROM a\nRUN b\nRUN c\n';

  test('problems are sorted, filled in, and numbered where they are alike', () => {
    const { problems, log } = run('FROM a\nRUN b\nRUN b\n', [reporter('z', 'RUN'), reporter('a', 'FROM')]);
    expect(log).toEqual([]);
    expect(problems.map(({ rule, message, range }) => [rule.id, message, range.start])).toEqual([
      ['a', 'FROM is here.', 0],
      ['z', 'RUN is here.', 7],
      ['z', 'RUN is here.', 13],
    ]);
    const prints = problems.map(({ fingerprint }) => fingerprint);
    expect(new Set(prints).size).toBe(3);
    expect(prints[2]).toBe(`${prints[1]}-1`);
  });

  test('a fingerprint stays while the problem moves', () => {
    const [before] = run(text, [reporter('a', 'RUN')]).problems;
    const [after] = run(`# new\n\n${text}`, [reporter('a', 'RUN')]).problems;
    expect(after?.fingerprint).toBe(before?.fingerprint);
    expect(after?.range.start).not.toBe(before?.range.start);
  });

  test('a rule that throws is one line in the log, and what it said before is dropped', () => {
    const broken: Rule = {
      ...reporter('broken', 'RUN'),
      check: ({ report }) => {
        report({ at: { start: 0, end: 1 }, message: 'found', values: { what: 'x' } });
        throw new Error('oh');
      },
    };
    const { problems, log } = run(text, [broken, reporter('fine', 'FROM')]);
    expect(problems.map(({ rule }) => rule.id)).toEqual(['fine']);
    expect(log).toEqual([expect.stringContaining('The rule "broken" failed and was skipped: Error: oh')]);
  });

  test.each([
    ['an unknown message', { at: { start: 0, end: 1 }, message: 'nope' }],
    ['a placeholder without value', { at: { start: 0, end: 1 }, message: 'found' }],
    ['a range outside', { at: { start: 0, end: 99 }, message: 'found', values: { what: 'x' } }],
    [
      'an unknown fix',
      {
        at: { start: 0, end: 1 },
        message: 'found',
        values: { what: 'x' },
        fixes: [{ fix: 'nope', edits: [] }],
      },
    ],
  ])('%s breaks the rule, not the run', (_, report) => {
    const { problems, log } = run(text, [
      { ...reporter('broken', 'RUN'), check: (ctx) => ctx.report(report) },
    ]);
    expect(problems).toEqual([]);
    expect(log.length).toBe(1);
  });

  test('a fix may lower its safety, never raise it, and a safe one needs a claim', () => {
    const fixing = (declared: 'safe' | 'unsafe', safety: 'safe' | 'unsafe', claims: boolean): Rule => ({
      ...reporter('fixing', 'RUN'),
      fixes: { mend: { title: 'Mend {what}', safety: declared, availability: 'always' } },
      check: ({ report }) =>
        report({
          at: { start: 0, end: 4 },
          message: 'found',
          values: { what: 'x' },
          fixes: [
            {
              fix: 'mend',
              values: { what: 'it' },
              safety,
              edits: [{ range: { start: 0, end: 4 }, newText: 'from' }],
              claim: claims ? { kind: 'same' } : undefined,
            },
          ],
        }),
    });
    expect(run(text, [fixing('safe', 'safe', true)]).problems[0]?.fixes[0]).toMatchObject({
      title: 'Mend it',
      safety: 'safe',
    });
    expect(run(text, [fixing('safe', 'unsafe', false)]).problems[0]?.fixes[0]?.safety).toBe('unsafe');
    expect(run(text, [fixing('unsafe', 'safe', true)]).log[0]).toContain('cannot be safe');
    expect(run(text, [fixing('safe', 'safe', false)]).log[0]).toContain('claims nothing');
  });

  test('a rule waits for the facts it needs', () => {
    const needy = [
      reporter('tree', 'RUN', { needs: ['context-tree'] }),
      reporter('ignore', 'RUN', { needs: ['ignore-file'] }),
    ];
    expect(run(text, needy).problems).toEqual([]);
    const known = contextOf(new Map([['a.txt', '']]));
    expect(run(text, needy, defaultConfiguration, known).problems.length).toBe(4);
  });

  test('a template gives one note and no problems', () => {
    const { problems, note } = run('FROM {{ base }}\nRUN x\n', [reporter('a', 'RUN')]);
    expect(problems).toEqual([]);
    expect(note?.range).toEqual({ start: 5, end: 7 });
    expect(note?.message).toContain('template');
  });
});

describe('overlap', () => {
  const text = 'FROM a\nRUN b\nRUN c\n';
  const ids = (rules: readonly Rule[]) =>
    run(text, rules).problems.map(({ rule, range }) => `${rule.id}@${range.start}`);

  test('a rule yields where another reports the same place', () => {
    const narrow: Rule = {
      ...reporter('narrow', 'RUN'),
      check: ({ report }) => report({ at: { start: 11, end: 12 }, message: 'found', values: { what: 'b' } }),
    };
    expect(ids([reporter('wide', 'RUN', { yieldsTo: ['narrow'] }), narrow])).toEqual([
      'narrow@11',
      'wide@13',
    ]);
  });

  test('only a problem that stays makes another yield', () => {
    const chain = [
      reporter('a', 'RUN', { yieldsTo: ['b'] }),
      reporter('b', 'RUN', { yieldsTo: ['c'] }),
      reporter('c', 'FROM'),
    ];
    expect(ids(chain)).toEqual(['c@0', 'b@7', 'b@13']);
    const three = [
      reporter('a', 'RUN', { yieldsTo: ['b'] }),
      reporter('b', 'RUN', { yieldsTo: ['c'] }),
      reporter('c', 'RUN'),
    ];
    expect(ids(three)).toEqual(['a@7', 'c@7', 'a@13', 'c@13']);
  });

  test('a circle ends', () => {
    const circle = [reporter('a', 'RUN', { yieldsTo: ['b'] }), reporter('b', 'RUN', { yieldsTo: ['a'] })];
    expect(ids(circle).length).toBe(2);
  });

  test('a suppressed winner still wins', () => {
    const rules = [reporter('a', 'RUN', { yieldsTo: ['b'] }), reporter('b', 'RUN')];
    const { problems, suppressed } = run('FROM a\n# shipshape ignore=b\nRUN b\n', rules);
    expect(problems).toEqual([]);
    expect(suppressed.map(({ rule }) => rule.id)).toEqual(['b']);
  });
});
