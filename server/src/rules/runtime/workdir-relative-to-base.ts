import { defineRule } from '../rule.ts';
import { relativeWorkdirs } from '../support/relativeWorkdir.ts';

export const workdirRelativeToBase = defineRule({
  id: 'workdir-relative-to-base',
  summary: 'First WORKDIR is relative',
  why: 'The first WORKDIR, when relative, starts from wherever the base image happens to be: it moves when the base image changes.',
  language: 'dockerfile',
  category: 'runtime',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
    { tool: 'buildkit', code: 'WorkdirRelativePath', match: 'same' },
    { tool: 'dockadvisor', code: 'WorkdirRelativePath', match: 'same' },
    { tool: 'hadolint', code: 'DL3000', match: 'same' },
    { tool: 'rcjsuen', code: 'WORKDIR_IS_NOT_ABSOLUTE', match: 'same' },
    { tool: 'sonar', code: 'S7021', match: 'same' },
    { tool: 'trivy', code: 'DS-0009', match: 'same' },
    { tool: 'checkov', code: 'CKV_DOCKER_10', match: 'same' },
    { tool: 'semgrep', code: 'use-absolute-workdir', match: 'same' },
    { tool: 'kics', code: 'WORKDIR-Path-Not-Absolute', match: 'same' },
  ],
  // `~/app` is not meant to be relative.
  yieldsTo: ['shell-syntax-outside-run'],
  references: [
    'https://docs.docker.com/reference/build-checks/workdir-relative-path/',
    'https://docs.docker.com/reference/dockerfile/#workdir',
  ],
  messages: {
    known:
      'This path is relative to the working directory of the base image, and means {path} today. Write it whole.',
    unknown:
      'This path is relative to the working directory of the base image, whatever that is. Write it from / on.',
  },
  fixes: {
    makeAbsolute: { title: 'Change to {path}', safety: 'safe', availability: 'sometimes' },
    addDirectory: {
      title: 'Write the working directory of the base image before it',
      safety: 'manual',
      availability: 'sometimes',
    },
  },
  concerns: { keywords: ['WORKDIR'] },
  check({ model, report }) {
    for (const { at, path, isFirst, fix, open } of relativeWorkdirs(model)) {
      if (!isFirst) continue;
      if (path === undefined) {
        const fixes = open && ([{ fix: 'addDirectory', edits: open }] as const);
        report({ at, message: 'unknown', fixes });
        continue;
      }
      const fixes = fix && ([{ ...fix, fix: 'makeAbsolute', values: { path: fix.path } }] as const);
      report({ at, message: 'known', values: { path }, fixes });
    }
  },
});
