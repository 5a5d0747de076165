import { defineRule } from '../rule.ts';
import { isRoot } from '../support/finalUser.ts';

export const stageUserRoot = defineRule({
  id: 'stage-user-root',
  summary: 'The last USER of a stage is root',
  why: 'A stage that ends as root hands root on to every stage and image that starts from it.',
  language: 'dockerfile',
  category: 'security',
  severity: 'information',
  preset: 'off',
  since: '0.1.0',
  equivalents: [
    { tool: 'hadolint', code: 'DL3002', match: 'same' },
    { tool: 'parfum', code: 'DL3002', match: 'same' },
  ],
  yieldsTo: ['last-user-root'],
  references: ['https://docs.docker.com/build/building/best-practices/#user'],
  messages: {
    root: 'This stage ends as root, and so begins whatever starts from it. Switch back once the work that needs root is done.',
  },
  concerns: { keywords: ['USER'] },
  check({ model, report }) {
    for (const stage of model.stages) {
      const user = [...stage.instructionsWith('USER')].reverse().find(({ words }) => words[0]);
      const word = user?.words[0];
      if (word && isRoot(word.text)) report({ at: word.range, message: 'root' });
    }
  },
});
