import type { BuildModel } from '../../model/types.ts';
import { defineRule } from '../rule.ts';
import { linesAbove } from '../support/insertLine.ts';
import { isForDevelopment, runtimeCommand } from '../support/runtimeCommand.ts';

export const nodeEnvProduction = defineRule({
  id: 'node-env-production',
  summary: 'Node.js runs without NODE_ENV=production',
  why: 'Many libraries, Express and React among them, cache, log and check less when NODE_ENV is production. Without it, a server is several times slower and shows its errors to visitors.',
  language: 'dockerfile',
  category: 'runtime',
  severity: 'information',
  preset: 'strict',
  since: '0.1.0',
  references: [
    'https://nodejs.org/en/learn/getting-started/nodejs-the-difference-between-development-and-production',
    'https://expressjs.com/en/advanced/best-practice-performance.html#set-node_env-to-production',
  ],
  concerns: { text: /node|npm|yarn|bun/i },
  messages: {
    missing:
      'Nothing sets NODE_ENV, so Node.js libraries run as in development: slower, with verbose errors. Set it to production.',
  },
  fixes: {
    setVariable: { title: 'Set NODE_ENV=production', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, report }) {
    const { finalStage } = model;
    if (!finalStage || isForDevelopment(finalStage.name)) return;
    const { cmd, entrypoint } = finalStage.final;
    const by = cmd.by ?? entrypoint.by;
    const runs = runtimeCommand(model);
    const isNode = /(?:^|[\s/])(?:node|nodejs|pm2-runtime)\s+\S/.test(runs ?? '');
    if (!by || by.isTrigger || !isNode || /\bnodemon\b|--watch\b|\bdev\b/.test(runs ?? '')) return;
    if (model.fact(speaksOfNodeEnv)) return;
    const isOwn = finalStage.outline.includes(by);
    const edit = isOwn ? linesAbove(model.tree, by, ['ENV NODE_ENV=production']) : undefined;
    report({
      at: by.keyword.range,
      message: 'missing',
      fixes: edit && [{ fix: 'setVariable', edits: [edit] }],
    });
  },
});

function speaksOfNodeEnv({ wholeText }: BuildModel): boolean {
  return wholeText.includes('NODE_ENV');
}
