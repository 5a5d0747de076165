import type { Step } from '../../model/types.ts';
import { defineRule } from '../rule.ts';
import { addedOption } from '../support/insertOption.ts';
import { callRange, callsOf } from '../support/packageCalls.ts';

export const npmCacheCleanForce = defineRule({
  id: 'npm-cache-clean-force',
  summary: 'Cache of npm cleaned without --force',
  why: 'Since version 5, npm refuses to clean its cache without --force, because the cache repairs itself. The command fails, and the build with it, or the cache stays where the failure is forgiven.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [{ tool: 'parfum', code: 'npmCacheCleanUseForce', match: 'narrower' }],
  references: ['https://docs.npmjs.com/cli/commands/npm-cache'],
  concerns: { keywords: ['RUN'], text: /npm/i },
  stepwise: true,
  messages: {
    refused: 'Since version 5, npm refuses to clean its cache like this, and the command fails. Add --force.',
  },
  fixes: {
    addOption: { title: 'Add --force', safety: 'safe', availability: 'always' },
  },
  check({ model, steps, report }) {
    for (const { step, call } of callsOf(steps, ['npm'])) {
      if (call.action !== 'clean' || call.mayHideOptions || call.hasOption('--force')) continue;
      if (isOfOldNpm(step)) continue;
      const fix = addedOption(step, call.verb ?? call.program, '--force', model.tree.text);
      report({
        at: callRange(call, model.tree.text),
        message: 'refused',
        fixes: [{ fix: 'addOption', ...fix }],
      });
    }
  },
});

/** Node.js came with npm 5 from version 8 on. */
function isOfOldNpm({ stage, before }: Step): boolean {
  const { reference } = stage?.base.root ?? {};
  if (/(?:^|\/)node$/.test(reference?.familiarName ?? '') && /^[0-7](?:\D|$)/.test(reference?.tag ?? ''))
    return true;
  return ['NODE_VERSION', 'NPM_VERSION'].some((name) => {
    const set = before.env(name);
    const oldest = name === 'NODE_VERSION' ? /^v?[0-7]\./ : /^[0-4]\./;
    return set.kind === 'defined' && oldest.test(set.value ?? '');
  });
}
