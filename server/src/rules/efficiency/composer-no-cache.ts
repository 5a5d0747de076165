import type { BuildModel, PackageCommand, Step } from '../../model/types.ts';
import { defineRule } from '../rule.ts';
import { isCacheMounted, removesFromHome } from '../support/cacheCleanup.ts';
import { addedOption } from '../support/insertOption.ts';
import { callRange, callsOf } from '../support/packageCalls.ts';
import { finalLayers } from '../support/stageOrder.ts';

export const composerNoCache = defineRule({
  id: 'composer-no-cache',
  summary: 'Cache of Composer stays in the layer',
  why: 'Composer keeps a copy of every package it downloads. A build starts the next install from a clean layer: the copies are never used again and make the image larger.',
  language: 'dockerfile',
  category: 'efficiency',
  severity: 'information',
  preset: 'recommended',
  since: '0.1.0',
  references: ['https://getcomposer.org/doc/03-cli.md#global-options'],
  concerns: { keywords: ['RUN'], text: /composer/i },
  messages: {
    cached: 'What Composer downloads stays in the layer as a cache that nobody uses again. Add --no-cache.',
  },
  fixes: {
    addOption: { title: 'Add --no-cache', safety: 'safe', availability: 'always' },
  },
  check({ model, steps, report }) {
    const calls = callsOf(steps, ['composer']);
    if (calls.length === 0) return;
    const stages = finalLayers(model);
    for (const { step, call } of calls) {
      const isShipped = step.instruction.isTrigger || (step.stage && stages.has(step.stage));
      if (!isShipped || !leavesCache(call, step) || mayBeTooOld(step, model)) continue;
      const fix = addedOption(step, call.verb ?? call.program, '--no-cache', model.tree.text);
      report({
        at: callRange(call, model.tree.text),
        message: 'cached',
        fixes: [{ fix: 'addOption', ...fix }],
      });
    }
  },
});

/** The option came with Composer 1.9.0: https://github.com/composer/composer/blob/main/CHANGELOG.md */
function mayBeTooOld({ stage }: Step, model: BuildModel): boolean {
  const { reference } = stage?.base.root ?? {};
  if (reference?.familiarName === 'composer' && /^1\.[0-8](?!\d)/.test(reference.tag ?? '')) return true;
  return oldComposer.test(model.wholeText);
}

/** The image that it is copied from, what its installer is told, the file that is downloaded, a variable for these. */
const oldComposer =
  /\bcomposer:1\.[0-8](?!\d)|--version[= ]["']?1\.[0-8](?!\d)|composer\.org\/download\/1\.[0-8](?!\d)|COMPOSER_(?:VERSION|TAG)[= ]["']?1\.[0-8](?!\d)/;

const cache = {
  caches: ['/root/.composer/cache', '/root/.cache/composer', '/tmp/cache'],
  inHome: /\/\.?(?:composer(?:\/cache(?:\/files)?)?|cache\/composer)\/?$|\/\.cache\/?$/,
  variables: ['COMPOSER_CACHE_DIR', 'COMPOSER_NO_CACHE'],
};

function leavesCache(call: PackageCommand, step: Step): boolean {
  const { run } = step;
  if (!run || (call.action !== 'install' && call.action !== 'upgrade') || call.mayHideOptions) return false;
  if (/^self-?update$/.test(call.verb?.value ?? '')) return false;
  if (call.hasOption('--no-cache', '--dry-run', '--no-install') || isCacheMounted(step, run, cache))
    return false;
  if (call.command.assignments.some(({ name }) => cache.variables.includes(name))) return false;
  const { start } = call.command.range;
  const isCleared = run.packageCommands.some(
    (later) => later.manager === 'composer' && later.action === 'clean' && later.command.range.start > start,
  );
  return (
    !isCleared && !run.commands.some((later) => later.range.start > start && removesFromHome(later, cache))
  );
}
