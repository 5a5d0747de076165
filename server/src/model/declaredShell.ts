import { dialectOfProgram } from '../knowledge/shells.ts';
import type { DockerfileTree } from '../syntax/dockerfile/tree.ts';
import type { ShellDialect } from '../syntax/shell/tree.ts';

/** The shell of a base image as a comment names it: `# hadolint shell=powershell`. */
export type DeclaredShell = (offset: number) => ShellDialect | undefined;

const comment = /^#\s*hadolint\s+shell\s*=\s*([^\s#]+)\s*(?:#.*)?$/;

/**
 * Before the first FROM the comment speaks of every stage; behind a FROM of the rest of that stage. The last one
 * counts. An offset is asked for in the tree's text. Undefined where no comment names a shell.
 */
export function declaredShells(tree: DockerfileTree): DeclaredShell | undefined {
  const declared = tree.comments.flatMap(({ range }) => {
    const program = comment.exec(tree.text.slice(range.start, range.end))?.[1];
    const dialect = program === undefined ? undefined : dialectOfProgram(program);
    return dialect === undefined ? [] : [{ at: range.start, dialect }];
  });
  if (declared.length === 0) return undefined;
  const stages = tree.instructions.flatMap(({ name, range }) => (name === 'FROM' ? [range.start] : []));
  return (offset) => {
    const first = stages[0] ?? tree.text.length;
    const stage = stages.filter((start) => start <= offset).at(-1) ?? 0;
    const inForce = declared.filter(({ at }) => at < offset && (at > stage || at < first));
    return inForce.at(-1)?.dialect;
  };
}
