import type { BuildModel, PackageCommand, Stage, Step } from '../../model/types.ts';
import type { ShellWord } from '../../syntax/shell/tree.ts';
import { defineRule } from '../rule.ts';
import { callsOf } from '../support/packageCalls.ts';
import { withoutOne } from '../support/removeWord.ts';

export const bundleInstallFlags = defineRule({
  id: 'bundle-install-flags',
  summary: 'An option of `bundle install` that Bundler has given up',
  why: 'Bundler warns of these options since version 2, and Bundler 4 refuses them: the build fails as soon as the base image brings it. What they set belongs into the configuration.',
  language: 'dockerfile',
  category: 'deprecation',
  severity: 'information',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [{ tool: 'tally', code: 'ruby/deprecated-bundler-install-flags', match: 'broader' }],
  references: [
    'https://bundler.io/man/bundle-config.1.html',
    'https://blog.rubygems.org/2025/12/03/upgrade-to-rubygems-bundler-4.html',
  ],
  concerns: { keywords: ['RUN'], text: /bundler?[^\n]*--/ },
  stepwise: true,
  messages: {
    givenUp:
      '`{option}` is deprecated, and Bundler 4 refuses it. Set it before: `bundle config set {setting}`.',
  },
  fixes: {
    configure: { title: 'Use `bundle config set {setting}`', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, steps, report }) {
    for (const { step, call } of callsOf(steps, ['bundle'])) {
      const verb = call.verb?.value;
      if ((verb !== 'install' && verb !== undefined) || isOld(step.stage)) continue;
      for (const { words, option, setting } of givenUp(call)) {
        const [first] = words;
        const last = words.at(-1);
        if (!first || !last) continue;
        const at = { start: first.range.start, end: last.range.end };
        const removal = withoutAll(call.command.words, words, model);
        const { start } = call.command.range;
        const isFixable = removal !== undefined && isPlain(step, call) && !setting.includes('$');
        const values = { option, setting };
        const edits = removal
          ? [{ range: { start, end: start }, newText: `bundle config set ${setting} && ` }, removal]
          : [];
        report({
          at,
          message: 'givenUp',
          values,
          fixes: isFixable ? [{ fix: 'configure', values: { setting }, edits }] : undefined,
        });
      }
    }
  },
});

interface GivenUp {
  readonly words: readonly ShellWord[];
  readonly option: string;
  readonly setting: string;
}

/** Options with their values: `--without development test` takes all the words up to the next option. */
function givenUp({ command: { words } }: PackageCommand): readonly GivenUp[] {
  return words.flatMap((word, index) => {
    const [, option = '', joined] = /^(--[a-z-]+)(?:=(.*))?$/s.exec(word.text) ?? [];
    const known = options.get(option);
    if (!known) return [];
    const values: ShellWord[] = [];
    if (known.values !== 'none' && joined === undefined) {
      for (const next of words.slice(index + 1)) {
        if (next.text.startsWith('-') || (known.values === 'one' && values.length > 0)) break;
        values.push(next);
      }
    }
    const value =
      known.values === 'none'
        ? (known.value ?? 'true')
        : (joined ?? values.map(({ text }) => text).join(' ')).replace(/^(["'])(.*)\1$/s, '$2');
    if (value === '') return [];
    const shown = /^[\w./:-]+$/.test(value) ? value : `'${value.replaceAll(' ', ':')}'`;
    return [{ words: [word, ...values], option, setting: `--local ${known.setting} ${shown}` }];
  });
}

/** https://github.com/rubygems/rubygems/blob/master/doc/bundler/UPGRADING.md */
const options: ReadonlyMap<
  string,
  { readonly setting: string; readonly values: 'none' | 'one' | 'many'; readonly value?: string }
> = new Map([
  ['--without', { setting: 'without', values: 'many' }],
  ['--with', { setting: 'with', values: 'many' }],
  ['--deployment', { setting: 'deployment', values: 'none' }],
  ['--frozen', { setting: 'frozen', values: 'none' }],
  ['--path', { setting: 'path', values: 'one' }],
  ['--system', { setting: 'path.system', values: 'none' }],
  ['--clean', { setting: 'clean', values: 'none' }],
  ['--no-prune', { setting: 'no_prune', values: 'none' }],
  ['--shebang', { setting: 'shebang', values: 'one' }],
]);

/** The option and its values, with the blanks in front. */
function withoutAll(row: readonly ShellWord[], words: readonly ShellWord[], { tree }: BuildModel) {
  const [first] = words;
  const last = words.at(-1);
  const before = first && row[row.indexOf(first) - 1];
  if (!first || !last || !before) return undefined;
  const range = { start: before.range.end, end: last.range.end };
  return withoutOne(row, first, tree) && !tree.text.slice(range.start, range.end).includes('#')
    ? { range, newText: '' }
    : undefined;
}

/** Bundler 1, which has no `config set`, of an official image of Ruby. */
function isOld(stage: Stage | undefined): boolean {
  const { familiarName, tag = '' } = stage?.base.root.reference ?? {};
  return familiarName === 'ruby' && /^(?:1|2\.[0-6])(?!\d)/.test(tag);
}

/** Where another command may stand in front of it. */
function isPlain({ run }: Step, { command, wrappers }: PackageCommand): boolean {
  return (
    run?.form !== 'exec' &&
    wrappers.length === 0 &&
    command.assignments.length === 0 &&
    !command.inPipeline &&
    command.context === 'list'
  );
}
