import type { BuildModel, Step } from '../../model/types.ts';
import type { TextRange } from '../../text/range.ts';
import { type ContextFacts, defineRule } from '../rule.ts';
import { programOf } from '../support/argv.ts';
import { joinPath, workdirOf } from '../support/containerPaths.ts';
import { contextPathsOf } from '../support/contextFile.ts';
import { jsonArray } from '../support/jsonForm.ts';
import { smallEdit } from '../support/smallEdit.ts';

export const npmStartAsCommand = defineRule({
  id: 'npm-start-as-command',
  summary: 'The container starts its program through npm, yarn or pnpm',
  why: 'A package manager runs a script through a shell and stays in between. SIGTERM does not reliably reach the program, so that docker stop waits and kills; and the manager takes memory for nothing.',
  language: 'dockerfile',
  category: 'runtime',
  severity: 'information',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [],
  references: [
    'https://github.com/nodejs/docker-node/blob/main/docs/BestPractices.md#cmd',
    'https://docs.npmjs.com/cli/commands/npm-run-script',
  ],
  files: (model) => model.steps.flatMap((step) => manifestsOf(step, model)),
  concerns: { keywords: ['CMD', 'ENTRYPOINT'] },
  stepwise: true,
  messages: {
    wrapped:
      '{manager} stands between Docker and the program, and SIGTERM may not get through. Start the program itself.',
  },
  fixes: {
    startProgram: { title: 'Start {program} itself', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, steps, context, report }) {
    for (const step of steps) {
      const call = callOf(step, model.tree.text);
      // Whoever develops in the container ends it by hand.
      if (!call || forDevelopment.test(call.script ?? '')) continue;
      const fixes = programFix(step, call, model, context);
      report({ at: call.at, message: 'wrapped', values: { manager: call.manager }, fixes });
    }
  },
});

/** `dev`, `start:dev`, `test:unit`, `int-test` */
const forDevelopment = /(?:^|[:-])(?:dev|develop|watch|tests?|e2e|lint|storybook)(?:$|:)/;

interface ManagerCall {
  readonly manager: string;
  /** The word that names it. */
  readonly at: TextRange;
  /** The script of package.json; undefined where CMD names it. */
  readonly script: string | undefined;
  /** The call is all there is, and nothing is handed on to the script. */
  readonly isPlain: boolean;
}

function callOf({ instruction, scripts }: Step, text: string): ManagerCall | undefined {
  const { name, json } = instruction;
  if (name !== 'CMD' && name !== 'ENTRYPOINT') return undefined;
  if (!/\b(?:npm|yarn|pnpm)\b/.test(text.slice(instruction.args.range.start, instruction.args.range.end)))
    return undefined;
  if (json) {
    const argv = json.items.map(({ value }) => value);
    const program = programOf(argv);
    const item = program && json.items[program.index];
    // dumb-init sends signals to the whole group.
    if (!program || !item || program.wrappers.includes('dumb-init')) return undefined;
    const rest = argv.slice(program.index + 1);
    const script = scriptOf(program.name, rest);
    if (script === undefined && (name === 'CMD' || rest.some((word) => !word.startsWith('-'))))
      return undefined;
    const isPlain = program.index === 0 && script !== undefined && rest.at(-1) === script;
    return managers.has(program.name)
      ? { manager: program.name, at: item.range, script, isPlain }
      : undefined;
  }
  const last = scripts[0]?.body[0]?.items.at(-1);
  if (last?.node.kind !== 'command' || last.background || scripts[0]?.body.length !== 1) return undefined;
  const words = last.node.words.map(({ value }) => value ?? '');
  const program = programOf(words);
  const word = program && last.node.words[program.index];
  if (!program || !word || !managers.has(program.name)) return undefined;
  const script = scriptOf(program.name, words.slice(program.index + 1));
  return script === undefined ? undefined : { manager: program.name, at: word.range, script, isPlain: false };
}

const managers: ReadonlySet<string> = new Set(['npm', 'yarn', 'pnpm']);

/** The script a call runs: `npm start`, `npm run serve`, `yarn serve`. */
function scriptOf(manager: string, args: readonly string[]): string | undefined {
  const [verb, name] = args.filter((word) => !word.startsWith('-'));
  if (verb === undefined) return undefined;
  if (verb === 'run' || verb === 'run-script') return name;
  if (verb === 'start') return 'start';
  return manager !== 'npm' && !commands.has(verb) && /^[\w:-]+$/.test(verb) ? verb : undefined;
}

/** Commands of yarn and pnpm themselves. */
const commands: ReadonlySet<string> = new Set([
  ...[
    'add',
    'audit',
    'bin',
    'build',
    'cache',
    'config',
    'create',
    'deploy',
    'dlx',
    'exec',
    'global',
    'import',
    'init',
  ],
  ...[
    'install',
    'i',
    'info',
    'link',
    'list',
    'ls',
    'node',
    'outdated',
    'pack',
    'publish',
    'remove',
    'store',
    'test',
  ],
  ...['up', 'update', 'upgrade', 'version', 'why', 'workspace', 'workspaces'],
]);

/** The package.json in the working directory, as paths of the build context. */
function manifestsOf(step: Step, model: BuildModel): readonly string[] {
  const { instruction, stage } = step;
  if (!stage || !instruction.json || (instruction.name !== 'CMD' && instruction.name !== 'ENTRYPOINT'))
    return [];
  if (!managers.has(programOf(instruction.json.items.map(({ value }) => value))?.name ?? '')) return [];
  return contextPathsOf(joinPath(workdirOf(step), 'package.json'), stage, model);
}

/** Where package.json is in reach and the script is one plain `node file.js`, that command. */
function programFix(step: Step, { script, isPlain }: ManagerCall, model: BuildModel, context: ContextFacts) {
  const { json } = step.instruction;
  const { text } = model.tree;
  if (!json || script === undefined || !isPlain) return undefined;
  const path = manifestsOf(step, model).find((file) => context.exists(file));
  const manifest = path === undefined ? undefined : context.read(path);
  const words = manifest === undefined ? undefined : plainNode(manifest, script);
  if (!words) return undefined;
  const edit = smallEdit(text, json.range, jsonArray(words));
  return [{ fix: 'startProgram', values: { program: words.join(' ') }, edits: [edit] }] as const;
}

/** Undefined where the script needs a shell, is anything but `node`, or has others that run before or after it. */
function plainNode(manifest: string, script: string): readonly string[] | undefined {
  const scripts = readScripts(manifest);
  if (!scripts || `pre${script}` in scripts || `post${script}` in scripts) return undefined;
  const line = scripts[script];
  if (typeof line !== 'string' || !/^node [\w@%+=:,./ -]+$/.test(line)) return undefined;
  return line.trim().split(/ +/);
}

function readScripts(manifest: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(manifest);
    const scripts =
      typeof value === 'object' && value !== null && 'scripts' in value ? value.scripts : undefined;
    return typeof scripts === 'object' && scripts !== null ? { ...scripts } : undefined;
  } catch {
    return undefined;
  }
}
