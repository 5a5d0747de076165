import type { TextRange } from '../../text/range.ts';
import { defineRule } from '../rule.ts';
import { type FedInstall, fedInstallsOf } from '../support/fedInstalls.ts';
import { reorderCopy } from '../support/reorderCopy.ts';

export const copyBeforeInstall = defineRule({
  id: 'copy-before-install',
  summary: 'The whole context is copied before dependencies are installed',
  why: 'A COPY whose files have changed makes every instruction below it run again. With the whole context copied above the install, a change of any source file downloads and installs all dependencies again.',
  language: 'dockerfile',
  category: 'efficiency',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  uses: ['context-tree', 'ignore-file'],
  references: [
    'https://docs.docker.com/build/cache/optimize/#order-your-layers',
    'https://docs.docker.com/build/building/best-practices/#leverage-build-cache',
  ],
  concerns: { keywords: ['ADD', 'COPY'] },
  messages: {
    reinstalls:
      '{command} below runs again whenever any file changes. Copy only the files that it reads, install, then copy the rest.',
    refetches:
      '{command} below fetches all dependencies again whenever any file changes. Fetch them in a step of their own, then copy the rest.',
  },
  fixes: {
    reorder: {
      title: 'Copy {files} first, install, then copy the rest',
      safety: 'unsafe',
      availability: 'sometimes',
    },
    reorderWithScripts: {
      title: 'Copy {files} first (install scripts of the project run without its sources)',
      safety: 'unsafe',
      availability: 'sometimes',
    },
    fetchFirst: {
      title: 'Fetch the dependencies first ({command}), then copy the rest',
      safety: 'unsafe',
      availability: 'sometimes',
    },
  },
  check({ model, context, report }) {
    for (const fed of fedInstallsOf(model, context)) {
      const [first] = fed.installs;
      const source = fed.copy.instruction.words[0];
      if (!first || !source) continue;
      const found = reorderCopy(fed, model, context);
      const files = found?.names.join(' and ') ?? '';
      report({
        at: { start: fed.copy.instruction.keyword.range.start, end: source.range.end },
        message: first.need.command.reads === 'build' ? 'refetches' : 'reinstalls',
        values: { command: first.need.name },
        related: fed.installs.map((install) => ({
          range: rangeOf(install),
          message: `${install.need.name} runs again whenever any file changes`,
        })),
        fixes:
          found &&
          (found.step !== undefined
            ? [{ fix: 'fetchFirst', values: { command: found.step }, edits: found.edits }]
            : found.runsScripts
              ? [{ fix: 'reorderWithScripts', values: { files }, edits: found.edits }]
              : [{ fix: 'reorder', values: { files }, edits: found.edits }]),
      });
    }
  },
});

function rangeOf({ need }: FedInstall): TextRange {
  const { program, verb } = need.call;
  return { start: program.range.start, end: verb?.range.end ?? program.range.end };
}
