import { isBuildDefinition } from '../../../shared/src/languages.ts';
import type { Host } from '../host.ts';
import { bakeNames, readBake } from './buildDefinitions/bake.ts';
import { isBuildScript, readBuildScripts } from './buildDefinitions/buildScripts.ts';
import type { ComposeBuild } from './buildDefinitions/compose.ts';
import {
  allElsewhere,
  type FilesElsewhere,
  readComposeFolder,
  readComposeList,
} from './buildDefinitions/composeFolder.ts';
import type { BuildDefinition, DefinitionFile } from './buildDefinitions/definition.ts';
import { readDevcontainer } from './buildDefinitions/devcontainer.ts';
import { readWorkflow } from './buildDefinitions/workflow.ts';
import { DefinitionReading, Turns } from './definitionReading.ts';
import { findFolders, isOutOfTheWay } from './findFolders.ts';
import { folderOf, foldersUpTo, uriKey } from './uris.ts';

/** What the outside tells of, and is told. */
export interface DefinitionEvents {
  /** The text of a document that is open in the editor, saved or not. */
  openText(uri: string): string | undefined;
  /** The search has found files: `of` may have another answer now. */
  changed(): void;
  /** A workspace folder has been searched: `contextsAround` may have its first answer. */
  searched?(): void;
}

/** Files of one kind in one folder; more are left out. */
const maximumFiles = 40;
const maximumSubfolders = 20;
/** Of one Dockerfile; more are left out. */
const maximumDefinitions = 1000;

/**
 * Which Dockerfiles the files of the workspace build, and with which context. Read at once: what is in the folders from
 * the Dockerfile up to its workspace folder, and in their `.devcontainer` and `.github/workflows`. The rest of the
 * workspace folder is searched once in the background, within a budget, for anything but scripts. What is read is kept
 * until it changes.
 */
export class BuildDefinitions {
  private readonly host: Host;
  private readonly events: DefinitionEvents;
  private readonly turns: Turns;
  private readonly folders = new Map<string, Promise<FolderReading>>();
  /** Folders with such files that the search has found, by the key of the workspace folder. */
  private readonly found = new Map<string, Set<string>>();
  /** Keys of workspace folders of which the search is over. */
  private readonly searched = new Set<string>();
  /** What comes of the lists of Compose files that other files name, by the keys of these. */
  private readonly lists = new Map<string, ReturnType<typeof readComposeList>>();
  /** Keys of the folders and lists for which a file was read, by the key of the file; whether it is there or not. */
  private readonly readers = new Map<string, Set<string>>();

  constructor(host: Host, events: DefinitionEvents) {
    this.host = host;
    this.events = events;
    this.turns = new Turns(host);
  }

  /**
   * What builds a Dockerfile. Compose comes first, then Bake, development containers, workflows, scripts; of one kind what is
   * nearest above the Dockerfile, then the rest of the workspace; then by file and line. Never rejects.
   */
  async of(dockerfile: string, workspace: string | undefined): Promise<readonly BuildDefinition[]> {
    const near = await this.readNear(dockerfile, workspace);
    const far = workspace === undefined ? [] : [...(this.search(workspace) ?? [])];
    const folders = [
      ...new Map([...near, ...far].map((folder) => [uriKey(folder), folder] as const)).values(),
    ];
    const readings = await Promise.all(folders.map((folder) => this.read(folder, workspace)));
    const projects = await this.readProjects(readings);
    const key = uriKey(dockerfile);
    const seen = new Set<string>();
    const all = [...readings.flatMap((reading) => reading.definitions), ...projects.definitions];
    const definitions = all.filter((definition) => {
      const { context, source, target } = definition;
      if (uriKey(definition.dockerfile) !== key) return false;
      // A file that is a part of a project in another folder says nothing on its own.
      const contexts = projects.elsewhere.get(uriKey(source.uri));
      if (contexts && !contexts.has(context)) return false;
      const name = [context, source.uri, source.part, target].join('\n');
      return seen.size < seen.add(name).size;
    });
    const rank = new Map(folders.map((folder, index) => [uriKey(folder), index] as const));
    const ranked = definitions.map((definition) => ({
      definition,
      kind: kinds.indexOf(definition.kind),
      folder: rank.get(uriKey(folderOf(definition.source.uri) ?? '')) ?? folders.length,
    }));
    ranked.sort(
      (a, b) =>
        a.kind - b.kind ||
        a.folder - b.folder ||
        compare(a.definition.source.uri, b.definition.source.uri) ||
        a.definition.source.line - b.definition.source.line,
    );
    return ranked.slice(0, maximumDefinitions).map(({ definition }) => definition);
  }

