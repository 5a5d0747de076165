import type { Step } from '../../model/types.ts';
import type { ShellWord } from '../../syntax/shell/tree.ts';
import type { TextEdit } from '../../text/edit.ts';
import type { Fix } from '../rule.ts';

/**
 * An option behind a word of a command, and the claim that nothing else has changed. In exec form there is no shell
 * program to prove anything of.
 */
export function addedOption(
  { instruction, run }: Step,
  behind: ShellWord,
  option: string,
  text: string,
): { readonly edits: readonly TextEdit[] } & Pick<Fix, 'claim' | 'safety'> {
  const isExecForm = run?.form === 'exec';
  const edits = [wordBehind(behind, option, text, isExecForm)];
  if (isExecForm) return { edits, safety: 'unsafe' };
  const { start: after } = behind.range;
  return { edits, claim: { kind: 'word-added', instruction: instruction.range.start, after, word: option } };
}

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
