import { defineRule } from '../rule.ts';
import { relativeWorkdirs } from '../support/relativeWorkdir.ts';

export const workdirAbsolute = defineRule({
  id: 'workdir-absolute',
  summary: 'WORKDIR is relative to the one before',
  why: 'A relative WORKDIR starts from the one before, so it moves when a line above changes.',
  language: 'dockerfile',
  category: 'runtime',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
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
  concerns: { keywords: ['WORKDIR'] },
  messages: {
    known:
      'This path is relative and means {path}. Write it whole, so that it stays when a line above changes.',
    unknown: 'This path is relative to a directory that is not known here. Write it from / on.',
  },
  fixes: {
    makeAbsolute: { title: 'Change to {path}', safety: 'safe', availability: 'sometimes' },
  },
  check({ model, report }) {
    for (const { at, path, isFirst, fix } of relativeWorkdirs(model)) {
      if (isFirst) continue;
      const fixes = fix && ([{ ...fix, fix: 'makeAbsolute', values: { path: fix.path } }] as const);
      if (path === undefined) report({ at, message: 'unknown', fixes });
      else report({ at, message: 'known', values: { path }, fixes });
    }
  },
});
