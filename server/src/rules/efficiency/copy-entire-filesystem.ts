import { baseImageFacts } from '../../knowledge/baseImages.ts';
import type { BaseImage, StageUse } from '../../model/types.ts';
import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import { parseImageReference } from '../../syntax/imageReference.ts';
import { defineRule } from '../rule.ts';

export const copyEntireFilesystem = defineRule({
  id: 'copy-entire-filesystem',
  summary: 'The whole file system of another stage is copied',
  why: 'Stages exist to leave things behind: compilers, caches, sources, secrets. COPY --from=… / / takes all of it along, on top of what is there, and none of the other stage’s settings (ENV, USER, CMD, …).',
  language: 'dockerfile',
  category: 'efficiency',
  severity: 'information',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [{ tool: 'hadolint', code: 'DL3067', match: 'same' }],
  references: ['https://docs.docker.com/build/building/multi-stage/'],
  concerns: { keywords: ['COPY'], text: /from/i },
  stepwise: true,
  messages: {
    everything:
      'This takes everything of {stage} along, build tools and caches included. Copy the files that are needed, or continue with FROM {stage}.',
    flattened:
      'This puts everything of {stage} into one layer, build tools and caches included, and drops its settings (ENV, USER, CMD). Copy the files that are needed.',
  },
  check({ model, steps, report }) {
    let uses: ReadonlyMap<Instruction, StageUse> | undefined;
    for (const { instruction, stage } of steps) {
      if (instruction.name !== 'COPY' || instruction.words.length < 2) continue;
      const from = instruction.flags.find(({ name }) => name === 'from')?.value;
      const last = instruction.words.at(-1);
      const source = instruction.words.slice(0, -1).find(({ text }) => isRoot(text));
      if (!from || !source || !last || !isRoot(last.text)) continue;
      // What it leaves out is told.
      if (instruction.flags.some(({ name }) => name === 'exclude')) continue;
      uses ??= new Map(
        model.stages.flatMap((each) => each.uses.map((use) => [use.instruction, use] as const)),
      );
      if (isToolkit(from, uses.get(instruction))) continue;
      report({
        at: { start: source.range.start, end: last.range.end },
        message: stage?.base.root.kind === 'scratch' ? 'flattened' : 'everything',
        values: { stage: from },
      });
    }
  },
});

/**
 * An image that may well hold nothing but files to be copied to where they stand, as `tonistiigi/xx` does: one that is
 * no system we know, by itself or as a stage that adds nothing to it; and a stage that began with nothing.
 */
function isToolkit(from: string, use: StageUse | undefined): boolean {
  if (use?.stage) {
    const { base, instructions } = use.stage;
    return base.root.kind === 'scratch' || (instructions.length === 0 && isUnknownImage(base));
  }
  if (!/[/:]/.test(from)) return false;
  const parsed = parseImageReference(from);
  return parsed.ok && baseImageFacts(parsed.reference.name, parsed.reference.tag).family === undefined;
}

function isUnknownImage(base: BaseImage): boolean {
  return base.kind !== 'stage' && base.facts.family === undefined;
}

/** The root, however it is written. */
function isRoot(path: string): boolean {
  return /^["']?\/(?:\.?\/)*[.*]?["']?$/.test(path);
}
