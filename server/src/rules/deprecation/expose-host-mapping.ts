import { defineRule } from '../rule.ts';

export const exposeHostMapping = defineRule({
  id: 'expose-host-mapping',
  summary: 'EXPOSE is given an address or a port of the host',
  why: 'EXPOSE notes a port of the container and maps nothing. BuildKit drops the address and the host’s port, and means to refuse them.',
  language: 'dockerfile',
  category: 'deprecation',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
    { tool: 'buildkit', code: 'ExposeInvalidFormat', match: 'same' },
    { tool: 'dockerfilelint', code: 'expose_host_port', match: 'same' },
    { tool: 'dockadvisor', code: 'ExposeInvalidFormat', match: 'same' },
    { tool: 'hadolint', code: 'DL1000', match: 'related' },
  ],
  references: ['https://docs.docker.com/reference/build-checks/expose-invalid-format/'],
  concerns: { keywords: ['EXPOSE'] },
  stepwise: true,
  messages: {
    mapping: 'EXPOSE takes a port of the container only; map it with docker run -p. Write the port alone.',
  },
  fixes: {
    keepPort: { title: 'Keep the port of the container', safety: 'unsafe', availability: 'always' },
  },
  check({ steps, report }) {
    for (const { instruction } of steps) {
      if (instruction.name !== 'EXPOSE') continue;
      for (const { text, range, map } of instruction.words) {
        // The colon of `${PORT:-80}` is none.
        const colon = text
          .replace(/\$\{[^}]*\}/g, (variable) => '$'.repeat(variable.length))
          .lastIndexOf(':');
        if (colon < 0 || colon === text.length - 1) continue;
        const edits = [{ range: map.toSourceRange(0, colon + 1), newText: '' }];
        report({
          at: range,
          message: 'mapping',
          fixes: [{ fix: 'keepPort', edits }],
        });
      }
    }
  },
});
