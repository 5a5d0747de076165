import type { BuildModel } from '../../model/types.ts';
import type { Instruction, Word } from '../../syntax/dockerfile/tree.ts';
import type { TextEdit } from '../../text/edit.ts';
import { lineBreakOf } from '../../text/lines.ts';
import { defineRule } from '../rule.ts';
import { linesBelow } from '../support/insertLine.ts';
import { blockOf } from '../support/moveDown.ts';
import { mayBringSources, type UnreadSources, unreadSourcesOf } from '../support/unreadSources.ts';

export const sourcesBeforeInstall = defineRule({
  id: 'sources-before-install',
  summary: 'Sources are copied before an install that does not read them',
  why: 'A COPY whose files have changed makes every instruction below it run again. An install that reads nothing but manifests need not: with the sources copied below it, it is taken from the cache until a manifest changes.',
  language: 'dockerfile',
  category: 'efficiency',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  yieldsTo: ['copy-before-install'],
  references: [
    'https://docs.docker.com/build/cache/optimize/#order-your-layers',
    'https://docs.docker.com/build/building/best-practices/#leverage-build-cache',
  ],
  concerns: { keywords: ['COPY'] },
  messages: {
    reinstalls:
      '{command} below runs again whenever {sources} changes, and reads nothing of it. Copy it behind the install.',
  },
  fixes: {
    copyLater: { title: 'Copy {sources} behind {command}', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, report }) {
    for (const stage of model.stages) {
      if (!stage.instructionsWith('COPY').some(mayBringSources)) continue;
      for (const unread of unreadSourcesOf(stage, model)) {
        const { copy, sources, install } = unread;
        const values = {
          sources: new Intl.ListFormat('en', { type: 'disjunction' }).format(sources.map(({ text }) => text)),
          command: install.name,
        };
        const edits = laterCopy(unread, model);
        report({
          at: rangeOf(copy.instruction, sources),
          message: 'reinstalls',
          values,
          fixes: edits && [{ fix: 'copyLater', values, edits }],
        });
      }
    }
  },
});

/** The whole COPY where it brings nothing else. */
function rangeOf({ keyword, words }: Instruction, sources: readonly Word[]) {
  const [first] = sources;
  const last = sources.at(-1);
  const isAll = sources.length === words.length - 1;
  return {
    start: (isAll ? keyword : (first ?? keyword)).range.start,
    end: (isAll || isInOneRow(words, sources) ? last : first)?.range.end ?? keyword.range.end,
  };
}

function isInOneRow(words: readonly Word[], sources: readonly Word[]): boolean {
  const start = sources[0] ? words.indexOf(sources[0]) : -1;
  return sources.every((source, i) => words[start + i] === source);
}

function laterCopy({ copy, sources, run }: UnreadSources, model: BuildModel): TextEdit[] | undefined {
  const { tree } = model;
  const { text } = tree;
  const { instruction } = copy;
  if (sources.length === instruction.words.length - 1) {
    const block = blockOf(tree, instruction);
    const below = blockOf(tree, run);
    if (!block || !below || block.text.trimEnd().endsWith(tree.escape)) return undefined;
    const isLast = !text.slice(below.range.start, below.range.end).endsWith('\n');
    if (isLast && text.slice(run.range.start).trimEnd().endsWith(tree.escape)) return undefined;
    const gap = block.isApart ? lineBreakOf(text) : '';
    const end = block.isApart ? block.blankBelow.end : block.range.end;
    const moved = isLast ? lineBreakOf(text) + gap + block.text.replace(/\r?\n$/, '') : gap + block.text;
    return [
      { range: { start: block.range.start, end }, newText: '' },
      { range: { start: below.range.end, end: below.range.end }, newText: moved },
    ];
  }
  const kept = withoutWords(instruction, sources, text);
  if (!kept) return undefined;
  const start = instruction.keyword.range.start;
  const head = text.slice(start, instruction.words[0]?.range.start);
  if (/[\r\n]/.test(head)) return undefined;
  const line = [...sources, ...instruction.words.slice(-1)].map((word) => word.text).join(' ');
  const added = linesBelow(tree, run, [head + line]);
  return added && 'range' in added ? [...kept, added] : undefined;
}

/** Takes words out of an instruction, each with the blanks or the continuation before it, or behind it at the front. */
function withoutWords(
  { words }: Instruction,
  dropped: readonly Word[],
  text: string,
): TextEdit[] | undefined {
  const edits: TextEdit[] = [];
  for (let i = 0; i < words.length; i++) {
    const first = i;
    while (i < words.length && dropped.includes(words[i] as Word)) i++;
    if (i === first) continue;
    const start = first === 0 ? words[0]?.range.start : words[first - 1]?.range.end;
    const end = first === 0 ? words[i]?.range.start : words[i - 1]?.range.end;
    if (start === undefined || end === undefined || text.slice(start, end).includes('#')) return undefined;
    edits.push({ range: { start, end }, newText: '' });
  }
  return edits;
}
