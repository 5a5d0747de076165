import { builtinsWithPrograms, shellOnlyBuiltins } from '../../knowledge/shellBuiltins.ts';
import { dialectOfProgram, dialectOfShebang, programName } from '../../knowledge/shells.ts';
import type { BuildModel, Step } from '../../model/types.ts';
import { identityText } from '../../syntax/dockerfile/logicalLines.ts';
import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import { shellScriptOf } from '../../syntax/shell/script.ts';
import type { TextRange } from '../../text/range.ts';
import { type ContextFacts, defineRule } from '../rule.ts';
import { programOf } from '../support/argv.ts';
import { containerPath, contextPathsOf } from '../support/contextFile.ts';
import { replacesSh } from '../support/dashShell.ts';
import { insertedExec } from '../support/execForm.ts';
import { trapsTermination } from '../support/shellFormCommands.ts';
import { smallEdit } from '../support/smallEdit.ts';

export const entrypointScriptWithoutExec = defineRule({
  id: 'entrypoint-script-without-exec',
  summary: 'The entrypoint script starts its program without exec',
  why: 'The shell of the script stays process 1 and does not pass on signals: on docker stop the program never gets SIGTERM and is killed ten seconds later.',
  language: 'dockerfile',
  category: 'runtime',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [],
  references: ['https://docs.docker.com/build/building/best-practices/#entrypoint'],
  files: (model) => model.steps.flatMap((step) => scriptOf(step, model)?.paths ?? []),
  concerns: { keywords: ['CMD', 'ENTRYPOINT'] },
  stepwise: true,
  messages: {
    program:
      '{file} ends in {program} without exec: its shell stays process 1 and keeps SIGTERM from it. Write exec in front.',
    arguments:
      '{file} ends in "$@" without exec: its shell stays process 1 and keeps SIGTERM from CMD. Write exec "$@".',
    inline: '{shell} -c stays process 1 and keeps SIGTERM from {program}. Write exec in front of it.',
  },
  fixes: {
    startWithExec: { title: 'Start {program} with exec', safety: 'unsafe', availability: 'always' },
  },
  check({ model, steps, context, report }) {
    for (const step of steps) {
      const inline = isFirstToStart(step) ? inlineScript(step, model) : undefined;
      if (inline) {
        const { at, edit, shell, program } = inline;
        const fixes = [{ fix: 'startWithExec', values: { program }, edits: [edit] }] as const;
        report({ at, message: 'inline', values: { shell, program }, fixes });
        continue;
      }
      const script = scriptOf(step, model);
      const path = script?.paths.find((candidate) => context.exists(candidate));
      if (!script || path === undefined) continue;
      const last = lastProgram(path, context);
      if (last === undefined) continue;
      const file = path.slice(path.lastIndexOf('/') + 1);
      if (last === '$@') report({ at: script.at, message: 'arguments', values: { file } });
      else report({ at: script.at, message: 'program', values: { file, program: last } });
    }
  },
});

interface StartScript {
  readonly at: TextRange;
  /** Where it may be in the build context. */
  readonly paths: readonly string[];
}

/** The script that ENTRYPOINT starts, or CMD where there is no ENTRYPOINT, by the looks of its name. */
function scriptOf(step: Step, model: BuildModel): StartScript | undefined {
  const { instruction, stage } = step;
  if (!stage || !isFirstToStart(step)) return undefined;
  const script = instruction.once(scriptIn);
  return script && { at: script.at, paths: contextPathsOf(containerPath(script.word, step), stage, model) };
}

/** ENTRYPOINT, or CMD where the file has no ENTRYPOINT. */
function isFirstToStart({ instruction, stage }: Step): boolean {
  if (!stage || instruction.isTrigger) return false;
  return instruction.name === 'ENTRYPOINT' || (instruction.name === 'CMD' && !stage.final.entrypoint.by);
}

/**
 * `["sh", "-c", "server --port $PORT"]`, where sh is dash, which waits for the program: Bash and the shell of BusyBox make
 * way for the last command of a line.
 */
