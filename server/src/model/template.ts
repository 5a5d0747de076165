import type { DockerfileTree, Instruction } from '../syntax/dockerfile/tree.ts';

/**
 * True for a template that goes by the name of a Dockerfile: `{{ … }}`, `{% … %}` or `<% … %>` where no Dockerfile
 * would have it. A Go template in the text of a RUN (`docker inspect --format '{{.Id}}'`), in quotes, in a heredoc or
 * in a comment is ordinary.
 */
export function isTemplate(tree: DockerfileTree): boolean {
  // Most files hold no such thing anywhere.
  if (!anyMark.test(tree.text)) return false;
  // Without a FROM it is a piece of a template, or no Dockerfile either.
  const isPiece = !tree.instructions.some(({ name }) => name === 'FROM');
  return tree.instructions.some((instruction) => bearsMark(instruction) || (isPiece && hasMark(instruction)));
}

function hasMark({ line }: Instruction): boolean {
  return strayMark.test(line.text.replace(quoted, ''));
}

function bearsMark(instruction: Instruction): boolean {
  const { name, line, args, trigger } = instruction;
  switch (name) {
    // A control line.
    case undefined:
      return strayMark.test(line.text) || startsWithMark.test(line.text);
    case 'ONBUILD':
      return trigger ? bearsMark(trigger) : strayMark.test(args.text);
    case 'RUN':
    case 'CMD':
    case 'ENTRYPOINT':
    case 'HEALTHCHECK':
      return startsWithMark.test(args.text);
    default:
      return hasMark(instruction);
  }
}

const anyMark = /\{\{|\{%|<%|%>|\}\}/;
const strayMark = /\{\{|\{%|<%/;
const startsWithMark = /^\s*(?:\{\{|\{%|<%|\}\}|%\}|%>)/;
const quoted = /"(?:[^"\\]|\\.)*"|'[^']*'/gs;
