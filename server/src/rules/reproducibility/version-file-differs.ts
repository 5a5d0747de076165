import { languageRepositories } from '../../knowledge/languageTags.ts';
import { defineRule } from '../rule.ts';
import { callRange } from '../support/packageCalls.ts';
import { otherVersions, versionFiles, versionFix } from '../support/projectVersions.ts';

export const versionFileDiffers = defineRule({
  id: 'version-file-differs',
  summary: 'A version file names another version of the language than the base image has',
  why: 'Files such as .nvmrc and .python-version say what those who develop work with. An image with another version runs what nobody has tried, and rustup even fetches the other one in the build.',
  language: 'dockerfile',
  category: 'reproducibility',
  severity: 'information',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [],
  uses: ['context-tree'],
  files: versionFiles,
  references: [
    'https://github.com/nvm-sh/nvm#nvmrc',
    'https://github.com/pyenv/pyenv#version-discovery',
    'https://rust-lang.github.io/rustup/overrides.html',
  ],
  concerns: { keywords: ['FROM', 'ARG'], text: languageRepositories },
  messages: {
    differs:
      '{file} says {needed}, and this image has {has}: what is tried with one version runs on another. Take the same for both.',
    fetches:
      '{file} says {needed}, and this image has {has}: {tool} downloads the other one during the build. Take an image that has it.',
    fetchesAnyway:
      '{file} says {needed}, and this image has {has}: {tool} downloads the other one during the build. Name a whole version there, and take an image that has it.',
  },
  fixes: {
    useVersion: { title: 'Change the tag to {tag}', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, context, report }) {
    for (const other of otherVersions(model, context)) {
      const { outcome, path: file, need, needed, has, tool, at, read } = other;
      if (outcome !== 'fetches' && outcome !== 'differs') continue;
      const related = [
        { path: file, line: need.line, message: `It says ${needed}` },
        { range: callRange(read.call, model.tree.text), message: 'The project is installed or built here' },
      ];
      // A toolchain is found by its whole name alone.
      if (outcome === 'fetches' && need.written.split('.').length < 3) {
        report({ at, message: 'fetchesAnyway', values: { file, needed, has, tool }, related });
        continue;
      }
      const fix = versionFix(other, model);
      const fixes = fix && ([{ fix: 'useVersion', ...fix }] as const);
      if (outcome === 'fetches') {
        report({ at, message: 'fetches', values: { file, needed, has, tool }, related, fixes });
      } else report({ at, message: 'differs', values: { file, needed, has }, related, fixes });
    }
  },
});
