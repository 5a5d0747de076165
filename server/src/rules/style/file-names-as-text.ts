import { unwrapCommand } from '../../model/unwrapCommand.ts';
import type {
  ShellCommand,
  ShellListItem,
  ShellNode,
  ShellSubstitution,
  ShellWord,
} from '../../syntax/shell/tree.ts';
import type { TextEdit } from '../../text/edit.ts';
import { defineRule } from '../rule.ts';
import { allLists, pipelinesOf, plainScripts, substitutionsByStart } from '../support/shellLists.ts';

export const fileNamesAsText = defineRule({
  id: 'file-names-as-text',
  summary: 'Names of files are read as words of a text',
  why: 'A list of names, printed and read again, falls apart at each blank in a name, and ls may print names in another way than they are. A pattern of the shell, find -exec and null bytes keep names whole.',
  language: 'dockerfile',
  category: 'style',
  severity: 'hint',
  preset: 'strict',
  since: '0.1.0',
  equivalents: [
    { tool: 'hadolint', code: 'SC2010', match: 'same' },
    { tool: 'hadolint', code: 'SC2011', match: 'same' },
    { tool: 'hadolint', code: 'SC2012', match: 'narrower' },
    { tool: 'hadolint', code: 'SC2013', match: 'narrower' },
    { tool: 'hadolint', code: 'SC2038', match: 'same' },
    { tool: 'hadolint', code: 'SC2044', match: 'same' },
    { tool: 'hadolint', code: 'SC2045', match: 'same' },
  ],
  references: ['https://www.shellcheck.net/wiki/SC2012', 'https://www.shellcheck.net/wiki/SC2038'],
  concerns: {
    keywords: ['RUN', 'CMD', 'ENTRYPOINT', 'HEALTHCHECK'],
    text: /\b(?:ls|find|for)\b/,
  },
  stepwise: true,
  messages: {
    list: 'What ls prints is for people: a name with a blank or a line break is read as several. Use a pattern, find or stat.',
    search: 'What ls prints is for people. Use a pattern in the place of grep, or find -name.',
    handOn: 'What ls prints, xargs splits at blanks. Use find with -print0 and xargs -0, or a pattern.',
    found:
      'The names are split at blanks by xargs, which reads quotes in them as well. Write find … -print0 | xargs -0.',
    loop: 'The loop splits what ls prints at blanks. Loop over the pattern itself.',
    loopFound: 'The loop splits what find prints at blanks. Use find -exec, or pipe it into while read -r.',
    loopLines: 'The loop takes each word for itself, not each line. For lines, pipe them into while read -r.',
  },
  fixes: {
    pattern: { title: 'Loop over the pattern', safety: 'unsafe', availability: 'sometimes' },
    nullBytes: { title: 'Separate the names with null bytes', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ steps, report }) {
    for (const step of steps) {
      for (const script of step.once(plainScripts)) {
        if (!/\b(?:ls|find|cat)\b/.test(script.source.text)) continue;
        const substitutions = substitutionsByStart(script);
        for (const list of allLists(script)) {
          for (const pipeline of pipelinesOf(list)) {
            const piped = pipedNames(pipeline);
            if (piped) {
              const fixes = piped.edits && ([{ fix: 'nullBytes', edits: piped.edits }] as const);
              report({ at: piped.at.range, message: piped.message, fixes });
            }
            for (const { node } of pipeline) {
              if (node.kind !== 'compound' || node.type !== 'for') continue;
              for (const word of node.words.slice(1)) {
                const looped = loopedNames(word, substitutions);
                if (!looped) continue;
                const fixes = looped.edits && ([{ fix: 'pattern', edits: looped.edits }] as const);
                report({ at: looped.at.range, message: looped.message, fixes });
              }
            }
          }
        }
      }
    }
  },
});

interface Names<M extends string> {
  readonly at: ShellWord;
  readonly message: M;
  readonly edits?: readonly TextEdit[] | undefined;
}

