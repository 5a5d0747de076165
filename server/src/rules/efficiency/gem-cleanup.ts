import { defineRule } from '../rule.ts';
import { addedOption } from '../support/insertOption.ts';
import { callRange, callsOf } from '../support/packageCalls.ts';
import { gemWithoutDocuments, settingInForce } from '../support/programSettings.ts';
import { finalLayers, stageOrderOf } from '../support/stageOrder.ts';

export const gemCleanup = defineRule({
  id: 'gem-cleanup',
  summary: 'Documentation of gems generated in the image',
  why: '`gem` generates documentation of everything it installs. Nobody reads it in a container: it makes the image larger and the build slower.',
  language: 'dockerfile',
  category: 'efficiency',
  severity: 'information',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
    { tool: 'sonar', code: 'S6587', match: 'narrower' },
    { tool: 'parfum', code: 'gemUpdateNoDocument', match: 'broader' },
    { tool: 'parfum', code: 'gemUpdateSystemRmRootGem', match: 'related' },
    { tool: 'tally', code: 'ruby/leftover-bundler-cache', match: 'related' },
  ],
  references: ['https://guides.rubygems.org/command-reference/#gem-install'],
  concerns: { keywords: ['RUN'], text: /gem|bundle/i },
  messages: {
    documents: 'This also generates documentation, which nobody reads in a container. Add --no-document.',
  },
  fixes: {
    addOption: { title: 'Add --no-document', safety: 'safe', availability: 'always' },
  },
  check({ model, steps, report }) {
    const calls = callsOf(steps, ['gem']);
    if (calls.length === 0) return;
    const stages = finalLayers(model);
    const isConfigured = settingInForce(model, stageOrderOf(model), gemWithoutDocuments);
    for (const { step, call } of calls) {
      const { stage, instruction } = step;
      if (!stage || !(stages.has(stage) || instruction.isTrigger)) continue;
      if (call.action !== 'install' && call.action !== 'upgrade') continue;
      if (call.mayHideOptions || call.hasOption('--no-document', '--document', '--help')) continue;
      // The official image says so in its configuration.
      if (/(?:^|\/)j?ruby$/.test(stage.base.root.reference?.familiarName ?? '')) continue;
      if (isConfigured(stage, call.command.range.start)) continue;
      const fix = addedOption(step, call.verb ?? call.program, '--no-document', model.tree.text);
      report({
        at: callRange(call, model.tree.text),
        message: 'documents',
        fixes: [{ fix: 'addOption', ...fix }],
      });
    }
  },
});
