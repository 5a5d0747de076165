import type { BuildModel, Step } from '../../model/types.ts';
import { unwrapCommand } from '../../model/unwrapCommand.ts';
import type { ShellCommand, ShellWord } from '../../syntax/shell/tree.ts';
import type { TextEdit } from '../../text/edit.ts';
import { downloadOptions } from './downloadOptions.ts';
import { wordBehind } from './insertOption.ts';

/**
 * A switch of curl, put in as its author would: a letter in the cluster that is there (`-fsS`), in front or behind, or an
 * option of its own, long where the others are. Undefined where the name of the program is in two pieces.
 */
export function curlLetter({
  letter,
  long,
  isFirst = false,
  step,
  command,
  args,
  model,
}: {
  readonly letter: string;
  readonly long: string;
  /** In front of the letters of a cluster, rather than behind those that take no value. */
  readonly isFirst?: boolean;
  readonly step: Step;
  readonly command: ShellCommand;
  readonly args: readonly ShellWord[];
  readonly model: BuildModel;
}): { readonly option: string; readonly edit: TextEdit } | undefined {
  const { tree } = model;
  const { program } = unwrapCommand(command);
  const values = new Set(downloadOptions('curl', args).map(({ valueWord }) => valueWord));
  const cluster = args.find((word) => !values.has(word) && /^-[fsSLkgjJORqv#0-9]+[A-Za-z]*$/.test(word.text));
  if (cluster?.segments.length === 1 && tree.text.startsWith('-', cluster.range.start)) {
    const plain = /^-[fsSLkgjJORqv#0-9]+/.exec(cluster.text)?.[0].length ?? 1;
    const at = cluster.range.start + (isFirst ? 1 : plain);
    return { option: `-${letter}`, edit: { range: { start: at, end: at }, newText: letter } };
  }
  if (program?.segments.length !== 1) return undefined;
  const option = args.some(({ text }) => text.startsWith('--')) ? long : `-${letter}`;
  return { option, edit: wordBehind(program, option, tree.text, step.run?.form === 'exec') };
}
