import { stageNamePlaces } from '../../model/stagePlaces.ts';
import { defineRule } from '../rule.ts';

export const stageNameCasing = defineRule({
  id: 'stage-name-casing',
  summary: 'Stage name has capital letters',
  why: 'BuildKit lowers the case of a stage’s name. COPY --from finds the stage in any case, but a FROM that repeats the capitals looks for an image of that name.',
  language: 'dockerfile',
  category: 'style',
  severity: 'information',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
    { tool: 'buildkit', code: 'StageNameCasing', match: 'same' },
    { tool: 'dockadvisor', code: 'StageNameCasing', match: 'same' },
  ],
  references: ['https://docs.docker.com/reference/build-checks/stage-name-casing/'],
  concerns: { keywords: ['FROM'], text: /\sas\s/i },
  messages: {
    capitals: 'BuildKit knows this stage as {name}. Write its name in lower case.',
  },
  fixes: {
    toLowerCase: { title: 'Change to {name}', safety: 'safe', availability: 'always' },
  },
  check({ model, report }) {
    const names = model.stages.filter(
      ({ name, nameRange }) =>
        name && nameRange && model.tree.text.slice(nameRange.start, nameRange.end) !== name,
    );
    if (names.length === 0) return;
    for (const stage of names) {
      const { name, nameRange } = stage;
      if (name === undefined || !nameRange) continue;
      const edits = stageNamePlaces(stage, model)
        .filter(({ start, end }) => model.tree.text.slice(start, end) !== name)
        .map((range) => ({ range, newText: name }));
      report({
        at: nameRange,
        message: 'capitals',
        values: { name },
        fixes: [{ fix: 'toLowerCase', values: { name }, edits, claim: { kind: 'same' } }],
      });
    }
  },
});
