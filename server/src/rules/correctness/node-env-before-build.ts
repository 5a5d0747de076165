import type { BuildModel, PackageCommand, Step } from '../../model/types.ts';
import { defineRule } from '../rule.ts';
import { addedOption } from '../support/insertOption.ts';
import { callRange } from '../support/packageCalls.ts';
import { projectCalls } from '../support/projectCalls.ts';

export const nodeEnvBeforeBuild = defineRule({
  id: 'node-env-before-build',
  summary: 'Development dependencies left out before a build that needs them',
  why: 'With NODE_ENV=production an install leaves out development dependencies. Compilers and bundlers are among them as a rule, and the build below fails for want of them.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  uses: ['context-tree'],
  files: () => ['package.json'],
  references: ['https://docs.npmjs.com/cli/using-npm/config#omit'],
  concerns: { text: /NODE_ENV/ },
  messages: {
    needsTool:
      'NODE_ENV is production here, so this leaves out {tool}, a development dependency that the build below runs. Add {option}.',
  },
  fixes: {
    addOption: { title: 'Add {option}', safety: 'unsafe', availability: 'always' },
  },
  check({ model, context, report }) {
    for (const { step, call } of projectCalls(model, Object.keys(includeOptions))) {
      const option = includeOptions[call.manager];
      if (!option || !leavesOutDevelopment(call, step)) continue;
      const build = buildBelow(step, call, model);
      const tool = build && developmentTool(build, context.read('package.json'));
      if (!build || tool === undefined) continue;
      const { edits } = addedOption(step, call.verb ?? call.program, option, model.tree.text);
      report({
        at: callRange(call, model.tree.text),
        message: 'needsTool',
        values: { tool, option },
        related: [{ range: callRange(build, model.tree.text), message: `This runs ${tool}` }],
        fixes: [{ fix: 'addOption', values: { option }, edits }],
      });
    }
  },
});

const includeOptions: Readonly<Record<string, string>> = {
  npm: '--include=dev',
  yarn: '--production=false',
  pnpm: '--prod=false',
};

function leavesOutDevelopment(call: PackageCommand, { before }: Step): boolean {
  if (call.action !== 'install' || call.mayHideOptions) return false;
  const said = call.options.some(({ text }) =>
    /^--(?:include|also|production|prod|dev|only|omit|immutable)\b|^-[DP]$/.test(text),
  );
  if (said || call.hasOption('-g')) return false;
  const inline = call.command.assignments.find(({ name }) => name === 'NODE_ENV');
  if (inline) return inline.value?.value === 'production';
  const set = before.env('NODE_ENV');
  return set.kind === 'defined' && set.value === 'production';
}

/** The first script or tool that a later command of the stage runs, unless another install comes in between. */
function buildBelow({ stage }: Step, install: PackageCommand, model: BuildModel): PackageCommand | undefined {
  for (const { stage: other, run } of model.stepsWith('RUN')) {
    for (const call of other === stage ? (run?.packageCommands ?? []) : []) {
      if (call.command.range.start <= install.command.range.start) continue;
      if (call.action === 'install' && includeOptions[call.manager] && call.packages.length === 0)
        return undefined;
      if (call.action === 'run' && ['npm', 'yarn', 'pnpm', 'npx'].includes(call.manager)) return call;
    }
  }
  return undefined;
}

/** The tool of a script that package.json lists among the development dependencies only. */
function developmentTool(call: PackageCommand, manifest: string | undefined): string | undefined {
  const parsed = manifest === undefined ? undefined : parse(manifest);
  if (!parsed) return undefined;
  const words = call.command.words.map(({ value }) => value ?? '');
  const script = words.find((word) => Object.hasOwn(parsed.scripts, word));
  const command = script === undefined ? words.slice(1).join(' ') : (parsed.scripts[script] ?? '');
  const programs = command.split(/[\s&|;]+/);
  const has = (table: Readonly<Record<string, string>>, name: string) => Object.hasOwn(table, name);
  return Object.keys(parsed.devDependencies).find((name) => {
    const program = PROGRAMS[name] ?? name;
    return programs.includes(program) && !has(parsed.dependencies, name);
  });
}

/** Where the program is not called like its package. */
const PROGRAMS: Readonly<Record<string, string>> = {
  typescript: 'tsc',
  'webpack-cli': 'webpack',
  '@angular/cli': 'ng',
  '@nestjs/cli': 'nest',
  '@vue/cli-service': 'vue-cli-service',
  '@babel/cli': 'babel',
  '@sveltejs/kit': 'svelte-kit',
  tailwindcss: 'tailwindcss',
  sass: 'sass',
};

interface Manifest {
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

function parse(text: string): Manifest | undefined {
  try {
    const value = JSON.parse(text) as Partial<Manifest> | null;
    const table = (entry: unknown) =>
      typeof entry === 'object' && entry !== null ? (entry as Readonly<Record<string, string>>) : {};
    return {
      scripts: table(value?.scripts),
      dependencies: table(value?.dependencies),
      devDependencies: table(value?.devDependencies),
    };
  } catch {
    return undefined;
  }
}
