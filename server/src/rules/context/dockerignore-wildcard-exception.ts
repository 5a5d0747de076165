import { wildcardBeforeEnd } from '../../syntax/dockerignore/matcher.ts';
import { defineRule } from '../rule.ts';

export const dockerignoreWildcardException = defineRule({
  id: 'dockerignore-wildcard-exception',
  summary: 'Exception with a wildcard makes the builder walk excluded directories',
  why: 'BuildKit skips an excluded directory whole unless an exception may reach into it. With a wildcard before the last segment it cannot tell, and lists every excluded directory, node_modules and .git among them, at every build.',
  language: 'dockerignore',
  category: 'context',
  severity: 'information',
  preset: 'strict',
  since: '0.1.0',
  references: [
    'https://docs.docker.com/build/concepts/context/#syntax',
    'https://github.com/tonistiigi/fsutil',
  ],
  messages: {
    walks:
      'Because of this wildcard BuildKit walks through every excluded directory to look for what to keep. Name the directories to keep without wildcards; one at the very end, as in !src/*, is fine.',
  },
  check({ file, report }) {
    const excludes = file.patterns.findIndex(({ negated, glob }) => !negated && glob !== '');
    if (excludes < 0) return;
    // One is enough to make it walk: the first is told.
    const line = file.patterns.find(
      ({ negated, glob, error }, index) => negated && index > excludes && !error && wildcardBeforeEnd(glob),
    );
    if (line) report({ at: line.written, message: 'walks' });
  },
});
