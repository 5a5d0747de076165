import { languageRepositories } from '../../knowledge/languageTags.ts';
import { defineRule } from '../rule.ts';
import { callRange } from '../support/packageCalls.ts';
import { otherVersions, versionFiles, versionFix } from '../support/projectVersions.ts';

export const projectNeedsVersion = defineRule({
  id: 'project-needs-version',
  summary: 'The project needs another version of its language than the base image has',
  why: 'What a project needs is written in its manifest, what it gets in FROM. Raised in one place only, the build stops, or what it makes fails where the other version is missed.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [],
  uses: ['context-tree'],
  files: versionFiles,
  references: [
    'https://go.dev/doc/toolchain',
    'https://docs.npmjs.com/cli/configuring-npm/package-json#engines',
    'https://packaging.python.org/en/latest/specifications/core-metadata/#requires-python',
    'https://doc.rust-lang.org/cargo/reference/rust-version.html',
  ],
  concerns: { keywords: ['FROM', 'ARG'], text: languageRepositories },
  messages: {
    stops:
      '{file} needs {needed}, and this image has {has}: {tool} stops. Take an image with a version that fits.',
    warns:
      '{file} needs {needed}, and this image has {has}: {tool} only warns, and the program may fail later. Take an image with a version that fits.',
    tries:
      '{file} needs {needed}, and this image has {has}: {tool} tries all the same, and stops at whatever is newer. Take an image with a version that fits.',
    searches:
      '{file} needs {needed}, and this image has {has}: {tool} looks for another one, and stops where there is none. Take an image with a version that fits.',
  },
  fixes: {
    useVersion: { title: 'Change the tag to {tag}', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, context, report }) {
    for (const other of otherVersions(model, context)) {
      const { outcome, path, need, needed, has, tool, at, read } = other;
      if (outcome === 'fetches' || outcome === 'differs') continue;
      const fix = versionFix(other, model);
      report({
        at,
        message: outcome,
        values: { file: path, needed, has, tool },
        related: [
          { path, line: need.line, message: `It needs ${needed}` },
          { range: callRange(read.call, model.tree.text), message: 'This reads it' },
        ],
        fixes: fix && [{ fix: 'useVersion', ...fix }],
      });
    }
  },
});
