import type { Step } from '../../model/types.ts';
import { defineRule, type Fix } from '../rule.ts';
import { unquoted } from '../support/words.ts';

export const workdirAbsolute = defineRule({
  id: 'workdir-absolute',
  summary: 'WORKDIR is relative',
  why: 'A relative WORKDIR starts from the one before, and the first from wherever the base image happens to be: it moves when a line above or the base image changes.',
  language: 'dockerfile',
  category: 'runtime',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
    { tool: 'buildkit', code: 'WorkdirRelativePath', match: 'broader' },
    { tool: 'hadolint', code: 'DL3000', match: 'same' },
    { tool: 'rcjsuen', code: 'WORKDIR_IS_NOT_ABSOLUTE', match: 'same' },
    { tool: 'sonar', code: 'S7021', match: 'same' },
    { tool: 'trivy', code: 'DS-0009', match: 'same' },
    { tool: 'checkov', code: 'CKV_DOCKER_10', match: 'same' },
    { tool: 'semgrep', code: 'use-absolute-workdir', match: 'same' },
    { tool: 'kics', code: 'WORKDIR-Path-Not-Absolute', match: 'same' },
    { tool: 'dockadvisor', code: 'WorkdirRelativePath', match: 'broader' },
  ],
  references: [
    'https://docs.docker.com/reference/build-checks/workdir-relative-path/',
    'https://docs.docker.com/reference/dockerfile/#workdir',
  ],
  concerns: { keywords: ['WORKDIR'] },
  messages: {
    known:
      'This path is relative and means {path}. Write it whole, so that it stays when a line above changes.',
    unknown:
      'This path is relative to the working directory of the base image, whatever that is. Write it from / on.',
  },
  fixes: {
    makeAbsolute: { title: 'Change to {path}', safety: 'safe', availability: 'sometimes' },
  },
  check({ model, report }) {
    for (const step of model.steps) {
      const { instruction, before } = step;
      const word = instruction.words[0];
      if (instruction.name !== 'WORKDIR' || !word) continue;
      const written = unquoted(word);
      if (written.text === '' || !isRelative(written.text)) continue;
      const path = before.workdir.value === undefined ? undefined : step.after.workdir.value;
      if (path === undefined || instruction.isTrigger) {
        report({ at: written.range, message: 'unknown', fixes: fixFor(step, undefined, written) });
      } else {
        report({ at: written.range, message: 'known', values: { path }, fixes: fixFor(step, path, written) });
      }
    }
  },
});

/** Windows paths count with a drive or a leading backslash; a variable may hold anything, even the rest of a drive. */
function isRelative(path: string): boolean {
  return !/^(?:[/\\$]|[A-Za-z](?::[/\\$]|\$))/.test(path);
}

function fixFor({ before }: Step, path: string | undefined, { text, range }: ReturnType<typeof unquoted>) {
  // Continuations inside the path would be lost, and an escape could mean anything.
  if (text.length !== range.end - range.start || /[\\`]/.test(text)) return undefined;
  const parent = path === undefined ? '/' : `${before.workdir.value?.replace(/\/$/, '') ?? ''}/`;
  const isPlain = !/(?:^|\/)\.{1,2}(?:\/|$)/.test(text);
  if (!isPlain && (path === undefined || text.includes('$'))) return undefined;
  const target = isPlain ? parent + text : (path ?? text);
  const edits = isPlain
    ? [{ range: { start: range.start, end: range.start }, newText: parent }]
    : [{ range, newText: target }];
  const fix = { fix: 'makeAbsolute', values: { path: target }, edits } as const;
  if (path === undefined) return [{ ...fix, safety: 'unsafe' }] as const;
  return [{ ...fix, claim: { kind: 'same' } satisfies Fix['claim'] }] as const;
}
