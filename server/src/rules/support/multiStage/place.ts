import type { Instruction } from '../../../syntax/dockerfile/tree.ts';
import type { ShellWord } from '../../../syntax/shell/tree.ts';
import type { TextRange } from '../../../text/range.ts';
import { setUpRuns } from './buildOnly.ts';
import type { PlacedCommand, SingleStage } from './singleStage.ts';

/**
 * The last RUN: all that stands below it can stay where it is, below the new FROM. One that only sets up the container
 * can as well, where there is a shell.
 */
export function cutAfterRuns(
  subject: SingleStage,
  hasShell: boolean,
  isRuntime?: (placed: PlacedCommand) => boolean,
): Instruction | undefined {
  const later = hasShell ? setUpRuns(subject, isRuntime) : undefined;
  const runs = subject.stage.instructions.filter(({ name }) => name === 'RUN');
  return runs.reverse().find((run) => !later?.has(run));
}

/** What a build command is called, and its words in the document: up to `verb`, or as far as the manager's. */
export function namedBy(
  { call, command, args, program }: PlacedCommand,
  verb: ShellWord | undefined = call?.verb ?? args.find(({ text }) => !text.startsWith('-')),
): { readonly name: string; readonly at: TextRange } {
  const first = call?.program ?? command.words[0];
  const start = first?.range.start ?? command.range.start;
  if (!verb || !first || verb.range.start <= start) {
    return { name: program ?? '', at: first?.range ?? command.range };
  }
  const words = command.words.filter(({ range }) => range.start > start && range.end <= verb.range.end);
  const name = words.flatMap(({ text }) => (text.startsWith('-') ? [] : [text]));
  return { name: [program ?? first.text, ...name].join(' '), at: { start, end: verb.range.end } };
}

/** Before the line break. */
export function lineEnd(text: string, offset: number): number {
  const at = text.indexOf('\n', offset);
  if (at === -1) return text.length;
  return at > offset && text.charCodeAt(at - 1) === 13 ? at - 1 : at;
}
