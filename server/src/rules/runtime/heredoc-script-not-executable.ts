import { copyWordsOf } from '../../model/context/takeWords.ts';
import type { BuildModel, Stage, Step } from '../../model/types.ts';
import type { Heredoc, Instruction } from '../../syntax/dockerfile/tree.ts';
import type { TextRange } from '../../text/range.ts';
import { defineRule } from '../rule.ts';
import { programOf } from '../support/argv.ts';
import { isUnknownPath, joinPath, wayDown, workdirOf } from '../support/containerPaths.ts';
import { mayBeOnWindows } from '../support/onWindows.ts';

export const heredocScriptNotExecutable = defineRule({
  id: 'heredoc-script-not-executable',
  summary: 'A script written by COPY <<EOF is started, but not executable',
  why: 'What COPY makes of a heredoc has the mode 0644: nobody may execute it, root neither, and the container stops at once with "permission denied".',
  language: 'dockerfile',
  category: 'runtime',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [],
  references: [
    'https://docs.docker.com/reference/dockerfile/#copy---chown---chmod',
    'https://docs.docker.com/reference/dockerfile/#example-creating-inline-files',
  ],
  concerns: { keywords: ['ADD', 'COPY'], text: /<</ },
  messages: {
    denied:
      '{file} is written by a heredoc, and is not executable: the container stops with "permission denied". Write it with --chmod=755.',
  },
  fixes: {
    addFlag: { title: 'Write {file} with --chmod=755', safety: 'unsafe', availability: 'always' },
  },
  check({ model, report }) {
    if (model.frontend.isCustom) return;
    for (const step of model.stepsWith('CMD', 'ENTRYPOINT')) {
      const { stage } = step;
      const started = stage && startedBy(step, stage);
      const writer = started && writerOf(started.path, stage, model);
      if (!started || !writer || mayBeOnWindows(stage, stage.final, model)) continue;
      const { end } = writer.keyword.range;
      report({
        at: started.at,
        message: 'denied',
        values: { file: started.path },
        related: [{ range: writer.keyword.range, message: 'It is written here' }],
        fixes: [
          {
            fix: 'addFlag',
            values: { file: started.path },
            edits: [{ range: { start: end, end }, newText: ' --chmod=755' }],
          },
        ],
      });
    }
  },
});

/** The path of what a container of the stage starts, where this instruction says so. */
function startedBy(
  step: Step,
  { final, base }: Stage,
): { readonly path: string; readonly at: TextRange } | undefined {
  const { instruction } = step;
  const { name, json, isTrigger } = instruction;
  if (isTrigger || (name === 'CMD' ? final.cmd : final.entrypoint).by !== instruction) return undefined;
  // CMD is what the entrypoint makes of it: a program only where there is none, or one that is known to start it.
  if (name === 'CMD') {
    const argv = final.entrypoint.value?.argv ?? (base.root.facts.family === undefined ? undefined : []);
    if (!argv || final.entrypoint.by || (argv.length > 0 && argv[0] !== 'docker-entrypoint.sh'))
      return undefined;
  }
  let word: string | undefined;
  let at: TextRange | undefined;
  if (json) {
    const argv = json.items.map(({ value }) => value);
    const index = programOf(argv)?.index ?? -1;
    word = argv[index];
    at = json.items[index]?.range;
  } else {
    const [script, ...scripts] = step.scripts;
    const [command, ...more] = script?.commands ?? [];
    const first = command?.words[command.name === 'exec' ? 1 : 0];
    if (scripts.length > 0 || more.length > 0 || !first) return undefined;
    word = first.value;
    at = first.range;
  }
  if (!word?.includes('/') || !at) return undefined;
  // A relative path is one of the directory in which the container starts.
  const workdir = final.workdir.value;
  if (!word.startsWith('/') && workdir === undefined) return undefined;
  return { path: joinPath(workdir ?? '/', word), at };
}

/**
 * The COPY that writes a file from a heredoc, as nobody may execute it. Undefined where something later may have to do
 * with the file: a COPY over it, a RUN that names it or changes modes.
 */
function writerOf(path: string, stage: Stage, model: BuildModel): Instruction | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  for (let at: Stage | undefined = stage; at; at = at.base.stage) {
    for (const instruction of [...at.instructionsWith('ADD', 'COPY', 'RUN')].reverse()) {
      if (instruction.trigger) return undefined;
      if (instruction.name === 'RUN') {
        const { args, heredocs } = instruction;
        const texts = [args.text, ...heredocs.map(({ content }) => content)];
        if (texts.some((text) => text.includes(name) || /chmod|setfacl/.test(text))) return undefined;
        continue;
      }
      const written = writtenBy(model.stepOf(instruction));
      if (written === undefined || written.target === path || wayDown(written.target, path) !== undefined) {
        return written?.heredocs.includes(path) && !instruction.flags.some((flag) => flag.name === 'chmod')
          ? instruction
          : undefined;
      }
    }
  }
  return undefined;
}

/** Where a COPY writes, and the files it makes of heredocs. Undefined where that is not known. */
function writtenBy(
  step: Step,
): { readonly target: string; readonly heredocs: readonly string[] } | undefined {
  const to = copyWordsOf(step)?.to;
  if (to === undefined) return undefined;
  const target = joinPath(workdirOf(step), to);
  if (isUnknownPath(target)) return undefined;
  const { heredocs, words } = step.instruction;
  const isFolder = to.endsWith('/') || words.length > 2;
  const fileOf = ({ name }: Heredoc) => (isFolder ? joinPath(target, name) : target);
  return { target, heredocs: heredocs.map(fileOf) };
}
