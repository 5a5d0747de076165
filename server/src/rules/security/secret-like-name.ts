import { isSecretLikeName } from '../../knowledge/secretNames.ts';
import type { Instruction, Pair } from '../../syntax/dockerfile/tree.ts';
import { defineRule } from '../rule.ts';

export const secretLikeName = defineRule({
  id: 'secret-like-name',
  summary: 'ARG or ENV has a name that sounds like a secret',
  why: 'A variable with such a name invites a secret, even where its value is none today. Build arguments stay in the history of the image, and ENV in the image itself.',
  language: 'dockerfile',
  category: 'security',
  severity: 'information',
  preset: 'off',
  since: '0.1.0',
  equivalents: [
    { tool: 'buildkit', code: 'SecretsUsedInArgOrEnv', match: 'same' },
    { tool: 'hadolint', code: 'DL3064', match: 'same' },
    { tool: 'dockadvisor', code: 'SecretsUsedInArgOrEnv', match: 'same' },
  ],
  yieldsTo: ['secret-in-arg-env', 'hardcoded-secret'],
  references: [
    'https://docs.docker.com/reference/build-checks/secrets-used-in-arg-or-env/',
    'https://docs.docker.com/build/building/secrets/',
  ],
  messages: {
    name: '{name} sounds like a secret, and {keyword} keeps none. Use RUN --mount=type=secret, or another name.',
  },
  concerns: { keywords: ['ARG', 'ENV'] },
  stepwise: true,
  check({ steps, report }) {
    for (const { instruction } of steps) {
      if (instruction.name !== 'ARG' && instruction.name !== 'ENV') continue;
      for (const { name } of instruction.once(secretLikePairs)) {
        report({ at: name.range, message: 'name', values: { name: name.text, keyword: instruction.name } });
      }
    }
  },
});

function secretLikePairs({ pairs }: Instruction): readonly Pair[] {
  return pairs.filter(({ name }) => isSecretLikeName(name.text));
}
