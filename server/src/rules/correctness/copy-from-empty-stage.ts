import { bindWordsOf, copyWordsOf, type TakeSource } from '../../model/context/takeWords.ts';
import type { BuildModel, Stage, StageUse } from '../../model/types.ts';
import { defineRule } from '../rule.ts';

export const copyFromEmptyStage = defineRule({
  id: 'copy-from-empty-stage',
  summary: 'Files are taken from a stage that has none',
  why: 'A stage on scratch holds nothing until COPY, ADD, RUN or WORKDIR puts something there. Whatever is named of it does not exist, and the build stops.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [{ tool: 'tally', code: 'copy-from-empty-scratch-stage', match: 'narrower' }],
  references: [
    'https://docs.docker.com/build/building/base-images/#create-a-minimal-base-image-using-scratch',
    'https://docs.docker.com/reference/dockerfile/#copy---from',
  ],
  concerns: { keywords: ['COPY', 'RUN'], text: /from/i },
  options: {
    buildContexts: {
      type: 'strings',
      default: [],
      description:
        'Stages that the build replaces by further contexts (`--build-context name=…`), beside those in Compose, Bake and workflow files.',
    },
  },
  messages: {
    empty:
      'Stage {name} is on scratch and nothing is put into it: there is no {path}, and the build stops here. Copy it in there, or name the stage that has it.',
  },
  check({ model, context, options, report }) {
    if (model.frontend.isCustom) return;
    let empty: ReadonlySet<Stage> | undefined;
    for (const stage of model.stages) {
      for (const use of stage.uses) {
        if (use.kind === 'base' || !use.stage) continue;
        empty ??= emptyStages(model, new Set([...options.buildContexts, ...context.namedContexts]));
        if (!empty.has(use.stage)) continue;
        const missing = sourcesOf(use, model).find(isNamedFile);
        if (!missing) continue;
        report({
          at: use.range,
          message: 'empty',
          values: { name: use.text, path: missing.text },
          related: [
            {
              range: use.stage.nameRange ?? use.stage.from.keyword.range,
              message: 'The stage that stays empty',
            },
          ],
        });
      }
    }
  },
});

/** Stages without a single file, those they are built on included. `given`: names that may stand for something else. */
function emptyStages(model: BuildModel, given: ReadonlySet<string>): ReadonlySet<Stage> {
  const empty = new Set<Stage>();
  for (const stage of model.stages) {
    const { base } = stage;
    const isBare = base.kind === 'scratch' ? !base.hasVariables : base.stage && empty.has(base.stage);
    if (!isBare || (stage.name !== undefined && given.has(stage.name))) continue;
    const triggers = stage.inheritedTriggers.map(({ name }) => name);
    if (stage.instructionsWith(...bringers).length > 0) continue;
    if (!bringers.some((name) => triggers.includes(name))) empty.add(stage);
  }
  return empty;
}

/** WORKDIR makes its folder. */
const bringers = ['ADD', 'COPY', 'RUN', 'WORKDIR'] as const;

function sourcesOf({ kind, instruction, range }: StageUse, model: BuildModel): readonly TakeSource[] {
  const step = model.stepOf(instruction);
  if (kind === 'copy') {
    const words = copyWordsOf(step);
    // Only newer versions miss what `--parents` names.
    return words && !words.keepsParents ? words.sources : [];
  }
  const bind = bindWordsOf(step).find(
    ({ mount }) => mount.flag.range.start <= range.start && range.end <= mount.flag.range.end,
  );
  return bind ? [bind.source] : [];
}

/**
 * The root is there in any case, and a pattern may match nothing.
 * https://github.com/moby/buildkit/blob/master/frontend/dockerfile/dockerfile2llb/convert_copy.go (AllowEmptyWildcard)
 */
function isNamedFile({ pattern }: TakeSource): boolean {
  return pattern !== undefined && pattern.path !== '' && !pattern.glob;
}
