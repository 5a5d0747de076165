import type { ContextNode } from '../../model/context/contextTree.ts';
import type { ContextView } from '../../model/context/contextView.ts';
import { lineAt } from '../../model/context/lineEffects.ts';
import { isPresent, matchSource, presenceOf, type SourceMatch } from '../../model/context/sourcePattern.ts';
import { type TakenAmount, takenAmount } from '../../model/context/takenPaths.ts';
import { type Take, takesOf } from '../../model/context/takes.ts';
import type { TakeSource } from '../../model/context/takeWords.ts';
import type { BuildModel } from '../../model/types.ts';
import type { ContextFacts } from '../../rules/rule.ts';
import { byteSize, counted } from '../../text/counts.ts';
import { code } from '../../text/markdown.ts';
import { touches } from '../../text/range.ts';
import type { Hover } from './hoverContent.ts';

/**
 * How much of the build context a source of COPY, ADD or a bind mount takes, where it lands, and what keeps the rest from
 * it. Undefined where nothing is known of the context, or no source is at the offset. `place` says which folder that is.
 */
export function describeSource(
  model: BuildModel,
  context: ContextFacts,
  offset: number,
  place: () => string | undefined = () => undefined,
): Hover | undefined {
  for (const take of takesOf(model)) {
    const source = take.sources.find(({ range }) => touches(range, offset));
    if (!source) continue;
    // Asked only here: whoever asks is told of every change.
    const { view } = context;
    const markdown = view && source.pattern && describe(take, source, context, view);
    const where = markdown && place();
    return markdown
      ? { range: source.range, markdown: where ? `${markdown}\n\n${where}` : markdown }
      : undefined;
  }
  return undefined;
}

function describe(
  take: Take,
  source: TakeSource,
  context: ContextFacts,
  view: ContextView,
): string | undefined {
  const { pattern } = source;
  if (!pattern) return undefined;
  const match = matchSource(view, pattern);
  if (!match.nodes.some((node) => isPresent(view, node)))
    return describeNothing(source, match, context, view);
  const amount = takenAmount(take, source, view);
  const files = `${counted(amount.taken.files, 'file')}, ${byteSize(amount.taken.bytes)}`;
  const many =
    view.tree.state === 'reading' ? `${files} so far` : amount.isPartial ? `at least ${files}` : files;
  return [
    `**${take.kind === 'bind' ? 'Mounts' : 'Takes'} ${many}** of the build context.${whereTo(take, source, match)}`,
    ...listOf([...heldBack(match, context, view), ...leftOut(amount)]),
  ].join('\n\n');
}

function whereTo(
  { destination }: Take,
  { kept }: TakeSource,
  { nodes: [first, ...others] }: SourceMatch,
): string {
  if (!destination) return '';
  const { path, isDirectory } = destination;
  if (first?.kind === 'folder' && others.length === 0 && !kept) {
    return ` The content of the folder lands in ${code(path)}, without the folder itself.`;
  }
  return isDirectory || kept
    ? ` ${others.length > 0 || kept ? 'They land' : 'It lands'} in ${code(path)}.`
    : '';
}

/** Nothing that it names is sent. Said only when the whole context is known. */
function describeNothing(
  { pattern, kept }: TakeSource,
  match: SourceMatch,
  context: ContextFacts,
  view: ContextView,
): string | undefined {
  if (!pattern || kept || match.isUnknown || !context.hasTree) return undefined;
  if (pattern.glob) {
    // https://github.com/moby/buildkit/issues/2933
    if (presenceOf(view, pattern.base).kind !== 'sent') {
      return `**There is no** ${code(pattern.base)} in what is sent of the build context: the build fails here.`;
    }
    const why = match.nodes.length === 0 ? `no file fits ${code(pattern.path)}` : 'all that fits is kept out';
    const said = `**Takes nothing** of the build context: ${why}. The build goes on without a word.`;
    return [said, ...listOf(heldBack(match, context, view))].join('\n\n');
  }
  const presence = presenceOf(view, pattern.path);
  if (presence.kind === 'none') {
    return `**There is no** ${code(pattern.path)} in the build context: the build fails here.`;
  }
  if (presence.kind !== 'kept-out' || presence.decidedBy === undefined) return undefined;
  const line = wordsOf(presence.decidedBy, context, view);
  return line && `**Takes nothing**: ${line}, keeps it out of the build context, so the build fails here.`;
}

/** By the lines that decide, in their order. */
function heldBack({ nodes }: SourceMatch, context: ContextFacts, view: ContextView): string[] {
  const byLine = new Map<number, { files: number; folders: number }>();
  const stack: ContextNode[] = [...nodes];
  for (let left = mostNodes; left > 0; left--) {
    const node = stack.pop();
    if (!node) break;
    const isWhole = node.kind === 'folder' && view.below(node).sent.files === 0;
    if (node.kind === 'folder' && !(isWhole && !view.isSent(node))) {
      for (const child of node.children ?? []) stack.push(child);
      continue;
    }
    const index = view.isSent(node) ? undefined : view.decidedBy(node);
    if (index === undefined) continue;
    const count = byLine.get(index) ?? { files: 0, folders: 0 };
    if (node.kind === 'folder') count.folders++;
    else count.files++;
    byLine.set(index, count);
  }
  return [...byLine]
    .sort(([a], [b]) => a - b)
    .flatMap(([index, { files, folders }]) => {
      const line = wordsOf(index, context, view);
      const what = [
        ...(folders > 0 ? [counted(folders, 'folder')] : []),
        ...(files > 0 ? [counted(files, 'file')] : []),
      ];
      return line === undefined ? [] : [`Kept out by ${line}: ${what.join(' and ')}`];
    })
    .slice(0, mostLines);
}

/** Enough for most contexts; a hover is waited for. */
const mostNodes = 50_000;

const mostLines = 6;

function leftOut({ excluded }: TakenAmount): string[] {
  return excluded.files === 0 ? [] : [`Left out by \`--exclude\`: ${counted(excluded.files, 'file')}`];
}

function wordsOf(index: number, { ignoreFile }: ContextFacts, view: ContextView): string | undefined {
  const line = ignoreFile ? lineAt(view, ignoreFile.file.patterns, index) : undefined;
  if (!line || !ignoreFile) return undefined;
  const written = ignoreFile.text.slice(line.written.start, line.written.end);
  return `line ${line.number + 1} of ${code(ignoreFile.path)}, ${code(written)}`;
}

function listOf(items: readonly string[]): string[] {
  return items.length === 0 ? [] : [items.map((item) => `- ${item}`).join('\n')];
}
