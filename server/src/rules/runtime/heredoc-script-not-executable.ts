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
  why: 'What COPY makes of a heredoc has the mode 0644: nobody may execute it, root neither, and the container, or the build, stops with "permission denied".',
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
    notFound:
      '{file} is written by a heredoc, and is not executable: the container stops with "executable file not found in $PATH". Write it with --chmod=755.',
    deniedInBuild:
      '{file} is written by a heredoc, and is not executable: the build stops here with "permission denied". Write it with --chmod=755.',
  },
  fixes: {
    addFlag: { title: 'Write {file} with --chmod=755', safety: 'unsafe', availability: 'always' },
  },
  check({ model, report }) {
    if (model.frontend.isCustom) return;
    for (const step of model.stepsWith('CMD', 'ENTRYPOINT', 'RUN')) {
      const { stage, instruction } = step;
      if (!stage || instruction.isTrigger) continue;
      const isRun = instruction.name === 'RUN';
      const before = isRun ? instruction.range.start : Number.POSITIVE_INFINITY;
      for (const { paths, at } of isRun ? startedByRun(step) : startedBy(step, stage)) {
        const file = paths.find((path) => writerOf(path, stage, model, before));
        const writer = file && writerOf(file, stage, model, before);
        if (!writer || mayBeOnWindows(stage, stage.final, model)) continue;
        report({
          at,
          message: isRun ? 'deniedInBuild' : paths.length > 1 && instruction.json ? 'notFound' : 'denied',
          values: { file },
          related: [{ range: writer.keyword.range, message: 'It is written here' }],
          fixes: [{ fix: 'addFlag', values: { file }, edits: [modeEdit(writer)] }],
        });
        // The build stops at the first.
        break;
      }
    }
  },
});

/** What is started: the one path of it, or where a name is looked for. */
interface Started {
  readonly paths: readonly string[];
  readonly at: TextRange;
}

function modeEdit({ flags, keyword }: Instruction) {
  const flag = flags.find(({ name }) => name === 'chmod');
  if (flag?.valueRange) return { range: flag.valueRange, newText: '755' };
  const { end } = keyword.range;
  return { range: { start: end, end }, newText: ' --chmod=755' };
}

/** Programs that a RUN starts by their paths. */
function startedByRun({ run, before }: Step): readonly Started[] {
  const { commands = [], form } = run ?? {};
  const workdir = before.workdir.value;
  const movesAbout = commands.some(({ name }) => name === 'cd' || name === 'pushd');
  if (form === undefined || commands.some(({ name }) => name === 'chmod' || name === 'install')) return [];
  return commands.flatMap(({ words: [word] }) => {
    const path = word?.value;
    if (!word || !path?.includes('/')) return [];
    if (!path.startsWith('/') && (workdir === undefined || movesAbout)) return [];
    return [{ paths: [joinPath(workdir ?? '/', path)], at: word.range }];
  });
}

/** What a container of the stage starts, where this instruction says so. */
function startedBy(step: Step, { final, base }: Stage): readonly Started[] {
  const { instruction } = step;
  const { name, json } = instruction;
  if ((name === 'CMD' ? final.cmd : final.entrypoint).by !== instruction) return [];
  // CMD is what the entrypoint makes of it: a program only where there is none, or one that is known to start it.
  if (name === 'CMD') {
    const argv = final.entrypoint.value?.argv ?? (base.root.facts.family === undefined ? undefined : []);
    if (!argv || final.entrypoint.by || (argv.length > 0 && argv[0] !== 'docker-entrypoint.sh')) return [];
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
    if (scripts.length > 0 || more.length > 0 || !first) return [];
    word = first.value;
    at = first.range;
  }
  if (!word || !at) return [];
  if (!word.includes('/')) {
    const found = final.env('PATH');
    const folders = (found.kind === 'defined' && found.value?.split(':')) || [];
    return [{ paths: folders.map((folder) => joinPath(folder, word)), at }];
  }
  // A relative path is one of the directory in which the container starts.
  const workdir = final.workdir.value;
  if (!word.startsWith('/') && workdir === undefined) return [];
  return [{ paths: [joinPath(workdir ?? '/', word)], at }];
}

/**
 * The COPY that writes a file from a heredoc, as nobody may execute it. Undefined where something later may have to do
 * with the file: a COPY over it, a RUN that names it or changes modes.
 * @param before nothing from there on counts
 */
function writerOf(path: string, stage: Stage, model: BuildModel, before: number): Instruction | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  for (let at: Stage | undefined = stage; at; at = at.base.stage) {
    for (const instruction of [...at.instructionsWith('ADD', 'COPY', 'RUN')].reverse()) {
      if (instruction.range.start >= before) continue;
      if (instruction.trigger) return undefined;
      if (instruction.name === 'RUN') {
        const { args, heredocs } = instruction;
        const texts = [args.text, ...heredocs.map(({ content }) => content)];
        if (texts.some((text) => text.includes(name) || /chmod|setfacl/.test(text))) return undefined;
        continue;
      }
      const step = model.stepOf(instruction);
      const written = writtenBy(step);
      if (written === undefined || written.target === path || wayDown(written.target, path) !== undefined) {
        if (!written || mayBeExecuted(instruction)) return undefined;
        if (written.heredocs.includes(path)) return instruction;
        const source = written.copy === path ? sourceOf(step, at) : undefined;
        return source && writerOf(source.path, source.stage, model, Number.POSITIVE_INFINITY);
      }
    }
  }
  return undefined;
}

/** `--chmod=644` gives nobody the right, anything that is not known may. */
function mayBeExecuted({ flags }: Instruction): boolean {
  const mode = flags.find(({ name }) => name === 'chmod')?.value;
  return mode !== undefined && !/^0?[0246]{3}$/.test(mode);
}

/** The file of another stage that is all a COPY takes; its mode comes with it. */
function sourceOf(
  { instruction }: Step,
  at: Stage,
): { readonly path: string; readonly stage: Stage } | undefined {
  const use = at.uses.find((one) => one.kind === 'copy' && one.instruction === instruction);
  // A mode of its own is for the COPY to mend.
  if (!use?.stage || instruction.flags.some(({ name }) => name !== 'from' && name !== 'link'))
    return undefined;
  const path = joinPath('/', instruction.words[0]?.text ?? '');
  return { path, stage: use.stage };
}

interface Written {
  readonly target: string;
  /** The files it makes of heredocs. */
  readonly heredocs: readonly string[];
  /** The one file it copies, where that is plain. */
  readonly copy: string | undefined;
}

/** Where a COPY writes. Undefined where that is not known. */
function writtenBy(step: Step): Written | undefined {
  const to = copyWordsOf(step)?.to;
  if (to === undefined) return undefined;
  const target = joinPath(workdirOf(step), to);
  if (isUnknownPath(target)) return undefined;
  const { heredocs, words, json } = step.instruction;
  const isFolder = to.endsWith('/') || words.length > 2;
  const fileOf = ({ name }: Pick<Heredoc, 'name'>) => (isFolder ? joinPath(target, name) : target);
  const source = words.length === 2 && !json && heredocs.length === 0 ? words[0]?.text : undefined;
  const isPlain = source !== undefined && /^[\w./-]*[\w-]$/.test(source);
  const copy = isPlain ? fileOf({ name: source.slice(source.lastIndexOf('/') + 1) }) : undefined;
  return { target, heredocs: heredocs.map(fileOf), copy };
}
