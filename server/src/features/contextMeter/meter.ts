import { type ContextFolder, type ContextNode, pathOf } from '../../model/context/contextTree.ts';
import type { ContextView } from '../../model/context/contextView.ts';
import { oncePerView } from '../../model/context/oncePerView.ts';
import { byteSize, counted, enumerated, enumeratedUpTo, share } from '../../text/counts.ts';
import { code } from '../../text/markdown.ts';
import { shorten } from '../../text/shorten.ts';
import { largestOf } from './largest.ts';

/** What becomes of a build context, on one line and at length. */
export interface ContextMeter {
  readonly label: string;
  /** Markdown. */
  readonly tooltip: string;
}

/** `sends`: what an ignore file lets through. `copies`: what a COPY of the whole context takes. */
export type MeterVerb = 'sends' | 'copies';

/** Never throws; what it looks at is the top of the tree and the way to its largest parts, once per view. */
export function contextMeter(view: ContextView, verb: MeterVerb): ContextMeter {
  return oncePerView(view, `meter ${verb}`, () => makeMeter(view, verb));
}

function makeMeter(view: ContextView, verb: MeterVerb): ContextMeter {
  if (view.tree.root.isClosed && !view.tree.root.children) {
    const label = 'the build context cannot be read';
    return { label, tooltip: 'The folder of the build context cannot be read.' };
  }
  return { label: labelOf(view, verb), tooltip: tooltipOf(view, verb) };
}

function labelOf(view: ContextView, verb: MeterVerb): string {
  const what = `${verb} ${sentOf(view)}`;
  const kept = keptOutOf(view);
  const label = kept === undefined ? what : `${what} · keeps out ${kept}`;
  return view.tree.state === 'reading' ? `${label} so far, reading…` : label;
}

/** `1,204 files, 12.3 MB`; a lower bound where not everything has been looked at. */
function sentOf({ sent, unsized, tree }: ContextView): string {
  const least = tree.state === 'partial' ? 'at least ' : '';
  if (sent.files === 0) return least === '' ? 'nothing' : 'nothing of what was looked at';
  const files = `${least}${counted(sent.files, 'file')}`;
  if (unsized === 0) return `${files}, ${byteSize(sent.bytes)}`;
  return sent.bytes === 0 ? files : `${files}, more than ${byteSize(sent.bytes)}`;
}

function keptOutOf({ keptOut }: ContextView): string | undefined {
  const parts = [
    ...(keptOut.files > 0 ? [counted(keptOut.files, 'file')] : []),
    ...(keptOut.folders > 0 ? [counted(keptOut.folders, 'folder')] : []),
  ];
  return parts.length === 0 ? undefined : enumerated(parts);
}

function tooltipOf(view: ContextView, verb: MeterVerb): string {
  const { tree, keptOut } = view;
  const title =
    verb === 'sends'
      ? `**The build can use ${sentOf(view)}**`
      : `**This takes ${sentOf(view)}** of the build context`;
  const kept = keptOutOf(view);
  const bytes =
    keptOut.bytes > 0 ? `, ${byteSize(keptOut.bytes)} without the folders that are not looked into` : '';
  return [
    ...(tree.state === 'reading'
      ? ['The build context is being read; this is what has been seen so far.']
      : []),
    `${title}.`,
    ...largestSection(view),
    ...notableSection(view),
    kept === undefined ? 'Nothing is kept out.' : `Kept out: ${kept}${keptOut.files > 0 ? bytes : ''}.`,
    ...foldersSection(view),
    ...(tree.state === 'partial'
      ? ['There are more files than Shipshape looks at: the numbers are lower bounds.']
      : []),
    ...(tree.unreadable.length > 0 ? [`Cannot be read: ${names(tree.unreadable)}.`] : []),
    // https://github.com/moby/buildkit/blob/master/frontend/dockerfile/dockerfile2llb/convert.go (FollowPaths)
    ...(verb === 'sends' ? ['BuildKit sends of it what COPY, ADD and mounts of the Dockerfile name.'] : []),
  ].join('\n\n');
}

const mostNamed = 5;

function largestSection(view: ContextView): string[] {
  const largest = largestOf(view, mostNamed);
  if (largest.length === 0) return [];
  const items = largest.map(({ node, sent }) => {
    const part = share(sent.bytes, view.sent.bytes);
    const files = node.kind === 'folder' ? `, ${counted(sent.files, 'file')}` : '';
    return `- ${name(node)}: ${byteSize(sent.bytes)}, ${part}${files}`;
  });
  return [`The largest of it:\n\n${items.join('\n')}`];
}

function notableSection({ notable }: ContextView): string[] {
  if (notable.length === 0) return [];
  return [`Among it is what is seldom meant for an image: ${enumeratedUpTo(mostNamed, notable.map(name))}.`];
}

/** Those that the lines name first; a view counts the others without a list of them. */
function foldersSection({ lines, keptOut }: ContextView): string[] {
  const folders = lines.flatMap(({ examples }) =>
    examples.filter((node): node is ContextFolder => node.kind === 'folder'),
  );
  if (folders.length === 0) return [];
  const shown = enumeratedUpTo(mostNamed, folders.map(name), keptOut.folders);
  return [`Folders that are kept out whole: ${shown}.`];
}

function name(node: ContextNode): string {
  return code(shorten(`${pathOf(node)}${node.kind === 'folder' ? '/' : ''}`, longestName));
}

const longestName = 80;

function names(paths: readonly string[]): string {
  return enumeratedUpTo(
    mostNamed,
    paths.map((path) => code(shorten(path || '.', longestName))),
  );
}
