import type { Escape, Instruction, LogicalText } from '../../syntax/dockerfile/tree.ts';
import { expandedTexts } from '../../syntax/dockerfile/variables.ts';
import { defineRule, type FixEdit } from '../rule.ts';
import { readBrokenArray } from '../support/looseJson.ts';
import { syntaxIssues } from '../support/syntaxIssues.ts';

export const unterminatedQuote = defineRule({
  id: 'unterminated-quote',
  summary: 'Quote is never closed',
  why: 'BuildKit removes quotes when it expands a value, and stops at one that has no partner. An apostrophe counts as a quote.',
  language: 'dockerfile',
  category: 'syntax',
  severity: 'error',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
    { tool: 'rcjsuen', code: 'SYNTAX_MISSING_SINGLE_QUOTE', match: 'same' },
    { tool: 'rcjsuen', code: 'SYNTAX_MISSING_DOUBLE_QUOTE', match: 'same' },
    { tool: 'hadolint', code: 'DL1000', match: 'related' },
  ],
  yieldsTo: ['refused-trailing-comment'],
  references: ['https://docs.docker.com/reference/dockerfile/#environment-replacement'],
  messages: {
    unterminated: 'This quote is never closed: the build stops here.',
    backslash:
      'A single backslash begins an escape in JSON, so this is no array but plain words, and a quote in them is never closed: the build stops here. Write a slash.',
    apostrophe:
      'An apostrophe begins a quote, and this one is never closed: the build stops here. Escape it.',
  },
  fixes: {
    useSlashes: { title: 'Change the backslashes to slashes', safety: 'unsafe', availability: 'sometimes' },
    close: { title: 'Close the quote', safety: 'unsafe', availability: 'sometimes' },
    escape: { title: 'Escape the apostrophe', safety: 'unsafe', availability: 'always' },
  },
  check({ model, report }) {
    const { escape: token } = model.tree;
    const told = new Set<Instruction>();
    for (const { instruction, range } of syntaxIssues(model, 'unterminated-quote')) {
      const array = instruction?.brokenJson && readBrokenArray(instruction);
      if (instruction && array?.defect === 'bad-escape') {
        // One string is to blame for all of them.
        if (told.has(instruction)) continue;
        told.add(instruction);
        // Doubled once they would be taken away when the string is expanded.
        const newText = model.tree.text.slice(array.at.start, array.at.end).replaceAll(/\\+/g, '/');
        const isPath = array.edits !== undefined && /^"[A-Za-z]:\//.test(newText);
        const edits = [{ range: array.at, newText }];
        const fixes = isPath ? ([{ fix: 'useSlashes', edits }] as const) : undefined;
        report({ at: array.at, message: 'backslash', fixes });
        continue;
      }
      const text = instruction && textAt(instruction, range.start);
      const open = text && openQuote(text.text, token);
      if (!text || open === undefined) {
        report({ at: range, message: 'unterminated' });
        continue;
      }
      const quote = text.map.toSource(open);
      if (isApostrophe(text.text, open)) {
        const edits = [{ range: { start: quote, end: quote }, newText: token }];
        const at = { start: quote, end: quote + 1 };
        report({ at, message: 'apostrophe', fixes: [{ fix: 'escape', edits }] });
        continue;
      }
      // As far as the line goes on which it begins.
      const at = text.map.segments(open, text.text.length)[0] ?? range;
      const edit = closing(text, open, token);
      report({ at, message: 'unterminated', fixes: edit && [{ fix: 'close', edits: [edit] }] });
    }
  },
});

function textAt(instruction: Instruction, start: number): LogicalText | undefined {
  return expandedTexts(instruction).find((text) => text.range.start === start);
}

/** The offset of the quote that has no partner, as BuildKit's word lexer pairs them. */
function openQuote(text: string, token: Escape): number | undefined {
  let open: number | undefined;
  for (let at = 0; at < text.length; at++) {
    const c = text.charAt(at);
    if (open === undefined) {
      if (c === '"' || c === "'") open = at;
      else if (c === token) at++;
    } else if (c === text.charAt(open)) {
      open = undefined;
    } else if (c === token && text.charAt(open) === '"') {
      at++;
    }
  }
  return open;
}

/** `it's`: between letters, and no quote begins a word that way. */
function isApostrophe(text: string, open: number): boolean {
  return (
    text.charAt(open) === "'" && /[a-z]/i.test(text.charAt(open - 1)) && /[a-z]/i.test(text.charAt(open + 1))
  );
}

/** A quote at the end, where nothing that it would hold looks like another argument. */
function closing(text: LogicalText, open: number, token: Escape): FixEdit | undefined {
  const quote = text.text.charAt(open);
  const content = text.text.slice(open + 1);
  // A further pair, or a comment.
  if (/\s(?:[\w.-]+=|#)/.test(content)) return undefined;
  const end = text.range.end;
  if (quote === '"' && content.endsWith(`${token}"`)) {
    // `"C:\dir\"`: a folder's last separator escapes the quote. It is told by the others.
    if (content.indexOf(token) === content.length - 2) return undefined;
    return { range: { start: end - 1, end: end - 1 }, newText: token };
  }
  if (content.endsWith(token)) return undefined;
  return { range: { start: end, end }, newText: quote };
}
