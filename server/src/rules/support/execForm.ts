import { builtinsWithPrograms, shellOnlyBuiltins } from '../../knowledge/shellBuiltins.ts';
import type { CommandSetting, Setting, Step } from '../../model/types.ts';
import type { ShellScript, ShellWord } from '../../syntax/shell/tree.ts';
import type { FixEdit } from '../rule.ts';
import { namesFile } from './words.ts';

export interface SimpleCommand {
  readonly words: readonly ShellWord[];
  /** Nothing in it needs a shell: no expansion, glob, assignment or redirection, no operator. */
  readonly isPlain: boolean;
  /** The shell runs it itself; a program of that name may do alike (`echo`) or not exist. */
  readonly isBuiltin: boolean;
}

/** The one command of a script, if it is just one. Undefined for builtins that only a shell can run. */
export function simpleCommand(script: ShellScript): SimpleCommand | undefined {
  const item = script.body[0]?.items[0];
  if (script.errors.length > 0 || script.body.length !== 1 || script.body[0]?.items.length !== 1)
    return undefined;
  if (item?.node.kind !== 'command' || item.background || item.negated) return undefined;
  const command = item.node;
  const name = command.words[0]?.value;
  if (command.words.length === 0 || (name !== undefined && shellOnlyBuiltins.has(name))) return undefined;
  // What is left of the line after the command, such as a lone `;`, is the shell's business.
  const rest = script.source.text.slice(script.source.map.toDerived(command.range.end));
  const isPlain =
    rest.trim() === '' &&
    command.assignments.length === 0 &&
    command.redirects.length === 0 &&
    command.words.every((word) => word.value !== undefined && !word.globs && !word.expands) &&
    name !== '';
  return { words: command.words, isPlain, isBuiltin: name !== undefined && builtinsWithPrograms.has(name) };
}

/**
 * Edits that turn the words of a command into a JSON array where they stand: blanks, continuations and comments
 * between them stay.
 */
export function commandEdits(words: readonly ShellWord[], text: string): FixEdit[] {
  return words.flatMap((word, index) => {
    const open = index === 0 ? '[' : '';
    const close = index === words.length - 1 ? ']' : ',';
    const json = JSON.stringify(word.value ?? '');
    const written = text.slice(word.range.start, word.range.end);
    const before = { start: word.range.start, end: word.range.start };
    const after = { start: word.range.end, end: word.range.end };
    if (written === json) {
      return [...(open === '' ? [] : [{ range: before, newText: open }]), { range: after, newText: close }];
    }
    if (`"${written}"` === json) {
      return [
        { range: before, newText: `${open}"` },
        { range: after, newText: `"${close}` },
      ];
    }
    return [{ range: word.range, newText: `${open}${json}${close}` }];
  });
}

/** A script of one line with `exec` before its last command, so that the shell makes way for it. */
export function insertedExec(script: ShellScript): string | undefined {
  const place = placeForExec(script);
  if (place === undefined) return undefined;
  const { text, map } = script.source;
  const at = map.toDerived(place);
  return `${text.slice(0, at)}exec ${text.slice(at)}`;
}

/**
 * Where `exec` goes, before the last command of a script. Undefined where that would not help or would change what
 * runs: pipelines, `||`, background, compound commands, builtins.
 */
export function placeForExec(script: ShellScript): number | undefined {
  const list = script.body[0];
  const last = list?.items.at(-1);
  if (!list || !last || script.body.length !== 1 || script.errors.length > 0) return undefined;
  const isChain = list.items.every(
    ({ operator, background }) =>
      !background && (operator === undefined || operator === '&&' || operator === ';'),
  );
  if (!isChain || last.node.kind !== 'command' || last.negated) return undefined;
  const [first] = last.node.words;
  if (!first) return undefined;
  // A command held in a variable may be anything, but for one with a path.
  if (first.value === undefined) return namesFile(first.text) ? first.range.start : undefined;
  return shellOnlyBuiltins.has(first.value) || builtinsWithPrograms.has(first.value)
    ? undefined
    : first.range.start;
}

/**
 * Whether the container would start something else in exec form: an ENTRYPOINT gets CMD as its arguments, and in exec
 * form those are other words; an ENTRYPOINT in exec form takes a CMD that it ignored in shell form.
 */
export function changesOthers({ instruction, stage, after }: Step): boolean {
  // Whoever runs a trigger may have an ENTRYPOINT of its own.
  if (!stage || instruction.isTrigger) return true;
  if (instruction.name === 'CMD') return !isKnownAbsent(stage.final.entrypoint);
  const isBase = stage.usedBy.some((other) => other.base.stage === stage);
  return isBase || !isKnownAbsent(stage.final.cmd) || !isKnownAbsent(after.cmd);
}

export function isKnownAbsent(setting: Setting<CommandSetting>): boolean {
  return setting.value?.argv.length === 0;
}
