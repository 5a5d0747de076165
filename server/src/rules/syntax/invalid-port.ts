import { defineRule } from '../rule.ts';
import { refusedPorts } from '../support/exposedPorts.ts';

export const invalidPort = defineRule({
  id: 'invalid-port',
  summary: 'EXPOSE is given something that is no port',
  why: 'BuildKit takes a number up to 65535 or a range of such numbers, and stops at anything else.',
  language: 'dockerfile',
  category: 'syntax',
  severity: 'error',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
    { tool: 'hadolint', code: 'DL3011', match: 'same' },
    { tool: 'trivy', code: 'DS-0008', match: 'same' },
    { tool: 'rcjsuen', code: 'INVALID_PORT', match: 'same' },
    { tool: 'dockadvisor', code: 'ExposePortOutOfRange', match: 'broader' },
    { tool: 'dockerfilelint', code: 'invalid_port', match: 'broader' },
    { tool: 'semgrep', code: 'invalid-port', match: 'same' },
    { tool: 'kics', code: 'UNIX-Ports-Out-Of-Range', match: 'same' },
  ],
  references: ['https://docs.docker.com/reference/dockerfile/#expose'],
  concerns: { keywords: ['EXPOSE'] },
  messages: {
    port: 'The build stops here: EXPOSE takes a port from 0 to 65535, or a range like 8000-8010.',
    refused: 'The build stops here: {problem}. EXPOSE takes a port of the container only.',
  },
  check({ model, report }) {
    for (const { problem, range } of refusedPorts(model)) {
      if (problem.kind === 'protocol') continue;
      if (problem.kind === 'port' || problem.kind === 'empty') report({ at: range, message: 'port' });
      else report({ at: range, message: 'refused', values: { problem: problem.message } });
    }
  },
});
