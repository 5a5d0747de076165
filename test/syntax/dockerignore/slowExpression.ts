/**
 * A regular expression as Go's `regexp` reads it (https://pkg.go.dev/regexp/syntax), as one of JavaScript's:
 * `undefined` where Go refuses it. It backtracks, so it is for short paths. Only what moby/patternmatcher can write is
 * known: no groups but `(.*<slash>)?`, and `?`, `*` only where upstream puts them itself.
 */
export function goExpression(source: string): RegExp | undefined {
  const left = [...source];
  const branches: Atom[][] = [[]];
  try {
    while (left.length > 0) readAtom(left, branches);
  } catch (error) {
    if (error instanceof Refused) return undefined;
    throw error;
  }
  const text = branches.map((atoms) => atoms.map(({ js }) => js).join('')).join('|');
  return new RegExp(text, 'v');
}

class Refused extends Error {}

interface Atom {
  js: string;
  /** A second repetition right behind the first one is refused. */
  isRepeated: boolean;
}

const byUpstream = ['(.*/)?', '.*', '[^/]*', '[^/]'];

function readAtom(left: string[], branches: Atom[][]): void {
  const atoms = branches.at(-1) as Atom[];
  const push = (js: string, isRepeated = false): void => {
    atoms.push({ js, isRepeated });
  };
  const rest = left.join('');
  const given = byUpstream.find((text) => rest.startsWith(text));
  if (given) {
    left.splice(0, given.length);
    push(given.replace('(', '(?:').replaceAll('.', '[^\\n]').replaceAll('/', '\\/'), /[*?]$/.test(given));
    return;
  }
  const repetition = /^\{(0|[1-9]\d*)(,(0|[1-9]\d*)?)?\}/.exec(rest);
  if (repetition) {
    const [text, min, , max] = repetition;
    const most = Number(max ?? 0);
    if (Number(min) > 1000 || most > 1000 || (max !== undefined && most < Number(min))) throw new Refused();
    repeat(atoms, text);
    left.splice(0, text.length);
    return;
  }
  const c = left.shift() as string;
  if (c === '|') branches.push([]);
  else if (c === '*') repeat(atoms, '*');
  else if (c === '^') push('^');
  else if (c === '$') push('$');
  else if (c === '[') push(readClass(left));
  else if (c !== '\\') push(codePoint(c));
  else readEscape(left, atoms, push);
}

function repeat(atoms: Atom[], text: string): void {
  const last = atoms.at(-1);
  if (!last || last.isRepeated) throw new Refused();
  last.js = `(?:${last.js})${text}`;
  last.isRepeated = true;
}

function readEscape(left: string[], atoms: Atom[], push: (js: string) => void): void {
  const c = left[0];
  if (c === 'Q') {
    const rest = left.join('').slice(1);
    const end = rest.indexOf('\\E');
    const literal = end < 0 ? rest : rest.slice(0, end);
    left.splice(0, left.length, ...(end < 0 ? [] : [...rest.slice(end + 2)]));
    for (const each of literal) push(codePoint(each));
    // Whatever is repeated now is not repeated right behind a repetition.
    const last = atoms.at(-1);
    if (last) last.isRepeated = false;
    return;
  }
  const assertion = c === undefined ? undefined : assertions.get(c);
  if (assertion !== undefined) {
    left.shift();
    push(assertion);
    return;
  }
  push(readSet(left) ?? codePoint(readCharacter(left)));
}

const assertions: ReadonlyMap<string, string> = new Map([
  ['A', '^'],
  ['z', '$'],
  ['b', '\\b'],
  ['B', '\\B'],
]);

const perl: Readonly<Record<string, string>> = { d: '[0-9]', s: '[\\t\\n\\f\\r ]', w: '[0-9A-Za-z_]' };