function inlineScript({ instruction: { json }, stage }: Step, model: BuildModel) {
  const [shell, option, line] = json?.items ?? [];
  if (!json || !shell || !option || !line || !/^(?:\/(?:usr\/)?bin\/)?(?:da)?sh$/.test(shell.value))
    return undefined;
  if (!/^-[eux]*c$/.test(option.value)) return undefined;
  const isDash = /^(?:debian|ubuntu)$/.test(stage?.base.root.facts.distribution ?? '');
  if (!isDash || model.fact(replacesSh)) return undefined;
  const script = shellScriptOf(identityText(line.value, 0, line.value.length), 'dash');
  const first = script.body[0]?.items.at(-1)?.node;
  const written = insertedExec(script);
  const word = first?.kind === 'command' ? first.words[0]?.text : undefined;
  if (written === undefined || word === undefined || trapsTermination(script)) return undefined;
  const program = programName(word.replaceAll('"', ''));
  if (program === '' || passing.has(program)) return undefined;
  const edit = smallEdit(model.tree.text, line.range, JSON.stringify(written));
  return { at: line.range, edit, shell: programName(shell.value), program };
}

/** The word that names the script. */
function scriptIn({ json }: Instruction): { readonly at: TextRange; readonly word: string } | undefined {
  if (!json) return undefined;
  const argv = json.items.map(({ value }) => value);
  const program = programOf(argv);
  if (!program) return undefined;
  const dialect = dialectOfProgram(argv[program.index] ?? '');
  const isShell = dialect !== undefined && dialect !== 'other';
  const index = isShell
    ? argv.findIndex((word, at) => at > program.index && !word.startsWith('-'))
    : program.index;
  if (isShell && argv.slice(program.index + 1).some((word) => /^-\w*c$/.test(word))) return undefined;
  const word = argv[index];
  const item = json.items[index];
  if (word === undefined || !item || !looksLikeScript.test(programName(word))) return undefined;
  return { at: item.range, word };
}

const looksLikeScript = /\.(?:sh|bash)$|entrypoint|^(?:start|run|init|launch|boot)/;

/** What the last line of a shell script starts without `exec`; `$@` for its arguments. Undefined: nothing to say. */
function lastProgram(path: string, context: ContextFacts): string | undefined {
  const text = context.read(path);
  if (text === undefined || text.length > 100_000) return undefined;
  const dialect = dialectOfShebang(text);
  if (!dialect || !/^(?:posix|dash|ash|bash)$/.test(dialect)) return undefined;
  // Whoever knows exec or handles signals knows what they do here, too.
  if (/\b(?:exec|trap|wait)\b/.test(text)) return undefined;
  const line = lastLine(text);
  if (line === undefined) return undefined;
  const script = shellScriptOf(identityText(line, 0, line.length), dialect);
  const items = script.body[0]?.items ?? [];
  const last = items.at(-1);
  if (script.errors.length > 0 || script.body.length !== 1 || last?.node.kind !== 'command') return undefined;
  if (last.background || last.negated || /^(?:\|\|?|\|&)$/.test(last.operator ?? '')) return undefined;
  const [first] = last.node.words;
  if (!first) return undefined;
  if (/^"?\$(?:[@*]|\{[@*]\})"?$/.test(first.text)) return '$@';
  const name = first.value === undefined ? undefined : programName(first.value);
  if (name === undefined || name === '' || passing.has(name)) return undefined;
  return shellOnlyBuiltins.has(name) || builtinsWithPrograms.has(name) ? undefined : name;
}

/** The last line that says something, at the margin, with the lines it continues. */
function lastLine(text: string): string | undefined {
  const lines = text.split('\n').map((line) => line.replace(/\r$/, ''));
  let end = lines.length - 1;
  while (end >= 0 && /^\s*(?:#.*)?$/.test(lines[end] ?? '')) end--;
  let start = end;
  while (start > 0 && lines[start - 1]?.endsWith('\\')) start--;
  const first = lines[start];
  if (first === undefined || !/^[\w"$./]/.test(first) || /^(?:fi|done|esac|EOF|END)\b/.test(first))
    return undefined;
  return lines
    .slice(start, end + 1)
    .join('\n')
    .replaceAll('\\\n', ' ');
}

/** Programs that end by themselves: signals do not matter to them. */
const passing: ReadonlySet<string> = new Set([
  ...[
    'cat',
    'chmod',
    'chown',
    'cp',
    'date',
    'env',
    'grep',
    'ln',
    'ls',
    'mkdir',
    'mv',
    'rm',
    'sed',
    'service',
    'sleep',
  ],
  ...['touch', 'which', 'whoami'],
]);
