import type { BuildModel, PackageCommand, Stage } from '../../model/types.ts';
import type { ShellWord } from '../../syntax/shell/tree.ts';
import type { FixEdit } from '../rule.ts';
import { defineRule } from '../rule.ts';
import { textsOf } from '../support/instructionTexts.ts';
import { callsOf } from '../support/packageCalls.ts';

export const npmProductionFlag = defineRule({
  id: 'npm-production-flag',
  summary: '`--only=production` or `--production` of npm',
  why: 'These options are replaced by `--omit=dev`, and npm warns of them at every install. A next version may no longer know them: the development dependencies would then be installed without a word.',
  language: 'dockerfile',
  category: 'deprecation',
  severity: 'information',
  preset: 'recommended',
  since: '0.1.0',
  references: [
    'https://docs.npmjs.com/cli/using-npm/config#omit',
    'https://docs.npmjs.com/cli/using-npm/config#only',
  ],
  concerns: { keywords: ['RUN'], text: /prod|only/i },
  stepwise: true,
  messages: {
    replaced: '`{option}` is deprecated, and npm warns of it. Write --omit=dev.',
  },
  fixes: {
    useOmit: { title: 'Use --omit=dev', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, steps, report }) {
    for (const { step, call } of callsOf(steps, ['npm'])) {
      const word = call.action === 'install' || call.action === 'remove' ? oldOption(call) : undefined;
      if (!word || isOfOldNpm(step.stage) || model.fact(installsOldNpm)) continue;
      const next = call.command.words[call.command.words.indexOf(word) + 1];
      const isPair = word.value === '--only';
      if (isPair && !/^prod(?:uction)?$/.test(next?.value ?? '')) continue;
      const last = isPair && next ? next : word;
      const range = { start: word.range.start, end: last.range.end };
      const isPlain = !isPair && word.segments.length === 1 && !word.quoted;
      const values = { option: isPair ? `--only ${next?.value ?? ''}` : (word.value ?? word.text) };
      const isKnown = call.hasOption('--omit') && call.optionValues('--omit').includes('dev');
      const inExec = step.run?.form === 'exec';
      const edit: FixEdit = {
        range: inExec ? { start: range.start + 1, end: range.end - 1 } : range,
        newText: '--omit=dev',
      };
      const isFixable = !isKnown && (isPlain || (isPair && !inExec) || inExec) && !(inExec && isPair);
      report({
        at: range,
        message: 'replaced',
        values,
        fixes: isFixable ? [{ fix: 'useOmit', edits: [edit] }] : undefined,
      });
    }
  },
});

function oldOption(call: PackageCommand): ShellWord | undefined {
  return call.options.find(({ value }) =>
    /^--(?:production(?:=true)?|only(?:=prod(?:uction)?)?)$/.test(value ?? ''),
  );
}

/**
 * `--omit` came with npm 7, and with Node.js 15; those before it overlook it without a word, and install everything.
 * The packages of a distribution bring npm themselves.
 */
function isOfOldNpm(stage: Stage | undefined): boolean {
  const { familiarName = '', tag = '' } = stage?.base.root.reference ?? {};
  if (/(?:^|\/)node$/.test(familiarName)) return /^(?:\d|1[0-5])(?:\D|$)/.test(tag);
  return (
    /\b(?:jessie|stretch|buster|trusty|xenial|bionic|focal)\b/.test(tag) ||
    oldSystem.test(`${familiarName}:${tag}`)
  );
}

const oldSystem = /^(?:debian:(?:[89]|10)|ubuntu:(?:1\d|20)\.\d\d)(?:\D|$)/;

/** Whether the file itself installs a Node.js or an npm of before that. */
function installsOldNpm(model: BuildModel): boolean {
  return model
    .stepsWith('ARG', 'ENV', 'RUN')
    .some(({ instruction }) => textsOf(instruction).some((text) => oldNpm.test(text)));
}

const oldNpm = (() => {
  const version = '["\']?[v~^]?(?:\\d|1[0-5])(?!\\d)';
  const node = [
    '\\bsetup_(?=\\d+\\.x)',
    '\\b(?:nvm|fnm|volta) install (?:node@)?',
    '(?:^|[\\s;&])n (?:install )?',
    '\\bnode(?:js)?(?:_version|_major|_ver)[= ]',
    '\\bnode(?:js)?(?:[@=]|-v|(?:\\.install|-lts)?(?: -y)? --?version[= ])',
    '\\bnodejs\\.org/dist/(?:latest-)?',
  ];
  return new RegExp(`(?:${node.join('|')})${version}|\\bnpm@["']?[v~^]?[1-6](?!\\d)`, 'i');
})();
