import type { Analysis } from './analysis.ts';
import type { ContextMeter } from './features/contextMeter/meter.ts';
import { copyMeters, ignoreFileMeter, type PlacedMeter } from './features/contextMeter/meterPlaces.ts';
import { contextElsewhere } from './features/hover/context.ts';
import {
  completeIgnoreFile,
  type IgnoreCompletions,
  unreadFolderAt,
} from './features/ignoreFile/completion.ts';
import { exactTargets, linesBeside, linesFor, targetsAt } from './features/ignoreFile/navigation.ts';
import { contextSourceAt } from './features/navigation/sourceAt.ts';
import { pathOfSource } from './features/navigation/sourceTargets.ts';
import type { Host } from './host.ts';
import type { BuildModel } from './model/types.ts';
import type { ContextFacts } from './rules/rule.ts';
import { unreadBecauseOf } from './rules/support/unreadIgnoreFile.ts';
import { type TextRange, touches } from './text/range.ts';
import type { BuildContexts } from './workspace/buildContexts.ts';
import type { ContextSetting } from './workspace/contextChoices.ts';
import { contextInWords, type KnownContexts, knownContexts } from './workspace/contextInWords.ts';
import { below, uriKey } from './workspace/uris.ts';

/** What the editor shows of build contexts: meters, and the way from patterns to files and back. Nothing here throws. */
export interface ContextService {
  /** At most one for each place, in the order of the document; none while nothing is known of the context. */
  meters(uri: string, within?: TextRange): readonly PlacedMeter[];
  /** The meter whose line or keyword an offset is on, for a hover, which names the folder of the context itself. */
  meterAt(uri: string, offset: number): (ContextMeter & { readonly about: TextRange }) | undefined;
  /** In an ignore file; in other documents there is none. */
  ignoreCompletion(uri: string, offset: number): Promise<IgnoreCompletions>;
  /** The files that a pattern of an ignore file leads to. */
  ignoreTargets(uri: string, offset: number): Promise<FileLink | undefined>;
  /** Patterns of an ignore file that are paths of files. */
  ignoreLinks(uri: string): readonly FileLink[];
  /**
   * The lines of an ignore file that have a say in what is at an offset: a pattern there, or a path that an
   * instruction takes from the context.
   */
  decidingLines(uri: string, offset: number): DecidingLines | undefined;
  /** Which folder is taken for the context of a document, and which others may be; undefined: not known (yet). */
  known(uri: string): KnownContexts | undefined;
  /** What the setting `shipshape.contexts` says for a document. */
  useSetting(uri: string, setting: ContextSetting): void;
  /** A file that says how Dockerfiles are built is open in the editor, or has a new text there; undefined: no more. */
  updateDefinition(uri: string, text: string | undefined): void;
}

/** A place of a document and the files it leads to. */
export interface FileLink {
  readonly range: TextRange;
  readonly uris: readonly string[];
}

export interface DecidingLines {
  /** The ignore file, which need not be open, and its text. */
  readonly uri: string;
  readonly text: string;
  /** In the order of the file. */
  readonly ranges: readonly TextRange[];
}

/** What it is made of: the open documents, and what is known around them. */
export interface ContextSources {
  find(uri: string): Analysis | undefined;
  factsOf(analysis: Analysis): ContextFacts;
  /** Where a path of the context of a document is. */
  locate(uri: string, path: string): string | undefined;
  list: Host['list'];
  readonly contexts: BuildContexts;
  /** Texts of open files that say how Dockerfiles are built, by the keys of their URIs. */
  readonly definitionTexts: Map<string, string>;
}