function pipedNames(
  pipeline: readonly ShellListItem[],
): Names<'list' | 'search' | 'handOn' | 'found'> | undefined {
  for (const [i, { node }] of pipeline.entries()) {
    const next = pipeline[i + 1]?.node;
    if (node.kind !== 'command' || !next) continue;
    const { name, program, args } = unwrapCommand(node);
    const reader = readerOf(next);
    if (!program) continue;
    if (name === 'find' && reader === 'xargs' && next.kind === 'command') {
      if (!isSplit(args, next)) continue;
      return { at: program, message: 'found', edits: nullByteEdits(args, next) };
    }
    if (name !== 'ls') continue;
    if (reader === 'xargs') return { at: program, message: 'handOn' };
    if (/^[ef]?grep$/.test(reader)) return { at: program, message: 'search' };
    // To count, to sort by time and to show there is no better way.
    const isForShow =
      /^(?:wc|tee|cat|less|more|column)$/.test(reader) ||
      args.some(({ text }) => /^-[a-zA-Z]*[tSvX]/.test(text));
    if (!isForShow) return { at: program, message: 'list' };
  }
  return undefined;
}

/** `xargs` is what reads, and not the program that it runs. */
function readerOf(node: ShellNode): string {
  if (node.kind !== 'command') return '';
  const { name = '', wrappers } = unwrapCommand(node);
  return wrappers.includes('xargs') ? 'xargs' : name;
}

/** Neither side has been told to keep the names whole. */
function isSplit(find: readonly ShellWord[], xargs: ShellCommand): boolean {
  return (
    !find.some(({ text }) => /^-(?:print0|f?printf|ls|exec|execdir|fprint0?)$/.test(text)) &&
    !xargs.words.some(({ text }) => /^(?:-[a-zA-Z]*0|-d|--null|--delimiter)/.test(text))
  );
}

/** Where `-print0` at the end says it of all that is found. */
function nullByteEdits(find: readonly ShellWord[], xargs: ShellCommand): readonly TextEdit[] | undefined {
  if (find.some(({ text }) => /^-(?:o|or|print|prune|delete|quit)$|^,$/.test(text))) return undefined;
  const last = find.at(-1);
  const program = xargs.words.find(({ value }) => value === 'xargs');
  if (!last || !program) return undefined;
  const print = { range: { start: last.range.end, end: last.range.end }, newText: ' -print0' };
  return [print, { range: { start: program.range.end, end: program.range.end }, newText: ' -0' }];
}

function loopedNames(
  word: ShellWord,
  substitutions: ReadonlyMap<number, ShellSubstitution>,
): Names<'loop' | 'loopFound' | 'loopLines'> | undefined {
  const whole = substitutions.get(word.range.start);
  const first = whole?.body?.items[0]?.node;
  if (whole?.range.end !== word.range.end || first?.kind !== 'command') return undefined;
  const { name, args } = unwrapCommand(first);
  const isAlone = whole.body?.items.length === 1;
  switch (name) {
    case 'ls':
      return isAlone ? { at: word, message: 'loop', edits: patternEdits(whole, first) } : undefined;
    case 'find':
      return args.some(({ text }) => /^-(?:printf|exec|execdir|print0)$/.test(text))
        ? undefined
        : { at: word, message: 'loopFound' };
    case 'cat':
      // One word on each line is what such lists are made of: a loop over `cat` of more than one file, or of none, is no list.
      return isAlone && args.length === 1 ? { at: word, message: 'loopLines' } : undefined;
    default:
      return undefined;
  }
}

/** `$(ls *.zip)`: without options, and where the last part of each path is a pattern, so that no folder is named. */
function patternEdits(
  { range, isBackquoted }: ShellSubstitution,
  { words, redirects, assignments }: ShellCommand,
): readonly TextEdit[] | undefined {
  const [program, ...paths] = words;
  const first = paths[0];
  const last = paths.at(-1);
  if (!program || !first || !last || redirects.length > 0 || assignments.length > 0 || program.text !== 'ls')
    return undefined;
  const arePatterns = paths.every(
    ({ text, globs }) => globs && /\.[\w]+$/.test(text) && /[*?[][^/]*$/.test(text),
  );
  if (!arePatterns || (isBackquoted && paths.some(({ text }) => text.includes('\\')))) return undefined;
  return [
    { range: { start: range.start, end: first.range.start }, newText: '' },
    { range: { start: last.range.end, end: range.end }, newText: '' },
  ];
}
