/**
 * The same text in memory of its own. What is cut out of a string shares its memory with V8, and would keep every
 * version of a document alive that a piece was once cut from.
 */
export function detached(text: string): string {
  // Joined with something, it is copied when it is cut again.
  return text.length < shortest ? text : ` ${text}`.slice(1);
}

/** V8 copies what is shorter (`SlicedString::kMinLength`). */
const shortest = 13;
