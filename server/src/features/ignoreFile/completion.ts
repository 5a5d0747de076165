import type { DirectoryEntry } from '../../host.ts';
import { type ContextFolder, type ContextNode, findNode } from '../../model/context/contextTree.ts';
import type { Amount, ContextView } from '../../model/context/contextView.ts';
import { viewIndexOf } from '../../model/context/lineEffects.ts';
import type { IgnoreFile, PatternLine } from '../../syntax/dockerignore/reader.ts';
import { byteSize, counted } from '../../text/counts.ts';
import type { TextRange } from '../../text/range.ts';
import { mayMean } from '../contextPaths/nameCompletion.ts';
import { type WantedPattern, wantedPatterns } from './wantedPatterns.ts';

export interface IgnoreCompletion {
  readonly kind: 'file' | 'folder' | 'pattern';
  readonly label: string;
  /** What is replaced: the whole pattern, or one piece of it between slashes. On one line; holds the offset. */
  readonly range: TextRange;
  readonly newText: string;
  /** What it stands for: files and bytes; the kind of project that wants it. */
  readonly detail: string;
  /** Why the pattern is wanted. */
  readonly documentation: string | undefined;
}

/** The characters behind which an editor should ask by itself. */
export const ignoreTriggerCharacters: readonly string[] = ['/', '!', '*', '.'];

export interface IgnoreCompletions {
  /** The best first. */
  readonly items: readonly IgnoreCompletion[];
  /** There are more: ask again when more has been typed. */
  readonly isIncomplete: boolean;
}

/**
 * Paths of the context and patterns that its kind of project wants, at an offset. `listing` is what is in the folder that
 * `unreadFolderAt` names. Never throws.
 */
export function completeIgnoreFile(
  file: IgnoreFile,
  offset: number,
  view: ContextView | undefined,
  listing?: readonly DirectoryEntry[],
): IgnoreCompletions {
  const place = placeAt(file, offset);
  if (!place) return { items: [], isIncomplete: false };
  const { candidates, isCut } = listing
    ? { candidates: listing.map((entry) => listedCandidate(entry, place.isNegated)), isCut: false }
    : candidatesAt(view, file, place);
  const paths = pathItems(place, candidates);
  const isWhole = !place.isNegated && /^(?:\*\*\/)?[^/]*$/.test(place.typed);
  const wanted = isWhole
    ? wantedPatterns(
        file.patterns.filter((line) => line !== place.line),
        view,
      )
    : [];
  const ranked = (rank: number): IgnoreCompletion[] =>
    wanted
      .filter((each) => each.rank === rank && mayMean(place.typed, each.pattern))
      .map((each) => patternItem(each, place));
  return {
    items: [...ranked(0), ...ranked(1), ...paths.items, ...ranked(2), ...ranked(3)],
    // Nothing is known yet, or not all.
    isIncomplete: paths.isIncomplete || isCut || !view || view.tree.state === 'reading',
  };
}

/** The folder whose entries would be offered, if anybody had read it: it is kept out whole. A path of the context. */
export function unreadFolderAt(file: IgnoreFile, offset: number, view: ContextView): string | undefined {
  const place = placeAt(file, offset);
  const path = place && !isDeep(place) ? folderPathOf(place) : undefined;
  if (path === undefined) return undefined;
  const folder = findNode(view.tree, path);
  // Below a folder that has not been read, there may be one of this name.
  if (folder === 'unknown') return path;
  return folder !== 'none' && folder.kind === 'folder' && !folder.children ? path : undefined;
}

interface Place {
  /** The line as it stands; undefined for an empty one. */
  readonly line: PatternLine | undefined;
  /** The body of the pattern: without `!` and white space around it. */
  readonly body: TextRange;
  readonly isNegated: boolean;
  /** The piece between slashes around the offset. */
  readonly segment: TextRange;
  /** A slash stands behind that piece already. */
  readonly hasSlash: boolean;
  /** What stands before that piece, with the slash at its end, if there is one. */
  readonly above: string;
  /** The body up to the offset. */
  readonly typed: string;
}

