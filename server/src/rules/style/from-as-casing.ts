import { defineRule } from '../rule.ts';

export const fromAsCasing = defineRule({
  id: 'from-as-casing',
  summary: 'AS is cased unlike FROM',
  why: 'FROM and AS are two halves of one instruction; in one case they are found at a glance, by readers and by searches.',
  language: 'dockerfile',
  category: 'style',
  severity: 'information',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
    { tool: 'buildkit', code: 'FromAsCasing', match: 'same' },
    { tool: 'dockadvisor', code: 'FromAsCasing', match: 'same' },
  ],
  references: ['https://docs.docker.com/reference/build-checks/from-as-casing/'],
  concerns: { keywords: ['FROM'], text: /\sas\s/i },
  messages: {
    differs: '{as} is cased unlike {from}. Write {wanted}.',
  },
  fixes: {
    matchFrom: { title: 'Change to {wanted}', safety: 'safe', availability: 'always' },
  },
  check({ model, report }) {
    for (const { from } of model.stages) {
      const [, as] = from.words;
      if (from.words.length !== 3 || !as || !/^as$/i.test(as.text)) continue;
      const keyword = from.keyword.text;
      // A keyword of mixed case is the business of another rule.
      const wanted =
        keyword === keyword.toUpperCase() ? 'AS' : keyword === keyword.toLowerCase() ? 'as' : as.text;
      if (as.text === wanted) continue;
      const edits = [{ range: as.range, newText: wanted }];
      report({
        at: as.range,
        message: 'differs',
        values: { as: as.text, from: keyword, wanted },
        fixes: [{ fix: 'matchFrom', values: { wanted }, edits, claim: { kind: 'same' } }],
      });
    }
  },
});
