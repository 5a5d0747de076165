import type { RunModel } from '../../model/types.ts';
import type { ShellCommand, ShellList } from '../../syntax/shell/tree.ts';

/**
 * Whether the author has thought of the command's failure, or of its success being doubtful: `||` follows it, or stands
 * in front of it; it decides an `if` or a loop; it is negated, or in the background.
 */
export function isForgiven(command: ShellCommand, { scripts }: RunModel): boolean {
  if (command.context === 'substitution') return true;
  const { start } = command.range;
  return scripts.some(({ script }) => script.body.some((list) => forgives(list, start)));
}

function forgives({ items }: ShellList, place: number): boolean {
  const at = items.findIndex(({ range }) => range.start <= place && place < range.end);
  const item = items[at];
  if (!item) return false;
  if (item.background || item.negated) return true;
  // Of a chain, `||` counts wherever it stands: what is left of it is not judged by its last command alone.
  let first = at;
  while (first > 0 && isJoined(items[first]?.operator)) first--;
  let last = at;
  while (isJoined(items[last + 1]?.operator)) last++;
  if (items.slice(first + 1, last + 1).some(({ operator }) => operator === '||')) return true;
  if (item.node.kind === 'command') return false;
  const { bodies, type } = item.node;
  const isCondition = type === 'if' || type === 'while' || type === 'until';
  return bodies.some((body, index) => {
    if (body.range.start > place || place >= body.range.end) return false;
    // An `if` gives condition and branch by turns, and the `else` alone.
    const decides = isCondition && index % 2 === 0 && !(type === 'if' && index === bodies.length - 1);
    return decides || forgives(body, place);
  });
}

function isJoined(operator: string | undefined): boolean {
  return operator === '&&' || operator === '||' || operator === '|' || operator === '|&';
}
