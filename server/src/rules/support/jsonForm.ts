/** A JSON array of strings on one line, as the Dockerfile reference writes it: `["a", "b"]`. */
export function jsonArray(words: readonly string[]): string {
  return `[${words.map((word) => JSON.stringify(word)).join(', ')}]`;
}
