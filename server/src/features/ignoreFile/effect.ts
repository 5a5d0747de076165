import { type ContextNode, pathOf } from '../../model/context/contextTree.ts';
import {
  type ContextView,
  type KeptOut,
  type LineEffect,
  mostExamples,
} from '../../model/context/contextView.ts';
import { effectOf, lineAt, viewIndexOf } from '../../model/context/lineEffects.ts';
import type { IgnoreFile, PatternLine } from '../../syntax/dockerignore/reader.ts';
import { byteSize, counted, enumerated } from '../../text/counts.ts';
import { code, escapeMarkdown } from '../../text/markdown.ts';
import { shorten } from '../../text/shorten.ts';
import { matchedNodes } from './matchedNodes.ts';

/** The URI of a file of the context that the editor can open; undefined where it cannot. */
export type LinkOf = (path: string) => string | undefined;

/**
 * What a line does to the files that are there: paragraphs of Markdown, empty while nothing is known of it. The words
 * say how much has been looked at.
 */
export function describeEffect(
  view: ContextView,
  file: IgnoreFile,
  line: PatternLine,
  linkOf: LinkOf,
): string[] {
  const effect = effectOf(view, file.patterns, line);
  if (!effect || !view.tree.root.children) return [];
  return [
    `${decisionOf(view, line, effect)}${knowledgeOf(view)}`,
    ...examplesOf(effect, linkOf),
    ...laterLines(view, file, line),
    ...deeperOf(line, effect),
  ];
}

/** Whether all that can be said of other lines is counted: what they may do besides is not worth a word. */
export function isCounted(view: ContextView, file: IgnoreFile, line: PatternLine): boolean {
  return view.tree.state === 'complete' && effectOf(view, file.patterns, line)?.matches === true;
}

function decisionOf(
  { tree }: ContextView,
  { negated }: PatternLine,
  { decides, matches }: LineEffect,
): string {
  if (decides.files + decides.folders > 0) {
    return `**${negated ? 'Brings back' : 'Keeps out'} ${amountOf(decides)}**.`;
  }
  if (matches) {
    return negated
      ? 'Brings nothing back: what it matches is sent anyway, or another line decides.'
      : 'Keeps out nothing by itself: another line decides on what it matches.';
  }
  return tree.state === 'complete'
    ? 'Matches nothing that is there, folders that are kept out whole aside.'
    : 'Matches nothing so far.';
}

/** Folders that are kept out whole count as such: nobody has looked into them. */
function amountOf({ files, bytes, folders }: KeptOut): string {
  const parts = [
    ...(files > 0 ? [`${counted(files, 'file')}, ${byteSize(bytes)}`] : []),
    ...(folders > 0 ? [counted(folders, 'whole folder')] : []),
  ];
  return parts.join(', and ');
}

function knowledgeOf({ tree, unsized }: ContextView): string {
  if (tree.state === 'reading') return ' The build context is being read: there may be more.';
  if (tree.state === 'partial') return ' There are more files than Shipshape looks at: this is the least.';
  if (tree.unreadable.length > 0) {
    const folders = counted(tree.unreadable.length, 'folder');
    return ` ${folders[0]?.toUpperCase()}${folders.slice(1)} could not be read.`;
  }
  return unsized > 0 ? ' Sizes are being read.' : '';
}

function examplesOf({ decides, examples }: LineEffect, linkOf: LinkOf): string[] {
  if (examples.length === 0) return [];
  const items = examples.map((node) => `- ${linked(node, linkOf)}`);
  // A whole folder that has been looked into once counts with its files, which are no examples.
  const isAll = examples.length < mostExamples || decides.files + decides.folders === mostExamples;
  return [[...items, ...(isAll ? [] : ['- …'])].join('\n')];
}

/** What lines below take from this one, counted. */
function laterLines(view: ContextView, file: IgnoreFile, line: PatternLine): string[] {
  const own = viewIndexOf(view, file.patterns, line);
  const isLater = (other: PatternLine): boolean =>
    other.number > line.number && other.negated !== line.negated;
  if (own === undefined || !file.patterns.some(isLater)) return [];
  const taken = new Map<number, { files: number; folders: number }>();
  let left = mostLookedAt;
  const look = (node: ContextNode): void => {
    if (left-- <= 0) return;
    if (node.kind === 'folder' && node.children) {
      for (const child of node.children) look(child);
      return;
    }
    const by = view.decidedBy(node);
    if (by === undefined || by <= own || view.isSent(node) === line.negated) return;
    const known = taken.get(by) ?? { files: 0, folders: 0 };
    taken.set(by, known);
    if (node.kind === 'folder') known.folders++;
    else known.files++;
  };
  for (const node of matchedNodes(view.tree, line.pattern)) look(node);
  const said = [...taken]
    .sort(([a], [b]) => a - b)
    .slice(0, mostExamples)
    .flatMap(([index, { files, folders }]) => {
      const later = lineAt(view, file.patterns, index);
      if (!later) return [];
      const written = code(shorten(file.text.slice(later.written.start, later.written.end), 60));
      const verb = line.negated ? 'keeps out' : 'brings back';
      const counts = [
        ...(files > 0 ? [counted(files, 'file')] : []),
        ...(folders > 0 ? [counted(folders, 'whole folder')] : []),
      ];
      const least = left < 0 ? 'at least ' : '';
      return [
        `- Line ${later.number + 1}, ${written}, ${verb} ${least}${enumerated(counts)} of what this matches`,
      ];
    });
  return said.length === 0 ? [] : [said.join('\n')];
}

/** Nodes under what a pattern matches that are looked at for one hover. */
const mostLookedAt = 100_000;

function deeperOf({ glob }: PatternLine, { deeper }: LineEffect): string[] {
  if (deeper.length === 0) return [];
  const paths = enumerated(deeper.slice(0, 3).map((node) => code(shorten(shown(node), longestPath))));
  const more = deeper.length > 3 ? ' and others' : '';
  return [`Still sent, since they lie deeper: ${paths}${more}. For these, too, write ${code(`**/${glob}`)}.`];
}

function linked(node: ContextNode, linkOf: LinkOf): string {
  const path = shown(node);
  const uri = node.kind === 'file' ? linkOf(pathOf(node)) : undefined;
  const text = shorten(path, longestPath);
  return uri === undefined || /[()<>\s]/.test(uri) ? code(text) : `[${escapeMarkdown(text)}](${uri})`;
}

const longestPath = 80;

function shown(node: ContextNode): string {
  return `${pathOf(node)}${node.kind === 'folder' ? '/' : ''}`;
}
