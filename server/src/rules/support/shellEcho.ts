import type { BuildModel, Step } from '../../model/types.ts';
import type { ShellWord } from '../../syntax/shell/tree.ts';
import { textsOf } from './instructionTexts.ts';
import { wouldRunIn } from './shellFromHere.ts';

/**
 * Whether a SHELL instruction above a step would change what this step or one of those that get the shell from there
 * writes: the `echo` of dash reads escapes (`\n`), that of bash writes them as they are unless it has the option for it.
 */
export function bashWouldEcho(step: Step, model: BuildModel): boolean {
  const all = model.once(escapesEchoed);
  if (all.length === 0) return false;
  return all.some((other) => wouldRunIn(step, other));
}

function escapesEchoed(model: BuildModel): readonly Step[] {
  return model.stepsWith('RUN', 'CMD', 'ENTRYPOINT', 'HEALTHCHECK').filter((step) => step.once(echoesEscape));
}

function echoesEscape({ run, scripts, instruction }: Step): boolean {
  const texts = textsOf(instruction);
  if (!texts.some((text) => text.includes('echo') && text.includes('\\'))) return false;
  const own = run ? run.scripts.flatMap(({ script, interpreter }) => (interpreter ? [] : script)) : scripts;
  return own
    .flatMap(({ commands }) => commands)
    .some(({ name, words }) => name === 'echo' && words.slice(1).some(holdsEscape));
}

/** https://manpages.debian.org/dash.1 (echo). Where a variable keeps the shell's own quoting from being taken off, that is left out. */
function holdsEscape({ text, value }: ShellWord): boolean {
  return /\\[abcefnrtv0\\]/.test(value ?? text.replace(/\\["$`]/g, '').replace(/\\\\/g, '\\'));
}
