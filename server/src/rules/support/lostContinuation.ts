import type { BuildModel } from '../../model/types.ts';
import { keywordNames } from '../../syntax/dockerfile/instructionGrammar.ts';
import type { DockerfileTree, Instruction, KeywordName } from '../../syntax/dockerfile/tree.ts';
import { closest } from '../../text/nearest.ts';
import type { TextRange } from '../../text/range.ts';
import { syntaxIssues } from './syntaxIssues.ts';
import { unseenHeredocs } from './unseenHeredocs.ts';

/** A line that BuildKit takes for an instruction, and that was to be a part of the one above. */
export interface LostContinuation {
  /** What begins with the line: BuildKit knows no such instruction. */
  readonly line: Instruction;
  /** What the line was to be a part of. */
  readonly instruction: Instruction;
  /** The comment behind the token that was to continue the line above; undefined where there is no token. */
  readonly comment: TextRange | undefined;
  /** Where the line above ends: its last word, and the blanks behind it. */
  readonly end: { readonly word: TextRange; readonly blanks: TextRange };
  /** It may end in a comment of the shell, which would take in what is added to it. */
  readonly endsInComment: boolean;
}

/** Every one of the file, by the instruction that is none. Computed once. */
export function lostContinuations(model: BuildModel): ReadonlyMap<Instruction, LostContinuation> {
  return model.once(findAll);
}

function findAll(model: BuildModel): ReadonlyMap<Instruction, LostContinuation> {
  const found = new Map<Instruction, LostContinuation>();
  const issues = syntaxIssues(model, 'unknown-instruction');
  if (issues.length === 0) return found;
  const unknown = new Set(issues.flatMap(({ instruction }) => instruction ?? []));
  const { tree } = model;
  const bodies = new Set(unseenHeredocs(model).flatMap(({ lines }) => lines));
  tree.instructions.forEach((line, index) => {
    const above = tree.instructions[index - 1];
    if (!above || !unknown.has(line) || above.heredocs.length > 0) return;
    // What was to be the body of a here-document.
    if (bodies.has(line) || bodies.has(above)) return;
    // Several lines in a row: each is cut from the one above it.
    const instruction = found.get(above)?.instruction ?? above;
    if (!instruction.name) return;
    const comment = commentBehindToken(tree, above);
    if (!comment && !continues(line, above, instruction, tree)) return;
    const end = endOf(above, tree);
    const lineStart = tree.text.lastIndexOf('\n', end.word.end - 1) + 1;
    const endsInComment = /\s#/.test(tree.text.slice(lineStart, end.word.end));
    found.set(line, { line, instruction, comment, end, endsInComment });
  });
  return found;
}

/** Instructions that people write over several lines. */
const longOnes: ReadonlySet<KeywordName> = new Set<KeywordName>([
  ...(['ADD', 'ARG', 'CMD', 'COPY', 'ENTRYPOINT', 'ENV', 'EXPOSE', 'HEALTHCHECK'] as const),
  ...(['LABEL', 'RUN', 'SHELL', 'VOLUME'] as const),
]);

/** Whether a line reads on where the one above ends. */
function continues(
  line: Instruction,
  above: Instruction,
  instruction: Instruction,
  tree: DockerfileTree,
): boolean {
  const { name, keyword, args } = instruction.trigger ?? instruction;
  if (!name || !longOnes.has(name) || !isRightBelow(line, above, tree)) return false;
  const word = line.keyword.text;
  if (/^(?:ENV|LABEL|ARG)$/.test(name) && /^["'\w.-]+=/.test(word)) return true;
  if (/^(?:&&|\|\|?(?!\|)|--?[a-z]|["')}\]])/i.test(word)) return true;
  const end = above.line.text;
  if (/(?:&&|\||[({])$/.test(end) || (args.text.startsWith('[') && /[[,]$/.test(end))) return true;
  // Remarks of other languages and the marks of a merge are none of it.
  if (!/^(?:[\w@$.(]|\/(?![/*]))/.test(word)) return false;
  const indent = indentOf(line.range.start, tree);
  const isInRow =
    indent === indentOf(endOf(above, tree).word.start, tree) &&
    (above.continuations.length > 0 || above.name === undefined);
  const isSetOff = indent > indentOf(instruction.range.start, tree);
  if (isInRow && isSetOff) return true;
  // A slip of the finger in a keyword is written as the other keywords are.
  const isMisspelt = closest(word, keywordNames) !== undefined && isUpper(word) === isUpper(keyword.text);
  return (isInRow || isSetOff) && !isMisspelt;
}

/** Nothing but comments between them. */
function isRightBelow(line: Instruction, { head }: Instruction, { text }: DockerfileTree): boolean {
  const between = text.slice(head.end, text.lastIndexOf('\n', line.range.start) + 1).split('\n');
  return between.slice(1, -1).every((each) => each.trimStart().startsWith('#'));
}

function isUpper(text: string): boolean {
  return text === text.toUpperCase();
}

/** How many columns a line is indented, that of an offset in it; a tab is taken for eight. */
function indentOf(offset: number, { text }: DockerfileTree): number {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const blanks = /^\uFEFF?([ \t]*)/.exec(text.slice(start, offset))?.[1] ?? '';
  return [...blanks].reduce((column, each) => column + (each === '\t' ? 8 : 1), 0);
}

function endOf({ head, keyword }: Instruction, { text }: DockerfileTree): LostContinuation['end'] {
  const start = Math.max(text.lastIndexOf('\n', head.end - 1) + 1, keyword.range.start);
  const line = text.slice(start, head.end).replace(/\r$/, '');
  const end = start + line.trimEnd().length;
  const word = /\S+$/.exec(line.trimEnd())?.[0] ?? '';
  return { word: { start: end - word.length, end }, blanks: { start: end, end: start + line.length } };
}

/** `RUN a \ # why` on the line above: the token is not the last of its line, and continues nothing. */
function commentBehindToken(
  { text, escape: token }: DockerfileTree,
  above: Instruction,
): TextRange | undefined {
  const lineStart = Math.max(text.lastIndexOf('\n', above.head.end - 1) + 1, above.keyword.range.end);
  const line = text.slice(lineStart, above.head.end).trimEnd();
  for (let at = line.indexOf(token); at >= 0; at = line.indexOf(token, at + 1)) {
    let next = at + 1;
    while (line.charAt(next) === ' ' || line.charAt(next) === '\t') next++;
    if (next > at + 1 && line.charAt(next) === '#' && /\s/.test(line.charAt(at - 1))) {
      return { start: lineStart + next, end: lineStart + line.length };
    }
    at = next - 1;
  }
  return undefined;
}
