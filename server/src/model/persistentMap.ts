/**
 * An immutable map from strings: `set` gives a new map that shares all but one path with the old one. Lookup and
 * update take constant time in practice (a trie of the key's hash, sixteen ways at a level). It lets every state
 * of an image keep its own environment, whatever the number of states, and stages branch off from stages.
 */
export interface PersistentMap<V> {
  readonly root: Slot<V>;
}

export function emptyMap<V>(): PersistentMap<V> {
  return empty;
}

/** One for all: two states that say nothing are told to say the same by it. */
const empty: PersistentMap<never> = { root: undefined };

export function mapGet<V>(map: PersistentMap<V>, key: string): V | undefined {
  let slot = map.root;
  for (let hash = hashOf(key); isBranch(slot); hash >>>= bits) slot = slot[hash & mask];
  for (let leaf = slot; leaf; leaf = leaf.next) if (leaf.key === key) return leaf.value;
  return undefined;
}

export function mapSet<V>(map: PersistentMap<V>, key: string, value: V): PersistentMap<V> {
  return { root: withEntry(map.root, { key, value, hash: hashOf(key), next: undefined }, 0) };
}

/** In no order. */
export function mapValues<V>(map: PersistentMap<V>): V[] {
  const values: V[] = [];
  collect(map.root, values);
  return values;
}

type Slot<V> = Leaf<V> | Branch<V> | undefined;
type Branch<V> = readonly Slot<V>[];

interface Leaf<V> {
  readonly key: string;
  readonly value: V;
  readonly hash: number;
  /** Another key with the same hash. */
  readonly next: Leaf<V> | undefined;
}

const bits = 4;
const mask = (1 << bits) - 1;

function withEntry<V>(slot: Slot<V>, entry: Leaf<V>, depth: number): Slot<V> {
  if (slot === undefined) return entry;
  if (isBranch(slot)) {
    const index = (entry.hash >>> (depth * bits)) & mask;
    const copy = slot.slice();
    copy[index] = withEntry(slot[index], entry, depth + 1);
    return copy;
  }
  if (slot.hash === entry.hash) return { ...entry, next: without(slot, entry.key) };
  // Two keys in one slot: push the old one a level down and try again. Their hashes differ in some level.
  const branch: Slot<V>[] = new Array(1 << bits).fill(undefined);
  branch[(slot.hash >>> (depth * bits)) & mask] = slot;
  return withEntry(branch, entry, depth);
}

function isBranch<V>(slot: Slot<V>): slot is Branch<V> {
  // A type predicate: `Array.isArray` does not narrow to a read-only array.
  return Array.isArray(slot);
}

function without<V>(leaf: Leaf<V> | undefined, key: string): Leaf<V> | undefined {
  let result: Leaf<V> | undefined;
  for (let at: Leaf<V> | undefined = leaf; at; at = at.next) {
    if (at.key !== key) result = { ...at, next: result };
  }
  return result;
}

function collect<V>(slot: Slot<V>, values: V[]): void {
  if (isBranch(slot)) for (const child of slot) collect(child, values);
  else for (let leaf = slot; leaf; leaf = leaf.next) values.push(leaf.value);
}

/** FNV-1a, 32 bits. */
function hashOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
