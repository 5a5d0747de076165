import type { RunScript } from '../../model/types.ts';
import { unwrapCommand } from '../../model/unwrapCommand.ts';
import type { ShellListItem, ShellScript } from '../../syntax/shell/tree.ts';
import type { TextEdit } from '../../text/edit.ts';
import { chainsOf, type IgnoredFailure } from './ignoredFailures.ts';

/**
 * Edits after which a program of one line stops at its first failure, by `&&` in the place of each `;`. Undefined where
 * that would be another program: a `[ … ] && …` decides about itself alone. `&&` does not reach into a loop either.
 */
export function joiningEdits({ script }: RunScript, text: string): readonly TextEdit[] | undefined {
  const [list] = script.body;
  if (!list || script.body.length > 1 || script.comments.length > 0) return undefined;
  const isPlain = list.items.every(
    ({ node, operator, background, negated }) =>
      node.kind === 'command' &&
      !background &&
      !negated &&
      (operator === undefined || /^(?:;|&&|\||\|&)$/.test(operator)),
  );
  if (!isPlain || !chainsOf(list.items).every(isSteps)) return undefined;
  return list.items.flatMap(({ operator, operatorRange: range }) => {
    if (operator !== ';' || !range) return [];
    const before = /\s/.test(text[range.start - 1] ?? '') ? '' : ' ';
    const after = /\s/.test(text[range.end] ?? '') ? '' : ' ';
    return [{ range, newText: `${before}&&${after}` }];
  });
}

/**
 * Edits that begin a program with `set -e`. Undefined where the option would not reach one of the failures: before an
 * `&&`, which in a heredoc becomes a line break where nothing but steps is chained.
 */
export function errexitEdits(
  { script, heredoc }: RunScript,
  failures: readonly IgnoredFailure[],
  text: string,
): readonly TextEdit[] | undefined {
  const first = script.body[0];
  if (!first) return undefined;
  const { start } = first.range;
  const indent = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  if (heredoc && indent.trim() !== '') return undefined;
  const splits: TextEdit[] = [];
  const exempt = failures.filter(({ isExempt }) => isExempt);
  const chains = new Set(exempt.map(({ chain, isTop }) => (isTop ? chain : undefined)));
  for (const chain of chains) {
    const edits = heredoc && chain && splitEdits(chain, text);
    if (!edits) return undefined;
    splits.push(...edits);
  }
  // `cd /src && make` behind it: when `cd` fails, what comes next would be done somewhere else.
  const done = new Set([...chains].map((chain) => chain?.[0]));
  for (const chain of heredoc ? chainsAbove(script) : []) {
    if (!done.has(chain[0])) splits.push(...(splitEdits(chain, text) ?? []));
  }
  splits.sort((a, b) => a.range.start - b.range.start);
  const option = setOptions(script);
  if (option !== undefined) return [{ range: { start: option, end: option }, newText: 'e' }, ...splits];
  const newText = heredoc ? `set -e\n${indent}` : 'set -e; ';
  return [{ range: { start, end: start }, newText }, ...splits];
}

/**
 * Edits that show `set -e` what it does not look at: a semicolon or a line break in the place of each `&&` in front of
 * which something may fail. Undefined where one of them is there to ask, or stands in a construct.
 */
export function unchainEdits(
  { heredoc }: RunScript,
  failures: readonly IgnoredFailure[],
  text: string,
): readonly TextEdit[] | undefined {
  const edits: TextEdit[] = [];
  for (const chain of new Set(failures.map(({ chain, isTop }) => (isTop ? chain : undefined)))) {
    const own = chain && (heredoc ? splitEdits(chain, text) : semicolonEdits(chain, text));
    if (!own) return undefined;
    edits.push(...own);
  }
  return edits;
}

function semicolonEdits(chain: readonly ShellListItem[], text: string): readonly TextEdit[] | undefined {
  if (!isSteps(chain) || chain.some(({ node, negated }) => negated || node.kind !== 'command'))
    return undefined;
  return chain.flatMap(({ operator, operatorRange: range }) => {
    if (operator !== '&&' || !range) return [];
    const start =
      text[range.start - 1] === ' ' && text[range.start - 2]?.trim() ? range.start - 1 : range.start;
    return [{ range: { start, end: range.end }, newText: ';' }];
  });
}

/** The chains of the program's own level that are joined by `&&` alone, but for the last, of which the end is the program's. */
function chainsAbove({ body }: ShellScript): readonly (readonly ShellListItem[])[] {
  const chains = body.flatMap(({ items }) => chainsOf(items)).slice(0, -1);
  return chains.filter((chain) =>
    chain.every(({ operator, background }) => operator !== '||' && !background),
  );
}

/** Each item of a chain on a line of its own, with the indentation of the first. */
function splitEdits(chain: readonly ShellListItem[], text: string): readonly TextEdit[] | undefined {
  const [first] = chain;
  if (!first || !isSteps(chain) || chain.some(({ node, negated }) => negated || node.kind !== 'command'))
    return undefined;
  const { start } = first.range;
  const indent = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  if (indent.trim() !== '') return undefined;
  const edits: TextEdit[] = [];
  for (const [i, item] of chain.entries()) {
    const above = chain[i - 1];
    if (!above || item.operator !== '&&') continue;
    const range = { start: above.range.end, end: item.range.start };
    if (!/^[ \t]*(?:\\\n[ \t]*)?&&[ \t]*(?:\\?\n[ \t]*)?$/.test(text.slice(range.start, range.end)))
      return undefined;
    edits.push({ range, newText: `\n${indent}` });
  }
  return edits;
}

/** Whether nothing in front of an `&&` is there to be asked. */
export function isSteps(chain: readonly ShellListItem[]): boolean {
  return chain.slice(0, -1).every(({ node }) => {
    const name = node.kind === 'command' ? unwrapCommand(node).name : undefined;
    return name !== undefined && !questions.test(name);
  });
}

const questions =
  /^(?:\[|test|\[\[|[efz]?grep|command|which|type|hash|id|getent|dpkg|dpkg-query|expr|let|read|find|diff|cmp|ls|stat|true|false|:|rpm|ps|pgrep)$/;

/** Where an option goes into the `set -x` that the program begins with. */
function setOptions({ body, commands: [first] }: ShellScript): number | undefined {
  const [, options, more] = first?.words ?? [];
  if (first?.name !== 'set' || first.range.start !== body[0]?.range.start || !options || more)
    return undefined;
  return /^-[a-df-np-z]+$/.test(options.text) ? options.range.start + 1 : undefined;
}
