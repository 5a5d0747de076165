import type { BuildModel, Stage, StageUse } from '../../model/types.ts';
import type { TextRange } from '../../text/range.ts';
import { defineRule } from '../rule.ts';
import { topOf } from '../support/insertLine.ts';

export const unusedStage = defineRule({
  id: 'unused-stage',
  summary: 'Nothing is taken from this stage',
  why: 'Only the last stage becomes the image, with what it is built on and what it copies. A stage that nothing leads to is skipped: several FROM do not add up to one image.',
  language: 'dockerfile',
  category: 'style',
  severity: 'information',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [{ tool: 'tally', code: 'no-unreachable-stages', match: 'narrower' }],
  references: ['https://docs.docker.com/build/building/multi-stage/'],
  options: {
    targets: {
      type: 'boolean',
      default: false,
      description: 'Report every stage with a name too, even if the name may be one for `--target`.',
    },
  },
  messages: {
    unnamed:
      'The build skips this stage: nothing is copied from it or built on it. Name it and copy from it (COPY --from), or remove it.',
    named:
      'The build skips stage {name}: nothing is copied from it or built on it. Use it (COPY --from={name}), or remove it.',
  },
  fixes: {
    removeStage: { title: 'Remove the stage', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, options, report }) {
    if (model.stages.length < 2) return;
    // A name that a variable completes may be any stage's, and one that is no stage's may be a slip.
    const isChosen = model.stages.some(
      ({ base, uses }) => (base.hasVariables && !/[:@]/.test(base.text)) || uses.some(isUnknownName),
    );
    const unused = new Set<Stage>();
    for (const stage of [...model.stages].reverse()) {
      const { name } = stage;
      if (stage.reachable || !stage.usedBy.every((user) => unused.has(user))) continue;
      if (name !== undefined && (isChosen || !(options.targets || buildsForOthers.test(name)))) continue;
      unused.add(stage);
    }
    for (const stage of [...unused].reverse()) {
      const { name } = stage;
      const at = { start: stage.from.keyword.range.start, end: stage.nameRange?.end ?? stage.base.range.end };
      const range = wholeStage(stage, model);
      // What its comments say may be wanted elsewhere.
      const isPlain = stage.usedBy.length === 0 && !holdsComment(range, model);
      const fixes = isPlain
        ? ([{ fix: 'removeStage', edits: [{ range, newText: '' }] }] as const)
        : undefined;
      if (name === undefined) report({ at, message: 'unnamed', tags: ['unnecessary'], fixes });
      else report({ at, message: 'named', values: { name }, tags: ['unnecessary'], fixes });
    }
  },
});

function isUnknownName({ kind, resolution, text }: StageUse): boolean {
  return kind !== 'base' && resolution !== 'stage' && !/[:/@]/.test(text);
}

/** Stages of these names work for others. A stage for `--target` is called after what it is: `test`, `dev`, `lint`. */
const buildsForOthers = /^(?:[\w.-]+-)?(?:build|builder|compile|compiler|deps|dependencies)$/;

/** From the stage's FROM, and the comments right above it, to those of the next one. */
function wholeStage(stage: Stage, { stages, tree }: BuildModel): TextRange {
  const next = stages[stage.index + 1];
  return { start: topOf(tree, stage.from), end: next ? topOf(tree, next.from) : stage.from.range.end };
}

function holdsComment({ start, end }: TextRange, { tree }: BuildModel): boolean {
  return tree.comments.some(({ range }) => range.start >= start && range.start < end);
}
