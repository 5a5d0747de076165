import { officialName } from '../../knowledge/baseImages.ts';
import { defineRule } from '../rule.ts';
import { topLevel } from '../support/insertLine.ts';
import { callsOf } from '../support/packageCalls.ts';
import { removalOf } from '../support/removeCommand.ts';

export const rubyRedundantBundler = defineRule({
  id: 'ruby-redundant-bundler',
  summary: 'Bundler is installed where it is already',
  why: 'Ruby brings Bundler, and Bundler takes the version that the lock file names. A second one, the newest of the day, costs time, and may be another than the one that was tested.',
  language: 'dockerfile',
  category: 'efficiency',
  severity: 'information',
  preset: 'strict',
  since: '0.1.0',
  equivalents: [{ tool: 'tally', code: 'ruby/redundant-bundler-install', match: 'narrower' }],
  references: ['https://bundler.io/blog/2022/01/23/bundler-v2-3.html'],
  concerns: { keywords: ['RUN'], text: /\bgem\b[^\n]*\bbundler\b/ },
  stepwise: true,
  messages: {
    again: 'This image has Bundler, and Bundler takes the version of the lock file. Leave this out.',
  },
  fixes: {
    remove: { title: 'Remove `gem install bundler`', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, steps, report }) {
    for (const { step, call } of callsOf(steps, ['gem'])) {
      const bundler = call.packages.find(({ name }) => name === 'bundler');
      if (call.action !== 'install' || !bundler || bundler.version !== undefined) continue;
      if (call.hasOption('-v', '--version') || !bringsBundler(step.stage?.base.root.reference)) continue;
      const isOnly = call.packages.length === 1;
      const outer = topLevel(model.tree, step.instruction);
      const edit = isOnly ? removalOf(step, outer, call.command, model) : undefined;
      report({ at: bundler.word.range, message: 'again', fixes: edit && [{ fix: 'remove', edits: [edit] }] });
    }
  },
});

/** The official image, with a Bundler (2.3) that looks for the version of the lock file by itself. */
function bringsBundler(
  reference: { readonly name: string; readonly tag: string | undefined } | undefined,
): boolean {
  if (!reference || officialName(reference.name) !== 'docker.io/library/ruby') return false;
  return /^(?:latest$|slim|alpine|[a-z]+$|3$|3-|3\.[1-9]|[4-9])/.test(reference.tag ?? 'latest');
}
