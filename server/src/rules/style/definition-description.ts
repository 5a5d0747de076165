import type { DockerfileTree } from '../../syntax/dockerfile/tree.ts';
import { lineBreakOf } from '../../text/lines.ts';
import type { TextRange } from '../../text/range.ts';
import { defineRule } from '../rule.ts';
import { commentAbove } from '../support/commentAbove.ts';

export const definitionDescription = defineRule({
  id: 'definition-description',
  summary: 'Comment above ARG or FROM does not begin with its name',
  why: 'The calls outline and targets of docker build show the comment right above an ARG or a named stage as its description, if it begins with the name.',
  language: 'dockerfile',
  category: 'style',
  severity: 'information',
  preset: 'off',
  since: '0.1.0',
  equivalents: [{ tool: 'buildkit', code: 'InvalidDefinitionDescription', match: 'same' }],
  references: ['https://docs.docker.com/reference/build-checks/invalid-definition-description/'],
  messages: {
    description:
      'As a description of {name} this comment begins with that name. Begin it so, or set it apart by an empty line.',
    several:
      'As a description this comment begins with the name of one of these arguments. Begin it so, or set it apart.',
  },
  fixes: {
    beginWithName: { title: 'Begin the comment with {name}', safety: 'unsafe', availability: 'sometimes' },
    setApart: { title: 'Set the comment apart by an empty line', safety: 'safe', availability: 'sometimes' },
  },
  concerns: { keywords: ['ARG', 'FROM'] },
  check({ model, steps, report }) {
    for (const { instruction, stage } of steps) {
      if (instruction.isTrigger) continue;
      const names =
        instruction.name === 'FROM'
          ? [stage?.name ?? '']
          : instruction.name === 'ARG'
            ? instruction.pairs.map(({ name }) => name.text)
            : [];
      const [name] = names;
      const comment = name && commentAbove(model.tree, instruction);
      if (!name || !comment || names.includes(comment.text.split(' ')[0] ?? '')) continue;
      const at = comment.range;
      const apart = {
        fix: 'setApart',
        edits: [{ range: { start: at.end, end: at.end }, newText: lineBreakOf(model.tree.text) }],
      } as const;
      const isApart = describesNothing(comment, model.tree) || mentions(comment.text, name);
      if (names.length > 1) report({ at, message: 'several', fixes: [{ ...apart, safety: 'unsafe' }] });
      else if (isNameAlready(comment.text, name)) {
        report({ at, message: 'description', values: { name }, fixes: [sameName(comment, name)] });
      } else if (isApart) {
        const fixes = [{ ...apart, claim: { kind: 'same' } }] as const;
        report({ at, message: 'description', values: { name }, fixes });
      } else {
        const fixes = [inFront(comment, name), { ...apart, safety: 'unsafe' }] as const;
        report({ at, message: 'description', values: { name }, fixes });
      }
    }
  },
});

interface Comment {
  readonly text: string;
  readonly range: TextRange;
}

/** `# Installer image` above `AS installer`, `# VERSION: of the tool`: what BuildKit does not take for the name. */
function isNameAlready(text: string, name: string): boolean {
  return (
    firstWord(text)
      .replace(/[:,.-]+$/, '')
      .toLowerCase() === name.toLowerCase()
  );
}

function firstWord(text: string): string {
  return text.split(/\s/)[0] ?? '';
}

function sameName({ text, range }: Comment, name: string) {
  const start = range.end - text.length;
  const edits = [{ range: { start, end: start + firstWord(text).length }, newText: name }];
  return { fix: 'beginWithName', values: { name }, edits } as const;
}

/** What stood there before is hardly a sentence with the name in front: it is for the author to put it otherwise. */
function inFront({ text, range }: Comment, name: string) {
  const start = range.end - text.length;
  const newText = `${name} `;
  const placeholder = { start: newText.length, end: newText.length };
  const edits = [{ range: { start, end: start }, newText, placeholder }];
  return { fix: 'beginWithName', values: { name }, safety: 'manual', edits } as const;
}

/** It speaks of the name further on: with another in front it says it twice. */
function mentions(text: string, name: string): boolean {
  return text
    .toLowerCase()
    .split(/[^\w-]+/)
    .includes(name.toLowerCase());
}

/**
 * A ruler, code or an address, what concerns the whole file or is a note to its authors, or the last line of a longer
 * text: with a name in front it is no description either.
 */
function describesNothing(comment: Comment, tree: DockerfileTree) {
  if (!/^\p{L}[\p{L}\p{N}'.,:-]*(?:\s|$)/u.test(comment.text) || /:\/\//.test(comment.text)) return true;
  if (/^(?:copyright|licen[sc]ed?|spdx\S*|todo|fixme|xxx|hack|note|nb)\b/i.test(comment.text)) return true;
  const lineStart = tree.text.lastIndexOf('\n', comment.range.start - 1) + 1;
  const aboveStart = tree.text.lastIndexOf('\n', lineStart - 2) + 1;
  if (lineStart === 0 || !/^\uFEFF?\s*#/.test(tree.text.slice(aboveStart, lineStart))) return false;
  return !tree.directives.some(({ range }) => range.start >= aboveStart && range.start < lineStart);
}
