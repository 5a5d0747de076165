import type { BuildModel, RunModel, Stage, Step } from '../../model/types.ts';
import { unwrapCommand } from '../../model/unwrapCommand.ts';
import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import type { ShellCommand } from '../../syntax/shell/tree.ts';
import { defineRule } from '../rule.ts';
import { isRoot, runsAs } from '../support/finalUser.ts';
import { linesAbove } from '../support/insertLine.ts';
import { keywordLike } from '../support/keywords.ts';

export const workdirNotWritable = defineRule({
  id: 'workdir-not-writable',
  summary: 'RUN writes into a WORKDIR that belongs to root',
  why: 'WORKDIR creates its directory for the user in force, and COPY --chown changes what it copies, not the directory that is there. An account selected later cannot create anything in it, and the command stops with "permission denied".',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'strict',
  since: '0.1.0',
  references: [
    'https://docs.docker.com/reference/dockerfile/#workdir',
    'https://docs.docker.com/reference/dockerfile/#user',
  ],
  messages: {
    denied:
      '{path} was created by root, so that {user} cannot write into it here. Put WORKDIR below USER, or give it away: chown {user} {path}.',
  },
  fixes: {
    chown: { title: 'Give {path} to {user} above USER', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, report }) {
    for (const stage of model.stages) {
      const found = writesInVain(stage, model);
      if (!found) continue;
      const { command, path, user, by } = found;
      const values = { path, user };
      const isPlain = /^[\w./-]+$/.test(path) && /^[\w.-]+(?::[\w.-]+)?$/.test(user);
      const edit = isPlain
        ? linesAbove(model.tree, by, [`${keywordLike(by, 'RUN')} chown ${user} ${path}`])
        : undefined;
      report({
        at: unwrapCommand(command).program?.range ?? command.range,
        message: 'denied',
        values,
        fixes: edit && [{ fix: 'chown', values, edits: [edit] }],
      });
    }
  },
});

interface Vain {
  readonly command: ShellCommand;
  readonly path: string;
  readonly user: string;
  readonly by: Instruction;
}

/** The first command of a stage that writes into a directory which the stage's WORKDIR made as root. */
function writesInVain(stage: Stage, model: BuildModel): Vain | undefined {
  if (runsAs(stage.initial) !== 'root' || stage.base.root.facts.distribution === 'windows') return undefined;
  let isTouched = false;
  for (const instruction of stage.instructionsWith('RUN')) {
    if (isTouched) continue;
    const step = model.stepOf(instruction);
    const { user, workdir } = step.before;
    const by = user.by;
    if (!by || user.value === undefined || isRoot(user.value)) {
      // Whatever root does to owners and modes may be what is needed.
      isTouched =
        /chown|chmod|chgrp|setfacl|install -|useradd|adduser|su |gosu/.test(instruction.line.text) &&
        touches(step);
      continue;
    }
    const command = step.run?.once(writeOf);
    if (!command) continue;
    const path = workdir.value;
    if (path === undefined || !isRootMade(stage, workdir.by, path, model)) continue;
    return { command, path, user: user.value, by };
  }
  return undefined;
}

/** The first of its commands that writes into the directory it starts in, where it stays in there. */
function writeOf({ commands }: RunModel): ShellCommand | undefined {
  return commands.some(({ name }) => name === 'cd') ? undefined : commands.find(writes);
}

/** A chown or the like; an account's home is made with it. */
function touches({ run }: Step): boolean {
  return (run?.commands ?? []).some((command) => {
    const { name, args } = unwrapCommand(command);
    if (/^(?:chown|chmod|chgrp|setfacl|install)$/.test(name ?? '')) return true;
    return (
      /^(?:useradd|adduser)$/.test(name ?? '') &&
      args.some(({ text }) => /^(?:-\w*d|-h|--home.*)$/.test(text))
    );
  });
}

/** Created by WORKDIR under root: not there in the base image, as far as its name tells. */
function isRootMade(stage: Stage, by: Instruction | undefined, path: string, model: BuildModel): boolean {
  if (!by || model.stageOf(by) !== stage) return false;
  const maker = model.stepOf(by).before.user.value;
  if (maker === undefined || !isRoot(maker)) return false;
  return !/^\/(?:home|tmp|var|root|run|dev|opt\/app-root|usr\/(?:local|share))(?:\/|$)|^\/$/.test(path);
}

/** Installs into the working directory, or makes something in it by a relative name. */
function writes(command: ShellCommand): boolean {
  if (command.context !== 'list') return false;
  const { name, args, wrappers } = unwrapCommand(command);
  if (wrappers.some((wrapper) => /^(?:sudo|gosu|su-exec|doas)$/.test(wrapper))) return false;
  const words = args.map(({ text }) => text);
  const [verb] = words.filter((word) => !word.startsWith('-'));
  switch (name) {
    case 'npm':
    case 'pnpm':
      return (
        /^(?:ci|i|install)$/.test(verb ?? '') &&
        !words.some((word) => /^(?:-g|--global|--prefix.*|-C|--dir)$/.test(word))
      );
    case 'yarn':
      return (
        (verb === undefined || verb === 'install') &&
        !words.some((word) => /^(?:--cwd|--version|-v)$/.test(word))
      );
    case 'mkdir':
    case 'touch':
      return verb !== undefined && /^[\w.]/.test(verb);
    default:
      return false;
  }
}
