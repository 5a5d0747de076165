import type { ContextNode } from '../../model/context/contextTree.ts';
import type { Amount, ContextView } from '../../model/context/contextView.ts';

export interface SentNode {
  readonly node: ContextNode;
  readonly sent: Amount;
}

/**
 * What takes most of the bytes that are sent, the largest first. A folder that has most of its parent's bytes is named
 * instead of the parent, and so is a file; what else the parent holds is then looked at by itself. None holds another.
 */
export function largestOf(view: ContextView, most: number): SentNode[] {
  const found: SentNode[] = [];
  const left = childrenOf(view, view.tree.root, most);
  for (let next = left.shift(); next && found.length < most; next = left.shift()) {
    const children = childrenOf(view, next.node, most);
    const [first] = children;
    if (first && first.sent.bytes * 2 > next.sent.bytes) {
      left.push(...children);
      left.sort(byBytes);
    } else {
      found.push(next);
    }
  }
  return found;
}

/** The largest children, at most so many; none that sends nothing. */
function childrenOf(view: ContextView, node: ContextNode, most: number): SentNode[] {
  if (node.kind !== 'folder') return [];
  const largest: SentNode[] = [];
  for (const child of node.children ?? []) {
    const { sent } = view.below(child);
    if (sent.bytes <= (largest[most - 1]?.sent.bytes ?? 0)) continue;
    largest.push({ node: child, sent });
    largest.sort(byBytes);
    largest.length = Math.min(largest.length, most);
  }
  return largest;
}

function byBytes(a: SentNode, b: SentNode): number {
  return b.sent.bytes - a.sent.bytes;
}
