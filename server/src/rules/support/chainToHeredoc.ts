import type { BuildModel, Step } from '../../model/types.ts';
import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import type { ShellCommand, ShellListItem, ShellScript, ShellWord } from '../../syntax/shell/tree.ts';
import type { TextRange } from '../../text/range.ts';
import type { FixEdit } from '../rule.ts';
import { isBourne, isPlainChain } from './shellState.ts';
import { smallEdit } from './smallEdit.ts';

/** A RUN that is `a && b && c`, each a command or a pipeline. */
export interface Chain {
  readonly instruction: Instruction;
  readonly script: ShellScript;
  readonly parts: readonly ChainPart[];
}

export interface ChainPart {
  readonly range: TextRange;
  readonly items: readonly ShellListItem[];
}

/**
 * Undefined for triggers, for what is no plain chain, and where the program would go through something other than a
 * shell, which may not take several lines: `conda run`. So it is where lines end with a carriage return: within a heredoc
 * the shell would be given it.
 */
export function chainOf({ instruction, run, before }: Step, model: BuildModel): Chain | undefined {
  if (instruction.isTrigger || instruction.heredocs.length > 0 || run?.form !== 'shell') return undefined;
  const script = run.scripts[0]?.script;
  if (!script || !isBourne(script.dialect, model) || !isPlainChain(script)) return undefined;
  const { start, end } = instruction.range;
  if (model.tree.text.slice(start, lineEnd(model.tree.text, end)).includes('\r')) return undefined;
  const program = before.shell.value?.[0];
  if (program !== undefined && !/^(?:.*\/)?(?:sh|bash|dash|ash)$/.test(program)) return undefined;
  const groups: ShellListItem[][] = [];
  for (const item of script.body[0]?.items ?? []) {
    if (item.operator === undefined || item.operator === '&&') groups.push([item]);
    else groups.at(-1)?.push(item);
  }
  const parts = groups.flatMap((items) => {
    const [first, last] = [items[0], items.at(-1)];
    return first && last ? [{ range: { start: first.range.start, end: last.range.end }, items }] : [];
  });
  return { instruction, script, parts };
}

/**
 * Token-sized edits that make it a heredoc under `set -e`, one command a line. The program is run by the same shell with
 * the very text of the heredoc, variables and all, so its delimiter needs no quotes. Undefined where the lines would not
 * do what the chain does: see `isSameLineByLine`.
 * https://github.com/moby/buildkit/blob/master/frontend/dockerfile/dockerfile2llb/convert.go (dispatchRun)
 */
