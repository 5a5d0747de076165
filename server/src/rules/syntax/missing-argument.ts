import { defineRule } from '../rule.ts';
import { syntaxIssues } from '../support/syntaxIssues.ts';

export const missingArgument = defineRule({
  id: 'missing-argument',
  summary: 'Instruction lacks an argument',
  why: 'BuildKit refuses an instruction without what it is to work on.',
  language: 'dockerfile',
  category: 'syntax',
  severity: 'error',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
    { tool: 'rcjsuen', code: 'ARGUMENT_MISSING', match: 'same' },
    { tool: 'rcjsuen', code: 'ARGUMENT_REQUIRES_AT_LEAST_ONE', match: 'same' },
    { tool: 'rcjsuen', code: 'ARGUMENT_REQUIRES_AT_LEAST_TWO', match: 'same' },
    { tool: 'rcjsuen', code: 'HEALTHCHECK_CMD_ARGUMENT_MISSING', match: 'same' },
    { tool: 'rcjsuen', code: 'SHELL_REQUIRES_ONE', match: 'broader' },
    { tool: 'dockerfilelint', code: 'required_params', match: 'narrower' },
    { tool: 'dockerfilelint', code: 'missing_args', match: 'narrower' },
    { tool: 'dockadvisor', code: 'AddMissingArguments', match: 'broader' },
    { tool: 'dockadvisor', code: 'CopyMissingArguments', match: 'broader' },
    { tool: 'dockadvisor', code: 'ArgMissingName', match: 'broader' },
    { tool: 'dockadvisor', code: 'MaintainerMissingName', match: 'broader' },
    { tool: 'dockadvisor', code: 'OnbuildMissingInstruction', match: 'broader' },
    { tool: 'dockadvisor', code: 'ShellMissingConfig', match: 'broader' },
    { tool: 'dockadvisor', code: 'StopsignalMissingValue', match: 'broader' },
    { tool: 'dockadvisor', code: 'UserMissingValue', match: 'broader' },
    { tool: 'dockadvisor', code: 'VolumeMissingPath', match: 'broader' },
    { tool: 'hadolint', code: 'DL1000', match: 'related' },
    { tool: 'dockadvisor', code: 'FromMissingImage', match: 'broader' },
    { tool: 'dockadvisor', code: 'HealthcheckMissingCmd', match: 'broader' },
  ],
  // A line that lost its end: what it needs stands below.
  yieldsTo: ['unknown-instruction'],
  references: ['https://docs.docker.com/reference/dockerfile/'],
  messages: {
    needsArgument: '{keyword} needs an argument: the build stops here.',
    needsDestination:
      '{keyword} needs a source and a destination, and there is only one of them: the build stops here.',
    needsSourceAndDestination: '{keyword} needs at least a source and a destination: the build stops here.',
    needsCommand: 'HEALTHCHECK CMD needs a command: the build stops here.',
  },
  check({ model, report }) {
    for (const issue of syntaxIssues(model, 'missing-argument')) {
      const name = issue.instruction?.name;
      const keyword = name ?? issue.instruction?.keyword.text ?? '';
      const at = issue.range;
      if (name === 'COPY' || name === 'ADD') {
        const message = issue.values.count === '1' ? 'needsDestination' : 'needsSourceAndDestination';
        report({ at, message, values: { keyword } });
      } else if (name === 'HEALTHCHECK' && issue.instruction?.words.length !== 0) {
        report({ at, message: 'needsCommand' });
      } else {
        report({ at, message: 'needsArgument', values: { keyword } });
      }
    }
  },
});
