import type { BuildModel } from '../../model/types.ts';
import { portProblem } from '../../syntax/dockerfile/ports.ts';
import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import type { ShellCommand, ShellCompound, ShellList, ShellScript } from '../../syntax/shell/tree.ts';
import type { TextRange } from '../../text/range.ts';

/** What of an instruction may go over the end of a line. */
export interface BoundTokens {
  /** False where nobody can tell what blanks mean: in another language, or where the shell refuses the program. */
  readonly isReadable: boolean;
  /** Its lines are a program or an array, whose author has nested them; else they are a list. */
  readonly nests: boolean;
  /**
   * Whether blanks at a place, or the place between two characters, are part of a word, quotes included, or of another
   * token that they would part.
   */
  bound(blanks: TextRange): boolean;
}

/** Of the arguments and heredoc tokens, those of a trigger for an ONBUILD; not of heredoc bodies. */
export function boundTokens(written: Instruction, model: BuildModel): BoundTokens {
  const instruction = written.trigger ?? written;
  // BuildKit refuses a trigger that defers another, and an unknown one: nobody reads their words.
  if (written.trigger && (instruction.name === undefined || instruction.name === 'ONBUILD'))
    return { isReadable: false, nests: false, bound: () => true };
  const step = model.stepOf(instruction);
  const { keyword, flags, json, shell, heredocs, words } = instruction;
  const own = [written.keyword, ...written.flags, keyword, ...flags, ...heredocs].map(({ range }) => range);
  if (json)
    return {
      isReadable: true,
      nests: true,
      bound: within([...own, ...json.items.map(({ range }) => range)]),
    };
  if (!shell) return { isReadable: true, nests: false, bound: within([...own, ...argumentsOf(instruction)]) };
  if (instruction.name === 'HEALTHCHECK' && words[0]) own.push(words[0].range);
  const scripts = step.scripts.filter(({ source }) => isWithin(source.range, instruction.head));
  const isReadable =
    scripts.length > 0 &&
    scripts.every(({ dialect, errors }) => errors.length === 0 && languages.has(dialect));
  return { isReadable, nests: true, bound: within([...own, ...scripts.flatMap(wordsOf)]) };
}

/** Tells places that one of the ranges has a character of, or goes over. */
function within(ranges: readonly TextRange[]): (place: TextRange) => boolean {
  const merged: { readonly start: number; end: number }[] = [];
  for (const { start, end } of [...ranges].sort((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last && start < last.end) last.end = Math.max(last.end, end);
    else merged.push({ start, end });
  }
  return (place) => {
    let low = 0;
    let high = merged.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((merged[middle]?.start ?? 0) < place.end) low = middle + 1;
      else high = middle;
    }
    return place.start < (merged[low - 1]?.end ?? 0);
  };
}

const languages: ReadonlySet<ShellScript['dialect']> = new Set([
  ...(['posix', 'dash', 'ash', 'bash', 'powershell', 'cmd', 'unknown'] as const),
]);

function argumentsOf({ name, words, pairs }: Instruction): readonly TextRange[] {
  // Two ports put together are none, and BuildKit refuses them: nothing is built of that, and two are what is meant.
  const kept = name === 'EXPOSE' ? words.filter(({ text }) => portProblem(text)?.kind !== 'port') : words;
  return [...kept, ...pairs].map(({ range }) => range);
}

/** Words, redirections and operators; a substitution is part of the word that it stands in. */
function wordsOf(script: ShellScript): readonly TextRange[] {
  const own = script.commands.flatMap(({ context, words, assignments, redirects }) =>
    context === 'substitution' ? [] : [...words, ...assignments, ...redirects].map(({ range }) => range),
  );
  return [...own, ...script.body.flatMap(listTokens)];
}

function listTokens(list: ShellList): readonly TextRange[] {
  return list.items.flatMap(({ node, operatorRange }) => [
    ...(operatorRange ? [operatorRange] : []),
    ...nodeTokens(node),
  ]);
}

function nodeTokens(node: ShellCommand | ShellCompound): readonly TextRange[] {
  if (node.kind === 'command') return [];
  return [
    ...node.words.map(({ range }) => range),
    ...node.redirects.map(({ range }) => range),
    ...node.bodies.flatMap(listTokens),
  ];
}

function isWithin(inner: TextRange, outer: TextRange): boolean {
  return inner.start >= outer.start && inner.end <= outer.end;
}
