import { printsOneWord, wordFilters } from '../../knowledge/oneWordOutput.ts';
import { platformArgs, proxyArgs } from '../../knowledge/variables.ts';
import type { Step, VariableValue } from '../../model/types.ts';
import type {
  ShellCommand,
  ShellList,
  ShellNode,
  ShellPart,
  ShellScript,
  ShellWord,
} from '../../syntax/shell/tree.ts';

/**
 * What a shell makes of a value without quotes: no word, one, several, file names. `unknown` where the value is not known
 * well enough.
 */
export type Shape = 'empty' | 'word' | 'list' | 'pattern' | 'unknown';

export function shapeOfText(text: string): Shape {
  if (text === '') return 'empty';
  if (/[ \t\n]/.test(text)) return 'list';
  return /[*?]|\[.*\]/s.test(text) ? 'pattern' : 'word';
}

/**
 * Asks for the shapes of what expands in the programs of a step. Not to be kept: what it looks at in the state before the
 * step counts for whoever asks.
 */
export class ValueShapes {
  private readonly step: Step;
  private readonly known = new Map<string, Shape>();

  constructor(step: Step) {
    this.step = step;
  }

  /** Of a variable or a substitution. */
  ofPart(part: ShellPart, word: ShellWord): Shape {
    if (part.kind === 'variable') return this.ofExpansion(part, word.text.slice(part.start, part.end));
    if (part.kind === 'substitution') return this.ofSubstitution(part);
    return part.kind === 'arithmetic' ? 'word' : 'unknown';
  }

  /** Of a variable by its name. */
  ofName(name: string): Shape {
    const known = this.known.get(name);
    if (known) return known;
    // Whoever adds to a value asks for it while it is being looked at: what it was before decides.
    this.known.set(name, 'empty');
    const shape = this.look(name);
    this.known.set(name, shape);
    return shape;
  }