/** Undefined in a comment, before the pattern and after it. */
function placeAt({ text, patterns }: IgnoreFile, offset: number): Place | undefined {
  let start = text.slice(0, offset).lastIndexOf('\n') + 1;
  if (start === 0 && text.startsWith('\uFEFF')) start = 1;
  const found = text.indexOf('\n', offset);
  let end = found < 0 ? text.length : found;
  if (offset < start || text[start] === '#') return undefined;
  while (end > offset && isBlank(text[end - 1])) end--;
  while (start < offset && isBlank(text[start])) start++;
  const isNegated = text[start] === '!' && start < offset;
  if (isNegated) start++;
  while (isNegated && start < offset && isBlank(text[start])) start++;
  const typed = text.slice(start, offset);
  const slash = text.indexOf('/', offset);
  const segmentStart = start + typed.lastIndexOf('/') + 1;
  return {
    line: patterns.find(({ range }) => range.start <= start && start < range.end),
    body: { start, end },
    isNegated,
    segment: { start: segmentStart, end: slash < 0 || slash > end ? end : slash },
    hasSlash: slash >= 0 && slash < end,
    above: text.slice(start, segmentStart),
    typed,
  };
}

function isBlank(character: string | undefined): boolean {
  return character === ' ' || character === '\t' || character === '\r';
}

function pathItems(
  place: Place,
  candidates: readonly Candidate[],
): { items: IgnoreCompletion[]; isIncomplete: boolean } {
  const begun = place.typed.slice(place.above.length);
  const fitting = candidates.filter(({ name }) => isWritable(name, place) && mayMean(begun, name));
  const order = place.isNegated ? byKeptOut : bySent;
  fitting.sort((a, b) => order(a, b) || (a.name < b.name ? -1 : 1));
  return {
    items: fitting.slice(0, mostPaths).map((candidate) => pathItem(candidate, place)),
    isIncomplete: fitting.length > mostPaths,
  };
}

/** More than this is not read in a list. */
const mostPaths = 200;

interface Candidate {
  readonly name: string;
  readonly isFolder: boolean;
  sent: Amount;
  keptOut: Amount;
  /** Of files or folders with this name: some are kept out, at least in part. */
  hasKeptOut: boolean;
  hasSent: boolean;
  places: number;
}

interface Candidates {
  readonly candidates: readonly Candidate[];
  /** There is more than was looked at. */
  readonly isCut: boolean;
}

/** Files and folders that are looked at for one list: somebody types, and each key may ask again. */
const mostLookedAt = 50_000;

/** The children of a folder; behind `**<slash>` the names below it, at any depth, the upper ones first. */
function candidatesAt(view: ContextView | undefined, file: IgnoreFile, place: Place): Candidates {
  const path = folderPathOf(place);
  const folder = view && path !== undefined ? findNode(view.tree, path) : 'none';
  if (!view || typeof folder === 'string' || folder.kind !== 'folder')
    return { candidates: [], isCut: false };
  const byName = new Map<string, Candidate>();
  const own = place.line && viewIndexOf(view, file.patterns, place.line);
  const isWhole = collect(folder, isDeep(place), byName, (node) =>
    amountsOf(view, node, own, place.isNegated),
  );
  return { candidates: [...byName.values()], isCut: !isWhole };
}

function isDeep({ above }: Place): boolean {
  return /(?:^|\/)\*\*\/$/.test(above);
}

/** Undefined where wildcards leave it open. */
function folderPathOf(place: Place): string | undefined {
  const path = (isDeep(place) ? place.above.slice(0, -3) : place.above).replace(/^\.?\/|\/$/g, '');
  return /[*?[\]\\]/.test(path) ? undefined : path;
}

type Amounts = Pick<Candidate, 'sent' | 'keptOut' | 'hasSent' | 'hasKeptOut'>;

/** As if the line that is being typed were not there yet: it decides on what is offered for it. */
function amountsOf(
  view: ContextView,
  node: ContextNode,
  own: number | undefined,
  isNegated: boolean,
): Amounts {
  const { sent, keptOut } = view.below(node);
  if (own !== undefined && view.decidedBy(node) === own) {
    const all = sum(sent, keptOut);
    return isNegated
      ? { sent: none, keptOut: all, hasSent: false, hasKeptOut: true }
      : { sent: all, keptOut: none, hasSent: true, hasKeptOut: false };
  }
  const isSent = view.isSent(node);
  return { sent, keptOut, hasSent: isSent || sent.files > 0, hasKeptOut: !isSent || keptOut.files > 0 };
}

