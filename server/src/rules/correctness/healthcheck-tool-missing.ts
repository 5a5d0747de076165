import { missingTools, type ProbeTool } from '../../knowledge/imageTools.ts';
import type { BuildModel, Stage, Step } from '../../model/types.ts';
import type { ShellCommand } from '../../syntax/shell/tree.ts';
import type { TextRange } from '../../text/range.ts';
import { defineRule } from '../rule.ts';
import { programOf } from '../support/argv.ts';
import { probeFor } from '../support/healthProbe.ts';
import { jsonArray } from '../support/jsonForm.ts';
import { smallEdit } from '../support/smallEdit.ts';

export const healthcheckToolMissing = defineRule({
  id: 'healthcheck-tool-missing',
  summary: 'HEALTHCHECK calls a program that the image does not have',
  why: 'The check runs inside the container. Where its program is missing it always fails, and a container that works is called unhealthy and restarted.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [],
  references: [
    'https://docs.docker.com/reference/dockerfile/#healthcheck',
    'https://github.com/GoogleContainerTools/distroless#why-should-i-use-distroless-images',
  ],
  concerns: { keywords: ['HEALTHCHECK'] },
  stepwise: true,
  messages: {
    tool: 'The image has no {tool}, and nothing installs it: this check always fails. Install it, or use what is there.',
    shell: 'The image has no shell, which this check needs: it always fails. Write the command in exec form.',
  },
  fixes: {
    useOther: {
      title: 'Check with {program}, which the image has',
      safety: 'unsafe',
      availability: 'sometimes',
    },
  },
  check({ model, steps, report }) {
    for (const step of steps) {
      const { instruction, stage } = step;
      if (instruction.name !== 'HEALTHCHECK' || !stage || instruction.isTrigger) continue;
      const { facts } = stage.base.root;
      const { shell } = instruction;
      if (facts.hasShell === false && shell && shell.text !== '') {
        if (mayBring(stage, /\b(?:ba|da)?sh\b|busybox|toybox/, model)) continue;
        report({
          at: shell.range,
          message: 'shell',
          fixes: fixFor(step, probesOf(step)[0], model.tree.text),
        });
        continue;
      }
      const missing = missingTools(facts, stage.base.root.reference?.tag);
      if (!missing) continue;
      const probe = probesOf(step).find(({ tool }) => missing.includes(tool));
      if (!probe || mayBring(stage, mentions[probe.tool], model)) continue;
      report({
        at: probe.at,
        message: 'tool',
        values: { tool: probe.tool },
        fixes: fixFor(step, probe, model.tree.text),
      });
    }
  },
});

const mentions: Readonly<Record<ProbeTool, RegExp>> = { curl: /\bcurl\b/, wget: /\bwget\b/ };

interface ProbeCall {
  readonly tool: ProbeTool;
  /** Its word. */
  readonly at: TextRange;
  /** The words behind it as written. */
  readonly args: readonly string[];
  /** In shell form, the command. */
  readonly command: ShellCommand | undefined;
}

function probesOf({ instruction, scripts }: Step): ProbeCall[] {
  const { json } = instruction;
  if (json) {
    const argv = json.items.map(({ value }) => value);
    const program = programOf(argv);
    const item = program && json.items[program.index];
    if (!item || !isTool(program.name)) return [];
    return [{ tool: program.name, at: item.range, args: argv.slice(program.index + 1), command: undefined }];
  }
  return (scripts[0]?.commands ?? []).flatMap((command) => {
    const [word, ...args] = command.words;
    const { name } = command;
    if (!word || name === undefined || !isTool(name)) return [];
    return [{ tool: name, at: word.range, args: args.map(({ text }) => text), command }];
  });
}

function isTool(name: string): name is ProbeTool {
  return name === 'curl' || name === 'wget';
}

