import type { Escape, Instruction } from '../../syntax/dockerfile/tree.ts';
import { defineRule, type FixEdit } from '../rule.ts';
import { keywordLike } from '../support/keywords.ts';

export const maintainerDeprecated = defineRule({
  id: 'maintainer-deprecated',
  summary: 'MAINTAINER is deprecated in favor of a label',
  why: 'MAINTAINER sets one free-text field that few tools read and that a child image silently replaces. A label says the same, can be queried, and can name more than one author.',
  language: 'dockerfile',
  category: 'deprecation',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
    { tool: 'hadolint', code: 'DL4000', match: 'same' },
    { tool: 'buildkit', code: 'MaintainerDeprecated', match: 'same' },
    { tool: 'rcjsuen', code: 'DEPRECATED_MAINTAINER', match: 'same' },
    { tool: 'sonar', code: 'S6586', match: 'same' },
    { tool: 'trivy', code: 'DS-0022', match: 'same' },
    { tool: 'checkov', code: 'CKV_DOCKER_6', match: 'same' },
    { tool: 'kics', code: 'MAINTAINER-Instruction', match: 'same' },
    { tool: 'semgrep', code: 'maintainer-is-deprecated', match: 'same' },
    { tool: 'dockerfilelint', code: 'deprecated_in_1.13', match: 'same' },
    { tool: 'dockadvisor', code: 'MaintainerDeprecated', match: 'same' },
  ],
  references: ['https://docs.docker.com/reference/dockerfile/#maintainer-deprecated'],
  concerns: { keywords: ['MAINTAINER'] },
  stepwise: true,
  messages: {
    deprecated: 'MAINTAINER is deprecated. Use the label org.opencontainers.image.authors instead.',
  },
  fixes: {
    toLabel: {
      title: 'Replace with LABEL org.opencontainers.image.authors',
      safety: 'safe',
      availability: 'sometimes',
    },
  },
  check({ model, steps, report }) {
    for (const { instruction } of steps) {
      if (instruction.name !== 'MAINTAINER' || instruction.isTrigger) continue;
      const edits = labelEdits(instruction, model.tree.escape);
      report({
        at: instruction.keyword.range,
        message: 'deprecated',
        tags: ['deprecated'],
        fixes: edits && [
          {
            fix: 'toLabel',
            edits,
            claim: { kind: 'author-becomes-label', instruction: instruction.range.start },
          },
        ],
      });
    }
  },
});

/** The author is taken as written, the value of a label is unquoted and expanded: quote and escape what differs. */
function labelEdits(instruction: Instruction, escapeToken: Escape): FixEdit[] | undefined {
  const { args, keyword } = instruction;
  if (args.text === '') return undefined;
  const quote = /^(["']).*\1$/.exec(args.text)?.[1];
  const isQuoted = quote !== undefined && args.text.length > 1 && !args.text.slice(1, -1).includes(quote);
  const special = isQuoted ? (quote === '"' ? ['$', escapeToken] : []) : ['$', escapeToken, '"'];
  const edits: FixEdit[] = [{ range: keyword.range, newText: keywordLike(instruction, 'LABEL') }];
  for (let i = 0; i < args.text.length; i++) {
    const name = i === 0 ? `org.opencontainers.image.authors=${isQuoted ? '' : '"'}` : '';
    const newText = name + (special.includes(args.text.charAt(i)) ? escapeToken : '');
    const at = args.map.toSource(i);
    if (newText !== '') edits.push({ range: { start: at, end: at }, newText });
  }
  if (!isQuoted) edits.push({ range: { start: args.range.end, end: args.range.end }, newText: '"' });
  return edits;
}
