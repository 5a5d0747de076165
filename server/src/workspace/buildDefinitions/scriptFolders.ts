import type {
  ShellCommand,
  ShellCompound,
  ShellList,
  ShellNode,
  ShellScript,
} from '../../syntax/shell/tree.ts';
import { pathFrom } from './definition.ts';

/**
 * In which folder each command of a script runs, seen from where the script does: `cd`, `pushd` and `popd` with paths that
 * are written down are followed. Undefined where that hangs on a variable, a condition, or on how often a loop ran. That
 * a `cd` fails is not thought of.
 */
export function foldersOfCommands(script: ShellScript): (command: ShellCommand) => string | undefined {
  if (!script.commands.some(({ name }) => name !== undefined && moves.has(name))) return () => '.';
  const walk = new Walk();
  let folder: Folder = '.';
  for (const list of script.body) folder = walk.list(list, folder);
  // What stands in a substitution is not met on the way.
  return (command) => walk.folders.get(command);
}

type Folder = string | undefined;

const moves: ReadonlySet<string> = new Set(['cd', 'pushd', 'popd']);

class Walk {
  readonly folders = new Map<ShellCommand, Folder>();
  private stack: Folder[] = [];
  /** Names of functions that go elsewhere. */
  private readonly movers = new Set<string>();

  /** Returns the folder behind it. */
  list({ items }: ShellList, start: Folder): Folder {
    let folder = start;
    let isTested = false;
    let isUncertain = false;
    for (const [index, { node, operator, background }] of items.entries()) {
      if (operator !== '&&' && operator !== '|' && operator !== '|&') {
        if (isUncertain) folder = undefined;
        isTested = false;
        isUncertain = false;
      }
      const next = items[index + 1]?.operator;
      const isPiped = [operator, next].some((each) => each === '|' || each === '|&');
      const after = this.node(node, folder);
      isTested ||= isTest(node);
      // A process of its own, which takes nobody along.
      if (isPiped || background) continue;
      if (after === folder) continue;
      isUncertain ||= operator === '||' || (operator === '&&' && isTested);
      folder = operator === '||' ? undefined : after;
    }
    return isUncertain ? undefined : folder;
  }

  private node(node: ShellNode, folder: Folder): Folder {
    if (node.kind === 'compound') return this.compound(node, folder);
    this.folders.set(node, folder);
    const { name = '' } = node;
    if (this.movers.has(name)) return undefined;
    if (name === 'popd') return node.words.length === 1 ? this.stack.pop() : undefined;
    if (name !== 'cd' && name !== 'pushd') return folder;
    const words = node.words.slice(1).filter(({ text }) => !/^-[-LPe@]*$/.test(text) || text === '-');
    const [word] = words;
    if (name === 'pushd') this.stack.push(folder);
    if (word?.value === undefined || words.length > 1 || word.globs || /^[-+]|^$/.test(word.value))
      return undefined;
    if (folder !== undefined) return pathFrom(folder, word.value);
    return word.value.startsWith('/') ? word.value : undefined;
  }

  private compound({ type, bodies, words }: ShellCompound, folder: Folder): Folder {
    if (type === 'group') return bodies.reduce((at: Folder, body) => this.list(body, at), folder);
    const before = [...this.stack];
    const known = new Set(this.folders.keys());
    // Where a function is called is not known.
    const start = type === 'function' ? undefined : folder;
    const ends =
      type === 'subshell'
        ? [bodies.reduce((at: Folder, body) => this.list(body, at), start)]
        : bodies.map((body) => this.list(body, start));
    this.stack = before;
    if (type === 'subshell' || type === 'coproc') return folder;
    if (type === 'function') {
      const isMoving = [...this.folders.keys()].some(({ name }) => name !== undefined && moves.has(name));
      if (isMoving && words[0]) this.movers.add(words[0].text);
      return folder;
    }
    if (ends.every((end) => end === folder)) return folder;
    // The second time round it starts elsewhere.
    if (loops.has(type))
      for (const command of this.folders.keys())
        if (!known.has(command)) this.folders.set(command, undefined);
    return undefined;
  }
}

const loops: ReadonlySet<ShellCompound['type']> = new Set(['for', 'while', 'until', 'select']);

function isTest(node: ShellNode): boolean {
  return node.kind === 'compound'
    ? node.type === 'test' || node.type === 'arithmetic'
    : node.name === '[' || node.name === 'test';
}
