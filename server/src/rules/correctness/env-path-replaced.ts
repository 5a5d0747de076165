import type { BuildModel, Stage, Step } from '../../model/types.ts';
import type { Pair } from '../../syntax/dockerfile/tree.ts';
import { defineRule } from '../rule.ts';

export const envPathReplaced = defineRule({
  id: 'env-path-replaced',
  summary: 'PATH is replaced, and the folders of the system are not in it',
  why: 'A value for PATH takes the place of the one from before. Without /usr/bin and /bin in it, the shell of a later RUN finds none of the usual programs.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [],
  references: ['https://docs.docker.com/reference/dockerfile/#env'],
  concerns: { keywords: ['ENV'], text: /\bPATH\b/ },
  messages: {
    replaced:
      'This takes the place of the PATH from before: programs in /usr/bin are not found any more. Add :$PATH.',
  },
  fixes: {
    extend: { title: 'Add the PATH from before', safety: 'unsafe', availability: 'always' },
  },
  check({ model, steps, report }) {
    for (const step of steps) {
      const { instruction, stage } = step;
      if (instruction.name !== 'ENV' || !stage || !hasUsualFolders(stage)) continue;
      const value = lastPath(instruction.pairs)?.value;
      if (!value || !isWithoutSystem(value.text, step, model) || !isNeeded(step, stage)) continue;
      const isQuoted = /["']$/.test(value.text);
      // Nothing is expanded within single quotes.
      if (value.text.endsWith("'")) continue;
      const at = isQuoted ? value.range.end - 1 : value.range.end;
      const newText = /:["']?$/.test(value.text) ? '$PATH' : ':$PATH';
      const fixes = [{ fix: 'extend', edits: [{ range: { start: at, end: at }, newText }] }] as const;
      report({ at: value.range, message: 'replaced', fixes });
    }
  },
});

function lastPath(pairs: readonly Pair[]): Pair | undefined {
  return pairs.filter(({ name }) => name.text === 'PATH').at(-1);
}

/** Distributions that keep their programs in /usr/bin and /bin. */
function hasUsualFolders({ base }: Stage): boolean {
  return usual.has(base.root.facts.distribution ?? '');
}

const usual: ReadonlySet<string> = new Set([
  ...['debian', 'ubuntu', 'alpine', 'fedora', 'rhel', 'suse', 'arch', 'busybox', 'amazon'],
]);

/** As far as the value is known. */
function isWithoutSystem(text: string, { instruction }: Step, model: BuildModel): boolean {
  if (text.includes('PATH')) return false;
  const { value } = model.expand(text, instruction);
  if (value === undefined || value === '') return false;
  return !value.split(':').some((folder) => /^(?:\/usr)?(?:\/local)?\/s?bin\/?$/.test(folder));
}

/** A later RUN looks for a program by its name, and nothing in between gives PATH its folders back. */
function isNeeded({ instruction }: Step, stage: Stage): boolean {
  const later = stage
    .instructionsWith('ENV', 'RUN')
    .filter(({ range }) => range.start > instruction.range.end);
  const next = later.find(({ name, pairs }) => name === 'RUN' || lastPath(pairs));
  return next?.name === 'RUN' && next.shell !== undefined && !/^(?:\/|export\b|PATH=)/.test(next.args.text);
}
