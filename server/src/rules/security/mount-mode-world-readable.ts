import { defineRule } from '../rule.ts';

export const mountModeWorldReadable = defineRule({
  id: 'mount-mode-world-readable',
  summary: 'Everybody in the build may read a mounted secret',
  why: 'A secret is mounted for one command. With a mode that lets everybody read it, whatever else the RUN starts, under whatever account, can take it along.',
  language: 'dockerfile',
  category: 'security',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [{ tool: 'sonar', code: 'S6469', match: 'same' }],
  references: [
    'https://docs.docker.com/reference/dockerfile/#run---mounttypesecret',
    'https://docs.docker.com/reference/dockerfile/#run---mounttypessh',
  ],
  concerns: { keywords: ['RUN'], text: /mode=/ },
  stepwise: true,
  messages: {
    open: 'With mode {mode} everybody may read the {type}. Use mode {better}, and uid= where another account needs it.',
  },
  fixes: {
    narrow: { title: 'Use mode {better}', safety: 'unsafe', availability: 'always' },
  },
  check({ model, steps, report }) {
    for (const { instruction, run } of steps) {
      if (instruction.name !== 'RUN') continue;
      for (const { flag, type, options } of run?.mounts ?? []) {
        const mode = options.get('mode');
        if ((type !== 'secret' && type !== 'ssh') || mode === undefined || !/^[0-7]{3,4}$/.test(mode))
          continue;
        if (Number(mode.at(-1)) === 0) continue;
        const { start, end } = flag.range;
        const place = model.tree.text.slice(start, end).lastIndexOf(`mode=${mode}`);
        if (place < 0) continue;
        const at = { start: start + place + 5, end: start + place + 5 + mode.length };
        const better = `${mode.slice(0, -1)}0`;
        report({
          at,
          message: 'open',
          values: { mode, type: type === 'ssh' ? 'agent of SSH' : 'secret', better },
          fixes: [{ fix: 'narrow', values: { better }, edits: [{ range: at, newText: better }] }],
        });
      }
    }
  },
});
