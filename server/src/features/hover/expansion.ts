import type { BuildModel, VariableUse } from '../../model/types.ts';
import { code } from '../../text/markdown.ts';
import { shorten } from '../../text/shorten.ts';

export type Modifier = 'none' | '-' | '+' | '?';

/** What comes of a variable without a value. */
export const whereUnset: Readonly<Record<Modifier, string>> = {
  none: 'it is empty',
  '-': 'the default written here is used',
  '+': 'nothing is put here',
  '?': 'the build stops here',
};

/** `${name:-…}`, with the colon or without: of a variable that is not set they are the same. */
export function modifierOf({ range }: VariableUse, { tree }: BuildModel): Modifier {
  const written = /^\$\{\w+:?([-+?])/.exec(tree.text.slice(range.start, range.end))?.[1];
  return written === '-' || written === '+' || written === '?' ? written : 'none';
}

/**
 * What `${name…}` with a modifier gives, where that is another text than the value: `; … gives …`. Empty where it is
 * the same, or cannot be known.
 */
export function outcomeOf(use: VariableUse, model: BuildModel): string {
  const { range, result, instruction, expandedBy } = use;
  if (result.kind !== 'defined' || result.value === undefined) return '';
  // `ARG a=1 b=${a:-2}` sees what the state before it does not have.
  if (result.definition.instruction === instruction) return '';
  const written = model.tree.text.slice(range.start, range.end);
  if (!(expandedBy === 'build' ? withModifier : alikeInShells).test(written)) return '';
  const { value, error } = model.expand(written, instruction);
  if (error !== undefined) return expandedBy === 'build' ? '; the build stops here' : '';
  if (value === undefined) return '';
  if (value === '' && result.value === '' && /^\$\{\w+-/.test(written))
    return '; the default written here is for an unset one only';
  if (value === result.value) return '';
  return `; ${code(shorten(written, 80))} gives ${value === '' ? 'nothing' : code(shorten(value, 200))}`;
}

/** On one line, and without quotes and escapes, whose meaning hangs on what is around. */
const withModifier = /^\$\{\w+[^\w}\n\r"'`\\][^\n\r"'`\\]*\}$/;

/** What every shell of the Bourne family understands as BuildKit does. */
const alikeInShells = /^\$\{\w+(?::?[-+]|##?|%%?)[\w./*:@=,+-]*\}$/;
