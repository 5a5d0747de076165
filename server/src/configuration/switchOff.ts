import type { TextEdit } from '../text/edit.ts';
import { lineBreakOf } from '../text/lines.ts';

/**
 * The edit that turns a rule off in the text of a `.shipshape.yaml`, comments and layout kept. Undefined where the text
 * is not in the usual form (one key per line), or says more of the rule than a word.
 */
export function switchOff(text: string, rule: string): TextEdit | undefined {
  const lines = linesOf(text);
  const lineBreak = lineBreakOf(text);
  const top = lines.find(({ content }) => /^rules[ \t]*:/.test(content));
  if (!top) {
    // Only where the text is empty, or made of keys at the start of lines.
    const isPlain = lines.every(({ content }) => /^(?:\s|#|$|-|[\w-]+[ \t]*:(?:\s|$))/.test(content));
    if (!isPlain || /^\s*[-[{]/.test(text)) return undefined;
    const opens = text === '' || text.endsWith('\n') ? '' : lineBreak;
    return insertion(text.length, `${opens}rules:${lineBreak}  ${rule}: off${lineBreak}`);
  }
  if (!/^rules[ \t]*:[ \t]*(?:#.*)?$/.test(top.content)) return undefined;
  const block = blockBelow(lines, top);
  const first = block[0];
  if (!first) return insertion(top.end, `${lineBreak}  ${rule}: off`);
  const indent = /^\s*/.exec(first.content)?.[0] ?? '';
  if (!/^\s+[\w-]+[ \t]*:/.test(first.content)) return undefined;
  const own = block.find(({ content }) => new RegExp(`^${indent}${rule}[ \\t]*:`).test(content));
  if (!own) return insertion((block.at(-1) ?? first).end, `${lineBreak}${indent}${rule}: off`);
  const value = /^(\s*[\w-]+[ \t]*:[ \t]+)([a-z]+)[ \t]*(?:#.*)?$/.exec(own.content);
  const [, before = '', word = ''] = value ?? [];
  if (!value || word === 'off') return undefined;
  const start = own.start + before.length;
  return { range: { start, end: start + word.length }, newText: 'off' };
}

interface Line {
  readonly start: number;
  /** Before the line break. */
  readonly end: number;
  readonly content: string;
}

function linesOf(text: string): Line[] {
  let start = 0;
  return text.split('\n').map((line) => {
    const content = line.endsWith('\r') ? line.slice(0, -1) : line;
    const found = { start, end: start + content.length, content };
    start += line.length + 1;
    return found;
  });
}

/** The indented lines that belong to a key; blank lines and comments among them are left out. */
function blockBelow(lines: readonly Line[], key: Line): Line[] {
  const block: Line[] = [];
  for (const line of lines.slice(lines.indexOf(key) + 1)) {
    if (/^\s*(?:#|$)/.test(line.content)) continue;
    if (!/^\s/.test(line.content)) break;
    block.push(line);
  }
  return block;
}

function insertion(at: number, newText: string): TextEdit {
  return { range: { start: at, end: at }, newText };
}
