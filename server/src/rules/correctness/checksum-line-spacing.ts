import { officialName } from '../../knowledge/baseImages.ts';
import type { BuildModel, RunModel, Step } from '../../model/types.ts';
import { unwrapCommand } from '../../model/unwrapCommand.ts';
import type { ShellCommand, ShellWord } from '../../syntax/shell/tree.ts';
import { anchorOf } from '../../text/anchor.ts';
import type { TextEdit } from '../../text/edit.ts';
import type { TextRange } from '../../text/range.ts';
import { defineRule } from '../rule.ts';
import { pipedCommands } from '../support/pipelines.ts';

export const checksumLineSpacing = defineRule({
  id: 'checksum-line-spacing',
  summary: 'A checksum is not two characters away from its file',
  why: 'A line of checksums has two characters between the sum and the name of the file: two blanks, or a blank and an asterisk. With one blank shasum and old versions of BusyBox refuse it, with three the name begins with a blank, and no such file is there.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [{ tool: 'parfum', code: 'sha256sumEchoOneSpaces', match: 'narrower' }],
  references: [
    'https://www.gnu.org/software/coreutils/manual/html_node/md5sum-invocation.html',
    'https://github.com/alpinelinux/docker-alpine/issues/246',
  ],
  concerns: { keywords: ['RUN'], text: /sum\b[^\n]*\s-(?:\w*c|-check)/ },
  messages: {
    one: '{program} {reason} wants two blanks between the sum and the file, and finds no checksum here.',
    many: 'Behind the second blank the name of the file begins: {program} looks for one that begins with a blank.',
  },
  fixes: {
    twoBlanks: { title: 'Put two blanks there', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, steps, report }) {
    for (const step of steps) {
      for (const { at, program, blanks, edit } of step.run?.once(oddLines) ?? []) {
        const reason = blanks > 2 ? '' : program === 'shasum' ? 'of Perl' : busyBoxOf(step, model);
        if (reason === undefined) continue;
        const isWhole = edit && model.tree.text.slice(edit.range.start, edit.range.end) === edit.was;
        const fixes = isWhole
          ? [{ fix: 'twoBlanks' as const, edits: [{ range: edit.range, newText: edit.newText }] }]
          : undefined;
        if (blanks > 2) report({ at, message: 'many', values: { program }, fixes });
        else report({ at, message: 'one', values: { program, reason }, fixes });
      }
    }
  },
});

interface OddLine {
  readonly at: TextRange;
  readonly program: string;
  readonly blanks: number;
  readonly edit: (TextEdit & { readonly was: string }) | undefined;
}

function oddLines({ scripts }: RunModel): readonly OddLine[] {
  return scripts.flatMap((script) =>
    pipedCommands(script).flatMap(({ command, next }) => {
      const { name: program = '', args } = unwrapCommand(next);
      if (!checkers.test(program) || !args.some(({ text }) => /^(?:-\w*c\w*|--check)$/.test(text))) return [];
      const line = lineOf(command);
      return line ? [{ ...line, program }] : [];
    }),
  );
}

const checkers = /^(?:sha(?:1|224|256|384|512)sum|md5sum|shasum)$/;

/** What `echo` or `printf` writes, where a sum and a file are all of it. Two characters are as they should be. */
function lineOf(command: ShellCommand): Omit<OddLine, 'program'> | undefined {
  const { name } = command;
  const [first, second, third] = command.words.slice(1).filter(({ text }) => !/^-[neE]+$/.test(text));
  if (!first || (name !== 'echo' && name !== 'printf')) return undefined;
  if (name === 'echo' && second) return third ? undefined : twoWords(first, second);
  const inner = name === 'echo' ? quotedLine : formatLine;
  const match = inner.exec(first.text);
  const [, before = '', blanks = ''] = match ?? [];
  if (!match || blanks.length === 2) return undefined;
  const start = first.range.start + before.length;
  const range = anchorOf(first.range).range(start, start + blanks.length);
  const edit = first.segments.length === 1 ? { range, was: blanks, newText: '  ' } : undefined;
  return { at: first.range, blanks: blanks.length, edit };
}

/** `echo` puts one blank between its words, however many stand there. */
function twoWords(sum: ShellWord, file: ShellWord): Omit<OddLine, 'program'> | undefined {
  if (!new RegExp(`^["']?${sumText}["']?$`).test(sum.text) || /^["']?[ *]/.test(file.text)) return undefined;
  const at = anchorOf(sum.range).range(sum.range.start, file.range.end);
  const gap = { start: sum.range.end, end: file.range.start };
  // With a quote on each side the blanks go into them.
  const isPlain = !sum.quoted && !file.quoted && sum.segments.length === 1 && file.segments.length === 1;
  const isOnce = sum.range.start < gap.start && gap.end - gap.start < 10;
  const was = `${sum.text}${' '.repeat(gap.end - gap.start)}${file.text}`;
  const edit = isPlain && isOnce ? { range: at, was, newText: `"${sum.text}  ${file.text}"` } : undefined;
  return { at, blanks: 1, edit };
}

const sumText = '(?:[0-9a-fA-F]{32,128}|\\$\\w+|\\$\\{\\w+\\})';
const quotedLine = new RegExp(`^(["']${sumText})( +)[^ *"'][^"']*["']$`);
const formatLine = new RegExp(`^(["'](?:%s|${sumText}))( +)[^ *"'\\\\][^"'\\\\]*(?:\\\\n)?["']$`);

/** Words for a BusyBox that wants two blanks, as it did up to 1.36.0. Undefined of others, and where nobody knows. */
function busyBoxOf({ stage }: Step, model: BuildModel): string | undefined {
  const { reference, facts } = stage?.base.root ?? {};
  if (!reference || (facts?.distribution !== 'alpine' && facts?.distribution !== 'busybox')) return undefined;
  const official = officialName(reference.name);
  if (!official.startsWith('docker.io/library/')) return undefined;
  const { tag = '' } = reference;
  const isAlpine = facts.distribution === 'alpine';
  const version = isAlpine
    ? (official.endsWith('/alpine') ? /^3\.(\d+)/ : /-alpine3\.(\d+)/).exec(tag)?.[1]
    : /^1\.(\d+)/.exec(tag)?.[1];
  const isOld = version !== undefined && Number(version) < (isAlpine ? 18 : 36);
  if (!isOld || model.fact(bringsCoreutils)) return undefined;
  return isAlpine ? `of Alpine 3.${version}` : `of BusyBox 1.${version}`;
}

function bringsCoreutils(model: BuildModel): boolean {
  return model.stepsWith('RUN').some(({ run }) => run?.once(mentionsCoreutils) === true);
}

function mentionsCoreutils({ scripts }: RunModel): boolean {
  return scripts.some(({ text }) => /coreutils|perl-utils/.test(text.text));
}
