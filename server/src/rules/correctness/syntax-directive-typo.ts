import type { BuildModel } from '../../model/types.ts';
import { headerEnd } from '../../syntax/dockerfile/header.ts';
import type { Comment, DockerfileTree } from '../../syntax/dockerfile/tree.ts';
import { lineBreakOf } from '../../text/lines.ts';
import { closest } from '../../text/nearest.ts';
import type { TextRange } from '../../text/range.ts';
import { defineRule } from '../rule.ts';
import { withoutComment } from '../support/suppressionComments.ts';

export const syntaxDirectiveTypo = defineRule({
  id: 'syntax-directive-typo',
  summary: 'A comment was to be a directive, and BuildKit does not read it as one',
  why: 'A directive is read only in the first lines, with its exact name and an equals sign. Anything else is a comment: the file is read by another version of the syntax, or with another escape character, than it asks for, and nobody says so.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [{ tool: 'tally', code: 'syntax-directive-typo', match: 'broader' }],
  references: ['https://docs.docker.com/reference/dockerfile/#parser-directives'],
  messages: {
    misspelt: 'BuildKit takes this line for a comment. A directive is written {directive}.',
    misplaced:
      'BuildKit takes this line for a comment: {name}= is read only at the top of the file, in front of other comments, blank lines and instructions. Move it up.',
    indented: 'BuildKit takes this line for a comment: no blanks may stand in front of a directive.',
  },
  fixes: {
    correct: { title: 'Write {directive}', safety: 'unsafe', availability: 'sometimes' },
    moveUp: { title: 'Move it to the top', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, report }) {
    if (!model.fact(hasOne)) return;
    const { tree } = model;
    for (const { range: at, found } of lostDirectives(tree)) {
      const { name, value, isMisspelt } = found;
      const directive = `${name}=${value}`;
      const fixes = fixesFor(tree, at, found, directive);
      if (isMisspelt) report({ at, message: 'misspelt', values: { directive }, fixes });
      else if (startOfLine(tree, at) === headerEnd(tree)) report({ at, message: 'indented', fixes });
      else report({ at, message: 'misplaced', values: { name }, fixes });
    }
  },
});

interface LostDirective {
  readonly name: 'syntax' | 'escape' | 'check';
  readonly value: string;
  readonly isMisspelt: boolean;
  /** Name and separator, from the start of the comment. */
  readonly nameEnd: number;
  readonly nameStart: number;
}

function hasOne({ tree }: BuildModel): boolean {
  return lostDirectives(tree).length > 0;
}

/** Comments that were to be a directive which the file does not have yet. */
function lostDirectives(
  tree: DockerfileTree,
): { readonly range: TextRange; readonly found: LostDirective }[] {
  const first = tree.instructions[0]?.range.start ?? tree.text.length;
  return tree.comments.flatMap((comment) => {
    const found = comment.inside ? undefined : readComment(tree, comment);
    if (!found || tree.directives.some(({ name }) => name === found.name)) return [];
    // Further down only what nobody writes in a sentence.
    if (comment.range.start > first && found.name !== 'syntax') return [];
    return [{ range: comment.range, found }];
  });
}

function readComment({ text }: DockerfileTree, { range }: Comment): LostDirective | undefined {
  const written = text.slice(range.start, range.end);
  const match = /^(#\s*)([A-Za-z]+)(\s*(?:[=:]+\s*|\s))(\S(?:.*\S)?)\s*$/.exec(written);
  const [, before = '', word = '', separator = '', value = ''] = match ?? [];
  // Most comments are sentences: what is no value of any directive needs no further look.
  if (word === '' || !names.some((name) => values[name].test(value))) return undefined;
  const lower = word.toLowerCase();
  const meant = closest(lower, names) ?? lower;
  const name = names.find((one) => one === lower) ?? names.find((one) => one === meant);
  if (name === undefined || !values[name].test(value)) return undefined;
  const isMisspelt = name !== lower || separator.trim() !== '=';
  // Where `check=` stands in a wrong place it may be meant for the next instruction.
  if (!isMisspelt && name === 'check') return undefined;
  const nameStart = before.length;
  return { name, value, isMisspelt, nameStart, nameEnd: nameStart + word.length + separator.length };
}

const names = ['syntax', 'escape', 'check'] as const;

/** What tells a directive from a sentence. A backslash as escape character is what BuildKit takes anyway. */
const values: Readonly<Record<LostDirective['name'], RegExp>> = {
  syntax: /^(?:[\w.:-]+\/)*docker\/dockerfile(?:-upstream)?(?:[:@]\S+)?$/,
  escape: /^`$/,
  check: /^(?:skip|error|experimental)=[\w,;=]+$/,
};

function fixesFor(tree: DockerfileTree, at: TextRange, found: LostDirective, directive: string) {
  const top = headerEnd(tree);
  if (startOfLine(tree, at) === top) {
    const name = { start: at.start + found.nameStart, end: at.start + found.nameEnd };
    const edits = [
      ...(at.start > top ? [{ range: { start: top, end: at.start }, newText: '' }] : []),
      ...(found.isMisspelt ? [{ range: name, newText: `${found.name}=` }] : []),
    ];
    return [{ fix: 'correct', values: { directive }, edits }] as const;
  }
  const line = `# ${directive}${lineBreakOf(tree.text)}`;
  const edits = [{ range: { start: top, end: top }, newText: line }, withoutComment(tree.text, at)];
  return [{ fix: 'moveUp', edits }] as const;
}

function startOfLine({ text }: DockerfileTree, { start }: TextRange): number {
  const at = text.lastIndexOf('\n', start - 1) + 1;
  return at === 0 && text.startsWith('\uFEFF') ? 1 : at;
}
