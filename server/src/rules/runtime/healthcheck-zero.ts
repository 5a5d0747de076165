import type { Flag } from '../../syntax/dockerfile/tree.ts';
import { defineRule } from '../rule.ts';

export const healthcheckZero = defineRule({
  id: 'healthcheck-zero',
  summary: 'Zero in HEALTHCHECK means the default',
  why: 'To Docker a zero is a number that was not given: the check does not run without pause, or without a second try, but as it would if the flag were not there.',
  language: 'dockerfile',
  category: 'runtime',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
    { tool: 'rcjsuen', code: 'FLAG_AT_LEAST_ONE', match: 'broader' },
    { tool: 'rcjsuen', code: 'FLAG_LESS_THAN_1MS', match: 'broader' },
  ],
  references: [
    'https://docs.docker.com/reference/dockerfile/#healthcheck',
    'https://github.com/moby/docker-image-spec/blob/main/specs-go/v1/image.go',
  ],
  stepwise: true,
  concerns: { keywords: ['HEALTHCHECK', 'ONBUILD'], text: /HEALTHCHECK/i },
  messages: {
    zero: 'A zero counts as none given: Docker takes {default}. Write what you mean, or leave the flag out.',
  },
  fixes: {
    writeDefault: { title: 'Write {default}', safety: 'unsafe', availability: 'always' },
  },
  check({ steps, report }) {
    for (const { instruction } of steps) {
      if (instruction.name !== 'HEALTHCHECK') continue;
      for (const flag of instruction.flags) {
        const standard = defaults.get(flag.name);
        if (standard === undefined || !isZero(flag) || !flag.valueRange) continue;
        const values = { default: standard };
        const edits = [{ range: flag.valueRange, newText: standard }];
        report({
          at: flag.valueRange,
          message: 'zero',
          values,
          fixes: [{ fix: 'writeDefault', values, edits }],
        });
      }
    }
  },
});

/** Of `--start-period` it is zero. https://docs.docker.com/reference/dockerfile/#healthcheck */
const defaults: ReadonlyMap<string, string> = new Map([
  ['interval', '30s'],
  ['timeout', '30s'],
  ['start-interval', '5s'],
  ['retries', '3'],
]);

/** As Go reads a number, or a duration of several parts. */
function isZero({ value }: Flag): boolean {
  return value !== undefined && /^[+-]?(?:0+(?:\.0*)?(?:ns|us|µs|μs|ms|[smh])?)+$/.test(value);
}
