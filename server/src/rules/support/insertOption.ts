import type { Step } from '../../model/types.ts';
import type { ShellDialect, ShellWord } from '../../syntax/shell/tree.ts';
import type { TextEdit } from '../../text/edit.ts';
import type { Fix } from '../rule.ts';

/**
 * An option behind a word of a command, and the claim that nothing else has changed. Only of a program that a Bourne
 * shell is given can that be proved: not of exec form, of another shell, or of what a program reads from its input.
 */
export function addedOption(
  { instruction, run }: Step,
  behind: ShellWord,
  option: string,
  text: string,
): { readonly edits: readonly TextEdit[] } & Pick<Fix, 'claim' | 'safety'> {
  const edits = [wordBehind(behind, option, text, run?.form === 'exec')];
  const script = run?.scripts[0]?.script;
  const { start: after } = behind.range;
  const isIn = script && script.source.range.start <= after && after < script.source.range.end;
  if (!isIn || script.errors.length > 0 || unproved.has(script.dialect)) return { edits, safety: 'unsafe' };
  return { edits, claim: { kind: 'word-added', instruction: instruction.range.start, after, word: option } };
}

const unproved: ReadonlySet<ShellDialect> = new Set(['powershell', 'cmd', 'other']);

/**
 * A word behind another one of a command, as the author would have written it: on a line of its own where that one
 * has its own, a string of its own in exec form.
 */
export function wordBehind(word: ShellWord, added: string, text: string, isExecForm: boolean): TextEdit {
  const { start, end } = word.range;
  const range = { start: end, end };
  if (isExecForm) return { range, newText: `, "${added}"` };
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const before = text.slice(lineStart, start);
  const lineEnd = text.indexOf('\n', end);
  const seam = lineEnd < 0 ? '' : text.slice(end, lineEnd + 1);
  const isAlone = lineStart > 0 && /^[ \t]*$/.test(before) && /^[ \t]*[\\`][ \t]*\r?\n$/.test(seam);
  return { range, newText: isAlone ? `${seam}${before}${added}` : ` ${added}` };
}
