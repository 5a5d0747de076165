import type { Step } from '../../model/types.ts';
import { defineRule } from '../rule.ts';
import {
  checksOut,
  type MovingSource,
  movingAddress,
  movingRepository,
  movingSourcesOf,
} from '../support/movingSources.ts';

export const movingSource = defineRule({
  id: 'moving-source',
  summary: 'A download or a clone follows a branch or the newest release',
  why: 'The same file builds something else tomorrow, and nobody can tell what an older image was made of. The layer cache does not notice that a branch has moved: one machine builds the old state and another the new one.',
  language: 'dockerfile',
  category: 'reproducibility',
  severity: 'information',
  preset: 'strict',
  since: '0.1.0',
  references: [
    'https://docs.docker.com/reference/dockerfile/#adding-files-from-a-git-repository',
    'https://git-scm.com/docs/git-clone',
    'https://docs.github.com/repositories/releasing-projects-on-github/linking-to-releases',
  ],
  concerns: {
    keywords: ['ADD', 'RUN'],
    text: /git|cargo|corepack|\/raw\/|\/archive\/|\/(?:tar|zip)ball\/|releases\/latest/i,
  },
  messages: {
    branch: '{moves} is a branch, and may point to something else tomorrow. Name a tag or a commit.',
    defaultBranch:
      'This takes the newest commit of the default branch, which may be another one tomorrow. Name a tag or a commit.',
    latest: '{moves} is whatever was released last. Name the version you tested with.',
  },
  fixes: {
    pin: { title: 'Name a version', safety: 'manual', availability: 'sometimes' },
  },
  check({ steps, report }) {
    let lastCheckout = -1;
    for (const [index, { run }] of steps.entries()) {
      if (run?.once(checksOutAnything)) lastCheckout = index;
    }
    for (const [index, step] of steps.entries()) {
      const sources = step.instruction.name === 'ADD' ? addedSources(step) : step.run?.once(movingSourcesOf);
      for (const { at, message, moves, edit, isClone } of sources ?? []) {
        // What a stage has cloned, a later one may copy and take back to a commit.
        if (isClone && index < lastCheckout) continue;
        const isExecForm = step.run?.form === 'exec' && edit?.newText.startsWith(' ');
        const from = edit?.newText.indexOf('VERSION') ?? 0;
        const placeholder = { start: from, end: from + 'VERSION'.length };
        const fixes = edit && !isExecForm ? [{ fix: 'pin' as const, edits: [{ ...edit, placeholder }] }] : [];
        if (message === 'defaultBranch') report({ at, message, fixes });
        else report({ at, message, values: { moves }, fixes });
      }
    }
  },
});

function checksOutAnything({ commands }: NonNullable<Step['run']>): boolean {
  return checksOut(commands);
}

function addedSources({ instruction: { flags, words } }: Step): readonly MovingSource[] {
  if (flags.some(({ name }) => name === 'checksum')) return [];
  return words.slice(0, -1).flatMap(({ text, range }) => {
    const isPlain = range.end - range.start === text.length;
    const isAddress = /^["']?(?:https?|ssh|git)(?::|@)/i.test(text);
    if (!isAddress) return [];
    return movingRepository(text, range, isPlain) ?? movingAddress(text, range, isPlain) ?? [];
  });
}
