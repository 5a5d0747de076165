import type { Step } from '../../model/types.ts';
import type { Word } from '../../syntax/dockerfile/tree.ts';
import { defineRule } from '../rule.ts';

export const systemDirectoryMount = defineRule({
  id: 'system-directory-mount',
  summary: 'WORKDIR or VOLUME in a directory of the system',
  why: 'The container runtime mounts these directories itself when the container starts: what the image has there is hidden, and a program that works there writes to the kernel or to devices.',
  language: 'dockerfile',
  category: 'security',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
    { tool: 'trivy', code: 'DS-0030', match: 'same' },
    { tool: 'dockle', code: 'DKL-DI-0002', match: 'narrower' },
  ],
  references: [
    'https://docs.docker.com/reference/dockerfile/#workdir',
    'https://github.com/opencontainers/runtime-spec/blob/main/config-linux.md#default-filesystems',
  ],
  concerns: { keywords: ['VOLUME', 'WORKDIR'] },
  stepwise: true,
  messages: {
    workdir: '{path} belongs to the system, and the runtime mounts over it. Work in a directory of your own.',
    volume: '{path} belongs to the system, and the runtime mounts it itself. Use a directory of your own.',
  },
  check({ steps, report }) {
    for (const step of steps) {
      const { name } = step.instruction;
      if (name !== 'WORKDIR' && name !== 'VOLUME') continue;
      const message = name === 'WORKDIR' ? 'workdir' : 'volume';
      for (const { word, path } of step.once(systemPaths))
        report({ at: word.range, message, values: { path } });
    }
  },
});

function systemPaths(step: Step): readonly { readonly word: Word; readonly path: string }[] {
  return step.instruction.words.flatMap((word) => {
    const path = step.expand(word.text).value;
    if (path === undefined || !/^\/(?:proc|sys|dev|boot|initrd|lost\+found)(?:\/|$)/.test(path)) return [];
    return path.startsWith('/dev/shm') ? [] : [{ word, path }];
  });
}
