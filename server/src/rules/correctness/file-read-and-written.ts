import { unwrapCommand } from '../../model/unwrapCommand.ts';
import type { ShellCommand, ShellNode, ShellRedirect, ShellWord } from '../../syntax/shell/tree.ts';
import type { TextEdit } from '../../text/edit.ts';
import type { TextRange } from '../../text/range.ts';
import { defineRule } from '../rule.ts';
import { allLists, pipelinesOf, plainScripts, shownWord } from '../support/shellLists.ts';

export const fileReadAndWritten = defineRule({
  id: 'file-read-and-written',
  summary: 'A file is emptied before the command that reads it starts',
  why: 'The shell opens, and empties, the file behind > before it starts any command of the pipeline. What then reads the same file finds nothing in it. Of two redirections of the same stream only the last gets anything.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
    { tool: 'hadolint', code: 'SC2094', match: 'narrower' },
    { tool: 'hadolint', code: 'SC2261', match: 'narrower' },
  ],
  // A version like `pkg>=1.0` without quotes is a redirection only by mistake.
  yieldsTo: ['unquoted-version-range'],
  references: ['https://www.shellcheck.net/wiki/SC2094', 'https://www.shellcheck.net/wiki/SC2261'],
  concerns: { keywords: ['RUN', 'CMD', 'ENTRYPOINT', 'HEALTHCHECK'], text: /[<>]|\btee\b/ },
  stepwise: true,
  messages: {
    emptied:
      'The shell empties {file} before {reader} reads it, so that nothing is left. Write to another file and move that.',
    raced:
      'With tee {file} is emptied while {reader} still reads it, or has not begun to. Write to another file and move that.',
    output: 'Only the last of two redirections gets the output: {file} stays empty.',
    input: 'Only the last of two redirections is read: {file} is not.',
  },
  fixes: {
    inPlace: { title: 'Let {program} change the file in place', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, steps, report }) {
    for (const step of steps) {
      for (const script of step.once(plainScripts)) {
        for (const list of allLists(script)) {
          for (const pipeline of pipelinesOf(list)) {
            const nodes = pipeline.map(({ node }) => node);
            for (const node of nodes) {
              const lost = lostRedirect(node.redirects);
              if (lost) report(lost);
            }
            const clash = clashIn(nodes);
            if (!clash) continue;
            const { at, file, reader, isRace } = clash;
            if (isRace) report({ at, message: 'raced', values: { file, reader } });
            else {
              const edits = nodes.length === 1 ? inPlace(nodes[0], model.tree.text) : undefined;
              const fixes = edits && ([{ fix: 'inPlace', values: { program: reader }, edits }] as const);
              report({ at, message: 'emptied', values: { file, reader }, fixes });
            }
          }
        }
      }
    }
  },
});

interface Clash {
  readonly at: TextRange;
  readonly file: string;
  readonly reader: string;
  readonly isRace: boolean;
}

function clashIn(nodes: readonly ShellNode[]): Clash | undefined {
  // Each is held against each: nobody writes so many.
  if (nodes.length > 40) return undefined;
  for (const node of nodes) {
    const written = [
      ...node.redirects.flatMap(({ operator, target, range }) =>
        /^&?>\|?$/.test(operator) && target ? [{ target, range, isRace: false }] : [],
      ),
      ...teeTargets(node).map((target) => ({ target, range: target.range, isRace: true })),
    ];
    for (const { target, range, isRace } of written) {
      const key = keyOf(target);
      if (key === undefined) continue;
      for (const other of nodes) {
        if (isRace && other === node) continue;
        const reader = readerOf(other, key);
        if (reader !== undefined) return { at: range, file: shownWord(target), reader, isRace };
      }
    }
  }
  return undefined;
}

function teeTargets(node: ShellNode): readonly ShellWord[] {
  if (node.kind !== 'command') return [];
  const { name, args } = unwrapCommand(node);
  if (name !== 'tee' || args.some(({ text }) => /^(?:-[a-z]*a|--append)/.test(text))) return [];
  return args.filter(({ text }) => !text.startsWith('-'));
}

