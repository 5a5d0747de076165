import { heredocFeature } from '../../knowledge/frontendFeatures.ts';
import { defineRule } from '../rule.ts';
import { chainOf, heredocEdits } from '../support/chainToHeredoc.ts';
import { isTooOldFor } from '../support/frontendVersion.ts';

export const preferRunHeredoc = defineRule({
  id: 'prefer-run-heredoc',
  summary: 'Long chain of commands could be a heredoc',
  why: 'In a heredoc each command is a line, without && and line continuations: nothing breaks when one is forgotten, comments may stand anywhere, and a change is one line of the diff. With set -e it stops at the first failure as the chain does.',
  language: 'dockerfile',
  category: 'style',
  severity: 'information',
  preset: 'off',
  since: '0.1.0',
  equivalents: [{ tool: 'tally', code: 'prefer-run-heredoc', match: 'narrower' }],
  references: [
    'https://docs.docker.com/reference/dockerfile/#here-documents',
    'https://www.docker.com/blog/introduction-to-heredocs-in-dockerfiles/',
  ],
  options: {
    minimum: {
      type: 'integer',
      default: 5,
      minimum: 2,
      description: 'How many commands make a chain long.',
    },
  },
  messages: {
    chain:
      'These {count} commands are joined by &&. In a heredoc (RUN <<EOF) with set -e each is a line of its own.',
  },
  fixes: {
    toHeredoc: { title: 'Convert to a heredoc', safety: 'unsafe', availability: 'sometimes' },
  },
  concerns: { keywords: ['RUN'], text: /&&/ },
  stepwise: true,
  check({ model, steps, options, report }) {
    if (model.frontend.isCustom || isTooOldFor(model, heredocFeature)) return;
    for (const step of steps) {
      const chain = chainOf(step, model);
      if (!chain || chain.parts.length < options.minimum) continue;
      const edits = heredocEdits(chain, model.tree.text);
      report({
        at: step.instruction.keyword.range,
        message: 'chain',
        values: { count: chain.parts.length },
        fixes: edits && [{ fix: 'toHeredoc', edits }],
      });
    }
  },
});