export function createContextService(sources: ContextSources): ContextService {
  const { find, factsOf, locate, list, contexts, definitionTexts } = sources;
  const meters = (uri: string, within?: TextRange): readonly PlacedMeter[] => {
    const analysis = find(uri);
    if (!analysis) return [];
    const facts = factsOf(analysis);
    const { view } = facts;
    if (!view) return [];
    if (analysis.language === 'dockerfile') return copyMeters(analysis.model(), view, within);
    const meter = ignoreFileMeter(analysis.document.text, view, unreadBecauseOf(facts));
    return within && within.start > meter.offset ? [] : [meter];
  };
  const placed = (uri: string, meter: PlacedMeter): PlacedMeter => {
    const place = contextElsewhere(contextInWords(contexts.chosen(uri)));
    return place === undefined ? meter : { ...meter, tooltip: `${place}\n\n${meter.tooltip}` };
  };

  const link = (uri: string, range: TextRange, paths: readonly string[]): FileLink => ({
    range,
    uris: paths.flatMap((path) => locate(uri, path) ?? []),
  });

  return {
    meters: (uri, within) => meters(uri, within).map((meter) => placed(uri, meter)),
    meterAt: (uri, offset) => meters(uri).find(({ about }) => touches(about, offset)),
    async ignoreCompletion(uri, offset) {
      const analysis = find(uri);
      if (analysis?.language !== 'dockerignore') return { items: [], isIncomplete: false };
      const file = analysis.file();
      const { view } = factsOf(analysis);
      const unread = view && unreadFolderAt(file, offset, view);
      const folder = unread === undefined ? undefined : locate(uri, unread);
      const listing = folder === undefined ? undefined : await list(folder);
      return completeIgnoreFile(file, offset, view, listing);
    },
    async ignoreTargets(uri, offset) {
      const analysis = find(uri);
      const view = analysis?.language === 'dockerignore' ? factsOf(analysis).view : undefined;
      if (!view || analysis?.language !== 'dockerignore') return undefined;
      const targets = targetsAt(analysis.file(), offset, view.tree);
      if (!targets) return undefined;
      const { range, paths, unread } = targets;
      const folders = unread.slice(0, mostListed).flatMap((path) => locate(uri, path) ?? []);
      const listed = await Promise.all(folders.map((folder) => firstFileIn(folder, list)));
      const { uris } = link(uri, range, paths);
      return { range, uris: [...uris, ...listed.flatMap((file) => file ?? [])] };
    },
    ignoreLinks(uri) {
      const analysis = find(uri);
      if (analysis?.language !== 'dockerignore') return [];
      const { view } = factsOf(analysis);
      if (!view) return [];
      return exactTargets(analysis.file(), view.tree).map(({ range, paths }) => link(uri, range, paths));
    },
    decidingLines(uri, offset) {
      const analysis = find(uri);
      if (!analysis) return undefined;
      const { ignoreFile, view } = factsOf(analysis);
      if (analysis.language === 'dockerignore') {
        const ranges = linesBeside(analysis.file(), offset, view?.tree);
        return { uri, text: analysis.document.text, ranges };
      }
      const path = sourceAt(analysis.model(), offset);
      const target = ignoreFile && locate(uri, ignoreFile.path);
      if (path === undefined || !target) return undefined;
      return { uri: target, text: ignoreFile.text, ranges: linesFor(ignoreFile.file, path) };
    },
    known(uri) {
      const inForce = find(uri) ? contexts.chosen(uri) : undefined;
      return inForce && knownContexts(inForce);
    },
    useSetting(uri, setting) {
      if (find(uri)) contexts.useSetting(uri, setting);
    },
    updateDefinition(uri, text) {
      if (text === undefined) definitionTexts.delete(uriKey(uri));
      else definitionTexts.set(uriKey(uri), text);
      contexts.typed([uri]);
    },
  };
}

/** Folders that are looked into for one question. */
const mostListed = 20;

/** Levels of folders without a file that are gone down. */
const mostLevels = 10;

/** A file right in the folder, or in the first of its folders; its URI. */
async function firstFileIn(folder: string, list: Host['list']): Promise<string | undefined> {
  let at = folder;
  for (let level = 0; level < mostLevels; level++) {
    const entries = [...((await list(at)) ?? [])].sort((a, b) => (a.name < b.name ? -1 : 1));
    const file = entries.find(({ type }) => type === 'file');
    if (file) return below(`${at}/`, file.name);
    const next = entries.find(({ type }) => type === 'directory');
    if (!next) return undefined;
    at = below(`${at}/`, next.name);
  }
  return undefined;
}

/** The path of the context that is named at an offset; clean, and never the root. */
function sourceAt(model: BuildModel, offset: number): string | undefined {
  const source = contextSourceAt(model, offset);
  return (source && pathOfSource(source, model)) || undefined;
}
