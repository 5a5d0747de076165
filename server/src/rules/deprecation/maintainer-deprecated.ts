import type { BuildModel, Stage } from '../../model/types.ts';
import type { Escape, Instruction } from '../../syntax/dockerfile/tree.ts';
import { defineRule, type FixEdit } from '../rule.ts';
import { keywordLike } from '../support/keywords.ts';
import { labelsOf } from '../support/labels.ts';
import { linesWithout } from '../support/removeInstruction.ts';

const LABEL = 'org.opencontainers.image.authors';

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
  messages: {
    deprecated: 'MAINTAINER is deprecated. Use the label org.opencontainers.image.authors instead.',
    labelled:
      'MAINTAINER is deprecated, and the label org.opencontainers.image.authors names the authors already. Remove it.',
    replaced: 'MAINTAINER is deprecated, and another one below replaces this one. Remove it.',
  },
  fixes: {
    toLabel: {
      title: 'Replace with LABEL org.opencontainers.image.authors',
      safety: 'safe',
      availability: 'sometimes',
    },
    remove: { title: 'Remove MAINTAINER', safety: 'safe', availability: 'always' },
  },
  check({ model, steps, report }) {
    const own = steps.filter(
      ({ instruction }) => instruction.name === 'MAINTAINER' && !instruction.isTrigger,
    );
    if (own.length === 0) return;
    const last = new Map(own.map(({ stage, instruction }) => [stage, instruction]));
    const labelled = stagesWithAuthors(model);
    for (const { instruction, stage } of own) {
      const at = instruction.keyword.range;
      const tags = ['deprecated'] as const;
      const start = instruction.range.start;
      const edits = linesWithout(model.tree, instruction);
      const winner = last.get(stage);
      if (winner && winner !== instruction) {
        const claim = { kind: 'dead-dropped', instruction: start } as const;
        const related = [{ range: winner.keyword.range, message: 'The one that counts' }];
        const fixes = [{ fix: 'remove' as const, edits, claim }];
        report({ at, message: 'replaced', tags, related, fixes });
      } else if (stage && labelled.has(stage)) {
        // The author is a field of its own, and nobody gets it any more.
        const fixes = [{ fix: 'remove' as const, edits, safety: 'unsafe' as const }];
        report({ at, message: 'labelled', tags, fixes });
      } else {
        const toLabel = labelEdits(instruction, model.tree.escape);
        const claim = { kind: 'author-becomes-label', instruction: start } as const;
        // What a parent says of its authors would be replaced, which MAINTAINER did not do.
        const safety = ancestorsOf(stage).some((parent) => labelled.has(parent)) ? 'unsafe' : 'safe';
        const fixes = toLabel && [{ fix: 'toLabel' as const, edits: toLabel, claim, safety } as const];
        report({ at, message: 'deprecated', tags, fixes });
      }
    }
  },
});

/** Stages that set the label themselves: it says who the authors are, whatever MAINTAINER says. */
function stagesWithAuthors(model: BuildModel): ReadonlySet<Stage> {
  const labels = labelsOf(model).filter(({ key, instruction }) => key === LABEL && !instruction.isTrigger);
  return new Set(labels.flatMap(({ stage }) => stage ?? []));
}

function ancestorsOf(stage: Stage | undefined): readonly Stage[] {
  const above: Stage[] = [];
  for (let parent = stage?.base.stage; parent; parent = parent.base.stage) above.push(parent);
  return above;
}

/** The author is taken as written, the value of a label is unquoted and expanded: quote and escape what differs. */
function labelEdits(instruction: Instruction, escapeToken: Escape): FixEdit[] | undefined {
  const { args, keyword } = instruction;
  if (args.text === '') return undefined;
  const quote = /^(["']).*\1$/.exec(args.text)?.[1];
  const isQuoted = quote !== undefined && args.text.length > 1 && !args.text.slice(1, -1).includes(quote);
  const special = isQuoted ? (quote === '"' ? ['$', escapeToken] : []) : ['$', escapeToken, '"'];
  const edits: FixEdit[] = [{ range: keyword.range, newText: keywordLike(instruction, 'LABEL') }];
  for (let i = 0; i < args.text.length; i++) {
    const name = i === 0 ? `${LABEL}=${isQuoted ? '' : '"'}` : '';
    const newText = name + (special.includes(args.text.charAt(i)) ? escapeToken : '');
    const at = args.map.toSource(i);
    if (newText !== '') edits.push({ range: { start: at, end: at }, newText });
  }
  if (!isQuoted) edits.push({ range: { start: args.range.end, end: args.range.end }, newText: '"' });
  return edits;
}
