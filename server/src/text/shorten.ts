/** Cuts a text longer than so many UTF-16 code units at a whole character, and says so with an ellipsis. */
export function shorten(text: string, length: number): string {
  if (text.length <= length) return text;
  const cut = text.slice(0, length - 1);
  return `${cut.replace(/[\uD800-\uDBFF]$/, '')}…`;
}
