import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import { defineRule } from '../rule.ts';
import { syntaxIssues } from '../support/syntaxIssues.ts';

export const heredocGlued = defineRule({
  id: 'heredoc-glued',
  summary: 'Here-document that BuildKit does not see',
  why: 'BuildKit looks for << at the start of a word. Where it stands behind something else, or within quotes, the shell may know it, but the lines below are read as instructions.',
  language: 'dockerfile',
  category: 'syntax',
  severity: 'error',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [],
  references: ['https://docs.docker.com/reference/dockerfile/#here-documents'],
  messages: {
    glued:
      'BuildKit sees a here-document only where << begins a word: it takes the lines up to {name} for instructions. Put a blank before <<.',
    quoted:
      'BuildKit sees no here-document within quotes: it takes the lines up to {name} for instructions. Put the command into RUN <<EOF.',
  },
  fixes: {
    separate: { title: 'Put a blank before <<', safety: 'unsafe', availability: 'always' },
  },
  check({ model, report }) {
    if (syntaxIssues(model, 'unknown-instruction').length === 0) return;
    const { instructions, text } = model.tree;
    instructions.forEach((instruction, index) => {
      const below = instructions[index + 1];
      const { name: kind } = instruction.trigger ?? instruction;
      if (kind !== 'RUN' || instruction.heredocs.length > 0 || !below) return;
      const found = /(?<!<)(<<-?[ \t]*(["']?)([A-Za-z_]\w*)\2)/.exec(instruction.line.text);
      const name = found?.[3];
      if (!found || name === undefined) return;
      const end = instructions.slice(index + 1).find((one) => isLine(one, name));
      // Without its last line nobody knows how far it goes.
      if (!end || instructions.slice(index + 1, instructions.indexOf(end) + 1).every((one) => one.name))
        return;
      const operator = found.index;
      const at = instruction.line.map.toSourceRange(operator, operator + (found[1]?.length ?? 0));
      const misread = { start: below.range.start, end: end.range.end };
      const before = instruction.line.text.slice(0, operator);
      if (isWithinQuotes(before)) {
        report({ at, message: 'quoted', values: { name }, misread });
        return;
      }
      if (!/[^\s<]$/.test(before) || text.charAt(at.start) !== '<') return;
      const fixes = [
        { fix: 'separate', edits: [{ range: { start: at.start, end: at.start }, newText: ' ' }] },
      ] as const;
      report({ at, message: 'glued', values: { name }, misread, fixes });
    });
  },
});

/** A line with nothing but a word. */
function isLine({ name, line }: Instruction, word: string): boolean {
  return name === undefined && line.text.trimEnd() === word;
}

function isWithinQuotes(text: string): boolean {
  let open = '';
  for (let at = 0; at < text.length; at++) {
    const c = text.charAt(at);
    if (c === '\\' && open !== "'") at++;
    else if (open !== '') open = c === open ? '' : open;
    else if (c === '"' || c === "'") open = c;
  }
  return open !== '';
}
