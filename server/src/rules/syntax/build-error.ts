import type { BuildModel } from '../../model/types.ts';
import { rootTargetMessage } from '../../syntax/dockerfile/mounts.ts';
import type { SyntaxIssueCode } from '../../syntax/dockerfile/tree.ts';
import type { TextRange } from '../../text/range.ts';
import { shorten } from '../../text/shorten.ts';
import { defineRule } from '../rule.ts';
import { mendsOf, withoutField } from '../support/refusalMends.ts';
import { syntaxIssues } from '../support/syntaxIssues.ts';

export const buildError = defineRule({
  id: 'build-error',
  summary: 'BuildKit refuses the file here',
  why: 'The build stops before it begins. The message is BuildKit’s own.',
  language: 'dockerfile',
  category: 'syntax',
  severity: 'error',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
    { tool: 'hadolint', code: 'DL1000', match: 'related' },
    { tool: 'sonar', code: 'S2260', match: 'narrower' },
    { tool: 'rcjsuen', code: 'ARGUMENT_UNNECESSARY', match: 'broader' },
    { tool: 'rcjsuen', code: 'DUPLICATED_ESCAPE_DIRECTIVE', match: 'broader' },
    { tool: 'rcjsuen', code: 'FLAG_DUPLICATE', match: 'broader' },
    { tool: 'rcjsuen', code: 'INVALID_ESCAPE_DIRECTIVE', match: 'broader' },
    { tool: 'rcjsuen', code: 'UNKNOWN_TYPE', match: 'broader' },
    { tool: 'rcjsuen', code: 'ARGUMENT_EXTRA', match: 'broader' },
    { tool: 'rcjsuen', code: 'ARGUMENT_REQUIRES_TWO', match: 'broader' },
    { tool: 'rcjsuen', code: 'ARGUMENT_REQUIRES_ONE_OR_THREE', match: 'broader' },
    { tool: 'rcjsuen', code: 'FLAG_EXPECTED_BOOLEAN_VALUE', match: 'broader' },
    { tool: 'rcjsuen', code: 'FLAG_INVALID_DURATION', match: 'broader' },
    { tool: 'rcjsuen', code: 'FLAG_INVALID_LINK_VALUE', match: 'broader' },
    { tool: 'rcjsuen', code: 'FLAG_LESS_THAN_1MS', match: 'broader' },
    { tool: 'rcjsuen', code: 'FLAG_MISSING_DURATION', match: 'broader' },
    { tool: 'rcjsuen', code: 'FLAG_UNKNOWN_UNIT', match: 'broader' },
    { tool: 'rcjsuen', code: 'INVALID_AS', match: 'broader' },
    { tool: 'rcjsuen', code: 'INVALID_BUILD_STAGE_NAME', match: 'broader' },
    { tool: 'rcjsuen', code: 'INVALID_SIGNAL', match: 'broader' },
    { tool: 'rcjsuen', code: 'INVALID_SYNTAX', match: 'broader' },
    { tool: 'rcjsuen', code: 'SYNTAX_MISSING_EQUALS', match: 'broader' },
    { tool: 'rcjsuen', code: 'SYNTAX_MISSING_NAMES', match: 'broader' },
    { tool: 'dockadvisor', code: 'ParserWarning', match: 'narrower' },
    { tool: 'dockerfilelint', code: 'invalid_line', match: 'narrower' },
    { tool: 'dockadvisor', code: 'RunInvalidMountFlag', match: 'broader' },
    { tool: 'dockadvisor', code: 'RunInvalidNetworkFlag', match: 'broader' },
    { tool: 'dockadvisor', code: 'RunInvalidSecurityFlag', match: 'broader' },
    { tool: 'dockadvisor', code: 'FromMissingImage', match: 'broader' },
    { tool: 'dockadvisor', code: 'FromInvalidStageName', match: 'broader' },
    { tool: 'dockadvisor', code: 'FromInvalidPlatform', match: 'broader' },
    { tool: 'dockadvisor', code: 'EnvInvalidFormat', match: 'broader' },
    { tool: 'dockadvisor', code: 'LabelInvalidFormat', match: 'broader' },
    { tool: 'dockadvisor', code: 'ArgInvalidFormat', match: 'narrower' },
    { tool: 'dockadvisor', code: 'EnvMissingKeyValue', match: 'broader' },
    { tool: 'dockadvisor', code: 'LabelMissingKeyValue', match: 'broader' },
    { tool: 'dockerfilelint', code: 'extra_args', match: 'broader' },
    { tool: 'dockerfilelint', code: 'invalid_format', match: 'narrower' },
    { tool: 'dockerfilelint', code: 'label_invalid', match: 'narrower' },
  ],
  yieldsTo: ['refused-trailing-comment'],
  references: ['https://docs.docker.com/reference/dockerfile/'],
  messages: {
    refused: 'The build stops here: {problem}.',
    buildah:
      'The build stops here: only Buildah, the builder of Podman, knows {key} of a mount. Leave it out where Docker builds this.',
  },
  fixes: {
    change: { title: 'Change to {text}', safety: 'unsafe', availability: 'sometimes' },
    remove: { title: 'Remove {text}', safety: 'unsafe', availability: 'sometimes' },
    insert: { title: 'Insert {text}', safety: 'unsafe', availability: 'sometimes' },
    quote: { title: 'Put {text} in quotes', safety: 'unsafe', availability: 'sometimes' },
    merge: { title: 'Add {text} to the line above', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, report }) {
    for (const issue of syntaxIssues(model)) {
      if (elsewhere.has(issue.code)) continue;
      if (issue.code === 'mount-of-buildah') {
        const key = issue.values.key ?? issue.values.field ?? '';
        const mend = withoutField(issue.range, model.tree);
        const fixes = mend && [
          { fix: mend.fix, values: { text: shorten(mend.text, 60) }, edits: mend.edits },
        ];
        report({ at: issue.range, message: 'buildah', values: { key }, fixes });
        continue;
      }
      report({
        at: issue.range,
        message: 'refused',
        values: { problem: shorten(issue.message.replace(/\.$/, ''), 170) },
        fixes: mendsOf(issue, model).map(({ fix, text, edits }) => ({
          fix,
          values: { text: shorten(text, 60) },
          edits,
        })),
      });
    }
    for (const at of rootTargets(model)) {
      report({ at, message: 'refused', values: { problem: rootTargetMessage } });
    }
  },
});

/** Mounts of the working directory, or of no target, which is the same, where WORKDIR is `/`. */
function rootTargets(model: BuildModel): readonly TextRange[] {
  return model.stepsWith('RUN').flatMap(({ instruction, before, run }) => {
    if (!instruction.flags.some(({ name }) => name === 'mount')) return [];
    if (before.workdir.value !== '/' || !before.workdir.by || instruction.isTrigger) return [];
    return (run?.mounts ?? [])
      .filter(({ type, target }) => /^(?:bind|cache|tmpfs)$/.test(type) && /^(?:\.?\/?)$/.test(target ?? ''))
      .filter(({ target }) => target !== '/')
      .map(({ flag }) => flag.valueRange ?? flag.range);
  });
}

/** What rules of their own explain better. */
const elsewhere: ReadonlySet<SyntaxIssueCode> = new Set<SyntaxIssueCode>([
  'empty-file',
  'no-stage',
  'unknown-instruction',
  'unknown-flag',
  'missing-argument',
  'unterminated-heredoc',
  'shell-not-json',
  'json-not-strings',
  'unterminated-quote',
  'invalid-substitution',
  'flag-value-missing',
  'invalid-trigger',
  'source-elsewhere',
]);
