import type { ShellList, ShellListItem } from '../../syntax/shell/tree.ts';

/** An item of a list with those next to it. */
export interface PlacedItem {
  readonly item: ShellListItem;
  readonly previous: ShellListItem | undefined;
  readonly next: ShellListItem | undefined;
}

/** All items of a program with their neighbours, those of compounds behind the one that holds them; not of substitutions. */
export function placedItems(lists: readonly ShellList[]): readonly PlacedItem[] {
  return lists.flatMap(({ items }) =>
    items.flatMap((item, i) => {
      const placed = { item, previous: items[i - 1], next: items[i + 1] };
      return item.node.kind === 'compound' ? [placed, ...placedItems(item.node.bodies)] : [placed];
    }),
  );
}
