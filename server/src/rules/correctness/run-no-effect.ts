import type { BuildModel, RunModel, Step } from '../../model/types.ts';
import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import type { ShellCommand, ShellListItem } from '../../syntax/shell/tree.ts';
import { cover } from '../../text/range.ts';
import { defineRule } from '../rule.ts';
import { linesBelow, topLevel } from '../support/insertLine.ts';
import { keywordLike } from '../support/keywords.ts';
import { mountedWrites } from '../support/mountedFiles.ts';
import { isBourne } from '../support/shellState.ts';
import { buildPairs, buildPath } from '../support/shellToBuild.ts';
import { smallEdit } from '../support/smallEdit.ts';

export const runNoEffect = defineRule({
  id: 'run-no-effect',
  summary: 'RUN changes only what ends with it',
  why: 'Every RUN is a shell of its own. Its directory, its variables and its limits end with it: the next instruction, and the container, know nothing of them.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [{ tool: 'trivy', code: 'DS-0013', match: 'related' }],
  // What is no assignment fails, wherever it stands.
  yieldsTo: ['assignment-with-space'],
  references: [
    'https://docs.docker.com/reference/dockerfile/#workdir',
    'https://docs.docker.com/reference/dockerfile/#env',
  ],
  concerns: { keywords: ['RUN'] },
  stepwise: true,
  messages: {
    directory:
      'The directory of a RUN ends with it: cd has no effect on what follows. Use WORKDIR, which lasts.',
    variable: 'The variables of a RUN end with it: this has no effect on what follows. Use ENV, which lasts.',
    exported:
      'ENV gives {name} to every RUN below it and to the container: exporting it here has no effect. Remove it.',
    file: 'What a file sets in the shell of a RUN ends with it. Read it in the RUN that needs it, or use ENV.',
    setting:
      '{command} changes the shell of this RUN only, and the RUN ends here. Put it in front of what needs it.',
    account:
      '{command} starts a shell that has nothing to do and ends: what follows runs as before. Use USER, which lasts.',
    mounted: '{file} is mounted read-only while a RUN runs: this fails, and would not last. {instead}.',
  },
  fixes: {
    toWorkdir: { title: 'Use WORKDIR', safety: 'unsafe', availability: 'sometimes' },
    toEnv: { title: 'Use ENV', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, steps, report }) {
    for (const step of steps) {
      const { instruction } = step;
      if (instruction.name !== 'RUN') continue;
      const { start, end } = instruction.range;
      if (!suspicious.test(model.tree.text.slice(start, end))) continue;
      for (const { at, file, instead } of step.run?.once(mountedWrites) ?? [])
        report({ at, message: 'mounted', values: { file, instead } });
      for (const { range, name } of step.run?.once(idleShells) ?? [])
        report({ at: range, message: 'account', values: { command: name ?? '' } });
      const found = idleEnd(step, model);
      const first = found?.items[0];
      const last = found?.items.at(-1);
      if (!found || !first || !last) continue;
      const { start: from, end: to } = cover(first.range, last.range);
      // To a shell the CR of a line break is a character like any other.
      const at = { start: from, end: model.tree.text.startsWith('\r\n', to - 1) ? to - 1 : to };
      const kinds = found.items.map(({ node }) => kindOf(node as ShellCommand));
      if (kinds.includes('directory')) {
        report({ at, message: 'directory', fixes: workdirFix(step, found, model) });
      } else if (kinds.includes('variable')) {
        const name = exportedAgain(step, found, model);
        if (name !== undefined) report({ at, message: 'exported', values: { name } });
        else report({ at, message: 'variable', fixes: envFix(step, found, model) });
      } else if (kinds.includes('file')) {
        report({ at, message: 'file' });
      } else {
        report({ at, message: 'setting', values: { command: (last.node as ShellCommand).name ?? '' } });
      }
    }
  },
});

/** Cheap: something of interest is named at all. */
const suspicious =
  /\b(?:cd|pushd|export|source|umask|ulimit|alias|shopt|declare|set|su|newgrp|conda|nvm|hosts|resolv)\b|[;&\s]\.\s|\s[A-Za-z_]\w*=/;

type Kind = 'directory' | 'variable' | 'file' | 'setting' | 'activation' | undefined;

interface IdleEnd {
  /** The last commands of the list, which change nothing but the shell. */
  readonly items: readonly ShellListItem[];
  /** The item in front of them; undefined when the RUN does nothing else. */
  readonly before: ShellListItem | undefined;
}

function idleEnd(step: Step, model: BuildModel): IdleEnd | undefined {
  const script = step.run?.scripts.length === 1 ? step.run.scripts[0]?.script : undefined;
  const list = script?.body[0];
  if (!script || !list || script.body.length !== 1 || script.errors.length > 0) return undefined;
  if (!isBourne(script.dialect, model)) return undefined;
  const { items } = list;
  let start = items.length;
  while (start > 0 && isIdle(items[start - 1])) start--;
  if (start === items.length) return undefined;
  const before = items[start - 1];
  const idle = items.slice(start);
  if (!before) return { items: idle, before };
  const kinds = idle.map(({ node }) => kindOf(node as ShellCommand));
  // Whoever goes back to where the RUN began, or turns an option off again, means no more than that.
  const wentSomewhere = script.commands.some(
    (command) =>
      (command.name === 'cd' || command.name === 'pushd') && command.range.start < before.range.end,
  );
  const counts = (kind: Kind) =>
    kind === 'variable' ||
    kind === 'file' ||
    kind === 'activation' ||
    (kind === 'directory' && !wentSomewhere);
  return kinds.every(counts) ? { items: idle, before } : undefined;
}

