import {
  configurationFileNames,
  fileName,
  hadolintFileNames,
  isConfigurationFileName,
} from '../../../shared/src/languages.ts';
import { type ReadConfiguration, readConfigurationFile } from '../configuration/configurationFile.ts';
import { effectiveConfiguration } from '../configuration/effective.ts';
import { readHadolintFile } from '../configuration/hadolintFile.ts';
import type { Host } from '../host.ts';
import type { LintConfiguration } from '../lint/problem.ts';
import { parseYaml } from '../upstream/yaml.ts';
import { folderOf, foldersUpTo, uriKey, withSlash, workspaceFolderOf } from './uris.ts';

/** What the outside tells of, and is told. */
export interface ConfigurationEvents {
  /** The text of a document that is open in the editor, saved or not. */
  openText(uri: string): string | undefined;
  /** Another configuration counts for a document now. */
  changed(document: string): void;
}

/**
 * The configuration file of each open document: `.shipshape.yaml` in the nearest folder from the document up to its
 * workspace folder; else, searched alike, `.hadolint.yaml`. Analysis never waits for it: until a file is read, the
 * settings count alone; `ready` tells when that has been done, and `changed` when it has another result.
 */
export class ConfigurationFiles {
  private readonly host: Host;
  private readonly events: ConfigurationEvents;
  private readonly documents = new Map<string, Search>();
  /** What was read, by the key of the URI; undefined where there is no such file. */
  private readonly files = new Map<string, Promise<ReadConfiguration | undefined>>();
  private folders: readonly string[] = [];

  constructor(host: Host, events: ConfigurationEvents) {
    this.host = host;
    this.events = events;
  }

  /** What counts for a document: the same object as long as nothing changes. */
  effective(document: string, settings: LintConfiguration): LintConfiguration {
    const search = this.of(document);
    search.isUsed = true;
    const { found } = search;
    if (!found) return settings;
    if (search.last?.settings !== settings || search.last.found !== found) {
      const result = effectiveConfiguration(settings, found.read.file, relativePath(document, found.folder));
      search.last = { settings, found, result };
    }
    return search.last.result;
  }

  /** Resolves once the document's configuration file has been looked for; undefined when it has. Never rejects. */
  ready(document: string): Promise<void> | undefined {
    const search = this.of(document);
    return search.isDone ? undefined : search.searching;
  }

  /**
   * Where something that is to count for a document's project can be written: its `.shipshape.yaml`, or where one would
   * be. Undefined where hadolint's file counts, which one of ours would put out of force; and where there is no folder.
   */
  writable(document: string): string | undefined {
    const { found } = this.of(document);
    if (found) return isHadolintFile(found.uri) ? undefined : found.uri;
    const top = this.workspaceOf(document) ?? folderOf(document);
    return top === undefined ? undefined : top + configurationFileNames[0];
  }

  forget(document: string): void {
    this.documents.delete(uriKey(document));
  }

  setFolders(uris: readonly string[]): void {
    this.folders = uris.map(withSlash);
    this.searchAgain();
  }

  /** Files were created, changed or deleted, on disk or in an open document. */
  filesChanged(uris: readonly string[]): void {
    const changed = uris.filter((uri) => isConfigurationFileName(fileName(uri)));
    if (changed.length === 0) return;
    for (const uri of changed) this.files.delete(uriKey(uri));
    this.searchAgain();
  }

  private searchAgain(): void {
    for (const search of this.documents.values()) search.searching = this.search(search);
  }

  private of(document: string): Search {
    const key = uriKey(document);
    const known = this.documents.get(key);
    if (known) return known;
    const search: Search = {
      document,
      isUsed: false,
      isDone: false,
      found: undefined,
      last: undefined,
      count: 0,
      searching: Promise.resolve(),
    };
    this.documents.set(key, search);
    search.searching = this.search(search);
    return search;
  }

  private async search(search: Search): Promise<void> {
    const count = ++search.count;
    const found = await this.find(search.document);
    // A newer search is under way, or the document was closed.
    if (count !== search.count) return;
    search.isDone = true;
    const isSame = found?.read === search.found?.read && found?.folder === search.found?.folder;
    if (isSame) return;
    search.found = found;
    if (search.isUsed) this.events.changed(search.document);
  }

  private async find(document: string): Promise<Found | undefined> {
    const folders = foldersUpTo(document, this.workspaceOf(document));
    for (const names of [configurationFileNames, hadolintFileNames]) {
      // Asked for together: where files are far away, each question takes its time.
      const candidates = folders.flatMap((folder) =>
        names.map((name) => ({ uri: folder + name, folder, reading: this.read(folder + name) })),
      );
      for (const { uri, folder, reading } of candidates) {
        const read = await reading;
        if (read) return { uri, folder, read };
      }
    }
    return undefined;
  }

  private read(uri: string): Promise<ReadConfiguration | undefined> {
    const key = uriKey(uri);
    const known = this.files.get(key);
    if (known) return known;
    const reading = this.load(uri);
    this.files.set(key, reading);
    return reading;
  }

  /** Never rejects. */
  private async load(uri: string): Promise<ReadConfiguration | undefined> {
    try {
      const open = this.events.openText(uri);
      const text = open ?? (await this.host.readFile(uri));
      if (text === undefined) return undefined;
      const read = await readConfigurationText(uri, text);
      // Of an open file the editor shows what is wrong, and a half-written one has much of that.
      for (const { message } of open === undefined ? read.problems : []) {
        this.host.log('warning', `${fileName(uri)}: ${message}`);
      }
      return read;
    } catch (error) {
      this.host.log('error', `Reading ${uri} failed: ${String(error)}`);
      return undefined;
    }
  }

  private workspaceOf(document: string): string | undefined {
    return workspaceFolderOf(document, this.folders);
  }
}

/** What a configuration file says, by its name: ours, or hadolint's. */
export async function readConfigurationText(uri: string, text: string): Promise<ReadConfiguration> {
  const document = await parseYaml(text);
  return isHadolintFile(uri) ? readHadolintFile(document) : readConfigurationFile(document);
}

export function isHadolintFile(uri: string): boolean {
  return (hadolintFileNames as readonly string[]).includes(fileName(uri));
}

function relativePath(document: string, folder: string): string {
  return uriKey(document).slice(uriKey(folder).length);
}

interface Search {
  readonly document: string;
  /** Somebody has an answer that rests on what was found. */
  isUsed: boolean;
  /** Something has been found, or nothing, at least once. */
  isDone: boolean;
  found: Found | undefined;
  last: { settings: LintConfiguration; found: Found; result: LintConfiguration } | undefined;
  /** Counts the searches, so that an old one cannot overtake a new one. */
  count: number;
  searching: Promise<void>;
}

interface Found {
  readonly uri: string;
  /** With its trailing slash. */
  readonly folder: string;
  readonly read: ReadConfiguration;
}
