import { flagKinds } from '../../syntax/dockerfile/flagRules.ts';
import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import { defineRule } from '../rule.ts';
import { keywordLike } from '../support/keywords.ts';
import { syntaxIssues } from '../support/syntaxIssues.ts';

export const copyFromUrl = defineRule({
  id: 'copy-from-url',
  summary: 'COPY of a URL or a Git repository',
  why: 'COPY takes files of the build context, of a stage or of an image. BuildKit refuses addresses: ADD fetches them.',
  language: 'dockerfile',
  category: 'syntax',
  severity: 'error',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [],
  references: ['https://docs.docker.com/reference/dockerfile/#add'],
  concerns: { keywords: ['COPY'], text: /:/ },
  messages: {
    url: 'COPY fetches nothing: the build stops at a URL. Use ADD.',
    git: 'COPY clones no repository: the build stops here. Use ADD.',
  },
  fixes: {
    useAdd: { title: 'Change COPY to ADD', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, report }) {
    for (const { instruction, range: at, message: refusal } of syntaxIssues(model, 'source-elsewhere')) {
      if (!instruction) continue;
      const newText = keywordLike(instruction, 'ADD');
      const edits = [{ range: instruction.keyword.range, newText }];
      const fixes = mayBeAdd(instruction) ? ([{ fix: 'useAdd', edits }] as const) : undefined;
      report({ at, message: refusal.includes(' git ') ? 'git' : 'url', fixes });
    }
  },
});

/** ADD knows no `--from`, and unpacks archives of the context where COPY copies them. */
function mayBeAdd({ flags, words }: Instruction): boolean {
  return (
    flags.every(({ name }) => flagKinds.ADD?.has(name)) &&
    !words.slice(0, -1).some(({ text }) => !text.includes('://') && /\.(?:t[agx]|bz2|gz|xz|zst)/.test(text))
  );
}