/** A command for itself that leaves nothing but a changed shell. */
function isIdle(item: ShellListItem | undefined): boolean {
  if (!item || item.background || item.negated || item.node.kind !== 'command') return false;
  const isJoined =
    item.operator === undefined ||
    item.operator === '&&' ||
    item.operator === ';' ||
    item.operator === 'newline';
  return isJoined && item.node.redirects.length === 0 && kindOf(item.node) !== undefined;
}

function kindOf({ name, words, assignments }: ShellCommand): Kind {
  if (words.length === 0) return assignments.length > 0 ? 'variable' : undefined;
  switch (name) {
    case 'cd':
    case 'pushd':
      return 'directory';
    case 'export':
    case 'declare':
      return words.length > 1 ? 'variable' : undefined;
    case '.':
    case 'source':
      return words.length === 2 && setsVariables.test(words[1]?.text ?? '') ? 'file' : undefined;
    // https://docs.conda.io/projects/conda/en/stable/dev-guide/deep-dives/activation.html, https://github.com/nvm-sh/nvm
    case 'conda':
    case 'mamba':
    case 'micromamba':
      return words[1]?.value === 'activate' ? 'activation' : undefined;
    case 'nvm':
      return words[1]?.value === 'use' ? 'activation' : undefined;
    case 'umask':
    case 'ulimit':
    case 'alias':
    case 'shopt':
    case 'set':
      return words.length > 1 ? 'setting' : undefined;
    default:
      return undefined;
  }
}

/** Files that are made to set variables. Any other may be a program that does something. */
const setsVariables =
  /(?:^|\/)(?:activate|\.?(?:bash|zsh)rc|\.?(?:bash_)?profile|\.env|env|environment|setvars\.sh|nvm\.sh|conda\.sh|sdkman-init\.sh|emsdk_env\.sh|cargo\/env)["']?$/;

function workdirFix(step: Step, { items, before }: IdleEnd, model: BuildModel) {
  const command = items[0]?.node;
  if (items.length !== 1 || command?.kind !== 'command' || command.words.length !== 2) return undefined;
  const path = buildPath(command.words[1], step, model);
  const edits = path === undefined ? undefined : replacement(step, 'WORKDIR', path, items, before, model);
  return edits && ([{ fix: 'toWorkdir', edits }] as const);
}

/** `export A` of what an ENV above sets: the first of the names. Undefined where anything else is set. */
function exportedAgain(step: Step, { items }: IdleEnd, model: BuildModel): string | undefined {
  const words = items.flatMap(({ node }) => {
    const { name, words, assignments } = node as ShellCommand;
    return name === 'export' && assignments.length === 0 ? words.slice(1) : [undefined];
  });
  const isSet = words.every((word) => {
    if (!/^[A-Za-z_]\w*$/.test(word?.text ?? '')) return false;
    const found = model.lookup(word?.text ?? '', step.instruction);
    return found.kind === 'defined' && found.definition.kind === 'env';
  });
  return isSet ? words[0]?.text : undefined;
}

function envFix(step: Step, { items, before }: IdleEnd, model: BuildModel) {
  const pairs = items.map(({ node }) => buildPairs(node as ShellCommand, step, model));
  if (pairs.includes(undefined)) return undefined;
  const edits = replacement(step, 'ENV', pairs.join(' '), items, before, model);
  return edits && ([{ fix: 'toEnv', edits }] as const);
}

/** The instruction in the place of the whole RUN, or below it in the place of its last commands. */
function replacement(
  step: Step,
  keyword: string,
  rest: string,
  items: readonly ShellListItem[],
  before: ShellListItem | undefined,
  model: BuildModel,
) {
  const { instruction } = step;
  if (instruction.heredocs.length > 0 || hasComment(instruction, step)) return undefined;
  const text = `${keywordLike(instruction, keyword)} ${rest}`;
  if (!before) {
    if (instruction.flags.length > 0) return undefined;
    return [smallEdit(model.tree.text, instruction.range, text)];
  }
  const last = items.at(-1);
  const top = topLevel(model.tree, instruction);
  const prefix = instruction.isTrigger ? `${top.keyword.text} ` : '';
  const below = linesBelow(model.tree, top, [prefix + text]);
  if (!below || !last || model.tree.text.slice(last.range.end, instruction.range.end).trim() !== '')
    return undefined;
  return [{ range: { start: before.range.end, end: last.range.end }, newText: '' }, below];
}

/** `su - app`, `newgrp docker`: without a command, they read one from the input, and there is none. */
function idleShells({ commands }: RunModel): readonly ShellCommand[] {
  return commands.filter(({ name, words, redirects, inPipeline }) => {
    if ((name !== 'su' && name !== 'newgrp') || redirects.length > 0 || inPipeline) return false;
    const operands = words.slice(1).filter(({ text }) => !/^(?:-|-l|--login)$/.test(text));
    return words.length > 1 && operands.length <= 1 && operands.every(({ text }) => !text.startsWith('-'));
  });
}

function hasComment(instruction: Instruction, step: Step): boolean {
  return instruction.comments.length > 0 || step.scripts.some(({ comments }) => comments.length > 0);
}
