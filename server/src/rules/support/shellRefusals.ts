import { programName } from '../../knowledge/shells.ts';
import type { RunScript, Step } from '../../model/types.ts';
import type { ShellCompound, ShellError, ShellList, ShellScript } from '../../syntax/shell/tree.ts';
import type { TextRange } from '../../text/range.ts';

/** The first thing in a program that the shell in force certainly refuses: there it stops, so the rest is not told. */
export interface ShellRefusal {
  readonly error: ShellError;
  /** What begins and is not ended, or what cannot stand there. */
  readonly word: string;
  readonly at: TextRange;
}

/**
 * The programs of a step with what their shell refuses in them. The parser reads Bash: what is told of other shells is
 * what they have in common with it, and nothing of a text that makes use of what only Bash has, or of one that is expanded
 * before it is read.
 */
export function shellRefusals(step: Step): readonly { script: ShellScript; refusal: ShellRefusal }[] {
  const { run, instruction, scripts } = step;
  // Another rule speaks of brackets that were meant to be an array.
  if (!scripts.some(({ errors }) => errors.length > 0)) return [];
  if (instruction.brokenJson && !testCommand.test(scripts[0]?.source.text ?? '')) return [];
  const programs: readonly Pick<RunScript, 'script' | 'heredoc' | 'interpreter'>[] =
    run?.scripts ?? scripts.map((script) => ({ script, heredoc: undefined, interpreter: undefined }));
  return programs.flatMap(({ script, heredoc, interpreter }) => {
    if (isZsh(interpreter ?? step.before.shell.value ?? [])) return [];
    const isWhole = heredoc === undefined ? instruction.heredocs.length === 0 : true;
    if (script.errors.length === 0 || mayBeWindows(script, step)) return [];
    // A body that is the input of a command is expanded first, unless its delimiter is quoted; and a carriage return at
    // the end of its lines is a part of each last word, which is another matter.
    const isInput = heredoc && run?.form !== 'heredoc';
    if (heredoc && ((isInput && heredoc.expand) || script.source.text.includes('\r'))) return [];
    const error = firstError(script);
    if (!error || !isCertain(error, script, isWhole)) return [];
    return [{ script, refusal: placed(error, script) }];
  });
}

/** It has short forms of its own: `for i (a b) echo $i`, `if [[ … ]] { … }`. */
export function isZsh(words: readonly string[]): boolean {
  return words.some((word) => programName(word) === 'zsh');
}

