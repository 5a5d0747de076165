import type { ShellWord } from '../../syntax/shell/tree.ts';
import type { FedInstall } from './fedInstalls.ts';
import type { RunItems } from './runItems.ts';

/** A command that gets the dependencies of a build, or of an install of the project, and no more. */
export interface FetchStep {
  /** As it is to be run, in the directory and with the variables of the command that it goes before. */
  readonly command: string;
  /** The same in short, for a title. */
  readonly name: string;
}

/** Undefined where there is no such command, or where this one is more than a plain command. */
export function fetchStepOf({ need, item, run }: FedInstall): FetchStep | undefined {
  const { step } = need.command;
  const { command } = item;
  if (!step || !command || !run.isSequence || !run.script || command.redirects.length > 0) return undefined;
  const words = command.words.map(textOf);
  if ('options' in step) {
    const assignments = command.assignments.map(({ name, value }) => `${name}=${value?.text ?? ''}`);
    const options = step.options.filter((option) => !need.call.hasOption(option));
    return {
      command: [...assignments, ...words, ...options].join(' '),
      name: [need.name, ...step.options].join(' '),
    };
  }
  const program = command.words.indexOf(need.call.program) + 1;
  const kept = need.facts.manager === 'maven' ? words.slice(program).filter(isForMaven) : [];
  return {
    command: [...words.slice(0, program), step.arguments, ...kept, ...need.operands].join(' '),
    name: `${need.name.split(' ', 1)[0]} ${step.arguments.replace(/^-B /, '')}`,
  };
}

/**
 * The commands in front of an item that the item needs in a RUN of its own as well: `cd`, `export`. Undefined where one
 * cannot be repeated.
 */
export function stateBefore(run: RunItems, item: number): string[] | undefined {
  const texts: string[] = [];
  for (const { command, leaks, isState } of run.items.slice(0, item)) {
    if (!leaks) continue;
    if (!command || !isState || command.words.length === 0 || command.redirects.length > 0) return undefined;
    if (command.words.some((word) => /\$\(|`/.test(word.text))) return undefined;
    texts.push(command.words.map(textOf).join(' '));
  }
  return texts;
}

/** Properties and profiles have a say in what is fetched. */
function isForMaven(text: string): boolean {
  return /^-[DP]\S/.test(text) && !/^-D(?:skip\w*|maven\.test\.skip)\b/.test(text);
}

function textOf(word: ShellWord): string {
  return word.text;
}
