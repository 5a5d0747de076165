import type { Stage } from '../../model/types.ts';
import { defineRule } from '../rule.ts';

export const copyFromLaterStage = defineRule({
  id: 'copy-from-later-stage',
  summary: 'Files are taken from a stage further down, or from none',
  why: 'Stages are built from top to bottom: only a stage above can be copied or mounted from, and BuildKit refuses any other.',
  language: 'dockerfile',
  category: 'syntax',
  severity: 'error',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
    { tool: 'hadolint', code: 'DL3022', match: 'narrower' },
    { tool: 'kics', code: 'Using-Unnamed-Build-Stages', match: 'related' },
    { tool: 'tally', code: 'circular-stage-deps', match: 'broader' },
  ],
  references: ['https://docs.docker.com/reference/dockerfile/#copy---from'],
  concerns: { keywords: ['COPY', 'RUN'], text: /from/i },
  messages: {
    later:
      'Stage {name} comes further down, and only stages above can be used: the build stops here. Move that stage up.',
    circle:
      'Stage {name} comes further down and needs this stage itself: a circle, and the build stops here. One of the two must do without the other.',
    noSuchNumber: 'There is no stage {name}: counted from 0, the last one is {last}. The build stops here.',
  },
  check({ model, report }) {
    let byName: Map<string | undefined, Stage> | undefined;
    for (const stage of model.stages) {
      for (const use of stage.uses) {
        if (use.resolution === 'index-out-of-range') {
          const values = { name: use.text, last: model.stages.length - 1 };
          report({ at: use.range, message: 'noSuchNumber', values });
        }
        if (use.resolution !== 'later-stage' || use.kind === 'base') continue;
        // Of several stages of one name the last one counts; a number is never a name.
        byName ??= new Map(model.stages.map((other) => [other.name, other]));
        const wanted = byName.get(use.text.toLowerCase()) ?? model.stages[Number(use.text)];
        report({
          at: use.range,
          message: wanted && needs(wanted, stage, byName) ? 'circle' : 'later',
          values: { name: use.text },
          related: wanted && [
            { range: wanted.nameRange ?? wanted.from.keyword.range, message: `Stage ${use.text}` },
          ],
        });
      }
    }
  },
});

/** Whether a stage takes from another one, directly or by way of stages in between, those further down included. */
function needs(from: Stage, wanted: Stage, byName: ReadonlyMap<string | undefined, Stage>): boolean {
  const seen = new Set([from]);
  // What is added while it is gone through is gone through as well.
  for (const stage of seen) {
    for (const { stage: above, resolution, kind, text } of stage.uses) {
      const isLater = resolution === 'later-stage' && kind !== 'base';
      const used = above ?? (isLater ? byName.get(text.toLowerCase()) : undefined);
      if (used === wanted) return true;
      if (used) seen.add(used);
    }
  }
  return false;
}
