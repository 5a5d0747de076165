import type { RunScript, Step } from '../../model/types.ts';
import type { ShellScript } from '../../syntax/shell/tree.ts';
import { isZsh, mayBeWindows } from './shellRefusals.ts';

/** A program of a step, and what a RUN knows of it. */
export type StepProgram = Pick<RunScript, 'script' | 'heredoc' | 'interpreter'>;

/**
 * The programs of a step that a shell of the Bourne family surely reads, and reads to their end: none in another language,
 * none whose image may be one of Windows, none with an error in it, and no brackets that were meant to be an exec form. Nor
 * bodies that are expanded before: what they say is not what that shell reads. To be asked
 * through `step.once`.
 */
export function bourneScripts(step: Step): readonly ShellScript[] {
  return bournePrograms(step).flatMap((program) => (isExpandedBefore(program, step) ? [] : [program.script]));
}

/** The same with bodies that are expanded before. */
export function bournePrograms(step: Step): readonly StepProgram[] {
  const { run, scripts, instruction, before } = step;
  if (scripts.length === 0 || (instruction.brokenJson && !/^\[\[?\s/.test(scripts[0]?.source.text ?? '')))
    return [];
  const programs: readonly StepProgram[] =
    run?.scripts ?? scripts.map((script) => ({ script, heredoc: undefined, interpreter: undefined }));
  return programs.filter(
    ({ script, interpreter }) =>
      script.errors.length === 0 &&
      bourne.test(script.dialect) &&
      !isZsh(interpreter ?? before.shell.value ?? []) &&
      !mayBeWindows(script, step),
  );
}

const bourne = /^(?:posix|dash|ash|bash)$/;

/**
 * Whether the program is the input of a command and its delimiter is bare: the shell around it has replaced `$x` and
 * `$(…)` in it before the inner one reads a word.
 */
export function isExpandedBefore({ heredoc }: StepProgram, { run }: Step): boolean {
  return heredoc?.expand === true && run?.form !== 'heredoc';
}
