import type { BuildModel } from '../../model/types.ts';
import { headerEnd } from '../../syntax/dockerfile/header.ts';
import type { Comment, Directive, DockerfileTree } from '../../syntax/dockerfile/tree.ts';
import { lineBreakOf } from '../../text/lines.ts';
import { defineRule } from '../rule.ts';
import { withoutComment } from '../support/suppressionComments.ts';

export const misplacedCheckDirective = defineRule({
  id: 'misplaced-check-directive',
  summary: 'Comment `check=` stands where BuildKit does not read it, or has a blank in it',
  why: 'BuildKit reads `# check=` for the whole file only in the first lines, in front of any other comment, blank line or instruction. Further down it is a comment: at best it silences checks of the next instruction.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  references: ['https://docs.docker.com/reference/dockerfile/#parser-directives'],
  messages: {
    belowTop:
      'BuildKit takes this for a comment of the next instruction, since it does not stand at the top. Move it up, in front of all comments and blank lines.',
    cut: 'BuildKit reads the value up to its first blank: {rest} does not count. Write it without blanks.',
    ignored: 'BuildKit passes over this here: {option} counts only at the top of the file. Move it up.',
  },
  fixes: {
    close: { title: 'Write it without blanks', safety: 'unsafe', availability: 'always' },
    moveUp: { title: 'Move it to the top', safety: 'unsafe', availability: 'sometimes' },
    merge: { title: 'Merge it into the directive at the top', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, report }) {
    const { tree } = model;
    for (const directive of tree.directives) {
      const rest = directive.name === 'check' && cutOff(directive.value);
      if (!rest) continue;
      const { start, end } = directive.valueRange;
      const at = { start: end - rest.length, end };
      const edits = [{ range: { start, end }, newText: directive.value.replace(/\s*([,;=])\s*/g, '$1') }];
      report({ at, message: 'cut', values: { rest }, fixes: [{ fix: 'close', edits }] });
    }
    if (!model.fact(hasCheckComment)) return;
    const first = tree.instructions[0]?.range.start ?? tree.text.length;
    for (const comment of tree.comments) {
      const value = checkValue(tree, comment);
      if (value === undefined) continue;
      const options = value.split(';').map((part) => part.trim());
      const other = options.find((option) => /^(?:error|experimental)\s*=/.test(option));
      const isAboveAll = comment.range.end <= first;
      if (!isAboveAll && other === undefined) continue;
      const message = isAboveAll
        ? ({ message: 'belowTop' } as const)
        : ({ message: 'ignored', values: { option: other ?? value } } as const);
      report({ at: comment.range, ...message, fixes: fixesOf(tree, comment, value) });
    }
  },
});

/** What goes on behind a blank, at a comma or another sign; not the words of somebody who says why. */
function cutOff(value: string): string | undefined {
  const [, rest] = /^[^ ]*[,;=] +(\S.*)$/.exec(value) ?? /^[^ ]* +([,;].*)$/.exec(value) ?? [];
  return rest;
}

function hasCheckComment({ tree }: BuildModel): boolean {
  return tree.comments.some((comment) => checkValue(tree, comment) !== undefined);
}

/** `skip=A;error=true` of a comment that would be a directive at the top; undefined for any other comment. */
function checkValue({ text }: DockerfileTree, { range, inside }: Comment): string | undefined {
  if (inside) return undefined;
  // Behind the value a comment may say more; a directive's value is the whole line.
  const value = /^#\s*check\s*=\s*(\S.*)$/i.exec(text.slice(range.start, range.end))?.[1]?.trim();
  return value !== undefined && /^(?:skip|error|experimental)\s*=/.test(value) ? value : undefined;
}

function fixesOf(tree: DockerfileTree, comment: Comment, value: string) {
  // What is no option would be refused in a directive.
  const isPlain = value
    .split(';')
    .every((part) => /^\s*(?:skip|error|experimental)\s*=\s*[\w,\t ]*$/.test(part));
  if (!isPlain || value.split(';').length > 3) return [];
  const removal = withoutComment(tree.text, comment.range);
  const present = tree.directives.find(({ name }) => name === 'check');
  if (present) {
    const newText = addition(present, value);
    if (newText === undefined) return [];
    const end = present.valueRange.end;
    return [{ fix: 'merge', edits: [{ range: { start: end, end }, newText }, removal] }] as const;
  }
  const top = headerEnd(tree);
  const line = `# check=${value}${lineBreakOf(tree.text)}`;
  return [{ fix: 'moveUp', edits: [{ range: { start: top, end: top }, newText: line }, removal] }] as const;
}

/** What to add to the directive at the top: codes at the end of its list, or a list of its own. */
function addition(present: Directive, value: string): string | undefined {
  const codes = /^skip\s*=\s*([\w,\t ]+)$/.exec(value)?.[1];
  if (codes === undefined) return undefined;
  const parts = present.value.split(';');
  if (/^\s*skip\s*=/.test(parts.at(-1) ?? '')) return `,${codes}`;
  return parts.length < 3 && !parts.some((part) => /^\s*skip\s*=/.test(part)) ? `;skip=${codes}` : undefined;
}
