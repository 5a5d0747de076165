import {
  isTlsVariable,
  type TlsSwitch,
  tlsMark,
  tlsSwitches,
  variableDisablesTls,
  writtenSetting,
} from '../../knowledge/tlsSwitches.ts';
import type { BuildModel, RunModel, Step } from '../../model/types.ts';
import { type UnwrappedCommand, unwrapCommand } from '../../model/unwrapCommand.ts';
import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import type { ShellCommand, ShellWord } from '../../syntax/shell/tree.ts';
import type { TextEdit } from '../../text/edit.ts';
import type { TextRange } from '../../text/range.ts';
import { defineRule } from '../rule.ts';
import { topLevel } from '../support/insertLine.ts';
import { downloaderOf } from '../support/powerShellDownloads.ts';
import { removalOf } from '../support/removeCommand.ts';
import { linesWithout } from '../support/removeInstruction.ts';
import { withoutLetter, withoutOne } from '../support/removeWord.ts';
import { unquoted } from '../support/words.ts';

export const tlsVerificationDisabled = defineRule({
  id: 'tls-verification-disabled',
  summary: 'The check of certificates is switched off',
  why: 'Without it anybody on the way can pose as the server and hand out files of their own, which then run in the build and in the image. A setting in ENV does that to every connection of the container, too.',
  language: 'dockerfile',
  category: 'security',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
    { tool: 'sonar', code: 'S4830', match: 'broader' },
    { tool: 'checkov', code: 'CKV2_DOCKER_2', match: 'narrower' },
    { tool: 'checkov', code: 'CKV2_DOCKER_3', match: 'narrower' },
    { tool: 'checkov', code: 'CKV2_DOCKER_4', match: 'narrower' },
    { tool: 'checkov', code: 'CKV2_DOCKER_5', match: 'narrower' },
    { tool: 'checkov', code: 'CKV2_DOCKER_6', match: 'narrower' },
    { tool: 'checkov', code: 'CKV2_DOCKER_12', match: 'narrower' },
    { tool: 'checkov', code: 'CKV2_DOCKER_13', match: 'narrower' },
    { tool: 'checkov', code: 'CKV2_DOCKER_14', match: 'narrower' },
    { tool: 'checkov', code: 'CKV2_DOCKER_15', match: 'narrower' },
    { tool: 'checkov', code: 'CKV2_DOCKER_16', match: 'narrower' },
  ],
  references: ['https://curl.se/docs/sslcerts.html', 'https://docs.docker.com/engine/network/ca-certs/'],
  concerns: { keywords: ['ARG', 'ENV', 'RUN'], text: tlsMark },
  stepwise: true,
  messages: {
    command:
      'With {switch}, {program} takes files from whoever answers. Install the missing certificate instead.',
    variable:
      'With {switch}, programs trust whoever answers, in the container too. Install the missing certificate instead.',
    argument:
      'With {switch}, the programs of each RUN below trust whoever answers. Install the missing certificate instead.',
    shell:
      'With {switch}, the programs of this RUN trust whoever answers. Install the missing certificate instead.',
  },
  fixes: {
    remove: { title: 'Remove {switch}', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, steps, report }) {
    for (const step of steps) {
      const { instruction, run } = step;
      if (instruction.name === 'ENV' || instruction.name === 'ARG') {
        for (const pair of instruction.pairs) {
          if (!isTlsVariable(pair.name.text)) continue;
          const value = pair.value && (model.expand(pair.value.text, instruction).value ?? pair.value.text);
          const name = pair.name.text;
          if (!variableDisablesTls(name, value)) continue;
          const one = withoutOne(instruction.pairs, pair, model.tree);
          const isOnly = instruction.pairs.length === 1;
          const edits = one
            ? [one]
            : isOnly
              ? linesWithout(model.tree, topLevel(model.tree, instruction))
              : [];
          const fixes =
            edits.length > 0 ? [{ fix: 'remove' as const, values: { switch: name }, edits }] : undefined;
          // The container gets no build arguments.
          const message = instruction.name === 'ENV' ? 'variable' : 'argument';
          const values = { switch: withValue(name, value) };
          report({ at: unquoted(pair.name).range, message, values, fixes });
        }
      }
      if (!run || (instruction.heredocs.length === 0 && !instruction.once(isMarked))) continue;
      for (const command of run.once(suspects)) {
        for (const { name, value, range } of assignmentsOf(command)) {
          if (!variableDisablesTls(name, value)) continue;
          const program = command.name === 'export' ? undefined : unwrapCommand(command).name;
          const values = { switch: withValue(name, value) };
          if (program === undefined) report({ at: range, message: 'shell', values });
          else report({ at: range, message: 'command', values: { ...values, program } });
        }
        const found = disabledIn(command, { step, model });
        if (!found) continue;
        const fixes = found.edits && [
          { fix: 'remove' as const, values: { switch: found.switch }, edits: found.edits },
        ];
        report({
          at: found.at,
          message: 'command',
          values: { switch: found.switch, program: found.program },
          fixes,
        });
      }
    }
  },
});

function suspects({ commands }: RunModel): readonly ShellCommand[] {
  return commands.filter(
    (command) =>
      disabledIn(command) !== undefined ||
      assignmentsOf(command).some(({ name, value }) => variableDisablesTls(name, value)),
  );
}

function isMarked({ line }: Instruction): boolean {
  return tlsMark.test(line.text);
}