  /**
   * Keys of the folders that some build takes for a context, the main one or a further one, as the files in the folders
   * above say, and those that the search has found. Undefined while that is under way. Never rejects.
   */
  async contextsAround(file: string, workspace: string): Promise<ReadonlySet<string> | undefined> {
    const near = await this.readNear(file, workspace);
    const far = this.search(workspace);
    if (!this.searched.has(uriKey(workspace))) return undefined;
    const folders = [...new Set([...near, ...(far ?? [])])];
    const readings = await Promise.all(folders.map((folder) => this.read(folder, workspace)));
    const projects = await this.readProjects(readings);
    const definitions = [...readings.flatMap((reading) => reading.definitions), ...projects.definitions];
    return new Set(
      [
        ...definitions.flatMap(({ context }) => context ?? []),
        ...readings.flatMap(({ contexts }) => contexts),
      ].map(uriKey),
    );
  }

  /** True where one of the files says something of builds: `of` may have another answer now. */
  filesChanged(uris: readonly string[]): boolean {
    let hasRead = false;
    for (const uri of uris) {
      const readers = this.readers.get(uriKey(uri));
      hasRead ||= readers !== undefined;
      for (const reader of readers ?? []) {
        this.folders.delete(reader);
        this.lists.delete(reader);
      }
      // Where scripts have not been looked for, a new one says nothing.
      if (isBuildScript(uri) && this.folders.delete(uriKey(folderOf(uri) ?? ''))) hasRead = true;
    }
    const changed = uris.filter(isBuildDefinition);
    for (const uri of changed) {
      let folder = folderOf(uri);
      for (const [root, found] of this.found) {
        if (folder !== undefined && !isOutOfTheWay(root, folder)) found.add(folder);
      }
      // A folder above may not have had this one yet.
      for (let up = 0; folder !== undefined && up < 3; up++) {
        this.folders.delete(uriKey(folder));
        folder = folderOf(folder.slice(0, -1));
      }
    }
    return hasRead || changed.length > 0;
  }

  /** The folders that are looked into at once. */
  private async readNear(dockerfile: string, workspace: string | undefined): Promise<string[]> {
    // Where no workspace folder ends it, the folders above soon are other people's.
    const above = foldersUpTo(dockerfile, workspace).slice(0, workspace === undefined ? 3 : undefined);
    const own = await Promise.all(above.map((folder) => this.read(folder, workspace)));
    const special = above.flatMap((folder, index) => [
      ...(own[index]?.folders.has('.devcontainer') ? [`${folder}.devcontainer/`] : []),
      ...(own[index]?.folders.has('.github') ? [`${folder}.github/workflows/`] : []),
    ]);
    const containers = special.filter((folder) => folder.endsWith('/.devcontainer/'));
    const below = await Promise.all(
      containers.map(async (folder) =>
        [...(await this.read(folder, workspace)).folders]
          .slice(0, maximumSubfolders)
          .map((name) => `${folder}${encodeURIComponent(name)}/`),
      ),
    );
    return [...above, ...special, ...below.flat()];
  }

  private search(workspace: string): ReadonlySet<string> | undefined {
    const key = uriKey(workspace);
    const known = this.found.get(key);
    if (known) return known;
    const found = new Set<string>();
    this.found.set(key, found);
    findFolders(
      this.host,
      workspace,
      (folder, name) => isBuildDefinition(folder + name) && name !== '.env',
    ).then(
      (folders) => {
        for (const folder of folders) found.add(folder);
        this.searched.add(key);
        if (found.size > 0) this.events.changed();
        this.events.searched?.();
      },
      (error: unknown) => this.host.log('error', `Searching ${workspace} failed: ${String(error)}`),
    );
    return found;
  }

  private read(folder: string, workspace: string | undefined): Promise<FolderReading> {
    const key = uriKey(folder);
    const known = this.folders.get(key);
    if (known) return known;
    const reading = this.readFolder(folder, workspace).catch((error: unknown) => {
      this.host.log('error', `Reading ${folder} failed: ${String(error)}`);
      return nothing;
    });
    this.folders.set(key, reading);
    return reading;
  }

