import type { ShellCommand, ShellCompound, ShellList, ShellListItem } from '../../syntax/shell/tree.ts';
import { isPipe } from './shellLists.ts';

/** A command after which a shell without `-e` goes on whether it failed or not, and whose failure nobody asks for. */
export interface IgnoredFailure {
  readonly command: ShellCommand;
  /**
   * What `set -e` does not reach: it stands before an `&&`, alone or in a construct that does, so that a failure ends
   * this chain and not the program. https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#set
   */
  readonly isExempt: boolean;
  /** That is an `&&` of its own chain, and none far away. */
  readonly isBeforeAnd: boolean;
  /** It would be the end of the program, but for the loop around it: only its last turn decides. */
  readonly isTurn: boolean;
  /** The chain it is an item of itself. */
  readonly chain: readonly ShellListItem[];
  /** The chain is one of the program's own level, and not within a construct. */
  readonly isTop: boolean;
}

/**
 * All of them, in order. What is a condition, what has a `||` behind or before it, what runs in the background or in a
 * function, and what ends in `true`, is the author's to judge, as is what stands before a check that may end the program
 * (`[ -s file ] || exit 1`); of a pipeline only the end is looked at.
 */
export function ignoredFailures(body: readonly ShellList[]): readonly IgnoredFailure[] {
  const found: IgnoredFailure[] = [];
  for (const [i, list] of body.entries())
    collect(
      list,
      {
        end: i === body.length - 1 ? 'kept' : 'lost',
        isExempt: false,
        isSubshell: false,
        isTop: true,
      },
      found,
    );
  const checked = lastExit(body);
  return found.filter(({ command }) => command.range.start > checked);
}

/** Where the program last says itself that it is to end. In a subshell, which a part of a pipeline is too, only that ends. */
function lastExit(body: readonly ShellList[]): number {
  let last = -1;
  for (const { items } of body) {
    for (const [i, { node, operator }] of items.entries()) {
      if (isPipe(operator) || isPipe(items[i + 1]?.operator)) continue;
      if (node.kind === 'command') {
        if (node.name === 'exit' || node.name === 'return') last = node.range.start;
      } else if (node.type !== 'subshell' && node.type !== 'function' && node.type !== 'coproc') {
        last = Math.max(last, lastExit(node.bodies));
      }
    }
  }
  return last;
}

interface Place {
  /** How the list ends is how the program does, or what is around it: always, in the last turn of a loop, or never. */
  readonly end: 'kept' | 'turn' | 'lost';
  readonly isExempt: boolean;
  /** `set -e` looks at how the list as a whole ends, whatever it did not look at within. */
  readonly isSubshell: boolean;
  readonly isTop: boolean;
}

function collect({ items }: ShellList, place: Place, found: IgnoredFailure[]): void {
  const chains = chainsOf(items);
  if (place.end !== 'lost' && isShrug(chains.at(-1))) return;
  for (const [i, chain] of chains.entries()) {
    if (chain.some(({ operator, background }) => operator === '||' || background)) continue;
    if (chain.length > 1 && isJump(chain.at(-1))) continue;
    const isLast = i === chains.length - 1;
    const end = isLast ? place.end : 'lost';
    for (const [at, item] of chain.entries()) {
      const next = chain[at + 1];
      if (item.negated || isPipe(next?.operator)) continue;
      const isSeen = next === undefined || (isLast && place.isSubshell);
      const isExempt = place.isExempt || !isSeen;
      if (item.node.kind === 'compound') {
        const isSubshell = item.node.type === 'subshell';
        const inner = {
          end: end === 'kept' && hasTurns(item.node) ? 'turn' : end,
          isExempt,
          isSubshell,
          isTop: false,
        } as const;
        for (const list of judged(item.node)) collect(list, inner, found);
      } else if (end !== 'kept') {
        const { isTop } = place;
        const isBeforeAnd = !isSeen && !place.isExempt;
        found.push({ command: item.node, isExempt, isBeforeAnd, isTurn: end === 'turn', chain, isTop });
      }
    }
  }
}

/** A loop, but for one over a single word. */
function hasTurns({ type, words: [, ...list] }: ShellCompound): boolean {
  if (type !== 'for' && type !== 'select') return type === 'while' || type === 'until';
  const [only, ...more] = list;
  return only === undefined || more.length > 0 || only.expands || only.globs;
}

/** At the end of a program: it is not to fail, whatever happens. */
function isShrug(chain: readonly ShellListItem[] | undefined): boolean {
  const node = chain?.at(-1)?.node;
  return node?.kind === 'command' && /^(?:true|:|exit|return|wait)$/.test(node.name ?? '');
}

/** `curl … && break`: whether it succeeds is the question, and it is tried again. */
function isJump(item: ShellListItem | undefined): boolean {
  return item?.node.kind === 'command' && /^(?:break|continue|exit|return)$/.test(item.node.name ?? '');
}

/** What `;`, `&` and line breaks divide. */
export function chainsOf(items: readonly ShellListItem[]): ShellListItem[][] {
  const chains: ShellListItem[][] = [];
  for (const item of items) {
    if (item.operator === '&&' || item.operator === '||' || isPipe(item.operator)) chains.at(-1)?.push(item);
    else chains.push([item]);
  }
  return chains;
}

/** The lists of a construct that are there to be done, not to be asked. */
function judged({ type, bodies }: ShellCompound): readonly ShellList[] {
  switch (type) {
    case 'if':
      return bodies.filter((_, i) => i % 2 === 1 || i === bodies.length - 1);
    case 'while':
    case 'until':
      return bodies.slice(1);
    case 'for':
    case 'select':
    case 'case':
    case 'subshell':
    case 'group':
      return bodies;
    default:
      return [];
  }
}
