/**
 * Reads the spec of a rule: one Markdown file beside the rule that is its page for users and its test.
 *
 * `# rule-id`, prose, then the sections `## Bad`, `## Good`, `## Options`, `## When not to use it` (published) and
 * `## Cases` (test only, cases titled by `### …`). Every section but Bad may be missing.
 *
 * Documents: fences ```` ```dockerfile ```` or ```` ```dockerignore ````. Marker lines in them say what the rule
 * reports (markers.ts); no marker: nothing is reported. Further words on the fence:
 * - `bad`, `good`: insist on at least one marker, on none (Bad and Good do so by themselves);
 * - `no-fix`: none of the problems offers a fix;
 * - `no-eol`: the document does not end with a line break;
 * - `symbols`: `␠` stands for a space, `␉` for a tab, `␍` for a carriage return, `␀` for NUL, `⍽` for U+00A0;
 * - `as=Dockerfile.dockerignore`: the name of an ignore file that is not `.dockerignore`;
 * - `not=onbuild,lowercase (reason)`: leaves out variants of the document (variants.ts) for which the rule means
 *   something else. A line `not: onbuild, crlf (reason)` under `## Cases` does so for the whole spec;
 * - `(anything in parentheses)` is a remark.
 *
 * Fences after a document (up to the next document or heading) belong to it; fences with `options` or `file=` that
 * come before the first document under a heading belong to every document under that heading:
 * - ```` ```fixed toLabel ````: the whole text after the fix `toLabel` of the first problem that offers it;
 *   `fixed toLabel 2`: of the second such problem; `fixed all`: after "fix all" (safe fixes, repeated);
 *   `fixed toLabel file=.dockerignore`: another file after that fix. A word `safe`, `unsafe` or `manual` states the
 *   safety of this very fix where it is lower than declared. `<|>…<|>` in it marks the placeholder to fill in;
 * - ```` ```yaml options ````: the rule's options, one `name: value` per line;
 * - ```` ```text file=src/app.js ````: a file of the build context. With one or more the context is known, and
 *   `.dockerignore` among them is in force, or the ignore file that is the document; without, the context is unknown.
 *   `file=empty/` makes a folder.
 */
import type { TextRange } from '../../server/src/text/range.ts';
import { type Fence, parseMarkdown } from './markdown.ts';
import { type MarkedText, readMarkers } from './markers.ts';

export interface Spec {
  readonly title: string;
  readonly sections: readonly string[];
  readonly cases: readonly SpecCase[];
  /** Variants that make no sense for this rule. */
  readonly not: ReadonlySet<string>;
}

export interface SpecCase extends MarkedText {
  /** Section, heading and line: `Cases, "no value" (line 31)`. */
  readonly name: string;
  readonly section: string;
  readonly language: 'dockerfile' | 'dockerignore';
  readonly expects: 'bad' | 'good' | undefined;
  readonly noFix: boolean;
  readonly symbols: boolean;
  readonly finalLineBreak: boolean;
  readonly not: ReadonlySet<string>;
  readonly files: ReadonlyMap<string, string>;
  /** Of an ignore file: its name. */
  readonly path: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly fixed: readonly FixedBlock[];
  readonly fence: Fence;
}

export interface FixedBlock {
  /** A fix id, or `all`. */
  readonly fix: string;
  /** One-based: which of the problems that offer it. */
  readonly occurrence: number;
  readonly file: string | undefined;
  readonly safety: 'safe' | 'unsafe' | 'manual' | undefined;
  /** Without cursor marks. */
  readonly text: string;
  /** The range between two `<|>`, when the block has them. */
  readonly placeholder: TextRange | undefined;
  readonly fence: Fence;
}

const published = ['Bad', 'Good', 'Options', 'When not to use it'];

