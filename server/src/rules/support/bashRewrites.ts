import type { BuildModel } from '../../model/types.ts';
import type { ShellExtensionKind, ShellScript } from '../../syntax/shell/tree.ts';
import type { TextEdit } from '../../text/edit.ts';
import type { TextRange } from '../../text/range.ts';
import { compoundsOf } from './shellRefusals.ts';

/** What to write instead of something that only Bash knows. */
export interface Written {
  readonly title: string;
  readonly edits: readonly TextEdit[];
}

/** The same for every shell, where there is such a thing. */
export function rewrite(
  kind: ShellExtensionKind,
  range: TextRange,
  script: ShellScript,
  model: BuildModel,
): Written | undefined {
  const { text } = model.tree;
  const shown = text.slice(range.start, range.end);
  switch (kind) {
    case 'test':
      return singleTest(range, script, model);
    case 'function': {
      const [head, name = '', parentheses] =
        /^function[ \t]+([A-Za-z_]\w*)([ \t]*\(\))?(?=\s*\{)/.exec(text.slice(range.start)) ?? [];
      if (head === undefined) return undefined;
      const { start } = range;
      const edits = [
        {
          range: { start, end: start + head.length - name.length - (parentheses ?? '').length },
          newText: '',
        },
      ];
      const end = { start: start + head.length, end: start + head.length };
      return {
        title: `${name}()`,
        edits: parentheses === undefined ? [...edits, { range: end, newText: '()' }] : edits,
      };
    }
    case 'pipe-both':
      return shown === '|&' ? { title: '2>&1 |', edits: [{ range, newText: '2>&1 |' }] } : undefined;
    case 'redirect-both':
    case 'append-both': {
      const operator = kind === 'redirect-both' ? '>&' : '&>>';
      if (!shown.startsWith(operator) || /\s$/.test(shown)) return undefined;
      const plain = operator.replace('&', '');
      const edits = [
        { range: { start: range.start, end: range.start + operator.length }, newText: plain },
        { range: { start: range.end, end: range.end }, newText: ' 2>&1' },
      ];
      return { title: `${plain} and 2>&1`, edits };
    }
    default:
      return undefined;
  }
}

/** `[[ … ]]` with one comparison in it, or one question about a file or a text. */
function singleTest(range: TextRange, script: ShellScript, model: BuildModel): Written | undefined {
  const test = compoundsOf(script.body).find(
    (node) => node.type === 'test' && node.range.start === range.start,
  );
  const [left, right] = test?.words ?? [];
  if (!test || !left || test.words.length > 2) return undefined;
  const { text } = model.tree;
  const { start, end } = test.range;
  const before = text.slice(start, left.range.start);
  const between = right && text.slice(left.range.end, right.range.start);
  const after = text.slice((right ?? left).range.end, end);
  const isPlain = right
    ? /^\[\[\s+(?:!\s+)?$/.test(before) && /^\s+(?:==?|!=|-(?:eq|ne|lt|le|gt|ge))\s+$/.test(between ?? '')
    : /^\[\[\s+(?:!\s+)?-[nzdefhrswxL]\s+$/.test(before);
  if (!isPlain || !/^\s+\]\]$/.test(after) || (right && (right.globs || left.globs))) return undefined;
  const edits: TextEdit[] = [{ range: { start, end: start + 2 }, newText: '[' }];
  for (const word of test.words) {
    if (!word.expands || /^"(?:[^"\\`(]|\\.)*"$/.test(word.text)) continue;
    // Without quotes the value would be split, and a value that is empty be no word at all.
    if (!/^\$(?:\w+|\{\w+\})$/.test(word.text)) return undefined;
    const at = word.range;
    edits.push({ range: { start: at.start, end: at.start }, newText: '"' });
    edits.push({ range: { start: at.end, end: at.end }, newText: '"' });
  }
  const equals = between?.indexOf('==') ?? -1;
  if (equals >= 0) {
    const at = left.range.end + equals;
    edits.push({ range: { start: at, end: at + 2 }, newText: '=' });
  }
  edits.push({ range: { start: end - 2, end }, newText: ']' });
  return { title: '[', edits: edits.sort((a, b) => a.range.start - b.range.start) };
}
