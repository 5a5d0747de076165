// Our tree as the nodes of BuildKit's parser.

/**
 * @typedef {object} Node
 * @property {string} keyword
 * @property {number} startLine one-based
 * @property {number} endLine one-based
 * @property {string[]} flags
 * @property {string[]} words ENV and LABEL: name, value and `=` (or nothing) for each pair
 * @property {boolean} json
 * @property {{ name: string, expand: boolean, chomp: boolean, content: string, fileDescriptor: number }[]} heredocs
 * @property {Node | undefined} trigger
 */

/** @returns {Node[]} */
export function nodesOf(tree) {
  return tree.instructions.map((instruction) => nodeOf(instruction, tree.text));
}

/** @returns {Node} */
function nodeOf(instruction, text) {
  const trigger = instruction.trigger && nodeOf(instruction.trigger, text);
  return {
    keyword: instruction.keyword.text,
    startLine: instruction.startLine + 1,
    endLine: instruction.endLine + 1,
    flags: instruction.flags.map(({ name, value }) =>
      value === undefined ? `--${name}` : `--${name}=${value}`,
    ),
    words: wordsOf(instruction),
    json: instruction.json !== undefined,
    heredocs: instruction.heredocs.map(({ name, expand, chomp, contentRange, fileDescriptor }) => ({
      name,
      expand,
      chomp,
      // As the parser keeps it: tabs are cut later.
      content: text.slice(contentRange.start, contentRange.end),
      fileDescriptor,
    })),
    trigger,
  };
}

function wordsOf({ name, pairs, words, trigger }) {
  if (name === 'ENV' || name === 'LABEL') {
    return pairs.flatMap((pair) => [
      pair.name.text,
      pair.value?.text ?? '',
      pair.form === 'equals' ? '=' : '',
    ]);
  }
  if (name === 'ONBUILD') return trigger ? [''] : [];
  // The parser reads no arguments of a keyword it does not know, and leaves an empty node.
  if (name === undefined) return [''];
  return words.map(({ text }) => text);
}

/** What the parser's `Dump` prints: nested lists, the keyword in lower case. `quote` is Go's `%q`. */
export function dump(nodes, quote) {
  return nodes.map((node) => `(${dumpNode(node, quote)})\n`).join('');
}

function dumpNode(node, quote) {
  const flags = node.flags.length > 0 ? ` [${node.flags.map(quote).join(' ')}]` : '';
  const rest = node.trigger
    ? ` (${dumpNode(node.trigger, quote)})`
    : node.words.map((word) => ` ${quote(word)}`).join('');
  return node.keyword.toLowerCase() + flags + rest;
}
