import type { SyntaxIssue } from '../../syntax/dockerfile/tree.ts';
import { lineBreakOf } from '../../text/lines.ts';
import { defineRule, type FixEdit } from '../rule.ts';
import { syntaxIssues } from '../support/syntaxIssues.ts';

export const unterminatedHeredoc = defineRule({
  id: 'unterminated-heredoc',
  summary: 'Here-document has no end',
  why: 'The body runs to a line that holds nothing but the delimiter. Without it everything to the end of the file is body, and BuildKit refuses the file.',
  language: 'dockerfile',
  category: 'syntax',
  severity: 'error',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [{ tool: 'hadolint', code: 'DL1000', match: 'related' }],
  references: ['https://docs.docker.com/reference/dockerfile/#here-documents'],
  concerns: { text: /<</ },
  messages: {
    unterminated: 'The here-document {name} has no end: a line with only {name} must follow its body.',
    glued:
      'BuildKit takes all of {written} for the delimiter, so that {name} does not end the body. Put a blank before {operator}.',
    indented:
      'The here-document {name} has no end: the line that looks like it is indented, and only <<- with tabs allows that.',
  },
  fixes: {
    separate: { title: 'Put a blank before {operator}', safety: 'unsafe', availability: 'always' },
    unindent: { title: 'Remove the blanks before {name}', safety: 'unsafe', availability: 'always' },
    append: { title: 'Add {name} at the end of the file', safety: 'unsafe', availability: 'always' },
  },
  check({ model, report }) {
    for (const issue of syntaxIssues(model, 'unterminated-heredoc')) {
      const glued = gluedOperator(issue, model.tree.text);
      if (glued) {
        const { at, operator, name } = glued;
        const values = { written: issue.values.name ?? '', name, operator };
        const edits = [{ range: { start: at, end: at }, newText: ' ' }];
        const fixes = [{ fix: 'separate', values: { operator }, edits }] as const;
        const misread = { start: issue.range.end, end: model.tree.text.length };
        report({ at: issue.range, message: 'glued', values, misread, fixes });
        continue;
      }
      const heredoc = issue.instruction?.heredocs.find((each) => each.range.start === issue.range.start);
      if (!heredoc) {
        const name = issue.values.name ?? '';
        report({
          at: issue.range,
          message: 'unterminated',
          values: { name },
          fixes: appendFix(model.tree.text, name),
        });
        continue;
      }
      const { name } = heredoc;
      const indent = indentedTerminator(
        model.tree.text.slice(heredoc.contentRange.start, heredoc.contentRange.end),
        name,
      );
      if (indent) {
        const start = heredoc.contentRange.start + indent.start;
        const edits: FixEdit[] = [{ range: { start, end: start + indent.length }, newText: '' }];
        report({
          at: heredoc.range,
          message: 'indented',
          values: { name },
          fixes: [{ fix: 'unindent', values: { name }, edits }],
        });
      } else {
        report({
          at: heredoc.range,
          message: 'unterminated',
          values: { name },
          fixes: appendFix(model.tree.text, name),
        });
      }
    }
  },
});

/** `<<EOF>/etc/motd` or `(cat <<EOF)`: an operator of the shell right behind the delimiter, which ends the body below. */
function gluedOperator(
  { range, values }: SyntaxIssue,
  text: string,
): { readonly at: number; readonly operator: string; readonly name: string } | undefined {
  const [, name, operator] = /^(\w+)(>>?|\|\|?|&&?|;|\)|<)/.exec(values.name ?? '') ?? [];
  const written = text.slice(range.start, range.end);
  const start = written.indexOf(`${name}`);
  if (name === undefined || operator === undefined || start < 0) return undefined;
  const at = written.indexOf(operator, start + name.length);
  const below = text.slice(range.end).split(/\r?\n/).slice(1);
  const isChomped = /^\d*<<-/.test(written);
  if (at < 0 || !below.some((line) => (isChomped ? line.replace(/^\t+/, '') : line) === name))
    return undefined;
  return { at: range.start + at, operator, name };
}

function appendFix(text: string, name: string) {
  const lineBreak = lineBreakOf(text);
  const end = text.length;
  const newText = text.endsWith('\n') ? name + lineBreak : lineBreak + name;
  return [{ fix: 'append', values: { name }, edits: [{ range: { start: end, end }, newText }] }] as const;
}

/** The first line of a body that would be its terminator but for blanks before it. */
function indentedTerminator(body: string, name: string): { start: number; length: number } | undefined {
  let start = 0;
  for (const line of body.split('\n')) {
    const length = line.length - line.trimStart().length;
    if (length > 0 && line.slice(length).replace(/\r$/, '') === name) return { start, length };
    start += line.length + 1;
  }
  return undefined;
}
