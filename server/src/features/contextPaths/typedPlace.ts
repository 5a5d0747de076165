import { instructionAt } from '../../syntax/dockerfile/locate.ts';
import { flagFields } from '../../syntax/dockerfile/mounts.ts';
import { parseDockerfile } from '../../syntax/dockerfile/parser.ts';
import type { DockerfileTree, Flag, Instruction, LogicalText } from '../../syntax/dockerfile/tree.ts';
import { type TextRange, touches } from '../../text/range.ts';

/** A place where a name is being typed that can be looked up. Half-open ranges of the document. */
export interface TypedPlace {
  /**
   * - `source`: a path of the build context that COPY, ADD or a bind mount takes
   * - `exclude`: a pattern of `--exclude`, relative to what is copied
   * - `stage`: the name of a stage, or in a COPY its number
   */
  readonly kind: 'source' | 'exclude' | 'stage';
  /** Of the document. */
  readonly instruction: Instruction;
  /** `json`: between double quotes. `flag`: within the value of a flag, where blanks, quotes and commas mean something. */
  readonly form: 'word' | 'json' | 'flag';
  /** What is written in front of the cursor and behind it, as BuildKit gets it, variables untouched. */
  readonly before: string;
  readonly after: string;
  /** How much of `before` stands on the cursor's line: the rest is in front of a continuation. */
  readonly onLine: number;
  /** As much of `after` as stands on the cursor's line, and reads as it is written. */
  readonly behindOnLine: number;
  readonly offset: number;
  /** The last one of several words, which may be the destination as well as one more source. */
  readonly maybeDestination: boolean;
  /** The other sources of the instruction. */
  readonly sources: readonly string[];
}

/**
 * What is being typed at an offset; undefined where it is nothing of that kind, and in ONBUILD, which means the context
 * and the stages of another build. Costs as much as the instruction is long. Never throws.
 */
export function typedPlaceAt(tree: DockerfileTree, offset: number): TypedPlace | undefined {
  const instruction = instructionAt(tree, offset);
  if (!instruction || offset > instruction.head.end || !mayTake(instruction)) return undefined;
  if (instruction.comments.some(({ range }) => touches(range, offset))) return undefined;
  const marked = withMark(tree, instruction, offset);
  const read = marked && readMark(marked);
  return read && { ...read, instruction, offset };
}

const taking = /^(?:FROM|COPY|ADD|RUN)$/;

function mayTake({ name, flags }: Instruction): boolean {
  return name !== undefined && taking.test(name) && (name !== 'RUN' || flags.length > 0);
}

/** Neither a blank nor a quote to anybody, and no character of a path that somebody types. */
const mark = '\x7F';

export interface Marked {
  /** The instruction as it would be if a letter were typed at the cursor. */
  readonly instruction: Instruction;
  readonly tree: DockerfileTree;
  /** Of the mark in `tree`. */
  readonly at: number;
}

/**
 * What the cursor is in is easier to tell when there is something (`mark`, unless it is said what): a blank at the end
 * of a line, or an empty line between continued ones, is nothing to the parser.
 */
export function withMark(
  tree: DockerfileTree,
  { head }: Instruction,
  offset: number,
  put = mark,
): Marked | undefined {
  const prefix = `${tree.escape === '`' ? '# escape=`\n' : ''}FROM scratch\n`;
  const at = prefix.length + offset - head.start;
  const text = tree.text.slice(head.start, offset) + put + tree.text.slice(offset, head.end);
  const marked = parseDockerfile(prefix + text);
  const found = instructionAt(marked, at);
  return found && { instruction: found, tree: marked, at };
}

type Read = Omit<TypedPlace, 'instruction' | 'offset'>;

function readMark({ instruction, tree, at }: Marked): Read | undefined {
  const { name, flags, words, brokenJson } = instruction;
  const holds = ({ range }: { readonly range: TextRange }): boolean => range.start <= at && at < range.end;
  const flag = flags.find(holds);
  if (flag) return inFlag(flag, instruction, tree, at);
  if (name === 'FROM') {
    return words[0] && holds(words[0]) ? placed('stage', 'word', words[0], tree, at) : undefined;
  }
  if ((name !== 'COPY' && name !== 'ADD') || flags.some((other) => other.name === 'from')) return undefined;
  if (brokenJson) return inBrokenJson(instruction, tree, at);
  const index = words.findIndex(holds);
  const word = words[index];
  if (!word || instruction.heredocs.some((heredoc) => holds(heredoc))) return undefined;
  const isLast = index > 0 && index === words.length - 1;
  return {
    ...placed('source', instruction.json ? 'json' : 'word', word, tree, at),
    maybeDestination: isLast,
    sources: words.flatMap(({ text }, other) => (other === index ? [] : [text])),
  };
}

