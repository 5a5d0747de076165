import type { BuildModel } from '../../model/types.ts';
import { defineRule } from '../rule.ts';
import { unseenHeredocs } from '../support/unseenHeredocs.ts';

export const heredocGlued = defineRule({
  id: 'heredoc-glued',
  summary: 'Here-document that BuildKit does not see',
  why: 'BuildKit looks for << at the start of a word. Where it stands behind something else, within quotes, or in another instruction than RUN, COPY and ADD, the shell may know it, but the lines below are read as instructions.',
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
    elsewhere:
      'BuildKit takes a here-document with RUN, COPY and ADD only: of {keyword} it takes the lines up to {name} for instructions. Write them into a file with COPY <<{name}.',
  },
  fixes: {
    separate: { title: 'Put a blank before <<', safety: 'unsafe', availability: 'always' },
  },
  check({ model, report }) {
    for (const { instruction, at, name, kind, lines } of unseenHeredocs(model)) {
      const keyword = (instruction.trigger ?? instruction).keyword.text;
      const start = lines.at(0)?.range.start ?? at.end;
      const end = lines.at(-1)?.range.end ?? at.end;
      if (kind === 'quoted') {
        // The quote is closed further down: what the shell gets is half a command.
        const misread = { start: instruction.args.range.start, end: closingLine(model, end) };
        report({ at, message: 'quoted', values: { name }, misread });
        continue;
      }
      if (kind === 'elsewhere') {
        const misread = { start: at.start, end };
        report({ at, message: 'elsewhere', values: { keyword, name }, misread });
        continue;
      }
      const misread = { start, end };
      const fixes = [
        { fix: 'separate', edits: [{ range: { start: at.start, end: at.start }, newText: ' ' }] },
      ] as const;
      report({ at, message: 'glued', values: { name }, misread, fixes });
    }
  },
});

/** The end of the line behind the body that ends the quotes, else that of the body. */
function closingLine({ tree }: BuildModel, end: number): number {
  const below = tree.instructions.find(({ range }) => range.start > end);
  return below && /^["')]/.test(below.keyword.text) ? below.range.end : end;
}