/** `A=b cmd`, `export A=b`, `env A=b cmd`. */
function assignmentsOf(command: ShellCommand) {
  const own = command.assignments.map(({ name, value, range }) => ({ name, value: value?.value, range }));
  if (command.name !== 'export' && command.name !== 'env') return own;
  const words = command.words.slice(1).flatMap(({ value, range }) => {
    const match = /^([A-Za-z_]\w*)=(.*)$/s.exec(value ?? '');
    return match ? [{ name: match[1] ?? '', value: match[2], range }] : [];
  });
  return [...own, ...words];
}

/** What it is set to is what switches the check off, unless it is the name of a host. */
function withValue(name: string, value: string | undefined): string {
  return value === undefined || /host$/i.test(name) ? name : `${name}=${value}`;
}

interface Disabled {
  readonly at: TextRange;
  readonly program: string;
  readonly switch: string;
  readonly edits: readonly TextEdit[] | undefined;
}

/** @param place undefined: no edits are asked for */
function disabledIn(
  command: ShellCommand,
  place?: { readonly step: Step; readonly model: BuildModel },
): Disabled | undefined {
  const { name, args } = moduleOf(unwrapCommand(command));
  if (name === 'echo' || name === 'printf') return writtenIn(args);
  const known = name === undefined ? undefined : byProgram.get(name);
  if (!known || name === undefined) return undefined;
  let isValue = false;
  for (const word of args) {
    const text = word.value ?? word.text;
    if (isValue) {
      isValue = false;
      continue;
    }
    if (known.options?.test(text)) {
      return {
        at: word.range,
        program: downloaderOf(command)?.label ?? name,
        switch: /^--[\w-]*host=/.test(text) ? text.replace(/=.*/s, '') : text,
        edits: place && withoutOption(command, word, place.model),
      };
    }
    if (known.letter !== undefined && hasLetter(text, known)) {
      const edit = place && withoutLetter(command.words, word, known.letter, place.model.tree);
      return { at: word.range, program: name, switch: `-${known.letter}`, edits: edit && [edit] };
    }
    isValue = takesNext(text, known);
  }
  const [first] = args;
  const last = args.at(-1);
  const phrase = args.map((word) => word.value ?? word.text).join(' ');
  if (!first || !last || !known.setting?.test(phrase)) return undefined;
  const edit =
    place && removalOf(place.step, topLevel(place.model.tree, place.step.instruction), command, place.model);
  const setting = /[^\s=]*(?:trusted-host|(?:ssl|tls)[^\s=]*[ =]\S+)/i.exec(phrase)?.[0] ?? phrase;
  return {
    at: { start: first.range.start, end: last.range.end },
    program: name,
    switch: setting,
    edits: edit && [edit],
  };
}

/** `python3 -m pip` is pip. */
function moduleOf({
  name,
  args,
}: Pick<UnwrappedCommand, 'name' | 'args'>): Pick<UnwrappedCommand, 'name' | 'args'> {
  const isModule = /^python[\d.]*$/.test(name ?? '') && args[0]?.value === '-m';
  return isModule ? { name: args[1]?.value, args: args.slice(2) } : { name, args };
}

const byProgram: ReadonlyMap<string, TlsSwitch> = new Map(
  tlsSwitches.flatMap((one) => one.programs.map((program) => [program, one] as const)),
);

function hasLetter(text: string, { letter, valueLetters = '' }: TlsSwitch): boolean {
  if (!/^-[A-Za-z0-9#:]+$/.test(text)) return false;
  for (const one of text.slice(1)) {
    if (one === letter) return true;
    if (valueLetters.includes(one)) return false;
  }
  return false;
}

/** Whether a cluster ends with a letter whose value is the next word. */
function takesNext(text: string, { valueLetters = '' }: TlsSwitch): boolean {
  if (!/^-[A-Za-z]+$/.test(text)) return false;
  const at = [...text].findIndex((letter) => valueLetters.includes(letter));
  return at >= 0 && at === text.length - 1;
}

/** A setting written into the configuration of a program. */
function writtenIn(args: readonly ShellWord[]): Disabled | undefined {
  for (const { text, range } of args) {
    const setting = writtenSetting.exec(text);
    if (!setting) continue;
    const [, name = '', value = ''] = setting;
    return { at: range, program: 'the program', switch: withValue(name, value), edits: undefined };
  }
  return undefined;
}

/** The option with its value where that is a word of its own; `-c` of git and `-o` of apt go with what they set. */
function withoutOption(
  command: ShellCommand,
  word: ShellWord,
  model: BuildModel,
): readonly TextEdit[] | undefined {
  const { words } = command;
  const at = words.indexOf(word);
  const before = words[at - 1];
  const after = words[at + 1];
  const edit = withoutOne(words, word, model.tree);
  if (!edit) return undefined;
  if (/^--(?:trusted-host|allow-insecure-host)$/.test(word.text)) {
    return after ? extended(edit, after.range.end, model) : undefined;
  }
  if ((before?.text === '-c' || before?.text === '-o') && !word.text.startsWith('-')) {
    const start = words[at - 2]?.range.end;
    return start === undefined
      ? undefined
      : extended({ range: { start, end: edit.range.end }, newText: '' }, edit.range.end, model);
  }
  return [edit];
}

function extended(edit: TextEdit, end: number, { tree }: BuildModel): readonly TextEdit[] | undefined {
  const range = { start: edit.range.start, end };
  return tree.text.slice(range.start, range.end).includes('#') ? undefined : [{ range, newText: '' }];
}