/** Throws an error that names the line when the file is not a spec. */
export function readSpec(source: string): Spec {
  const blocks = parseMarkdown(source);
  const first = blocks[0];
  if (first?.kind !== 'heading' || first.level !== 1)
    throw new Error('line 1: a spec begins with "# rule-id"');
  const sections: string[] = [];
  const cases: Draft[] = [];
  const not = new Set<string>();
  let section = '';
  let heading = '';
  let shared: Fence[] = [];
  let current: Draft | undefined;
  for (const block of blocks.slice(1)) {
    if (block.kind === 'heading') {
      heading = block.level > 2 ? block.text : '';
      shared = [];
      current = undefined;
      if (block.level === 2) {
        section = block.text;
        if (![...published, 'Cases'].includes(section)) {
          throw new Error(
            `line ${block.line + 1}: unknown section "${section}"; known: ${published.join(', ')}, Cases`,
          );
        }
        sections.push(section);
      }
    } else if (block.kind === 'prose') {
      for (const line of block.lines) {
        const opted = /^not: *([\w, -]+?) *\((.+)\)$/.exec(line);
        if (opted?.[1]) for (const variant of opted[1].split(/[, ]+/)) not.add(variant);
        else if (/^not:/.test(line)) throw new Error(`line ${block.line + 1}: write "not: variant (reason)"`);
      }
    } else {
      const info = parseInfo(block.fence);
      if ((info.word === 'dockerfile' || info.word === 'dockerignore') && info.file === undefined) {
        current = { section, heading, fence: block.fence, language: info.word, info, attached: [...shared] };
        cases.push(current);
      } else if (current) {
        current.attached.push(block.fence);
      } else {
        shared.push(block.fence);
      }
    }
  }
  return { title: first.text, sections, cases: cases.map(readCase), not };
}

/** A text with the visible stand-ins of white space replaced by what they stand for. */
export function decodeSymbols(line: string): string {
  return line.replace(/[␠␉␍␀⍽]/g, (symbol) => symbols[symbol] ?? symbol);
}

/** The reverse, for what nobody can see at the end of a line or cannot type. */
export function encodeSymbols(line: string): string {
  return line
    .replace(/[ \t]+$/, (blanks) => blanks.replaceAll(' ', '␠').replaceAll('\t', '␉'))
    .replaceAll('\r', '␍')
    .replaceAll('\0', '␀')
    .replaceAll('\u00A0', '⍽');
}

const symbols: Readonly<Record<string, string>> = {
  '␠': ' ',
  '␉': '\t',
  '␍': '\r',
  '␀': '\0',
  '⍽': '\u00A0',
};

interface Draft {
  readonly section: string;
  readonly heading: string;
  readonly fence: Fence;
  readonly language: 'dockerfile' | 'dockerignore';
  readonly info: FenceInfo;
  readonly attached: Fence[];
}

function readCase({ section, heading, fence, language, info, attached }: Draft): SpecCase {
  const where = `line ${fence.line + 1}`;
  const decode = info.flags.has('symbols') ? decodeSymbols : (line: string) => line;
  const finalLineBreak = !info.flags.has('no-eol');
  let marked: MarkedText;
  try {
    marked = readMarkers(fence.lines.map(decode), finalLineBreak);
  } catch (error) {
    throw new Error(`${where}: ${error instanceof Error ? error.message : String(error)}`);
  }
  const files = new Map<string, string>();
  const fixed: FixedBlock[] = [];
  let options: Readonly<Record<string, unknown>> = {};
  for (const other of attached) {
    const parsed = parseInfo(other);
    if (parsed.word === 'fixed') fixed.push(readFixed(other, parsed, decode, finalLineBreak));
    else if (parsed.file !== undefined)
      files.set(parsed.file, other.lines.map((line) => `${line}\n`).join(''));
    else if (parsed.word === 'options' || parsed.flags.has('options')) options = parseOptions(other);
    else if (section === 'Cases') throw new Error(`line ${other.line + 1}: unknown fence "${other.info}"`);
  }
  const word = section === 'Bad' ? 'bad' : section === 'Good' ? 'good' : undefined;
  const flag = info.flags.has('bad') ? 'bad' : info.flags.has('good') ? 'good' : undefined;
  return {
    ...marked,
    name: `${section}${heading === '' ? '' : `, "${heading}"`} (${where})`,
    section,
    language,
    expects: flag ?? word,
    noFix: info.flags.has('no-fix'),
    symbols: info.flags.has('symbols'),
    finalLineBreak,
    not: info.not,
    files,
    path: info.as ?? '.dockerignore',
    options,
    fixed,
    fence,
  };
}

