import { defineRule } from '../rule.ts';
import { findBuild } from '../support/multiStage/findBuild.ts';

export const preferMultiStage = defineRule({
  id: 'prefer-multi-stage',
  summary: 'The stage that ships compiles the program, too',
  why: 'Compilers, build tools and sources make up most of the image then, and most of what a scanner finds in it. Built in a stage of its own, only the result ships.',
  language: 'dockerfile',
  category: 'efficiency',
  severity: 'information',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [{ tool: 'tally', code: 'prefer-multi-stage-build', match: 'narrower' }],
  references: [
    'https://docs.docker.com/build/building/multi-stage/',
    'https://docs.docker.com/build/building/best-practices/#use-multi-stage-builds',
  ],
  uses: ['context-tree'],
  files: ({ finalStage }) => (finalStage?.base.root.facts.family === 'node' ? ['package.json'] : []),
  messages: {
    single:
      '{command} leaves what only a build needs in the image that ships. Build in a stage of its own, and copy only {product} into the final one.',
  },
  fixes: {
    split: {
      title: 'Build in a stage of its own, ship on {image}',
      safety: 'unsafe',
      availability: 'sometimes',
    },
  },
  check({ model, context, report }) {
    const found = findBuild(model, context);
    if (!found) return;
    const { name, at, product, ready, conversion } = found;
    const safety = conversion?.placeholder === undefined ? 'unsafe' : 'manual';
    report({
      at,
      message: 'single',
      values: { command: name, product },
      related: [{ range: model.finalStage?.base.range ?? at, message: 'The image that ships' }],
      fixes: ready ? [{ fix: 'split', values: { image: ready.image }, safety, edits: ready.edits }] : [],
    });
  },
});
