import { closest } from '../../text/nearest.ts';
import { defineRule } from '../rule.ts';
import { refusedPorts } from '../support/exposedPorts.ts';

export const invalidExposeProtocol = defineRule({
  id: 'invalid-expose-protocol',
  summary: 'EXPOSE is given a protocol that BuildKit does not know',
  why: 'BuildKit knows tcp, udp and sctp, and stops at anything else.',
  language: 'dockerfile',
  category: 'syntax',
  severity: 'error',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
    { tool: 'rcjsuen', code: 'INVALID_PROTO', match: 'same' },
    { tool: 'dockadvisor', code: 'ExposeInvalidProtocol', match: 'same' },
    { tool: 'hadolint', code: 'DL1000', match: 'related' },
  ],
  references: ['https://docs.docker.com/reference/dockerfile/#expose'],
  concerns: { keywords: ['EXPOSE'] },
  messages: {
    unknown: 'The build stops here: a port’s protocol is tcp, udp or sctp.',
  },
  fixes: {
    useKnown: { title: 'Change to {protocol}', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, report }) {
    for (const { problem, range, isLiteral } of refusedPorts(model)) {
      if (problem.kind !== 'protocol') continue;
      const protocol = closest(problem.message.slice('invalid proto: '.length), ['tcp', 'udp', 'sctp']);
      const fixes =
        isLiteral && protocol !== undefined
          ? ([{ fix: 'useKnown', values: { protocol }, edits: [{ range, newText: protocol }] }] as const)
          : undefined;
      report({ at: range, message: 'unknown', fixes });
    }
  },
});
