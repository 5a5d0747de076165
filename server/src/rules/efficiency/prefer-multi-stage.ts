import { defineRule } from '../rule.ts';
import { findBuild } from '../support/multiStage/findBuild.ts';
import { singleStageOf } from '../support/multiStage/singleStage.ts';
import { splitEdits } from '../support/multiStage/splitStage.ts';

export const preferMultiStage = defineRule({
  id: 'prefer-multi-stage',
  summary: 'The stage that ships compiles the program, too',
  why: 'Compilers, build tools and sources make up most of the image then, and most of what a scanner finds in it. Built in a stage of its own, only the result ships.',
  language: 'dockerfile',
  category: 'efficiency',
  severity: 'information',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [{ tool: 'tally', code: 'prefer-multi-stage-build', match: 'related' }],
  references: [
    'https://docs.docker.com/build/building/multi-stage/',
    'https://docs.docker.com/build/building/best-practices/#use-multi-stage-builds',
  ],
  files: () => ['package.json'],
  messages: {
    single:
      '{command} leaves its tools and sources in the image that ships. Build in a stage of its own, and copy only {product} into the final one.',
  },
  fixes: {
    split: {
      title: 'Build in a stage of its own, ship on {image}',
      safety: 'unsafe',
      availability: 'sometimes',
    },
  },
  check({ model, context, report }) {
    if (model.stages.length !== 1) return;
    const subject = singleStageOf(model, (path) => context.read(path));
    const found = subject && findBuild(subject);
    if (!found) return;
    const { conversion } = found;
    const edits = conversion && splitEdits(subject, conversion);
    const safety = conversion?.placeholder === undefined ? 'unsafe' : 'manual';
    report({
      at: found.at,
      message: 'single',
      values: { command: found.name, product: found.product },
      related: [{ range: model.finalStage?.base.range ?? found.at, message: 'The image that ships' }],
      fixes: edits ? [{ fix: 'split', values: { image: conversion.runtime.image }, safety, edits }] : [],
    });
  },
});
