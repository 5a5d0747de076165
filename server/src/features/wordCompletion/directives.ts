import { directiveDocs } from '../../knowledge/flagDocs.ts';
import type { DockerfileTree } from '../../syntax/dockerfile/tree.ts';
import { lineStart } from '../../text/lines.ts';
import type { WordCompletion } from './wordCompletion.ts';

/** Parser directives, where one is being typed: at the very top, each once. */
export function completeDirectives(
  tree: DockerfileTree,
  offset: number,
  snippets: boolean,
): readonly WordCompletion[] {
  const start = lineStart(tree.text, offset);
  const typed = /^\uFEFF?\s*#\s*([A-Za-z]*)$/.exec(tree.text.slice(start, offset))?.[1];
  if (typed === undefined || !isTop(tree, start)) return [];
  const behind = /^[A-Za-z]*/.exec(tree.text.slice(offset, offset + longest))?.[0] ?? '';
  if (/^[ \t]*\S/.test(tree.text.slice(offset + behind.length, offset + longest))) return [];
  const range = { start: offset - typed.length, end: offset + behind.length };
  return offered.flatMap(({ name, value, choice }): WordCompletion[] => {
    if (tree.directives.some((directive) => directive.name === name)) return [];
    const newText = `${name}=${snippets ? choice : value}`;
    const documentation = directiveDocs[name].summary;
    const label = `${name}=${value}`;
    return [
      { kind: 'directive', label, range, newText, isSnippet: snippets, detail: undefined, documentation },
    ];
  });
}

const longest = 100;

const offered = [
  { name: 'syntax', value: 'docker/dockerfile:1', choice: `\${1:docker/dockerfile:1}` },
  { name: 'escape', value: '`', choice: `\${1:\`}` },
  { name: 'check', value: 'error=true', choice: `\${1:error=true}` },
] as const;

/** Nothing but directives stands above: behind a comment, a blank line or an instruction there are none. */
function isTop({ text, directives }: DockerfileTree, start: number): boolean {
  const above = text.slice(0, start).split('\n').slice(0, -1);
  return above.length <= 3 && above.length === directives.filter(({ range }) => range.start < start).length;
}