/** A path, or a variable that is the same in both places. Not a device, nor what the shell makes several names of. */
function keyOf({ value, text, globs }: ShellWord): string | undefined {
  if (globs) return undefined;
  const key = value ?? (/^"?\$\{?\w+\}?[\w./-]*"?$/.test(text) ? text.replace(/["{}]/g, '') : undefined);
  return key === undefined || /^(?:$|-$|\d+$|\/dev\/|\/proc\/|\/sys\/)/.test(key) ? undefined : key;
}

/** The program that reads the file from its beginning. */
function readerOf(node: ShellNode, key: string): string | undefined {
  const isInput = node.redirects.some(
    ({ operator, target }) => operator === '<' && target && keyOf(target) === key,
  );
  if (node.kind === 'compound') return isInput ? 'the command' : undefined;
  const { name, program, args } = unwrapCommand(node);
  if (name === undefined || !program) return undefined;
  if (isInput) return name;
  const isOperand = args.some((word, i) => keyOf(word) === key && isOperandAt(name, args, i));
  return isOperand && readers.has(name) ? name : undefined;
}

/** Of those that are given a program or a pattern first, the files come behind it. */
function isOperandAt(name: string, args: readonly ShellWord[], index: number): boolean {
  if (!takesPattern.test(name)) return true;
  if (args.some(({ text }) => /^(?:-[A-Za-z]*[ef]$|--(?:expression|file|regexp))/.test(text))) return true;
  return args.slice(0, index).some(({ text }) => !text.startsWith('-'));
}

const takesPattern = /^(?:sed|gsed|[ef]?grep|[gmn]?awk|jq|yq|perl)$/;

const readers: ReadonlySet<string> = new Set([
  ...['cat', 'tac', 'rev', 'nl', 'head', 'tail', 'sort', 'uniq', 'cut', 'paste', 'fold', 'fmt', 'expand'],
  ...['sed', 'gsed', 'grep', 'egrep', 'fgrep', 'awk', 'gawk', 'mawk', 'jq', 'yq', 'column', 'iconv'],
  ...['base64', 'xxd', 'od', 'strings', 'wc', 'dos2unix'],
]);

interface Lost {
  readonly at: TextRange;
  readonly message: 'output' | 'input';
  readonly values: { readonly file: string };
}

/** The first of two files for the same stream, where nothing was made a copy of it in between. */
function lostRedirect(redirects: readonly ShellRedirect[]): Lost | undefined {
  for (let i = 1; i < redirects.length; i++) {
    const before = redirects[i - 1] as ShellRedirect;
    const behind = redirects[i] as ShellRedirect;
    const stream = streamOf(before);
    if (stream === undefined || stream !== streamOf(behind)) continue;
    const file = before.target ? shownWord(before.target) : '';
    if (file.startsWith('=') || behind.target?.text.startsWith('=')) continue;
    return { at: before.range, message: stream === 0 ? 'input' : 'output', values: { file } };
  }
  return undefined;
}

function streamOf({ operator, fileDescriptor }: ShellRedirect): number | undefined {
  if (/^<<?-?$|^<<<$/.test(operator)) return fileDescriptor ?? 0;
  return /^>[>|]?$/.test(operator) ? (fileDescriptor ?? 1) : undefined;
}

/** `sed … f > f` is `sed -i … f`, and `sort f > f` is `sort -o f f`. What changes the file by itself needs no redirection. */
function inPlace(node: ShellNode | undefined, text: string): readonly TextEdit[] | undefined {
  if (node?.kind !== 'command' || node.redirects.length !== 1) return undefined;
  const [redirect] = node.redirects;
  const { name, program, args } = unwrapCommand(node);
  const last = args.at(-1);
  if (!redirect || !program || !last || !isWholeLast(node, redirect, last)) return undefined;
  const between = text.slice(last.range.end, redirect.range.end);
  if (/\n/.test(between)) return undefined;
  const file = text.slice(last.range.start, last.range.end);
  const option = name === 'sed' ? ' -i' : name === 'sort' ? ` -o ${file}` : undefined;
  if (
    option === undefined ||
    args.some(({ text: word }) => /^-(?:[a-z]*[nos]|-quiet|-silent|-output)/.test(word))
  )
    return undefined;
  const drop = { range: { start: last.range.end, end: redirect.range.end }, newText: '' };
  if (name === 'sed' && args.some(({ text: word }) => /^-(?:[A-Za-z]*i|-in-place)/.test(word))) return [drop];
  return [{ range: { start: program.range.end, end: program.range.end }, newText: option }, drop];
}

function isWholeLast(node: ShellCommand, redirect: ShellRedirect, last: ShellWord): boolean {
  return (
    redirect.operator === '>' &&
    redirect.range.start >= last.range.end &&
    node.redirects.length === 1 &&
    redirect.target !== undefined &&
    keyOf(redirect.target) === keyOf(last)
  );
}
