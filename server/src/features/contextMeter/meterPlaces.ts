import type { ContextView } from '../../model/context/contextView.ts';
import type { BuildModel } from '../../model/types.ts';
import type { ContextAbove } from '../../rules/rule.ts';
import { contextCopyOf, isBroad, mayBeBroad } from '../../rules/support/contextCopies.ts';
import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import { code } from '../../text/markdown.ts';
import type { TextRange } from '../../text/range.ts';
import { type ContextMeter, contextMeter } from './meter.ts';

export interface PlacedMeter extends ContextMeter {
  /** The end of a line, before its line break. */
  readonly offset: number;
  /** What the meter is of: the first line of an ignore file, the keyword of an instruction. */
  readonly about: TextRange;
}

/** At the end of the first line of an ignore file, which may be empty. `above`: why no build seems to read it. */
export function ignoreFileMeter(text: string, view: ContextView, above?: ContextAbove): PlacedMeter {
  const offset = lineEnd(text, 0);
  const { label, tooltip } = contextMeter(view, 'sends');
  const place = { offset, about: { start: 0, end: offset } };
  if (!above) return { ...place, label, tooltip };
  return { ...place, label: 'no build seems to read this', tooltip: `${noticeOf(above)}\n\n${tooltip}` };
}

function noticeOf({ dockerfile, ignoreFile, folder }: ContextAbove): string {
  return `No build in the workspace seems to read this file: ${code(dockerfile)} copies ${code(folder)} out of a folder above, where BuildKit reads ${code(ignoreFile)}. For a build in this folder:`;
}

/**
 * At the end of the first line of each COPY and ADD that takes the whole context, within a range. None where the
 * instruction has exclusions of its own, and after ONBUILD, which takes the context of another build.
 */
export function copyMeters(model: BuildModel, view: ContextView, within?: TextRange): PlacedMeter[] {
  const { text } = model.tree;
  const meters: PlacedMeter[] = [];
  let meter: ContextMeter | undefined;
  for (const instruction of model.tree.instructions) {
    if (!isWholeCopy(instruction, model)) continue;
    const about = instruction.keyword.range;
    const offset = lineEnd(text, about.end);
    if (within && (offset < within.start || about.start > within.end)) continue;
    meter ??= contextMeter(view, 'copies');
    meters.push({ offset, about, ...meter });
  }
  return meters;
}

function isWholeCopy(instruction: Instruction, model: BuildModel): boolean {
  if (!mayBeBroad(instruction) || instruction.flags.some(({ name }) => name === 'exclude')) return false;
  const copy = contextCopyOf(instruction, model);
  return copy !== undefined && isBroad(copy);
}

function lineEnd(text: string, from: number): number {
  const found = text.indexOf('\n', from);
  const end = found < 0 ? text.length : found;
  return end > from && text[end - 1] === '\r' ? end - 1 : end;
}
