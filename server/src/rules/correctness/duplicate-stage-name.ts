import type { Stage } from '../../model/types.ts';
import { defineRule } from '../rule.ts';
import { renamedStage } from '../support/renameStage.ts';

export const duplicateStageName = defineRule({
  id: 'duplicate-stage-name',
  summary: 'Two stages have the same name',
  why: 'BuildKit takes the last stage of a name, so that --target and COPY --from may get another stage than the one meant.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
    { tool: 'buildkit', code: 'DuplicateStageName', match: 'same' },
    { tool: 'hadolint', code: 'DL3024', match: 'same' },
    { tool: 'rcjsuen', code: 'DUPLICATE_BUILD_STAGE_NAME', match: 'same' },
    { tool: 'trivy', code: 'DS-0012', match: 'same' },
    { tool: 'checkov', code: 'CKV_DOCKER_11', match: 'same' },
    { tool: 'semgrep', code: 'alias-must-be-unique', match: 'same' },
    { tool: 'kics', code: 'Same-Alias-In-Different-Froms', match: 'same' },
    { tool: 'dockadvisor', code: 'DuplicateStageName', match: 'same' },
  ],
  references: ['https://docs.docker.com/reference/build-checks/duplicate-stage-name/'],
  concerns: { keywords: ['FROM'], text: /\sas\s/i },
  messages: {
    duplicate: 'A stage above is named {name} already. Give each stage a name of its own.',
  },
  fixes: {
    rename: { title: 'Rename to {free}', safety: 'unsafe', availability: 'always' },
  },
  check({ model, report }) {
    const first = new Map<string, Stage>();
    const taken = new Set(model.stages.map(({ name }) => name));
    for (const stage of model.stages) {
      const { name, nameRange } = stage;
      if (name === undefined || !nameRange) continue;
      const twin = first.get(name);
      if (!twin) {
        first.set(name, stage);
        continue;
      }
      let number = 2;
      while (taken.has(`${name}-${number}`)) number++;
      const free = `${name}-${number}`;
      const edits = renamedStage(stage, free, model);
      if (edits) taken.add(free);
      report({
        at: nameRange,
        message: 'duplicate',
        fixes: edits && [{ fix: 'rename', values: { free }, edits }],
        values: { name },
        related: twin.nameRange && [{ range: twin.nameRange, message: `Stage ${name}` }],
      });
    }
  },
});
