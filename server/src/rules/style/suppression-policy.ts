import { defineRule } from '../rule.ts';

export const suppressionPolicy = defineRule({
  id: 'suppression-policy',
  summary: 'Comment silences a rule',
  why: 'Where exceptions are agreed on in one configuration file, a comment in the Dockerfile goes around the agreement.',
  language: 'dockerfile',
  category: 'style',
  severity: 'information',
  preset: 'off',
  since: '0.1.0',
  needs: ['suppressions'],
  equivalents: [{ tool: 'hadolint', code: 'DL1001', match: 'same' }],
  references: ['https://github.com/hadolint/hadolint/wiki/DL1001'],
  options: {
    allowed: {
      type: 'strings',
      default: [],
      description: 'Rules and codes that comments may silence all the same.',
    },
    reasonSuffices: {
      type: 'boolean',
      default: false,
      description: 'A comment is fine when a reason follows the codes.',
    },
  },
  messages: {
    banned:
      'Comments are not to silence {codes} here. Mend what it finds, or make the exception in the configuration file.',
    withoutReason: 'The comment silences {codes} and does not say why. Write the reason behind the codes.',
  },
  check({ model, suppressions, options, report }) {
    for (const { range, codes } of suppressions) {
      const banned = codes.filter(({ code }) => !options.allowed.includes(code));
      const last = codes.at(-1);
      if (banned.length === 0 || !last) continue;
      const hasReason = /\w/.test(model.tree.text.slice(last.range.end, range.end));
      if (options.reasonSuffices && hasReason) continue;
      const values = { codes: banned.map(({ code }) => code).join(', ') };
      report({ at: range, message: options.reasonSuffices ? 'withoutReason' : 'banned', values });
    }
  },
});
