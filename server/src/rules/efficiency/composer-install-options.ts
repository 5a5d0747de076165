import { defineRule } from '../rule.ts';
import { addedOption } from '../support/insertOption.ts';
import { callRange, callsOf } from '../support/packageCalls.ts';
import { isForDevelopment } from '../support/runtimeCommand.ts';

export const composerInstallOptions = defineRule({
  id: 'composer-install-options',
  summary: 'Composer install without --no-interaction or --optimize-autoloader',
  why: 'Nobody answers questions in a build, so an install says that it asks none. An optimized autoloader finds classes in a table instead of looking for files at every request.',
  language: 'dockerfile',
  category: 'efficiency',
  severity: 'information',
  preset: 'strict',
  since: '0.1.0',
  references: [
    'https://getcomposer.org/doc/articles/autoloader-optimization.md',
    'https://getcomposer.org/doc/03-cli.md#install-i',
  ],
  concerns: { keywords: ['RUN'], text: /composer/i },
  stepwise: true,
  messages: {
    missing: 'In an image, an install asks nobody and its autoloader should be fast. Add {options}.',
  },
  fixes: {
    addOptions: { title: 'Add {options}', safety: 'unsafe', availability: 'always' },
  },
  check({ model, steps, report }) {
    for (const { step, call } of callsOf(steps, ['composer'])) {
      if (!/^(?:install|i)$/.test(call.verb?.value ?? '') || call.mayHideOptions) continue;
      if (isForDevelopment(step.stage?.name) || call.hasOption('--dry-run')) continue;
      const asks =
        !call.hasOption('--no-interaction') && step.before.env('COMPOSER_NO_INTERACTION').kind !== 'defined';
      // Where no autoloader is made, a later dump makes it, with options of its own.
      const isSlow =
        !call.hasOption('--optimize-autoloader', '--no-autoloader', '--classmap-authoritative', '-a') &&
        !/dump-?autoload/.test(model.wholeText);
      const wanted = [...(asks ? ['--no-interaction'] : []), ...(isSlow ? ['--optimize-autoloader'] : [])];
      if (wanted.length === 0) continue;
      const separator = step.run?.form === 'exec' ? '", "' : ' ';
      const options = wanted.join(' ');
      const { edits } = addedOption(step, call.verb ?? call.program, wanted.join(separator), model.tree.text);
      report({
        at: callRange(call, model.tree.text),
        message: 'missing',
        values: { options },
        fixes: [{ fix: 'addOptions', values: { options }, edits }],
      });
    }
  },
});
