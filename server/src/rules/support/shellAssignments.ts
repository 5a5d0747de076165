import type { ShellCommand, ShellNode, ShellScript } from '../../syntax/shell/tree.ts';

/**
 * Names that a shell program sets itself, by whatever means: assignments, `export`, `read`, `for`, `${name:=…}` and
 * so on. Undefined when it may set any name, because it reads another file into itself or evaluates a text.
 */
export function assignedNames(scripts: readonly ShellScript[]): ReadonlySet<string> | undefined {
  const names = new Set<string>();
  for (const script of scripts) {
    if (!bourne.has(script.dialect)) return undefined;
    for (const command of script.commands) {
      if (command.name !== undefined && readers.has(command.name)) return undefined;
      if (setsUnknown(command)) return undefined;
      for (const name of namesSetBy(command)) names.add(name);
    }
    for (const { items } of script.body) for (const { node } of items) addLoopNames(node, names);
    addNamesInText(script.source.text, names);
  }
  return names;
}

const bourne: ReadonlySet<string> = new Set(['posix', 'dash', 'ash', 'bash']);

const readers = new Set(['.', 'source', 'eval']);

/** Builtins whose arguments are names, with or without a value. */
const setters = new Set([
  'declare',
  'export',
  'getopts',
  'let',
  'local',
  'mapfile',
  'printf',
  'read',
  'readarray',
  'readonly',
  'typeset',
]);

/** Names that a command itself sets, those in front of another command included. */
export function namesSetBy({ name: program, words, assignments }: ShellCommand): readonly string[] {
  const names = assignments.map(({ name }) => name);
  if (program === undefined || !setters.has(program)) return names;
  for (const { text } of words.slice(1)) {
    const name = /^["']?([A-Za-z_]\w*)/.exec(text)?.[1];
    if (name !== undefined) names.push(name);
  }
  return names;
}

/** `export $(cat names)`, `read "$x"`: the names come from elsewhere. What `printf` prints is none. */
function setsUnknown({ name, words }: ShellCommand): boolean {
  if (name === undefined || !setters.has(name) || name === 'printf') return false;
  return words.some(({ text, expands }, i) => i > 0 && expands && /^["']?[$`]/.test(text));
}

/**
 * What the tree does not tell: `${x:=y}`, `$((x = 1))`, `{x}>file`, and loops within substitutions, whose commands alone it
 * has. May take a text for one of these that is none.
 */
function addNamesInText(text: string, names: Set<string>): void {
  if (text.includes('${')) for (const match of text.matchAll(/\$\{(\w+):?=/g)) names.add(match[1] ?? '');
  if (/\$\(|`/.test(text))
    for (const match of text.matchAll(/\b(?:for|select)\s+([A-Za-z_]\w*)/g)) names.add(match[1] ?? '');
  if (text.includes('(('))
    for (const match of text.matchAll(/\b([A-Za-z_]\w*)\s*(?:(?:[-+*/%&|^]|<<|>>)?=(?!=)|\+\+|--)/g))
      names.add(match[1] ?? '');
  if (/\}[<>]/.test(text))
    for (const match of text.matchAll(/\{([A-Za-z_]\w*)\}[<>]/g)) names.add(match[1] ?? '');
}

/** `for x in …`, `select x in …`, `((x = 1))`. */
export function addLoopNames(node: ShellNode, names: Set<string>): void {
  const pending: ShellNode[] = [node];
  for (let next = pending.pop(); next; next = pending.pop()) {
    if (next.kind !== 'compound') continue;
    const isLoop = next.type === 'for' || next.type === 'select';
    const heads = isLoop ? next.words.slice(0, 1) : next.type === 'arithmetic' ? next.words : [];
    for (const { text } of heads) {
      for (const [name] of text.matchAll(/[A-Za-z_]\w*/g)) names.add(name);
    }
    for (const { items } of next.bodies) pending.push(...items.map((item) => item.node));
  }
}
