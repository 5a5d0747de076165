import type { Stage } from '../../model/types.ts';
import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import { defineRule } from '../rule.ts';
import { linesAbove } from '../support/insertLine.ts';
import { keywordLike } from '../support/keywords.ts';
import { copiedEnvironments } from '../support/virtualEnvironments.ts';

export const venvNotOnPath = defineRule({
  id: 'venv-not-on-path',
  summary: 'A copied virtual environment is not used, or does not work where it is',
  why: 'A virtual environment is used by whoever starts programs out of its bin folder: that must be first on PATH, or be named. Else the container starts the Python of the system, which knows none of the packages. And its programs remember the path where it was made.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [],
  references: [
    'https://docs.python.org/3/library/venv.html#how-venvs-work',
    'https://docs.docker.com/guides/python/containerize/',
  ],
  concerns: { text: /env/i },
  messages: {
    unused:
      '{program} is not taken from {path}: its bin folder is not on PATH. Add ENV PATH={path}/bin:$PATH.',
    moved:
      'The environment was made in {madeAt}, and its programs look for Python there: they do not start from {path}. Copy it to the same path.',
  },
  fixes: {
    addToPath: { title: 'Put {path}/bin on PATH', safety: 'unsafe', availability: 'always' },
  },
  check({ model, report }) {
    const stage = model.finalStage;
    if (!stage || model.stages.length < 2) return;
    const environments = copiedEnvironments(stage, model);
    const program = environments.length > 0 ? startedProgram(stage) : undefined;
    if (!program) return;
    for (const { copy, madeAt, path } of environments) {
      const at = copy.words.at(-1)?.range ?? copy.keyword.range;
      if (isUsed(path, stage)) {
        // `bin/python` is a link that still works.
        if (madeAt !== undefined && madeAt !== path && !isPython.test(program.name)) {
          report({ at, message: 'moved', values: { madeAt, path } });
        }
        continue;
      }
      if (program.name.includes('/')) continue;
      const line = `${keywordLike(copy, 'ENV')} PATH="${path}/bin:$PATH"`;
      const edit = linesAbove(model.tree, program.instruction, [line]);
      const fixes = edit && ([{ fix: 'addToPath', values: { path }, edits: [edit] }] as const);
      report({ at, message: 'unused', values: { program: program.name, path }, fixes });
    }
  },
});

const isPython = /(?:^|\/)python[\d.]*$/;

interface StartedProgram {
  readonly name: string;
  readonly instruction: Instruction;
}

/**
 * What the stage itself starts; undefined where that is a script, a shell program of several commands, or a tool that
 * finds the environment by itself.
 */
function startedProgram(stage: Stage): StartedProgram | undefined {
  const { entrypoint, cmd } = stage.final;
  const setting = entrypoint.value && entrypoint.value.argv.length > 0 ? entrypoint : cmd;
  const instruction = setting.by;
  if (!setting.value || !instruction || !stage.instructions.includes(instruction)) return undefined;
  const words =
    setting.value.form === 'exec' ? setting.value.argv : (instruction.shell?.text.split(/\s+/) ?? []);
  const [name] = words;
  if (name === undefined || /[$;&|=]|\.(?:sh|py)$|entrypoint/.test(name)) return undefined;
  if (
    /^(?:.*\/)?(?:sh|bash|ash|dash|uv|poetry|pdm|hatch|pipenv|pixi|env|tini|dumb-init|gosu|su-exec|supervisord)$/.test(
      name,
    )
  ) {
    return undefined;
  }
  return { name, instruction };
}

/** Whether the stage, or one below it, says something of the environment's programs. */
function isUsed(path: string, stage: Stage): boolean {
  const names = [`${path}/bin`, `${path.slice(path.lastIndexOf('/') + 1)}/bin`];
  for (let at: Stage | undefined = stage; at; at = at.base.stage) {
    for (const { name, args, pairs } of at.instructions) {
      if (name === 'COPY' || name === 'ADD' || name === 'LABEL') continue;
      if (
        names.some((each) => args.text.includes(each)) ||
        /activate|PYTHONPATH|UV_PROJECT|update-alternatives|\bln\s/.test(args.text)
      ) {
        return true;
      }
      // The path is put together of variables.
      if (
        name === 'ENV' &&
        pairs.some((pair) => pair.name.text === 'PATH' && /\$\{?(?!PATH\b)\w/.test(pair.value?.text ?? ''))
      ) {
        return true;
      }
    }
  }
  return false;
}
