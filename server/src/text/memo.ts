/** Computes a value on first use and keeps it. The function must not depend on anything that changes. */
export function lazy<T>(compute: () => T): () => T {
  let value: { readonly result: T } | undefined;
  return () => {
    value ??= { result: compute() };
    return value.result;
  };
}
