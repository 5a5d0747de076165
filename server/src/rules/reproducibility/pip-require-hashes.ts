import { defineRule } from '../rule.ts';
import { addedOption } from '../support/insertOption.ts';
import { callRange, callsOf } from '../support/packageCalls.ts';

export const pipRequireHashes = defineRule({
  id: 'pip-require-hashes',
  summary: 'Requirements file is installed without hashes',
  why: 'A version says what a package is called, a hash what is in it. With --require-hashes pip refuses a file that was exchanged, and a dependency that the list does not name.',
  language: 'dockerfile',
  category: 'reproducibility',
  severity: 'information',
  preset: 'strict',
  since: '0.1.0',
  references: ['https://pip.pypa.io/en/stable/topics/secure-installs/'],
  messages: {
    missing:
      'What pip downloads for this file is not compared with hashes. List them, with pip-compile --generate-hashes, and add --require-hashes.',
  },
  fixes: {
    addOption: { title: 'Add --require-hashes', safety: 'unsafe', availability: 'always' },
  },
  concerns: { keywords: ['RUN'], text: /pip|uv/ },
  stepwise: true,
  check({ model, steps, report }) {
    for (const { step, call } of callsOf(steps, ['pip', 'uv'])) {
      if (call.action !== 'install' || call.mayHideOptions) continue;
      const files = call.optionValues('-r', '--requirement', '--requirements');
      if (files.length === 0 || call.hasOption('--require-hashes', '--no-index')) continue;
      if (step.before.env('PIP_REQUIRE_HASHES').kind === 'defined') continue;
      if (call.manager === 'uv' && step.before.env('UV_REQUIRE_HASHES').kind === 'defined') continue;
      const { edits } = addedOption(step, call.verb ?? call.program, '--require-hashes', model.tree.text);
      report({
        at: callRange(call, model.tree.text),
        message: 'missing',
        fixes: [{ fix: 'addOption', edits }],
      });
    }
  },
});
