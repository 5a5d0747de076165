import type { Mount } from '../../model/types.ts';
import { defineRule } from '../rule.ts';

export const windowsRunMount = defineRule({
  id: 'windows-run-mount',
  summary: 'A Windows container cannot have this mount',
  why: 'BuildKit keeps the files of tmpfs, secret and ssh mounts in memory, in a file system that Windows does not have: the build stops at the RUN.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [{ tool: 'tally', code: 'windows/no-run-mounts', match: 'narrower' }],
  references: [
    'https://docs.docker.com/reference/dockerfile/#run---mount',
    'https://github.com/moby/buildkit/issues/5678',
  ],
  concerns: { keywords: ['RUN'], text: /--mount=/ },
  stepwise: true,
  messages: {
    memory: 'Windows has no file system in memory, so that a mount of type {type} fails.',
    secret:
      'Windows has no /run/secrets, so that this mount fails. Give the secret as a variable with env, or name a target.',
  },
  check({ steps, report }) {
    for (const { run, stage } of steps) {
      if (!run || stage?.base.root.facts.distribution !== 'windows') continue;
      for (const mount of run.mounts) {
        const { type, flag } = mount;
        if (type === 'tmpfs' || type === 'ssh')
          report({ at: flag.range, message: 'memory', values: { type } });
        else if (isPlainSecret(mount)) report({ at: flag.range, message: 'secret' });
      }
    }
  },
});

/** Not a variable, and nothing says where the file goes. */
function isPlainSecret({ type, options }: Mount): boolean {
  return type === 'secret' && !options.has('env') && !options.has('target');
}
