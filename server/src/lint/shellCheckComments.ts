import type { BuildModel } from '../model/types.ts';
import { isBourne } from '../rules/support/shellState.ts';
import type { Heredoc } from '../syntax/dockerfile/tree.ts';
import type { ShellList, ShellScript } from '../syntax/shell/tree.ts';
import type { TextRange } from '../text/range.ts';
import type { SuppressedCode, Suppression } from './suppress.ts';

/**
 * The comments `# shellcheck disable=SC2086,SC2046` of a Dockerfile, in document order. In the body of a heredoc that a
 * shell runs they mean what they mean in any script: the command below, up to its end, or the whole body where nothing
 * stands above them. The shell of a line gets none of the comments around and between its lines; people write them there
 * all the same, and mean the instruction.
 */
export function shellCheckSuppressions(model: BuildModel): Suppression[] {
  const { tree } = model;
  if (!mentionsDirective.test(tree.text)) return [];
  const found: Suppression[] = [];
  let next = 0;
  for (const comment of tree.comments) {
    const parsed = parseDirective(tree.text, comment.range);
    if (!parsed) continue;
    while ((tree.instructions[next]?.range.end ?? Number.POSITIVE_INFINITY) <= comment.range.start) next++;
    const target = comment.inside?.range ?? tree.instructions[next]?.range;
    if (!target) continue;
    const scope = { start: Math.min(comment.range.start, target.start), end: target.end };
    found.push({ ...parsed, comment: comment.range, scope });
  }
  for (const step of model.stepsWith('RUN')) {
    for (const { script, heredoc } of step.run?.scripts ?? []) {
      if (heredoc && mentionsDirective.test(heredoc.content) && isBourne(script.dialect, model))
        found.push(...bodySuppressions(script, heredoc, tree.text));
    }
  }
  return found.sort((a, b) => a.comment.start - b.comment.start);
}

const mentionsDirective = /#\s*shellcheck\s/;

type Parsed = Pick<Suppression, 'tool' | 'codes' | 'isDirective'>;

/** https://www.shellcheck.net/wiki/Directive: `key=value` words; what begins with `#` is a remark. */
function parseDirective(text: string, range: TextRange): Parsed | undefined {
  const line = text.slice(range.start, range.end);
  const head = /^#\s*shellcheck\s+/.exec(line);
  if (!head) return undefined;
  const codes: SuppressedCode[] = [];
  let saysMore = false;
  for (const { index, 0: word } of line.slice(head[0].length).matchAll(/\S+/g)) {
    const [, key, quote = '', list = ''] = /^([a-z-]+)=(["']?)(.*?)\2$/.exec(word) ?? [];
    if (key === undefined) break;
    if (key !== 'disable') {
      saysMore = true;
      continue;
    }
    const from = range.start + head[0].length + index + 'disable='.length + quote.length;
    let at = 0;
    for (const code of list.split(',')) {
      if (code !== '') codes.push({ code, range: { start: from + at, end: from + at + code.length } });
      at += code.length + 1;
    }
  }
  if (codes.length === 0) return undefined;
  // What names a shell as well is not to go with its codes.
  return { tool: 'shellcheck', codes, isDirective: saysMore };
}

function bodySuppressions(script: ShellScript, heredoc: Heredoc, text: string): Suppression[] {
  const found: Suppression[] = [];
  const first = script.body[0]?.range.start ?? Number.POSITIVE_INFINITY;
  for (const { range } of script.comments) {
    const comment = { start: range.start, end: range.end };
    const isOwnLine = text.slice(text.lastIndexOf('\n', comment.start - 1) + 1, comment.start).trim() === '';
    const parsed = isOwnLine ? parseDirective(text, comment) : undefined;
    if (!parsed) continue;
    const end =
      comment.start < first
        ? Math.max(comment.end, heredoc.contentRange.end - 1)
        : endOfNext(script, comment.end);
    if (end !== undefined) found.push({ ...parsed, comment, scope: { start: comment.start, end } });
  }
  return found;
}

/** Where the command below a place ends, with all that is joined to it by `&&`, `||` and pipes. */
function endOfNext(script: ShellScript, from: number): number | undefined {
  const below = nextChain(script.body, from);
  const command = script.commands.find(({ range }) => range.start >= from)?.range;
  // What stands in a substitution is in no list.
  const isInner = command && (!below || command.start < below.start);
  return (isInner ? command : below)?.end;
}

function nextChain(lists: readonly ShellList[], from: number): TextRange | undefined {
  let found: TextRange | undefined;
  const offer = (range: TextRange | undefined) => {
    if (range && (!found || range.start < found.start)) found = range;
  };
  for (const { items } of lists) {
    for (const [i, { range, node }] of items.entries()) {
      if (range.end <= from) continue;
      if (range.start < from) {
        if (node.kind === 'compound') offer(nextChain(node.bodies, from));
        continue;
      }
      let last = i;
      while (/^(?:&&|\|\|?|\|&)$/.test(items[last + 1]?.operator ?? '')) last++;
      offer({ start: range.start, end: items[last]?.range.end ?? range.end });
      break;
    }
  }
  return found;
}
