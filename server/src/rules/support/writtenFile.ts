import type { BuildModel, Step } from '../../model/types.ts';
import type { ShellCommand, ShellList, ShellNode, ShellRedirect } from '../../syntax/shell/tree.ts';
import { isUnknownPath, joinPath, workdirOf } from './containerPaths.ts';
import { isBourne } from './shellState.ts';

/** The one file that a RUN writes, and nothing else. */
export interface WrittenFile {
  /** As written. */
  readonly path: string;
  /** Ends with a line break. Undefined where it is the body of the heredoc of the instruction. */
  readonly content: string | undefined;
  /** What chmod gives it in the end. */
  readonly mode: string | undefined;
}

/** Undefined where anything of it is known to the shell alone. */
export function writtenFile(step: Step, model: BuildModel): WrittenFile | undefined {
  const { run, instruction, scripts } = step;
  if (run?.form !== 'shell' || instruction.flags.length > 0 || instruction.comments.length > 0)
    return undefined;
  const [script] = scripts;
  const [list] = script?.body ?? [];
  if (!script || !list || script.body.length !== 1 || script.errors.length > 0 || script.comments.length > 0)
    return undefined;
  if (!isBourne(script.dialect, model)) return undefined;
  const nodes = plainNodes(list);
  if (!nodes || nodes.length === 0) return undefined;
  return isHeredocOf(step) ? fromHeredoc(nodes, step) : fromNodes(nodes, step);
}

function isHeredocOf({ instruction }: Step): boolean {
  return instruction.heredocs.length > 0;
}

/** Items that all run, or none does. */
function plainNodes({ items }: ShellList): readonly ShellNode[] | undefined {
  const isPlain = items.every(
    ({ operator, background, negated }) =>
      (operator === undefined || operator === '&&') && !background && !negated,
  );
  return isPlain ? items.map(({ node }) => node) : undefined;
}

function fromNodes(all: readonly ShellNode[], step: Step): WrittenFile | undefined {
  let nodes = all;
  const folder = createdFolder(nodes[0]);
  if (folder !== undefined) nodes = nodes.slice(1);
  const last = nodes.at(-1);
  const changed = last && nodes.length > 1 ? changedMode(last) : undefined;
  if (changed) nodes = nodes.slice(0, -1);
  let path: string | undefined;
  let content = '';
  for (const node of nodes) {
    const { redirects } = node;
    const [redirect] = redirects;
    const target = redirect && redirects.length === 1 ? targetOf(redirect) : undefined;
    const text = printedBy(node);
    if (!redirect || target === undefined || text === undefined) return undefined;
    if (redirect.operator !== (path === undefined ? '>' : '>>') || (path !== undefined && target !== path))
      return undefined;
    path = target;
    content += text;
  }
  if (path === undefined || !content.endsWith('\n') || (changed && changed.path !== path)) return undefined;
  if (folder !== undefined && !path.startsWith(folder.replace(/\/?$/, '/'))) return undefined;
  return isOwnFile(path, step) ? { path, content, mode: changed?.mode } : undefined;
}

/** `cat <<EOF > file`: the shell does nothing with a body whose delimiter is quoted, or that has nothing for it. */
function fromHeredoc([cat, ...rest]: readonly ShellNode[], step: Step): WrittenFile | undefined {
  const [heredoc, second] = step.instruction.heredocs;
  if (cat?.kind !== 'command' || cat.name !== 'cat' || cat.words.length !== 1 || !heredoc || second)
    return undefined;
  const outputs = cat.redirects.filter(({ operator }) => !operator.startsWith('<'));
  const [output] = outputs;
  if (outputs.length !== 1 || output?.operator !== '>') return undefined;
  const path = targetOf(output);
  const changed = rest[0] && changedMode(rest[0]);
  if (path === undefined || rest.length > 1 || (rest.length === 1 && changed?.path !== path))
    return undefined;
  if (/[$`\\]/.test(heredoc.content)) return undefined;
  return isOwnFile(path, step) ? { path, content: undefined, mode: changed?.mode } : undefined;
}

function targetOf({ operator, fileDescriptor, target }: ShellRedirect): string | undefined {
  const isOutput = (operator === '>' || operator === '>>') && (fileDescriptor ?? 1) === 1;
  return isOutput && target && !target.globs ? target.value : undefined;
}

/** What others mount into each step, or what has a mode or an owner of its own, is no file like others. */
function isOwnFile(path: string, step: Step): boolean {
  const whole = joinPath(workdirOf(step), path);
  return (
    !isUnknownPath(whole) &&
    /^[\w./+@:%,-]+$/.test(path) &&
    !/\/\.{0,2}$/.test(path) &&
    !/^\/(?:dev|proc|sys|run|tmp)\/|^\/etc\/(?:hosts|hostname|resolv\.conf|passwd|group|g?shadow-?|sudoers)(?:$|\.)|\/\.ssh\//.test(
      whole,
    )
  );
}

function printedBy(node: ShellNode): string | undefined {
  if (node.kind === 'command') return printed(node);
  if (node.type !== 'group' && node.type !== 'subshell') return undefined;
  const [body] = node.bodies;
  let text = '';
  for (const { node: inner, operator, background, negated } of body?.items ?? []) {
    if (operator !== undefined && !/^(?:&&|;|newline)$/.test(operator)) return undefined;
    if (background || negated || inner.kind !== 'command' || inner.redirects.length > 0) return undefined;
    const one = printed(inner);
    if (one === undefined) return undefined;
    text += one;
  }
  return text;
}

function printed({ name, words, assignments }: ShellCommand): string | undefined {
  if ((name !== 'echo' && name !== 'printf') || assignments.length > 0) return undefined;
  const values: string[] = [];
  for (const { value, globs } of words.slice(1)) {
    if (value === undefined || globs) return undefined;
    values.push(value);
  }
  const [first = '', ...rest] = values;
  if (name === 'echo') {
    // Shells do not agree on options and escapes.
    return /^-/.test(first) || values.some((value) => value.includes('\\'))
      ? undefined
      : `${values.join(' ')}\n`;
  }
  if (first === '%s\\n') return rest.map((value) => `${value}\n`).join('');
  const isPlain = rest.length === 0 && /^(?:[^\\%]|\\[nt\\]|%%)+$/.test(first) && !first.startsWith('-');
  return isPlain
    ? first.replace(/\\([nt\\])|%%/g, (all, letter: string) => escapes[letter] ?? all[0] ?? '')
    : undefined;
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', '\\': '\\' };

function createdFolder(node: ShellNode | undefined): string | undefined {
  if (node?.kind !== 'command' || node.name !== 'mkdir' || node.redirects.length > 0) return undefined;
  const [option, folder, more] = node.words.slice(1);
  return option?.value === '-p' && !more ? folder?.value : undefined;
}

/** `chmod 755 file`, `chmod +x file`, and nothing else. */
export function changedMode(node: ShellNode): { readonly path: string; readonly mode: string } | undefined {
  if (node.kind !== 'command' || node.name !== 'chmod' || node.redirects.length > 0) return undefined;
  const [mode, path, more] = node.words.slice(1).map(({ value }) => value);
  if (mode === undefined || path === undefined || more !== undefined) return undefined;
  const octal = /^(?:[ua]*\+r?x|\+rx)$/.test(mode) && !mode.startsWith('u') ? '755' : mode;
  return /^0?[0-7]{3}$/.test(octal) ? { path, mode: octal } : undefined;
}
