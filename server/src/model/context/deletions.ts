import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import type { TextRange } from '../../text/range.ts';
import { joinWorkdir } from '../paths.ts';
import type { Step } from '../types.ts';
import { unwrapCommand } from '../unwrapCommand.ts';
import { matchPathGlob, readPathGlob } from './pathGlob.ts';

/** A command of a RUN that deletes a path. */
export interface Deletion {
  readonly instruction: Instruction;
  /** The command. */
  readonly range: TextRange;
  /** It runs whenever the RUN does, as far as the text tells. */
  readonly isCertain: boolean;
}

/**
 * The first `rm` of a RUN that names an absolute path or a folder above it, as far as the text alone tells: no variables,
 * nothing relative behind a `cd`.
 */
export function deletionIn(step: Step, path: string): Deletion | undefined {
  let cwd = step.before.workdir.value;
  for (const command of step.run?.commands ?? []) {
    const { name, args } = unwrapCommand(command);
    if (name === 'cd' || name === 'pushd') cwd = undefined;
    if (name !== 'rm' && name !== 'unlink') continue;
    const operands = args.filter(({ text }) => !text.startsWith('-'));
    const isHit = operands.some(({ value, globs, quoted }) => {
      const operand = value === undefined ? undefined : joinWorkdir(cwd, value, false);
      return operand !== undefined && covers(operand, path, globs && !quoted);
    });
    if (!isHit) continue;
    const isCertain = !command.conditional && command.context !== 'function' && command.context !== 'loop';
    return { instruction: step.instruction, range: command.range, isCertain };
  }
  return undefined;
}

/** The path itself, or a folder above it; in a glob of the shell, a wildcard does not stand for a dot in front. */
function covers(operand: string, path: string, isGlob: boolean): boolean {
  const wanted = operand.split('/');
  const segments = path.split('/');
  if (wanted.length > segments.length || operand === '/') return false;
  return wanted.every((pattern, index) => {
    const segment = segments[index] ?? '';
    if (!isGlob || !/[*?[]/.test(pattern)) return pattern === segment;
    if (segment.startsWith('.') && !pattern.startsWith('.')) return false;
    return matchPathGlob(readPathGlob(pattern, false), segment);
  });
}
