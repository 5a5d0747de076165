import type { Step } from '../../model/types.ts';
import type {
  ShellList,
  ShellListItem,
  ShellScript,
  ShellSubstitution,
  ShellWord,
} from '../../syntax/shell/tree.ts';
import { bourneScripts } from './bourneScripts.ts';

/**
 * The programs of a step that a shell surely reads as they look: not the body of a heredoc whose lines end in a carriage
 * return, which to the shell is a part of each last word. To be asked through `step.once`.
 */
export function plainScripts(step: Step): readonly ShellScript[] {
  return step.once(bourneScripts).filter(({ source }) => !source.text.includes('\r'));
}

/** Every list of a program: its own, those of its constructs, and those of substitutions. */
export function allLists({ body, substitutions }: ShellScript): readonly ShellList[] {
  return [...body, ...substitutions.flatMap((one) => one.body ?? [])].flatMap(withNested);
}

function withNested(list: ShellList): readonly ShellList[] {
  const nested = list.items.flatMap(({ node }) => (node.kind === 'compound' ? node.bodies : []));
  return nested.length === 0 ? [list] : [list, ...nested.flatMap(withNested)];
}

/** What `|` joins in a list, of one item or more. */
export function pipelinesOf({ items }: ShellList): readonly (readonly ShellListItem[])[] {
  const pipelines: ShellListItem[][] = [];
  for (const item of items) {
    if (isPipe(item.operator)) pipelines.at(-1)?.push(item);
    else pipelines.push([item]);
  }
  return pipelines;
}

export function isPipe(operator: ShellListItem['operator']): boolean {
  return operator === '|' || operator === '|&';
}

/** A word as a message shows it: `$NAME` for `${NAME}`. */
export function shownWord({ text }: ShellWord): string {
  return text.replace(/\$\{(\w+)\}/g, '$$$1').replace(/[{}]|\s+/g, ' ');
}

/** The substitutions of a program by the offset they begin at. */
export function substitutionsByStart({ substitutions }: ShellScript): ReadonlyMap<number, ShellSubstitution> {
  return new Map(substitutions.map((one) => [one.range.start, one]));
}
