import { dialectOfProgram, programName } from '../../knowledge/shells.ts';
import type { Step } from '../../model/types.ts';
import type { JsonItem } from '../../syntax/dockerfile/tree.ts';
import { shorten } from '../../text/shorten.ts';
import { defineRule } from '../rule.ts';
import { programOf } from '../support/argv.ts';
import { jsonArray } from '../support/jsonForm.ts';
import { type ShellSyntax, shellSyntaxIn } from '../support/shellSyntax.ts';
import { smallEdit } from '../support/smallEdit.ts';

export const execFormShellSyntax = defineRule({
  id: 'exec-form-shell-syntax',
  summary: 'Exec form holds what only a shell understands',
  why: 'Exec form starts the program without a shell. Variables, &&, pipes and redirections reach it as plain text.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [],
  references: ['https://docs.docker.com/reference/dockerfile/#exec-form'],
  concerns: { keywords: ['CMD', 'ENTRYPOINT', 'HEALTHCHECK', 'RUN'], text: /\[/ },
  stepwise: true,
  messages: {
    variable:
      'Exec form has no shell: {text} is handed on as it stands, not expanded. Start a shell that does.',
    operator:
      'Exec form has no shell: {text} becomes an argument of the program. Start a shell that knows it.',
    home: 'Exec form has no shell: nothing replaces the ~ in {text}. Write the path in full.',
  },
  fixes: {
    throughShell: {
      title: 'Start it through a shell: ["/bin/sh", "-c", …]',
      safety: 'unsafe',
      availability: 'sometimes',
    },
  },
  check({ model, steps, report }) {
    for (const step of steps) {
      const { json, name } = step.instruction;
      if (
        !json ||
        !startsProgram.has(name ?? '') ||
        !/[$&|<>;~`]/.test(model.tree.text.slice(json.range.start, json.range.end))
      )
        continue;
      const argv = json.items.map(({ value }) => value);
      if (readsSyntaxItself(argv) || isReadByEntrypoint(step)) continue;
      const isJava = programOf(argv)?.name === 'java';
      const kinds = argv.map((word, index) =>
        isJava && isProperty(word) ? undefined : shellSyntaxIn(word, index),
      );
      const at = kinds.findIndex((kind) => kind !== undefined);
      const item = json.items[at];
      const kind = kinds[at];
      if (!item || !kind) continue;
      report({
        at: item.range,
        message: kind,
        values: { text: shown(item.value) },
        fixes: kinds.includes('home') ? undefined : shellFix(step, kinds, model.tree.text),
      });
    }
  },
});

const startsProgram: ReadonlySet<string> = new Set(['CMD', 'ENTRYPOINT', 'RUN', 'HEALTHCHECK']);

/** Interpreters get programs as arguments, in which all of this has a meaning. */
function readsSyntaxItself(argv: readonly string[]): boolean {
  const program = programOf(argv)?.name ?? '';
  if (evaluators.has(program) || evaluators.has(programName(argv[0] ?? ''))) return true;
  if (argv.some((word) => isShellOrEvaluator(word))) return true;
  // `-c`, `-e` and the like bring a text that somebody evaluates.
  return argv.some((word) => /^(?:-l?[ce]|-lc|--eval|--command|-Command|-exec|-r)$/i.test(word));
}

/** A shell anywhere among the words, or the interpreter of a language whose programs are words on a command line. */
function isShellOrEvaluator(word: string): boolean {
  const dialect = dialectOfProgram(word);
  return (
    dialect !== undefined &&
    (dialect !== 'other' || /^(?:awk|gawk|mawk|psql|mysql|expect)$/.test(programName(word)))
  );
}

const evaluators: ReadonlySet<string> = new Set([
  ...[
    'busybox',
    'envsubst',
    'eval',
    'expr',
    'find',
    'grep',
    'egrep',
    'sed',
    'jq',
    'yq',
    'screen',
    'tmux',
    'ssh',
  ],
  ...[
    'gomplate',
    'confd',
    'dockerize',
    'erl',
    'iex',
    'socat',
    'parallel',
    'xargs',
    'concurrently',
    'watch',
    'test',
    '[',
  ],
  ...['supervisord', 'foreman', 'honcho', 's6-svscan', 'npx', 'npm', 'yarn', 'pnpm', 'powershell', 'cmd'],
]);

/** A script may evaluate what CMD hands to it. */
function isReadByEntrypoint({ instruction, stage }: Step): boolean {
  if (instruction.name !== 'CMD') return false;
  if (instruction.isTrigger) return true;
  const entrypoint = stage?.final.entrypoint.value;
  if (!entrypoint) return false;
  const program = programOf(entrypoint.argv);
  return (
    entrypoint.form === 'shell' ||
    (program !== undefined &&
      (/\.(?:sh|py|js|pl|rb)$|entrypoint|init|run|start/.test(program.name) ||
        readsSyntaxItself(entrypoint.argv)))
  );
}

/** Spring and others expand `${NAME}` in the values of properties themselves. */
function isProperty(word: string): boolean {
  return /^-(?:D|-)[\w.-]+=/.test(word);
}

function shown(text: string): string {
  return shorten(text.replace(/\$\{(\w+)[^}]*\}/g, '$$$1'), 40);
}

/** All words as one command line; `exec` where it is one command, so that the program gets the signals. */
function shellFix(step: Step, kinds: readonly ShellSyntax[], text: string) {
  const { instruction, stage, before } = step;
  const { json, name } = instruction;
  if (!json || instruction.continuations.length > 0 || !stage) return undefined;
  // A shell-form ENTRYPOINT would drop CMD, and what ENTRYPOINT gets from CMD would go to the shell.
  if (name === 'ENTRYPOINT' && stage.final.cmd.value?.argv.length !== 0) return undefined;
  if (name === 'CMD' && stage.final.entrypoint.value?.argv.length !== 0) return undefined;
  if (stage.base.root.facts.hasShell === false || before.shell.by) return undefined;
  const line = json.items.map((item, index) => shellWord(item, kinds[index])).join(' ');
  const isOne =
    !kinds.includes('operator') || !json.items.some(({ value }) => /^(?:&&|\|\|?|;|&)$/.test(value));
  const array = jsonArray(['/bin/sh', '-c', isOne && !line.startsWith('exec ') ? `exec ${line}` : line]);
  return [{ fix: 'throughShell', edits: [smallEdit(text, json.range, array)] }] as const;
}

/** What the shell is to see is left alone, all else is quoted where it must be. */
function shellWord({ value }: JsonItem, kind: ShellSyntax): string {
  if (kind === 'operator') return value;
  if (kind === 'variable') return value.startsWith('$(') || value.startsWith('`') ? value : `"${value}"`;
  return /^[\w@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;
}
