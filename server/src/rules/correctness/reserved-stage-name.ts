import { defineRule } from '../rule.ts';
import { renamedStage } from '../support/renameStage.ts';

export const reservedStageName = defineRule({
  id: 'reserved-stage-name',
  summary: 'Stage has a reserved name',
  why: 'The names scratch and context have meanings of their own: FROM scratch starts empty, and context is the build context. A stage of that name cannot be used, or is mistaken for the other.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
    { tool: 'buildkit', code: 'ReservedStageName', match: 'same' },
    { tool: 'hadolint', code: 'DL3063', match: 'same' },
    { tool: 'dockadvisor', code: 'ReservedStageName', match: 'same' },
  ],
  references: ['https://docs.docker.com/reference/build-checks/reserved-stage-name/'],
  concerns: { keywords: ['FROM'], text: /\sas\s/i },
  messages: {
    reserved: '{name} has a meaning of its own and cannot serve as the name of a stage. Choose another.',
  },
  fixes: {
    rename: { title: 'Rename to {free}', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, report }) {
    const counts = new Map<string | undefined, number>();
    for (const { name } of model.stages) counts.set(name, (counts.get(name) ?? 0) + 1);
    for (const stage of model.stages) {
      const { name, nameRange } = stage;
      if (!nameRange || (name !== 'scratch' && name !== 'context')) continue;
      const free = `${name}-stage`;
      // What of two stages of a name is meant, the rule on these sorts out first.
      const isAlone = counts.get(name) === 1 && !counts.has(free);
      const edits = isAlone ? renamedStage(stage, free, model) : undefined;
      const fixes = edits && [{ fix: 'rename' as const, values: { free }, edits }];
      report({ at: nameRange, message: 'reserved', values: { name }, fixes });
    }
  },
});