function inFlag(flag: Flag, instruction: Instruction, tree: DockerfileTree, at: number): Read | undefined {
  const { rawValue } = flag;
  if (!rawValue || at < rawValue.range.start) return undefined;
  const { name, words } = instruction;
  if (name === 'COPY' && flag.name === 'from') return placed('stage', 'flag', rawValue, tree, at);
  if ((name === 'COPY' || name === 'ADD') && flag.name === 'exclude') {
    if (instruction.flags.some((other) => other.name === 'from')) return undefined;
    const sources = words.slice(0, -1).map(({ text }) => text);
    return { ...placed('exclude', 'flag', rawValue, tree, at), sources };
  }
  return name === 'RUN' && flag.name === 'mount' ? inMount(flag, rawValue, tree, at) : undefined;
}

function inMount(flag: Flag, raw: LogicalText, tree: DockerfileTree, at: number): Read | undefined {
  // With quotes or escapes in it, a value is not what is written.
  if (raw.text !== flag.value) return undefined;
  const { fields } = flagFields(flag);
  const own = fields.find(({ valueRange }) => valueRange && valueRange.start <= at && at < valueRange.end);
  if (!own?.valueRange) return undefined;
  const start = raw.map.toDerived(own.valueRange.start);
  const value = part(raw, start, start + (own.value?.length ?? 0));
  if (own.key === 'from') return placed('stage', 'flag', value, tree, at);
  if (own.key !== 'source' && own.key !== 'src') return undefined;
  const type = fields.find(({ key }) => key === 'type')?.value ?? 'bind';
  const isOfContext = type.toLowerCase() === 'bind' && !fields.some(({ key }) => key === 'from');
  return isOfContext ? placed('source', 'flag', value, tree, at) : undefined;
}

/** An array whose end is not written yet: the cursor is in a string when a quote is open there. */
function inBrokenJson({ args }: Instruction, tree: DockerfileTree, at: number): Read | undefined {
  const end = args.map.toDerived(at);
  const sources: string[] = [];
  let open = -1;
  for (let i = 0; i < end; i++) {
    const character = args.text[i];
    if (character === '\\' && open >= 0) i++;
    else if (character !== '"') continue;
    else if (open < 0) open = i + 1;
    else {
      sources.push(args.text.slice(open, i));
      open = -1;
    }
  }
  if (open < 0) return undefined;
  const behind = /^[^"\],]*/.exec(args.text.slice(end))?.[0] ?? '';
  const word = part(args, open, end + behind.length);
  if (word.text.includes('\\')) return undefined;
  return { ...placed('source', 'json', word, tree, at), maybeDestination: sources.length > 0, sources };
}

function placed(
  kind: TypedPlace['kind'],
  form: TypedPlace['form'],
  value: LogicalText,
  tree: DockerfileTree,
  at: number,
): Read {
  const split = value.map.toDerived(at);
  const before = value.text.slice(0, split);
  const after = value.text.slice(split + mark.length);
  const lineStart = tree.text.lastIndexOf('\n', at) + 1;
  const lineEnd = tree.text.indexOf('\n', at);
  let onLine = 0;
  while (
    onLine < split &&
    value.map.toSource(split - onLine - 1) === at - onLine - 1 &&
    at - onLine > lineStart
  )
    onLine++;
  let behindOnLine = 0;
  while (
    behindOnLine < after.length &&
    value.map.toSource(split + 1 + behindOnLine) === at + 1 + behindOnLine &&
    (lineEnd < 0 || at + 1 + behindOnLine < lineEnd)
  )
    behindOnLine++;
  return { kind, form, before, after, onLine, behindOnLine, maybeDestination: false, sources: [] };
}

function part(whole: LogicalText, start: number, end: number): LogicalText {
  const map = whole.map.slice(start, end);
  return { text: whole.text.slice(start, end), map, range: whole.map.toSourceRange(start, end) };
}