export function heredocEdits({ instruction, script, parts }: Chain, text: string): FixEdit[] | undefined {
  const { shell, continuations, range, head } = instruction;
  const [first, last] = [parts[0], parts.at(-1)];
  if (!shell || !first || !last || range.end !== head.end || script.comments.length > 0) return undefined;
  if (!isSameLineByLine(script, parts)) return undefined;
  const end = lineEnd(text, last.range.end);
  if (text.slice(last.range.end, end).trim() !== '' || end < range.end) return undefined;
  const indent = indentOf(parts, text);
  const edits: FixEdit[] = [];
  let at = shell.range.start;
  for (const [index, part] of parts.entries()) {
    const lineIndent = (index > 0 && ownIndent(part, text)) || indent;
    const own = innerEdits(part, continuations, lineIndent, text);
    const between = commentsIn(text.slice(at, part.range.start));
    const body = script.source.text.slice(
      script.source.map.toDerived(part.range.start),
      script.source.map.toDerived(part.range.end),
    );
    // What ends in an escape would join the next line.
    if (!own || /\\$/.test(body) || /^(?:EOF|#)/.test(body)) return undefined;
    const isSet = index === 0 && setsErrexit(part);
    const opening = index > 0 ? [] : isSet ? ['<<EOF'] : ['<<EOF', `${indent}set -e`];
    if (isSet && between.length > 0) return undefined;
    const lines = [...opening, ...between, lineIndent];
    const newText = index > 0 ? `\n${lines.join('\n')}` : lines.join('\n');
    edits.push(smallEdit(text, { start: at, end: part.range.start }, newText), ...own);
    at = part.range.end;
  }
  edits.push({ range: { start: last.range.end, end }, newText: '\nEOF' });
  return edits;
}

/**
 * Whether `set -e` and lines stop where the chain stops, and do the same until then. Not within constructs, `!` and
 * substitutions with several commands, where the option acts otherwise than `&&`, nor for what runs other text in this
 * shell, which would now be under the option as well. Aliases hold from the next line on.
 * https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#set
 */
function isSameLineByLine(script: ShellScript, parts: readonly ChainPart[]): boolean {
  const items = parts.flatMap((part) => part.items);
  if (items.some(({ node, negated }) => negated || node.kind !== 'command')) return false;
  if (/\$\{?-|LINENO/.test(script.source.text)) return false;
  return script.commands.every((command) => command.context === 'substitution' || isPlainCommand(command));
}

function isPlainCommand(command: ShellCommand): boolean {
  const { name, words, assignments, redirects } = command;
  if (words.length > 0 && (name === undefined || otherwise.has(name))) return false;
  if (name === 'set' && !words.slice(1).every(({ text }) => /^(?:-[eux]*o?|pipefail)$/.test(text)))
    return false;
  if (redirects.some(({ operator }) => /^<<-?$/.test(operator))) return false;
  const all = [
    ...words,
    ...assignments.flatMap(({ value }) => value ?? []),
    ...redirects.flatMap(({ target }) => target ?? []),
  ];
  return all.every((word) => isWhole(word) && !(/\$\(|[<>]\(|`/.test(word.text) && /[;\n]/.test(word.text)));
}

/** A continuation within a word is better left to its author. */
function isWhole({ segments }: ShellWord): boolean {
  return segments.length <= 1;
}

const otherwise: ReadonlySet<string> = new Set([
  ...['.', 'source', 'eval', 'trap', 'command', 'builtin', 'shopt', 'alias', 'unalias'],
  // Functions that a profile defines: `set -e` acts within them.
  ...['nvm', 'rvm', 'sdk', 'conda', 'mamba', 'micromamba', 'pyenv', 'asdf', 'fnm', 'module'],
]);

function setsErrexit({ items: [item] }: ChainPart): boolean {
  const node = item?.node;
  return (
    node?.kind === 'command' && node.name === 'set' && node.words.some(({ text }) => /^-[a-z]*e/.test(text))
  );
}

/**
 * Within a heredoc it is the shell that joins lines: with a backslash right before the line break, and no comments, which
 * would have to leave the argument that they speak of. Arguments stand deeper than the command.
 */
function innerEdits(
  { range }: ChainPart,
  continuations: readonly TextRange[],
  indent: string,
  text: string,
): readonly FixEdit[] | undefined {
  const inner = continuations.filter(({ start }) => start >= range.start && start < range.end);
  const isDeeper = inner.every(({ end }) => widthOf(indentAt(text, end)) > widthOf(indent));
  const step = isDeeper ? '' : indent.length > 4 ? '    ' : indent;
  const edits: FixEdit[] = [];
  for (const seam of inner) {
    if (seam.end > range.end || text[seam.start - 1] === '\\') return undefined;
    const written = text.slice(seam.start, seam.end);
    if (commentsIn(written).length > 0) return undefined;
    if (written !== `\\\n${step}`) edits.push(smallEdit(text, seam, `\\\n${step}`));
  }
  return edits;
}

/** Comment lines behind the first line of a text, as they stand. */
function commentsIn(written: string): string[] {
  return written
    .split('\n')
    .slice(1)
    .filter((line) => line.trim().startsWith('#'));
}

/** Of a command that begins its line already. */
function ownIndent({ range }: ChainPart, text: string): string | undefined {
  const start = text.lastIndexOf('\n', range.start - 1) + 1;
  const before = text.slice(start, range.start);
  return before.trim() === '' ? before : undefined;
}

/** The author's indentation of lines that begin with a command, or with the `&&` in front of one. */
function indentOf(parts: readonly ChainPart[], text: string): string {
  for (const { range } of parts.slice(1)) {
    const start = text.lastIndexOf('\n', range.start - 1) + 1;
    const indent = /^[ \t]*(?=(?:&&[ \t]*)?$)/.exec(text.slice(start, range.start))?.[0] ?? '';
    if (indent.length > 1 || indent === '\t') return indent;
  }
  return '    ';
}

function widthOf(blanks: string): number {
  return blanks.replaceAll('\t', ' '.repeat(8)).length;
}

/** The blanks from an offset on. */
function indentAt(text: string, offset: number): string {
  return /^[ \t]*/.exec(text.slice(offset, offset + 80))?.[0] ?? '';
}

function lineEnd(text: string, offset: number): number {
  const at = text.indexOf('\n', offset);
  return at < 0 ? text.length : at;
}
