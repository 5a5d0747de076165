import { commandWrapper } from '../knowledge/commandWrappers.ts';
import { programName } from '../knowledge/shells.ts';
import type { ShellCommand, ShellWord } from '../syntax/shell/tree.ts';

/** A simple command with the programs that only run another one (`sudo`, `env A=b`, `timeout 60`) taken off. */
export interface UnwrappedCommand {
  /** The word that names the program; undefined when the command has no words. */
  readonly program: ShellWord | undefined;
  /** Its file name, lower case: `pip` for `/venv/bin/pip`, `"$VENV"/bin/pip`. Undefined when it is not static. */
  readonly name: string | undefined;
  /** What follows the program's word. */
  readonly args: readonly ShellWord[];
  /** Names of what was taken off, outermost first. */
  readonly wrappers: readonly string[];
}

/** Looks through wrappers. Never throws; linear in the words, once per command. */
export function unwrapCommand(command: ShellCommand): UnwrappedCommand {
  let unwrapped = known.get(command);
  if (!unwrapped) {
    unwrapped = unwrap(command);
    known.set(command, unwrapped);
  }
  return unwrapped;
}

/** Commands live as long as their instruction stays the same, and half of all rules ask. */
const known = new WeakMap<ShellCommand, UnwrappedCommand>();

function unwrap({ words }: ShellCommand): UnwrappedCommand {
  const wrappers: string[] = [];
  let at = 0;
  for (;;) {
    const name = programNameOf(words[at]);
    const facts = name === undefined ? undefined : commandWrapper(name);
    const next = facts && skipWrapper(words, at + 1, facts);
    if (next === undefined || name === undefined) {
      return { program: words[at], name, args: words.slice(at + 1), wrappers };
    }
    wrappers.push(name);
    at = next;
  }
}

/**
 * The file name of a program's word, lower case and without a Windows extension; the last part of a path is
 * enough: `$VENV/bin/pip` is `pip`, whatever the variable holds.
 */
export function programNameOf(word: ShellWord | undefined): string | undefined {
  if (!word) return undefined;
  if (word.value !== undefined) return programName(word.value);
  const tail = word.text.replace(/["']/g, '').split('/').pop() ?? '';
  return word.text.includes('/') && /^[\w.+-]+$/.test(tail) ? programName(tail) : undefined;
}

/** Where the wrapped program's word stands; undefined when nothing is wrapped. */
function skipWrapper(
  words: readonly ShellWord[],
  from: number,
  facts: NonNullable<ReturnType<typeof commandWrapper>>,
): number | undefined {
  let at = from;
  let { operands } = facts;
  if (facts.verb !== undefined) {
    if (words[at]?.value !== facts.verb) return undefined;
    at++;
  }
  for (; at < words.length; at++) {
    const text = words[at]?.text ?? '';
    if (text === '--') {
      at += 1 + operands;
      break;
    }
    if (facts.queries.includes(text)) return undefined;
    if (text.length > 1 && text.startsWith('-')) {
      if (facts.valueOptions.includes(text)) at++;
    } else if (facts.assignments && /^["']?[A-Za-z_]\w*=/.test(text)) {
      // An assignment for the wrapped program.
    } else if (operands > 0) operands--;
    else break;
  }
  if (at >= words.length) return undefined;
  if (facts.only.length > 0 && !facts.only.includes(programNameOf(words[at]) ?? '')) return undefined;
  return at;
}
