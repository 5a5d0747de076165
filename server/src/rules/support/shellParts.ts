import type { Step } from '../../model/types.ts';
import type {
  ShellCommand,
  ShellPart,
  ShellRedirect,
  ShellScript,
  ShellWord,
} from '../../syntax/shell/tree.ts';
import { bourneScripts } from './bourneScripts.ts';

/** An expansion without quotes whose value the shell splits into words, and takes for a pattern. */
export interface SplitPart {
  readonly script: ShellScript;
  readonly command: ShellCommand;
  readonly word: ShellWord;
  readonly part: ShellPart;
  /** The word is nothing else. */
  readonly isWhole: boolean;
  /** Undefined for an argument. */
  readonly redirect: ShellRedirect | undefined;
}

/**
 * Every place of a step where a shell of the Bourne family splits a value: among the arguments of commands and, in Bash
 * alone, behind a redirection. Not in the list of a loop, where nobody would write it without quotes for anything else,
 * not in an assignment, and not in the name of a command. To be asked through `step.once`.
 */
export function splitPartsOf(step: Step): readonly SplitPart[] {
  const found: SplitPart[] = [];
  for (const script of step.once(bourneScripts)) {
    for (const command of script.commands) {
      const declares = command.name !== undefined && declaring.has(command.name);
      for (let i = 1; i < command.words.length; i++) {
        const word = command.words[i] as ShellWord;
        if (!word.expands || (declares && /^[A-Za-z_]\w*\+?=/.test(word.text))) continue;
        addParts(found, word.parts, { script, command, word, redirect: undefined });
      }
      // What POSIX says of it, dash and BusyBox do: one word, whatever is in it.
      if (script.dialect !== 'bash') continue;
      for (const redirect of command.redirects) {
        if (!redirect.target?.expands || redirect.operator.startsWith('<<')) continue;
        addParts(found, redirect.target.parts, { script, command, word: redirect.target, redirect });
      }
    }
  }
  return found;
}

/** Their arguments are read as assignments are, by Bash and by dash since 0.5.11. */
const declaring: ReadonlySet<string> = new Set([
  'export',
  'readonly',
  'local',
  'declare',
  'typeset',
  'alias',
]);

type Place = Omit<SplitPart, 'part' | 'isWhole'>;

function addParts(found: SplitPart[], parts: readonly ShellPart[], place: Place): void {
  for (const part of parts) {
    if (part.kind === 'variable' || part.kind === 'substitution') {
      found.push({ ...place, part, isWhole: part.end - part.start === place.word.text.length });
    } else if (part.kind === 'braces') addParts(found, part.parts, place);
  }
}