/** Whether anything that the image is made of says the word, or runs or copies what nobody can see into. */
function mayBring(stage: Stage, word: RegExp, model: BuildModel): boolean {
  for (let at: Stage | undefined = stage; at; at = at.base.stage) {
    // Of a stage of this file, BuildKit runs the triggers as well.
    for (const instruction of [...at.inheritedTriggers, ...at.instructions]) {
      const { name, range } = instruction;
      if (name !== 'RUN' && name !== 'COPY' && name !== 'ADD') continue;
      if (word.test(model.tree.text.slice(range.start, range.end))) return true;
      if (
        name === 'RUN'
          ? installsUnseen(model.stepOf(instruction))
          : copiesSystem(instruction.words.map(({ text }) => text))
      )
        return true;
    }
  }
  return false;
}

/** A script, a command in a variable, or a list of packages that is not written there. */
function installsUnseen({ run }: Step): boolean {
  if (!run) return true;
  return (
    run.commands.some(
      ({ name, words }) =>
        words.length > 0 &&
        (name === undefined ||
          /[/\\]|\.(?:sh|py|rb)$/.test(name) ||
          /^(?:xargs|ansible\S*|make|source|\.)$/.test(name) ||
          /^(?:ba|da|a)?sh$/.test(name)),
    ) ||
    run.packageCommands.some(
      ({ action, packages, command }) =>
        action === 'install' &&
        (packages.some(({ name }) => name === undefined) || command.words.some(({ expands }) => expands)),
    )
  );
}

/** Something that may be the root of another system, or a directory of programs. */
function copiesSystem(words: readonly string[]): boolean {
  const destination = words.at(-1) ?? '';
  return /^["']?(?:\/|\/(?:usr|usr\/local|bin|usr\/bin|usr\/local\/bin|sbin)\/?)["']?$/.test(destination) &&
    words.length > 1
    ? words
        .slice(0, -1)
        .some(
          (word) => /\/$|\.(?:tar|tgz|gz|xz|zst)|rootfs|\*/.test(word) || /\/(?:bin|usr|local)$/.test(word),
        )
    : false;
}

function fixFor(step: Step, call: ProbeCall | undefined, text: string) {
  const { instruction, stage } = step;
  if (!call || !stage || call.tool === 'wget') return undefined;
  const url = urlOf(call.args);
  const probe = url === undefined ? undefined : probeFor(stage, url);
  if (!probe || url === undefined) return undefined;
  const values = { program: probe.program };
  if (instruction.json) {
    if (url.includes('$')) return undefined;
    const edits = [smallEdit(text, instruction.json.range, jsonArray(probe.words))];
    return [{ fix: 'useOther', values, edits }] as const;
  }
  const { command } = call;
  if (!command) return undefined;
  if (stage.base.root.facts.hasShell === false) {
    // Without a shell nothing but the command itself can stay.
    if (url.includes('$') || instruction.continuations.length > 0 || !instruction.shell) return undefined;
    const edits = [smallEdit(text, instruction.shell.range, jsonArray(probe.words))];
    return [{ fix: 'useOther', values, edits }] as const;
  }
  if (text.slice(command.range.start, command.range.end).includes('\n')) return undefined;
  return [{ fix: 'useOther', values, edits: [smallEdit(text, command.range, probe.line)] }] as const;
}

/** The address curl asks, where it does nothing else; undefined with options that mean more. */
function urlOf(args: readonly string[]): string | undefined {
  const found: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const word = (args[at] ?? '').replace(/^(["'])(.*)\1$/, '$2');
    if (/^(?:-o|--output|-m|--max-time|--connect-timeout|--retry)$/.test(word)) at++;
    else if (/^(?:-[fsSLkIgq]+|--(?:fail|silent|show-error|location|insecure|head))$/.test(word)) continue;
    else if (word.startsWith('-')) return undefined;
    else found.push(word);
  }
  const [url] = found;
  if (
    url === undefined ||
    found.length > 1 ||
    !/^(?:https?:\/\/)?[\w.$-]/.test(url) ||
    /[`"'\\\s(]/.test(url)
  )
    return undefined;
  return /^https?:\/\//.test(url) ? url : `http://${url}`;
}
