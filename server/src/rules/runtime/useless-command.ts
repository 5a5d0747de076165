import type { BuildModel, Step } from '../../model/types.ts';
import { unwrapCommand } from '../../model/unwrapCommand.ts';
import type { ShellCommand } from '../../syntax/shell/tree.ts';
import { defineRule } from '../rule.ts';
import { topLevel } from '../support/insertLine.ts';
import { programCommands } from '../support/programCommands.ts';
import { removalOf } from '../support/removeCommand.ts';
import { hasBackground } from '../support/shellState.ts';

export const uselessCommand = defineRule({
  id: 'useless-command',
  summary: 'RUN calls a program that makes no sense while an image is built',
  why: 'A build has no terminal, no services and no machine of its own. Editors, monitors and shutdown do nothing for the image, and what is started ends with the RUN.',
  language: 'dockerfile',
  category: 'runtime',
  severity: 'information',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
    { tool: 'hadolint', code: 'DL3001', match: 'same' },
    { tool: 'semgrep', code: 'nonsensical-command', match: 'same' },
    { tool: 'kics', code: 'Run-Utilities-And-POSIX', match: 'related' },
  ],
  references: ['https://docs.docker.com/build/building/best-practices/#run'],
  concerns: { keywords: ['RUN'] },
  stepwise: true,
  messages: {
    monitor: '{command} looks at a running system, and a build leaves none behind. Delete it.',
    editor: '{command} waits for a terminal, which a build does not have. Delete it.',
    machine: '{command} works on a whole machine; a build has no right to, nor use for it. Delete it.',
    service:
      'What {command} starts ends with this RUN and does not run in the container. Start it in CMD or ENTRYPOINT.',
    kill: 'No process of another RUN is left to be killed. Delete {command}.',
    ssh: 'The ssh client gets no key here unless the RUN mounts one. Add --mount=type=ssh, or copy what it fetches.',
  },
  fixes: {
    deleteCommand: { title: 'Delete {command}', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, steps, report }) {
    for (const step of steps) {
      const { instruction, run } = step;
      if (instruction.name !== 'RUN') continue;
      const { start, end } = instruction.range;
      if (!suspicious.test(model.tree.text.slice(start, end))) continue;
      for (const command of run ? programCommands(run) : []) {
        const { program, name } = unwrapCommand(command);
        const message = program && name !== undefined ? messageFor(name, command, step) : undefined;
        if (!program || name === undefined || !message) continue;
        const values = { command: name };
        const fixes = deletion(step, command, name, model);
        if (message === 'ssh') report({ at: program.range, message, fixes });
        else report({ at: program.range, message, values, fixes });
      }
    }
  },
});

const suspicious =
  /\b(?:free|kill|killall|mount|ps|service|systemctl|shutdown|reboot|halt|poweroff|ssh|top|htop|vim?|nano|emacs|sysctl|modprobe|init\.d)\b/;

function messageFor(name: string, command: ShellCommand, step: Step) {
  const { args, program } = unwrapCommand(command);
  const { run, instruction } = step;
  if (/^\/etc\/init\.d\//.test(program?.value ?? ''))
    return args.length === 1 && starts(args[0]?.value) && isLastThing(command, step) ? 'service' : undefined;
  switch (name) {
    case 'free':
    case 'ps':
    case 'top':
    case 'htop':
      return 'monitor';
    case 'vi':
    case 'vim':
    case 'nano':
    case 'emacs':
      // Editors can be told what to do: `vim +PlugInstall +qall`, `vim -es -c …`, `emacs --batch`.
      return args.some(({ text }) => /^["']?(?:\+|-+[a-z]*[cesES]|--batch|--version)/.test(text))
        ? undefined
        : 'editor';
    case 'mount':
      // Without arguments it lists; `--security=insecure` gives the right to.
      return instruction.flags.some((flag) => flag.name === 'security') ? undefined : 'machine';
    case 'sysctl':
      // To read a setting is no harm.
      return args.some(({ text }) => /^-\w*[wp]|^--(?:write|load|system)|=/.test(text))
        ? 'machine'
        : undefined;
    case 'modprobe':
    case 'shutdown':
    case 'reboot':
    case 'halt':
    case 'poweroff':
      return 'machine';
    case 'kill':
    case 'killall':
      return startsSomething(step) ? undefined : 'kill';
    case 'service':
      return starts(args[1]?.value) && isLastThing(command, step) ? 'service' : undefined;
    case 'systemctl':
      return starts(args.find(({ text }) => !text.startsWith('-'))?.value) ? 'service' : undefined;
    case 'ssh':
      return run?.mounts.some(({ type }) => type === 'ssh' || type === 'secret') ||
        args.some(({ text }) => text === '-V' || text === '-i') ||
        args.length === 0
        ? undefined
        : 'ssh';
    default:
      return undefined;
  }
}

function starts(verb: string | undefined): boolean {
  return verb === undefined || /^(?:start|restart|reload|status|force-reload)$/.test(verb);
}

/** A service that later commands of the same RUN talk to is what it is for. */
function isLastThing(command: ShellCommand, { run }: Step): boolean {
  if (command.context !== 'list') return false;
  const later = (run?.commands ?? []).filter(({ range }) => range.start >= command.range.end);
  return later.every(
    ({ name }) => name === 'service' || name === 'sleep' || name === 'echo' || name === 'true',
  );
}

function startsSomething({ run, scripts }: Step): boolean {
  return (
    scripts.some(hasBackground) ||
    (run?.commands ?? []).some(
      ({ name, words, context }) =>
        context === 'condition' ||
        context === 'branch' ||
        (name !== 'kill' && words.some(({ text }) => /start|daemon|--fork|-D$|\$!|\bpid/i.test(text))),
    )
  );
}

function deletion(step: Step, command: ShellCommand, name: string, model: BuildModel) {
  if (command.context !== 'list') return undefined;
  const outer = topLevel(model.tree, step.instruction);
  const edit = removalOf(step, outer, command, model);
  return edit && ([{ fix: 'deleteCommand', values: { command: name }, edits: [edit] }] as const);
}
