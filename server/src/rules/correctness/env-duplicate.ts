import type { Pair } from '../../syntax/dockerfile/tree.ts';
import { variableReferences, withNested } from '../../syntax/dockerfile/variables.ts';
import { defineRule } from '../rule.ts';
import { withoutOne } from '../support/removeWord.ts';

export const envDuplicate = defineRule({
  id: 'env-duplicate',
  summary: 'ENV sets a variable twice',
  why: 'All values of one ENV are expanded with the variables from before it, and of two values of one name the last counts. The first is lost, even where the last names the variable.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [],
  references: ['https://docs.docker.com/reference/dockerfile/#environment-replacement'],
  concerns: { keywords: ['ENV'], text: /=/ },
  stepwise: true,
  messages: {
    replaced: 'This value of {name} is lost: the same ENV sets it again. Remove one of them.',
    repeated: 'The same ENV sets {name} to this value again. Remove one of them.',
    extended:
      'This value of {name} is lost: the same ENV sets it again, and ${name} still is the value from before this ENV. Put both into one value.',
  },
  fixes: {
    remove: { title: 'Remove the value that is lost', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, steps, report }) {
    for (const { instruction } of steps) {
      const { pairs } = instruction;
      if (instruction.name !== 'ENV' || pairs.length < 2) continue;
      const winners = new Map(pairs.map((pair) => [pair.name.text, pair]));
      for (const pair of pairs) {
        const name = pair.name.text;
        const winner = winners.get(name);
        if (!winner || winner === pair) continue;
        const related = [{ range: winner.name.range, message: 'The value that counts' }];
        const at = pair.name.range;
        if (names(winner, name)) {
          report({ at, message: 'extended', values: { name }, related });
          continue;
        }
        const edit = withoutOne(pairs, pair, model.tree);
        const fixes = edit && ([{ fix: 'remove', edits: [edit] }] as const);
        const message = winner.value?.text === pair.value?.text ? 'repeated' : 'replaced';
        report({ at, message, values: { name }, tags: ['unnecessary'], related, fixes });
      }
    }
  },
});

function names({ value }: Pair, name: string): boolean {
  if (!value?.text.includes('$')) return false;
  return withNested(variableReferences(value, {})).some((reference) => reference.name === name);
}
