import { defineRule } from '../rule.ts';

export const exposeProtocolCasing = defineRule({
  id: 'expose-protocol-casing',
  summary: 'Protocol of EXPOSE has capital letters',
  why: 'Docker knows tcp, udp and sctp in lower case. Other tools that read the image compare them as they stand.',
  language: 'dockerfile',
  category: 'style',
  severity: 'information',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
    { tool: 'buildkit', code: 'ExposeProtoCasing', match: 'same' },
    { tool: 'dockadvisor', code: 'ExposeProtoCasing', match: 'same' },
  ],
  references: ['https://docs.docker.com/reference/build-checks/expose-proto-casing/'],
  concerns: { keywords: ['EXPOSE'] },
  stepwise: true,
  messages: {
    capitals: 'Write the protocol in lower case: {wanted}.',
  },
  fixes: {
    toLowerCase: { title: 'Change to {wanted}', safety: 'safe', availability: 'always' },
  },
  check({ steps, report }) {
    for (const { instruction } of steps) {
      if (instruction.name !== 'EXPOSE') continue;
      for (const { text, map } of instruction.words) {
        const slash = text.indexOf('/');
        const protocol = /^[A-Za-z]+/.exec(text.slice(slash + 1))?.[0] ?? '';
        const wanted = protocol.toLowerCase();
        if (slash < 0 || protocol === wanted) continue;
        const range = map.toSourceRange(slash + 1, slash + 1 + protocol.length);
        const edits = [{ range, newText: wanted }];
        report({
          at: range,
          message: 'capitals',
          values: { wanted },
          fixes: [{ fix: 'toLowerCase', values: { wanted }, edits, claim: { kind: 'same' } }],
        });
      }
    }
  },
});
