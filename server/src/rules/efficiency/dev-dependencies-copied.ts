import type { BuildModel, Stage } from '../../model/types.ts';
import { defineRule } from '../rule.ts';
import { joinPath, workdirOf } from '../support/containerPaths.ts';
import { type FullInstall, fullInstallOf } from '../support/developmentDependencies.ts';
import { linesBelow } from '../support/insertLine.ts';
import { keywordLike } from '../support/keywords.ts';
import { finalLayers } from '../support/stageOrder.ts';

export const devDependenciesCopied = defineRule({
  id: 'dev-dependencies-copied',
  summary: 'Development dependencies are copied into the final image',
  why: 'Compilers, test runners and bundlers are often most of node_modules. The stage that builds needs them; in the final image they are megabytes to pull, and known vulnerabilities that scanners report.',
  language: 'dockerfile',
  category: 'efficiency',
  severity: 'information',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [],
  references: [
    'https://docs.docker.com/guides/nodejs/containerize/',
    'https://docs.npmjs.com/cli/commands/npm-prune',
  ],
  concerns: { keywords: ['COPY'], text: /from/i },
  messages: {
    copied:
      'These node_modules hold the development dependencies of {install} too. Prune them in stage {stage}, or install with {option} for this image.',
  },
  fixes: {
    prune: {
      title: 'Add {command} to the end of stage {stage}',
      safety: 'unsafe',
      availability: 'sometimes',
    },
  },
  check({ model, report }) {
    if (model.stages.length < 2) return;
    for (const stage of finalLayers(model)) {
      const installs = new Map<Stage, FullInstall | undefined>();
      if (stage.instructions.some(({ args, name }) => name !== 'COPY' && mayNeedThem.test(args.text)))
        continue;
      for (const { instruction, kind, stage: source } of stage.uses) {
        if (kind !== 'copy' || !source) continue;
        const modules = instruction.words
          .slice(0, -1)
          .find(({ text }) => /(?:^|\/)node_modules\/?$/.test(text));
        if (!modules) continue;
        if (!installs.has(source)) installs.set(source, fullInstallOf(source, model));
        const install = installs.get(source);
        const path = model.expand(modules.text, instruction).value;
        if (
          !install ||
          path === undefined ||
          joinPath('/', path) !== joinPath(install.project, 'node_modules')
        )
          continue;
        const { call } = install;
        const name = source.name ?? String(source.index);
        const command = prunes.get(call.manager);
        const edit = command === undefined ? undefined : pruneEdit(source, install, command, model);
        report({
          at: modules.range,
          message: 'copied',
          values: {
            install: `${call.manager} ${call.verb?.value ?? 'install'}`,
            stage: name,
            option: options.get(call.manager) ?? '--production',
          },
          related: [{ range: call.program.range, message: 'They are installed here' }],
          fixes:
            edit && command !== undefined
              ? [{ fix: 'prune', values: { command, stage: name }, edits: [edit] }]
              : undefined,
        });
      }
    }
  },
});

/** The final stage prunes them itself, or builds there, or runs what only development needs. */
const mayNeedThem =
  /\bprune\b|--omit|--prod|\b(?:build|dev|develop|watch|test|preview|npx|tsx|ts-node|nodemon|vite|webpack|storybook)\b|\bbunx\b/;

const prunes: ReadonlyMap<string, string> = new Map([
  ['npm', 'npm prune --omit=dev'],
  ['pnpm', 'pnpm prune --prod'],
]);

const options: ReadonlyMap<string, string> = new Map([
  ['npm', '--omit=dev'],
  ['pnpm', '--prod'],
]);

/** At the end of the stage, where all is built; not of one that others go on from, nor from another folder. */
function pruneEdit(source: Stage, { project }: FullInstall, command: string, model: BuildModel) {
  if (source.usedBy.some(({ base }) => base.stage === source)) return undefined;
  const last = source.instructions.at(-1);
  if (!last || workdirOf(model.stepOf(last)) !== project || last.name === 'WORKDIR') return undefined;
  return linesBelow(model.tree, last, [`${keywordLike(last, 'RUN')} ${command}`]);
}
