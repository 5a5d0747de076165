import { defineRule } from '../rule.ts';

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
  check({ model, report }) {
    for (const { name, nameRange } of model.stages) {
      if (nameRange && (name === 'scratch' || name === 'context')) {
        report({ at: nameRange, message: 'reserved', values: { name } });
      }
    }
  },
});