interface FenceInfo {
  readonly word: string;
  readonly words: readonly string[];
  readonly flags: ReadonlySet<string>;
  readonly file: string | undefined;
  readonly as: string | undefined;
  readonly not: ReadonlySet<string>;
}

const knownFlags = new Set([
  'bad',
  'good',
  'no-fix',
  'no-eol',
  'symbols',
  'options',
  'safe',
  'unsafe',
  'manual',
]);

function parseInfo(fence: Fence): FenceInfo {
  const [word = '', ...rest] = fence.info
    .replace(/\([^()]*\)/g, ' ')
    .split(/\s+/)
    .filter(Boolean);
  const words: string[] = [];
  const flags = new Set<string>();
  const not = new Set<string>();
  let file: string | undefined;
  let as: string | undefined;
  for (const item of rest) {
    if (item.startsWith('file=')) file = item.slice(5);
    else if (item.startsWith('as=')) as = item.slice(3);
    else if (item.startsWith('not=')) for (const variant of item.slice(4).split(',')) not.add(variant);
    else if (knownFlags.has(item)) flags.add(item);
    else words.push(item);
  }
  if ((word === 'dockerfile' || word === 'dockerignore') && words.length > 0) {
    throw new Error(`line ${fence.line + 1}: unknown word "${words[0]}" on the fence`);
  }
  return { word, words, flags, file, as, not };
}

function readFixed(
  fence: Fence,
  info: FenceInfo,
  decode: (line: string) => string,
  finalLineBreak: boolean,
): FixedBlock {
  const [fix, occurrence = '1'] = info.words;
  if (fix === undefined || !/^\d+$/.test(occurrence)) {
    throw new Error(`line ${fence.line + 1}: write "fixed fixId", or "fixed fixId 2"`);
  }
  const raw = fence.lines.map(decode).join('\n') + (finalLineBreak && fence.lines.length > 0 ? '\n' : '');
  const [before = '', within, after] = raw.split('<|>');
  return {
    fix,
    occurrence: Number(occurrence),
    file: info.file,
    safety: info.flags.has('safe')
      ? 'safe'
      : info.flags.has('unsafe')
        ? 'unsafe'
        : info.flags.has('manual')
          ? 'manual'
          : undefined,
    text: raw.replaceAll('<|>', ''),
    placeholder:
      within === undefined || after === undefined
        ? undefined
        : { start: before.length, end: before.length + within.length },
    fence,
  };
}

/** `name: value` per line; a value is JSON, a list without quotes (`[a, b]`), or a text. */
function parseOptions(fence: Fence): Record<string, unknown> {
  const options: Record<string, unknown> = {};
  for (const line of fence.lines) {
    if (line.trim() === '' || line.trim().startsWith('#')) continue;
    const match = /^([A-Za-z]\w*) *: *(.*)$/.exec(line.trim());
    if (!match?.[1])
      throw new Error(`line ${fence.line + 1}: an option is written "name: value", not "${line}"`);
    options[match[1]] = parseValue(match[2] ?? '');
  }
  return options;
}

function parseValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const list = /^\[(.*)\]$/.exec(text);
    if (!list) return text;
    return (list[1] ?? '')
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== '')
      .map(parseValue);
  }
}
