/** Computes a value on first use and keeps it. The function must not depend on anything that changes. */
export function lazy<T>(compute: () => T): () => T {
  let value: { readonly result: T } | undefined;
  return () => {
    value ??= { result: compute() };
    return value.result;
  };
}

/** What is computed once for an object, and kept as long as the object is. */
export function remembered<K extends object, V>(compute: (key: K) => V): (key: K) => V {
  const known = new WeakMap<K, { readonly value: V }>();
  return (key) => {
    let found = known.get(key);
    if (!found) {
      found = { value: compute(key) };
      known.set(key, found);
    }
    return found.value;
  };
}

/** What is computed once for a text, and kept as long as the last few texts are others. */
export function rememberedOfText<V>(compute: (text: string) => V): (text: string) => V {
  const known = new Map<string, { readonly value: V }>();
  return (text) => {
    let found = known.get(text);
    if (!found) {
      if (known.size >= textsKept) known.clear();
      found = { value: compute(text) };
      known.set(text, found);
    }
    return found.value;
  };
}

const textsKept = 16;
