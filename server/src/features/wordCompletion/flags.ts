import { type FlagDoc, flagDocs, flagLink, mountDocs } from '../../knowledge/flagDocs.ts';
import { instructionAt } from '../../syntax/dockerfile/locate.ts';
import type { DockerfileTree, Instruction } from '../../syntax/dockerfile/tree.ts';
import { codeBlock } from '../../text/markdown.ts';
import { touches } from '../../text/range.ts';
import { withMark } from '../contextPaths/typedPlace.ts';
import type { WordCompletion } from './wordCompletion.ts';

/**
 * Flags of the instruction at an offset, where one is being typed, and what may stand behind `=` and in a `--mount`.
 * Behind a character that was typed (`trigger`) only where nothing is written of the word. Never throws.
 */
export function completeFlags(
  tree: DockerfileTree,
  offset: number,
  trigger: string | undefined,
): readonly WordCompletion[] {
  const found = instructionAt(tree, offset);
  if (!found || offset > found.head.end || found.comments.some(({ range }) => touches(range, offset)))
    return [];
  const typed = /(?:^|[ \t])(--?[\w-]*(?:=[^\s"'\\]*)?)$/.exec(lineBefore(tree.text, offset))?.[1];
  if (typed === undefined) return [];
  const marked = withMark(tree, found, offset);
  const instruction = marked?.instruction.trigger ?? marked?.instruction;
  if (!marked || !instruction) return [];
  const start = marked.at - typed.length;
  // A lone dash is a word still: the first one.
  const isFlag =
    instruction.flags.some(({ range }) => range.start === start) ||
    instruction.words[0]?.range.start === start;
  if (!isFlag) return [];
  const equals = typed.indexOf('=');
  if (equals < 0) {
    const isWanted = trigger === undefined || (trigger === '-' && typed === '--');
    return isWanted ? names(instruction, tree.text, offset, typed.length) : [];
  }
  const value = typed.slice(equals + 1);
  const word = /[^,=]*$/.exec(value)?.[0] ?? '';
  const isWanted = trigger === undefined || ((trigger === '=' || trigger === ',') && word === '');
  return isWanted ? values(instruction, typed.slice(2, equals), value, tree.text, offset) : [];
}

function lineBefore(text: string, offset: number): string {
  const before = text.slice(Math.max(0, offset - longest), offset);
  return before.slice(before.lastIndexOf('\n') + 1);
}

const longest = 1000;

const repeated: ReadonlySet<string> = new Set(['mount', 'exclude', 'device']);
const switches: ReadonlySet<string> = new Set(['link', 'parents', 'keep-git-dir', 'unpack']);

function names({ name, flags }: Instruction, text: string, offset: number, typed: number): WordCompletion[] {
  const rest = /^[\w-]*=?/.exec(text.slice(offset, offset + longest))?.[0] ?? '';
  const range = { start: offset - typed, end: offset + rest.length };
  return Object.entries((name && flagDocs[name]) ?? {}).flatMap(([flag, doc]): WordCompletion[] => {
    if (!repeated.has(flag) && flags.some((other) => other.name === flag)) return [];
    const newText = `--${flag}${switches.has(flag) && !rest.endsWith('=') ? '' : '='}`;
    return [word('flag', newText, range, documentationOf(doc))];
  });
}

/** What a value is made of, where there are few. */
const choices: Readonly<Record<string, readonly string[]>> = {
  'FROM platform': ['$BUILDPLATFORM', '$TARGETPLATFORM', 'linux/amd64', 'linux/arm64'],
  'RUN network': ['default', 'none', 'host'],
  'RUN security': ['sandbox', 'insecure'],
};

function values(
  { name }: Instruction,
  flag: string,
  value: string,
  text: string,
  offset: number,
): WordCompletion[] {
  if (name === 'RUN' && flag === 'mount') return ofMount(value, text, offset);
  const rest = /^[^\s,]*/.exec(text.slice(offset, offset + longest))?.[0] ?? '';
  const range = { start: offset - value.length, end: offset + rest.length };
  return (choices[`${name} ${flag}`] ?? []).map((choice) => word('value', choice, range, undefined));
}

const sharingModes = ['shared', 'private', 'locked'];

/** Keys by the type of the mount, as the reference lists them; the usual ones first. */
const mountKeys: Readonly<Record<string, readonly string[]>> = {
  bind: ['source=', 'target=', 'from=', 'rw'],
  cache: ['target=', 'sharing=', 'id=', 'from=', 'source=', 'mode=', 'uid=', 'gid=', 'ro'],
  tmpfs: ['target=', 'size='],
  secret: ['id=', 'target=', 'env=', 'required', 'mode=', 'uid=', 'gid='],
  ssh: ['id=', 'target=', 'required', 'mode=', 'uid=', 'gid='],
};

function ofMount(value: string, text: string, offset: number): WordCompletion[] {
  const fields = value.split(',');
  const field = fields.pop() ?? '';
  const behind = text.slice(offset, offset + longest);
  const equals = field.indexOf('=');
  if (equals >= 0) {
    const rest = /^[^\s,]*/.exec(behind)?.[0] ?? '';
    const range = { start: offset - (field.length - equals - 1), end: offset + rest.length };
    const key = field.slice(0, equals);
    if (key === 'sharing') return sharingModes.map((mode) => word('value', mode, range, undefined));
    if (key !== 'type') return [];
    return Object.entries(mountDocs).map(([type, doc]) => word('value', type, range, documentationOf(doc)));
  }
  const rest = /^\w*=?/.exec(behind)?.[0] ?? '';
  const range = { start: offset - field.length, end: offset + rest.length };
  const others = [...fields, ...(/^[^\s]*/.exec(behind.slice(rest.length))?.[0] ?? '').split(',')];
  const taken = new Set(others.map((other) => aliases[keyOf(other)] ?? keyOf(other)));
  const type = others.find((other) => keyOf(other) === 'type')?.slice('type='.length) ?? 'bind';
  const keys = taken.has('type') ? (mountKeys[type] ?? []) : ['type=', ...(mountKeys.bind ?? [])];
  return keys.filter((key) => !taken.has(keyOf(key))).map((key) => word('value', key, range, undefined));
}

const aliases: Readonly<Record<string, string>> = { src: 'source', dst: 'target', destination: 'target' };

function keyOf(field: string): string {
  return field.split('=')[0] ?? '';
}

function word(
  kind: WordCompletion['kind'],
  newText: string,
  range: WordCompletion['range'],
  documentation: string | undefined,
): WordCompletion {
  return { kind, label: newText, range, newText, isSnippet: false, detail: undefined, documentation };
}

function documentationOf(doc: FlagDoc): string {
  return [
    doc.summary,
    ...(doc.habit ? [doc.habit] : []),
    codeBlock('dockerfile', doc.example),
    `[Reference](${flagLink(doc)})`,
  ].join('\n\n');
}
