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
  ],
  references: ['https://docs.docker.com/reference/dockerfile/#copy---from'],
  concerns: { keywords: ['COPY', 'RUN'], text: /from/i },
  messages: {
    later:
      'Stage {name} comes further down, and only stages above can be used: the build stops here. Move that stage up.',
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
          message: 'later',
          values: { name: use.text },
          related: wanted && [
            { range: wanted.nameRange ?? wanted.from.keyword.range, message: `Stage ${use.text}` },
          ],
        });
      }
    }
  },
});