/** `[ -f a ]`, `[ "$a" = b ]` */
const testCommand = /^\[\[?\s+(?:-[a-z]\s|!\s|["']?\$)/;

/** Without an image we know, the shell may be that of Windows, whose words give it away. */
export function mayBeWindows({ source, dialect }: ShellScript, { stage }: Step): boolean {
  if (dialect !== 'posix' || stage?.base.facts.distribution !== undefined) return false;
  const image = stage?.base.root.text ?? '';
  return windowsImage.test(image) || windowsWords.test(source.text) || cmdlet.test(source.text);
}

const windowsImage = /windows|nanoserver|servercore|ltsc20|\bwin(?:-|\d|$)/i;
const windowsWords =
  /\b[A-Z]:\\|\$env:|%\w+%|\.(?:exe|bat|cmd|ps1|msi)\b|\b(?:iex|iwr|choco|powershell|pwsh|new-object|cmd \/[CS])\b|\bif (?:not )?(?:exist|defined)\b/i;
/** `Invoke-WebRequest` */
const cmdlet = /\b[A-Z][a-z]+-[A-Z][a-z]+/;

/** What swallowed a closing quote comes behind the quote, and is the cause. */
function firstError({ errors }: ShellScript): ShellError | undefined {
  const [first, second] = errors;
  const isCause = second?.kind === 'unclosed' && (second.word === '$(' || second.word === '${');
  return first?.word === '"' && first.kind === 'unclosed' && isCause ? second : first;
}

/** `isWhole`: nothing follows the text that could go on with a quote. */
function isCertain(
  { kind, word, range }: ShellError,
  { source, dialect }: ShellScript,
  isWhole: boolean,
): boolean {
  if (kind === 'other') return false;
  const { text, map } = source;
  const at = map.toDerived(range.start);
  const before = text.slice(0, at);
  const behind = text.slice(at + word.length);
  if (dialect !== 'bash' && onlyBash.test(text)) return false;
  if (kind === 'unexpected' && /\[\[|\]\]/.test(text)) return false;
  // To Bash since 5.3 that is a substitution, whose text the others do not look at.
  if (/\$\{[\s|]/.test(text)) return false;
  // Bash reads what stands in backticks when it runs it, and goes on when it cannot.
  if (before.includes('`') && word !== '`') return false;
  if (kind !== 'unclosed') return true;
  switch (word) {
    case '"':
    case "'":
      // Shells differ in what a quote within `${…}` is.
      return isWhole && !/\$\{[^\w#!@*?$-]/.test(text) && !unescaped(behind).includes(word);
    case '`':
      return isWhole && !unescaped(behind).includes(word);
    case '${':
      return isWhole && !behind.includes('}');
    case '$(':
      return isWhole;
    default:
      return true;
  }
}

/** Words and quotes that Bash reads in a way of its own. */
const onlyBash =
  /\[\[|\(\(|\$'|[<>]\(|<<<|[\w\]]\+?=\(|[?*+@!]\(|;;?&|\|&|\{\w+\}[<>]|\b(?:function|select|coproc|time)\b|! *!/;

function unescaped(text: string): string {
  return text.replace(/\\./gs, '');
}

/** Of a compound, the place is its first word: what is missing at the end of the text has none. */
function placed(error: ShellError, script: ShellScript): ShellRefusal {
  const { kind, word, missing, range } = error;
  const { text, map } = script.source;
  if (kind === 'incomplete' || (kind === 'unclosed' && /^(?:\w+|[({])$/.test(word))) {
    const node = compoundsOf(script.body)
      .filter((compound) => isOpen(compound, error, script))
      .at(-1);
    const opener = node ? wordOf(node.type) : '';
    const start = node ? map.toDerived(node.range.start) : undefined;
    if (start !== undefined && text.startsWith(opener, start))
      return { error, word: opener, at: map.toSourceRange(start, start + opener.length) };
    // In a substitution there is no tree to look at.
    const before = text.slice(0, map.toDerived(range.start));
    const last = [...before.matchAll(new RegExp(`(?<![\\w-])(?:${openersFor(error)})(?![\\w-])`, 'g'))].at(
      -1,
    );
    if (last) return { error, word: last[0], at: map.toSourceRange(last.index, last.index + last[0].length) };
  }
  if (kind === 'unexpected' && word === ')') {
    const end = map.toDerived(range.start);
    const start = /(?<![$<>])\([^()]*$/.exec(text.slice(0, end))?.index;
    if (start !== undefined) return { error, word: '(', at: map.toSourceRange(start, start + 1) };
  }
  return { error, word: word || missing, at: range };
}

function wordOf(type: ShellCompound['type']): string {
  if (type === 'subshell') return '(';
  return type === 'group' ? '{' : type;
}

/** Whether a compound is one that the error may speak of: the parser ends it with the last thing in it. */
function isOpen(
  { type, bodies, redirects, range }: ShellCompound,
  error: ShellError,
  { source: { text, map } }: ShellScript,
): boolean {
  const isOfKind = new RegExp(`^(?:${openersFor(error)})$`).test(wordOf(type));
  if (!isOfKind) return false;
  if (error.kind === 'incomplete')
    return type === 'case' ? bodies.length === 0 : bodies.some(({ items }) => items.length === 0);
  if (redirects.length > 0) return false;
  const ends = bodies.flatMap((body) => (body.items.length > 0 ? [body.range.end] : []));
  const isShut = text.slice(0, map.toDerived(range.end)).endsWith(error.missing);
  return !isShut || Math.max(0, ...ends) >= range.end;
}

/** As a regular expression. */
function openersFor({ kind, word, missing }: ShellError): string {
  if (kind !== 'incomplete') return word.replace(/[({]/, '\\$&');
  if (missing === 'then') return 'if|elif';
  return missing === 'in' ? 'case' : 'for|while|until|select';
}

/** In the order of their first words. */
export function compoundsOf(lists: readonly ShellList[]): readonly ShellCompound[] {
  return lists.flatMap(({ items }) =>
    items.flatMap(({ node }) => (node.kind === 'compound' ? [node, ...compoundsOf(node.bodies)] : [])),
  );
}