  private async readFolder(folder: string, workspace: string | undefined): Promise<FolderReading> {
    const entries = await this.host.list(folder);
    if (!entries || entries.length === 0) return nothing;
    const folders = new Set(entries.flatMap(({ name, type }) => (type === 'directory' ? [name] : [])));
    const names = entries.flatMap(({ name, type }) => (type === 'directory' ? [] : [name])).sort();
    const files = this.reading(uriKey(folder));
    const load = (wanted: readonly string[]): Promise<DefinitionFile[]> =>
      files.loadAll(wanted.slice(0, maximumFiles).map((name) => folder + encodeURIComponent(name)));
    const chosen = names.filter((name) => isBuildDefinition(folder + name));
    if (folder.endsWith('/.github/workflows/')) {
      const workflows = await load(chosen.filter((name) => !name.startsWith('.')));
      const definitions: BuildDefinition[] = [];
      for (const workflow of workflows) definitions.push(...(await readWorkflow(workflow, files)));
      return { ...nothing, folders, definitions };
    }
    const compose = await readComposeFolder(folder, names, files);
    const bake = await load(bakeNames.filter((name) => names.includes(name)));
    const containers = (await load(chosen.filter((name) => name.endsWith('devcontainer.json')))).map(
      readDevcontainer,
    );
    // In another folder it is for a pipeline that still runs in the root of the repository.
    const isRoot = entries.some(({ name }) => name === '.git') || uriKey(folder) === uriKey(workspace ?? '');
    const scripts = await load(
      names.filter((name) => isBuildScript(folder + name) && (isRoot || name !== '.gitlab-ci.yml')),
    );
    return {
      folders,
      definitions: [
        ...compose.definitions,
        ...(await this.readBakeFiles(bake, compose.forBake, workspace)),
        ...containers.flatMap(({ definitions }) => definitions),
        ...scripts.flatMap(readBuildScripts),
      ],
      contexts: compose.contexts,
      projects: containers.flatMap(({ composeFiles }) => (composeFiles.length > 0 ? [composeFiles] : [])),
      elsewhere: compose.elsewhere,
    };
  }

  /**
   * Where none of the Dockerfiles is there, Bake is run above: `docker buildx bake -f docker/docker-bake.hcl` takes paths
   * from the folder it is run in.
   */
  private async readBakeFiles(
    files: readonly DefinitionFile[],
    builds: ReadonlyMap<string, ComposeBuild>,
    workspace: string | undefined,
  ): Promise<BuildDefinition[]> {
    const definitions = readBake(files, builds);
    if (workspace === undefined || definitions.length === 0) return definitions;
    const found = await Promise.all(definitions.map(({ dockerfile }) => this.host.stat(dockerfile)));
    if (found.some((stat) => stat !== undefined)) return definitions;
    return readBake(files, builds, workspace).map((definition) => ({
      ...definition,
      note: [definition.note, 'run in the workspace folder'].filter(Boolean).join(', '),
    }));
  }

  private async readProjects(readings: readonly FolderReading[]): Promise<Projects> {
    const definitions: BuildDefinition[] = [];
    const elsewhere = readings.map((reading) => reading.elsewhere);
    for (const uris of readings.flatMap(({ projects }) => projects)) {
      const project = await this.readList(uris);
      definitions.push(...project.definitions);
      elsewhere.push(project.elsewhere);
    }
    return { definitions, elsewhere: allElsewhere(elsewhere) };
  }

  private readList(uris: readonly string[]): ReturnType<typeof readComposeList> {
    const key = uris.map(uriKey).join('\n');
    const reading = this.lists.get(key) ?? readComposeList(uris, this.reading(key));
    this.lists.set(key, reading);
    return reading;
  }

  /** Reads files for a folder or a list of files, which has another answer when one of them changes. */
  private reading(reader: string): DefinitionReading {
    return new DefinitionReading(
      this.host,
      (uri) => this.events.openText(uri),
      (uri) => {
        const key = uriKey(uri);
        const readers = this.readers.get(key) ?? new Set();
        this.readers.set(key, readers);
        readers.add(reader);
      },
      this.turns,
    );
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

const kinds: readonly BuildDefinition['kind'][] = ['compose', 'bake', 'devcontainer', 'workflow', 'script'];

interface FolderReading {
  /** Names of the folders in it. */
  readonly folders: ReadonlySet<string>;
  readonly definitions: readonly BuildDefinition[];
  /** URIs of folders that Compose takes for contexts, for builds without a Dockerfile too. */
  readonly contexts: readonly string[];
  /** URIs of Compose files that are merged. */
  readonly projects: readonly (readonly string[])[];
  /** Compose files whose paths are not seen from their own folder. */
  readonly elsewhere: FilesElsewhere;
}

type Projects = Pick<FolderReading, 'definitions' | 'elsewhere'>;

const nothing: FolderReading = {
  folders: new Set(),
  definitions: [],
  contexts: [],
  projects: [],
  elsewhere: new Map(),
};