  private look(name: string): Shape {
    if (/^[?#$!0-]$/.test(name)) return 'word';
    if (!/^[A-Za-z_]/.test(name)) return 'unknown';
    const assigned = this.step.once(assignmentsOf).get(name);
    const isReplaced = assigned?.some(({ isCertain }) => isCertain) === true;
    let shape = isReplaced ? undefined : this.ofBuild(name, assigned !== undefined);
    for (const { value } of assigned ?? []) {
      const own = typeof value === 'string' ? value : this.ofValue(value);
      shape = shape === undefined ? own : eitherOf(shape, own);
    }
    return shape ?? 'unknown';
  }

  /** What the build hands to the shell. */
  private ofBuild(name: string, isAssigned: boolean): Shape | undefined {
    const found = given(name, this.step);
    if (found.kind === 'defined') {
      const { kind } = found.definition;
      if (kind === 'platform' || kind === 'predefined') return 'word';
      return found.value === undefined ? 'unknown' : shapeOfText(found.value);
    }
    if (ofTheSystem.has(name) || platformArgs.has(name) || (this.step.run && proxyArgs.has(name)))
      return 'word';
    // Nothing that the file does not say is thought of where the program itself gives it a value.
    return isAssigned ? undefined : 'unknown';
  }

  private ofExpansion(part: ShellPart, text: string): Shape {
    const { name } = part;
    if (name === undefined) return 'unknown';
    const [, prefix, rest = ''] = /^\$\{([#!]?)(?:\w+|[@*#?$!-])(.*)\}$/s.exec(text) ?? [];
    if (prefix === '#') return 'word';
    if (prefix === '!') return 'unknown';
    if (rest === '') return this.ofName(name);
    const [, operator = '', operand = ''] = /^(:?[-=+?]|##?|%%?|\/\/?|\^\^?|,,?|:)(.*)$/s.exec(rest) ?? [];
    const plain = /["'`$\\]/.test(operand) ? undefined : shapeOfText(operand);
    switch (operator.replace(':', '')) {
      case '-':
      case '=': {
        const isUnset = this.isUnset(name);
        return isUnset ? (plain ?? 'unknown') : eitherOf(this.ofName(name), plain ?? 'unknown');
      }
      case '+':
        return plain ?? 'list';
      case '/':
      case '//': {
        const replacement = /^[^/]*\/?(.*)$/s.exec(operand)?.[1] ?? '';
        const isPlain = !/["'`$\\]/.test(replacement) && !/\s/.test(replacement);
        return isPlain ? this.ofName(name) : 'unknown';
      }
      case '':
        // A slice, or an index into an array.
        return operator === ':' ? this.ofName(name) : 'unknown';
      default:
        return this.ofName(name);
    }
  }

  private isUnset(name: string): boolean {
    return !this.step.once(assignmentsOf).has(name) && given(name, this.step).kind === 'undefined';
  }

  private ofSubstitution({ list }: ShellPart): Shape {
    const { items = [] } = list ?? {};
    if (items.length === 0) return 'unknown';
    // What ends in a pipeline is what it prints, where all before it prints nothing.
    let from = items.length - 1;
    while (from > 0 && /^\|&?$/.test(items[from]?.operator ?? '')) from--;
    for (const { node, operator } of items.slice(0, from)) {
      if (node.kind !== 'command' || !silent.has(node.name ?? '') || operator === '||') return 'unknown';
    }
    const [source, ...filters] = items.slice(from).map(({ node }) => node);
    for (const filter of filters) if (!keepsOneWord(filter)) return 'unknown';
    return source?.kind === 'command' ? this.ofOutput(source) : 'unknown';
  }

  private ofOutput(command: ShellCommand): Shape {
    const { name, words } = command;
    const args = words.slice(1);
    if (name === undefined) return 'unknown';
    if (
      name === 'echo' ||
      (name === 'printf' && args.length === 2 && /^["']?%s(?:\\n)?["']?$/.test(args[0]?.text ?? ''))
    ) {
      const printed = args.filter(({ text }, i) => !(i === 0 && /^-n$|^["']?%s/.test(text)));
      const only = printed.length === 1 ? printed[0] : undefined;
      return only ? this.ofValue(only) : 'unknown';
    }
    // Of a path it is the path that may hold blanks.
    const isOfPath = /^(?:basename|dirname|readlink|realpath)$/.test(name);
    for (const word of args) {
      const shape = this.ofValue(word);
      if (isOfPath && shape !== 'word') return 'unknown';
    }
    const text = args
      .map((word) => (word.value ?? word.text).replace(/["']|\$\(.*\)/g, '').replace(/\s/g, '_'))
      .join(' ');
    return printsOneWord(name, text) ? 'word' : 'unknown';
  }

  /** Of a word as the value of an assignment: nothing of it is split, and patterns stay what they are. */
  private ofValue(word: ShellWord): Shape {
    if (word.value !== undefined) return shapeOfText(word.value);
    return this.ofParts(word.parts, word);
  }

  private ofParts(parts: readonly ShellPart[], word: ShellWord): Shape {
    let shape: Shape = 'empty';
    for (const part of parts) {
      const text = word.text.slice(part.start, part.end);
      let own: Shape;
      if (part.kind === 'double') own = this.ofParts(part.parts, word);
      else if (part.kind === 'single') own = shapeOfText(text.slice(1, -1));
      else if (part.kind === 'text') own = shapeOfText(text);
      else if (part.kind === 'glob') own = 'pattern';
      else own = this.ofPart(part, word);
      shape = together(shape, own);
    }
    return shape;
  }
}

/** The build or the program of a step gives a variable of that name a value. */
export function hasValue(name: string, step: Step): boolean {
  return given(name, step).kind === 'defined' || step.once(assignmentsOf).has(name);
}

function given(name: string, { run, before }: Step): VariableValue {
  return run ? before.env(name) : before.containerEnv(name);
}

const order: readonly Shape[] = ['empty', 'word', 'pattern', 'list', 'unknown'];

/** One of two values. */
function eitherOf(a: Shape, b: Shape): Shape {
  return order.indexOf(a) > order.indexOf(b) ? a : b;
}

/** One value behind the other. */
const together = eitherOf;

/** They print nothing. */
const silent: ReadonlySet<string> = new Set(['.', 'source', 'cd', 'set', 'export', 'test', '[', ':', 'true']);

function keepsOneWord(node: ShellNode): boolean {
  return (
    node.kind === 'command' &&
    wordFilters.has(node.name ?? '') &&
    node.words
      .slice(1)
      .every(({ value, text }) => value !== undefined && (node.name === 'awk' || !/\s|\\[nt]/.test(text)))
  );
}

interface Assigned {
  readonly value: ShellWord | Shape;
  /** It replaces what the variable held before, whatever happens. */
  readonly isCertain: boolean;
}

/** What the programs assign, by name. */
function assignmentsOf({ scripts }: Step): ReadonlyMap<string, readonly Assigned[]> {
  const found = new Map<string, Assigned[]>();
  const add = (name: string, value: ShellWord | Shape, isCertain: boolean) => {
    const list = found.get(name);
    if (list) list.push({ value, isCertain });
    else found.set(name, [{ value, isCertain }]);
  };
  for (const script of scripts) {
    for (const command of script.commands) {
      const isCertain = !command.conditional && command.context === 'list';
      for (const { name, value } of command.assignments) {
        add(name, value ?? 'empty', isCertain && command.words.length === 0);
      }
      const kind = command.name === undefined ? undefined : setters.get(command.name);
      if (command.name === '.' || command.name === 'source') {
        if (/\/os-release$/.test(command.words[1]?.value ?? '')) {
          for (const name of osRelease) add(name, 'word', false);
        }
      }
      if (!kind || (command.name === 'printf' && command.words[1]?.text !== '-v')) continue;
      for (const word of command.words.slice(1)) {
        const [, name, equals] = /^["']?([A-Za-z_]\w*)(=?)/.exec(word.text) ?? [];
        if (name === undefined) continue;
        if (kind === 'declares' && equals === '') continue;
        add(name, kind === 'declares' ? valueIn(word, name) : 'unknown', isCertain);
      }
    }
    for (const list of script.body) addLoops(list, add);
    for (const { list } of substitutionsIn(script)) if (list) addLoops(list, add);
    for (const match of script.source.text.matchAll(/\$\{([A-Za-z_]\w*):?=([^}"'`$\\]*)(\}?)/g)) {
      add(match[1] ?? '', match[3] ? shapeOfText(match[2] ?? '') : 'unknown', false);
    }
  }
  return found;
}

const setters: ReadonlyMap<string, 'declares' | 'sets'> = new Map([
  ['export', 'declares'],
  ['readonly', 'declares'],
  ['local', 'declares'],
  ['declare', 'declares'],
  ['typeset', 'declares'],
  ['read', 'sets'],
  ['mapfile', 'sets'],
  ['readarray', 'sets'],
  ['printf', 'sets'],
  ['let', 'sets'],
]);

/** Of `export A=b`: the word without its name. */
function valueIn(word: ShellWord, name: string): ShellWord {
  if (word.value !== undefined) return { ...word, value: word.value.slice(name.length + 1) };
  return word;
}

function substitutionsIn({ commands }: ShellScript): readonly ShellPart[] {
  const found: ShellPart[] = [];
  const add = (parts: readonly ShellPart[]) => {
    for (const part of parts) {
      if (part.kind === 'substitution') found.push(part);
      else add(part.parts);
    }
  };
  for (const { words, assignments } of commands) {
    for (const word of words) add(word.parts);
    for (const { value } of assignments) add(value?.parts ?? []);
  }
  return found;
}

/** What a loop goes through has been split already, but for what is in quotes, and for names of files. */
function addLoops(
  list: ShellList,
  add: (name: string, value: ShellWord | Shape, isCertain: boolean) => void,
): void {
  for (const { node } of list.items) {
    if (node.kind === 'command') continue;
    if (node.type === 'for' || node.type === 'select') {
      const [head, ...words] = node.words;
      for (const word of words) {
        const isSplit = word.parts.every(
          ({ kind }) => kind === 'text' || kind === 'variable' || kind === 'substitution',
        );
        add(
          head?.text ?? '',
          word.value !== undefined && !word.globs
            ? word
            : isSplit || word.text.startsWith('{')
              ? 'word'
              : 'unknown',
          false,
        );
      }
    }
    for (const body of node.bodies) addLoops(body, add);
  }
}

/** https://www.freedesktop.org/software/systemd/man/latest/os-release.html */
const osRelease = [
  'ID',
  'VERSION_ID',
  'VERSION_CODENAME',
  'UBUNTU_CODENAME',
  'PLATFORM_ID',
  'ALPINE_VERSION',
];

/** What a shell, the runtime or an image brings, and never with blanks: numbers, names, paths of the system. */
const ofTheSystem: ReadonlySet<string> = new Set([
  'EUID',
  'GOPATH',
  'GOROOT',
  'HOME',
  'HOSTNAME',
  'HOSTTYPE',
  'JAVA_HOME',
  'LINENO',
  'LOGNAME',
  'MACHTYPE',
  'OLDPWD',
  'OPTIND',
  'OSTYPE',
  'PATH',
  'PPID',
  'PWD',
  'RANDOM',
  'SECONDS',
  'SHELL',
  'SHLVL',
  'TERM',
  'UID',
  'USER',
]);