/** `\d`, `\pL` and their like, behind the backslash. */
function readSet(left: string[]): string | undefined {
  const letter = left[0] ?? '';
  const set = perl[letter.toLowerCase()];
  if (set) {
    left.shift();
    return letter === letter.toLowerCase() ? set : `[^${set}]`;
  }
  if (letter !== 'p' && letter !== 'P') return undefined;
  const name = /^.(?:\{(\^?)([^}]*)\}|([\s\S]))/u.exec(left.join(''));
  if (!name) throw new Refused();
  left.splice(0, [...name[0]].length);
  const known = categories.get(name[2] ?? name[3] ?? '');
  if (known === undefined) throw new Refused();
  return (letter === 'P') === (name[1] === '^') ? known : `[^${known}]`;
}

/** Some of them; the others are not asked for. */
const categories: ReadonlyMap<string, string> = new Map([
  ['L', '\\p{L}'],
  ['Lu', '\\p{Lu}'],
  ['N', '\\p{N}'],
  ['Greek', '\\p{Script=Greek}'],
  ['Any', '[\\u{0}-\\u{10FFFF}]'],
]);

const controls: Readonly<Record<string, number>> = { a: 7, f: 12, n: 10, r: 13, t: 9, v: 11 };

/** The character that a backslash and what follows it stand for. */
function readCharacter(left: string[]): string {
  const rest = left.join('');
  const octal = /^(?:0[0-7]{0,2}|[1-7][0-7]{1,2})/.exec(rest)?.[0];
  const hex = /^x(?:\{([0-9a-fA-F]+)\}|([0-9a-fA-F]{2}))/.exec(rest);
  const c = left[0];
  if (octal !== undefined) {
    left.splice(0, octal.length);
    return String.fromCodePoint(Number.parseInt(octal, 8));
  }
  if (hex) {
    const code = Number.parseInt(hex[1] ?? hex[2] ?? '', 16);
    if (code > 0x10ffff) throw new Refused();
    left.splice(0, hex[0].length);
    return String.fromCodePoint(code);
  }
  if (c !== undefined && controls[c] !== undefined) {
    left.shift();
    return String.fromCodePoint(controls[c]);
  }
  if (c === undefined || c > '\x7f' || /[0-9A-Za-z]/.test(c)) throw new Refused();
  left.shift();
  return c;
}

const named: Readonly<Record<string, string>> = {
  alnum: '0-9A-Za-z',
  alpha: 'A-Za-z',
  digit: '0-9',
  lower: 'a-z',
  punct: '!-\\/:-@\\[-`\\{-~',
  space: '\\t\\n\\v\\f\\r ',
  upper: 'A-Z',
  word: '0-9A-Za-z_',
  xdigit: '0-9A-Fa-f',
};

/** Behind the bracket. */
function readClass(left: string[]): string {
  const isNegated = left[0] === '^';
  if (isNegated) left.shift();
  const members: string[] = [];
  for (let isFirst = true; left.length > 0; isFirst = false) {
    if (left[0] === ']' && !isFirst) {
      left.shift();
      return `[${isNegated ? '^' : ''}${members.join('')}]`;
    }
    members.push(readMember(left));
  }
  throw new Refused();
}

function readMember(left: string[]): string {
  const rest = left.join('');
  const name = /^\[:([\s\S]*?):\]/.exec(rest)?.[1];
  if (name !== undefined) {
    const set = named[name.replace('^', '')];
    if (!set || !/^\^?[a-z]+$/.test(name)) throw new Refused();
    left.splice(0, [...name].length + 4);
    return name.startsWith('^') ? `[^${set}]` : `[${set}]`;
  }
  if (left[0] === '\\' && left[1] !== undefined && /[dswpP]/i.test(left[1])) {
    left.shift();
    const set = readSet(left);
    if (set !== undefined) return set;
    left.unshift('\\');
  }
  const low = readClassCharacter(left);
  if (left[0] !== '-' || left[1] === undefined || left[1] === ']') return codePoint(low);
  left.shift();
  const high = readClassCharacter(left);
  if ((high.codePointAt(0) ?? 0) < (low.codePointAt(0) ?? 0)) throw new Refused();
  return `${codePoint(low)}-${codePoint(high)}`;
}

function readClassCharacter(left: string[]): string {
  const c = left.shift();
  if (c === undefined) throw new Refused();
  return c === '\\' ? readCharacter(left) : c;
}

function codePoint(c: string): string {
  return `\\u{${(c.codePointAt(0) ?? 0).toString(16)}}`;
}