const none: Amount = { files: 0, bytes: 0 };

/** False when there was too much. */
function collect(
  top: ContextFolder,
  isDeep: boolean,
  byName: Map<string, Candidate>,
  ask: (node: ContextNode) => Amounts,
): boolean {
  let left = mostLookedAt;
  const folders = [top];
  for (const folder of folders) {
    for (const node of folder.children ?? []) {
      if (left-- <= 0) return false;
      const isFolder = node.kind === 'folder';
      add(byName, `${isFolder ? 'd' : 'f'}${node.name}`, {
        name: node.name,
        isFolder,
        ...ask(node),
        places: 1,
      });
      if (isDeep && isFolder) folders.push(node);
    }
  }
  return true;
}

function add(byName: Map<string, Candidate>, key: string, candidate: Candidate): void {
  const known = byName.get(key);
  if (!known) {
    byName.set(key, candidate);
    return;
  }
  known.sent = sum(known.sent, candidate.sent);
  known.keptOut = sum(known.keptOut, candidate.keptOut);
  known.hasSent ||= candidate.hasSent;
  known.hasKeptOut ||= candidate.hasKeptOut;
  known.places++;
}

/** Of a folder that is kept out whole, for all we know by the line that is being typed. */
function listedCandidate({ name, type }: DirectoryEntry, isNegated: boolean): Candidate {
  const verdict = { hasSent: !isNegated, hasKeptOut: isNegated };
  return { name, isFolder: type === 'directory', sent: none, keptOut: none, ...verdict, places: 1 };
}

function sum(a: Amount, b: Amount): Amount {
  return { files: a.files + b.files, bytes: a.bytes + b.bytes };
}

/** What is kept out already is of no use to an exclusion, and comes last. */
function bySent(a: Candidate, b: Candidate): number {
  return Number(b.hasSent) - Number(a.hasSent) || b.sent.bytes - a.sent.bytes || b.sent.files - a.sent.files;
}

function byKeptOut(a: Candidate, b: Candidate): number {
  return (
    Number(b.hasKeptOut) - Number(a.hasKeptOut) ||
    b.keptOut.bytes - a.keptOut.bytes ||
    b.keptOut.files - a.keptOut.files
  );
}

function pathItem(candidate: Candidate, { segment, above, isNegated, hasSlash }: Place): IgnoreCompletion {
  const { name, isFolder } = candidate;
  const label = isFolder ? `${name}/` : name;
  // At the beginning of a line `#` makes a comment and `!` an exception; a slash in front changes nothing else for `#`.
  const first = above === '' && name.startsWith('#') ? '/' : '';
  return {
    kind: isFolder ? 'folder' : 'file',
    label,
    range: segment,
    newText: first + withoutWildcards(hasSlash ? name : label),
    detail: detailOf(candidate, isNegated),
    documentation: undefined,
  };
}

/** `?` stands for a character that would not stand for itself; a backslash is a separator on Windows. */
function withoutWildcards(name: string): string {
  return name.replace(/[*?[\]\\^]/g, '?').replace(/^!/, '?');
}

function detailOf(candidate: Candidate, isNegated: boolean): string {
  const { isFolder, sent, keptOut, hasSent, hasKeptOut, places } = candidate;
  const isOut = isNegated ? hasKeptOut : !hasSent;
  const amount = isOut ? keptOut : sent;
  const parts = [
    ...(places > 1 ? [`in ${counted(places, 'place')}`] : []),
    ...(isFolder && amount.files > 0 ? [counted(amount.files, 'file')] : []),
    ...(amount.files > 0 ? [byteSize(amount.bytes)] : []),
    ...(isOut ? ['kept out'] : []),
  ];
  return parts.join(', ');
}

function patternItem({ pattern, project, reason }: WantedPattern, { body }: Place): IgnoreCompletion {
  return {
    kind: 'pattern',
    label: pattern,
    range: body,
    newText: pattern,
    detail: project,
    documentation: reason,
  };
}

/** Blanks at the ends are trimmed, and a line break ends the line: there is no pattern for such a name. */
function isWritable(name: string, { above }: Place): boolean {
  if (/^\s|\s$|[\n\r]/.test(name)) return false;
  // Beside wildcards these keep a meaning of their own; see `translate` in pattern.ts.
  return !/[{}|]/.test(name) || !/[*?]/.test(above);
}
