import { fileName, isBuildDefinition, isComposeName } from '../../../shared/src/languages.ts';
import type { Host } from '../host.ts';
import type { YamlNode } from '../syntax/yamlTree.ts';
import { parseYaml } from '../upstream/yaml.ts';
import { readBake } from './buildDefinitions/bake.ts';
import { type ComposeBuild, composeBuilds, composeFolders, readCompose } from './buildDefinitions/compose.ts';
import type { BuildDefinition, DefinitionFile } from './buildDefinitions/definition.ts';
import { readDevcontainer } from './buildDefinitions/devcontainer.ts';
import { readEnvironmentFile } from './buildDefinitions/interpolation.ts';
import { readJsonc } from './buildDefinitions/jsonc.ts';
import { readWorkflow } from './buildDefinitions/workflow.ts';
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

/**
 * Which Dockerfiles the files of the workspace build, and with which context. Read at once: what is in the folders from
 * the Dockerfile up to its workspace folder, and in their `.devcontainer` and `.github/workflows`. The rest of the
 * workspace folder is searched once in the background, within a budget. What is read is kept until it changes.
 */
export class BuildDefinitions {
  private readonly host: Host;
  private readonly events: DefinitionEvents;
  private readonly folders = new Map<string, Promise<FolderReading>>();
  /** Folders with such files that the search has found, by the key of the workspace folder. */
  private readonly found = new Map<string, Set<string>>();
  /** Keys of workspace folders of which the search is over. */
  private readonly searched = new Set<string>();

  constructor(host: Host, events: DefinitionEvents) {
    this.host = host;
    this.events = events;
  }

  /**
   * What builds a Dockerfile. Compose comes first, then Bake, development containers, workflows; of one kind what is
   * nearest above the Dockerfile, then the rest of the workspace; then by file and line. Never rejects.
   */
  async of(dockerfile: string, workspace: string | undefined): Promise<readonly BuildDefinition[]> {
    const near = await this.readNear(dockerfile, workspace);
    const far = workspace === undefined ? [] : [...(this.search(workspace) ?? [])];
    const folders = [
      ...new Map([...near, ...far].map((folder) => [uriKey(folder), folder] as const)).values(),
    ];
    const readings = await Promise.all(folders.map((folder) => this.read(folder, workspace)));
    const projects = await this.readProjects(readings.flatMap(({ projects }) => projects));
    const key = uriKey(dockerfile);
    const seen = new Set<string>();
    const definitions = [
      ...readings.flatMap((reading) => reading.definitions),
      ...projects.definitions,
    ].filter((definition) => {
      const { context, source, target } = definition;
      if (uriKey(definition.dockerfile) !== key || projects.taken(source.uri, context)) return false;
      const name = [context, source.uri, source.part, target].join('\n');
      return seen.size < seen.add(name).size;
    });
    const rank = new Map(folders.map((folder, index) => [uriKey(folder), index] as const));
    const rankOf = ({ kind, source }: BuildDefinition): readonly number[] => [
      kinds.indexOf(kind),
      rank.get(uriKey(folderOf(source.uri) ?? '')) ?? folders.length,
    ];
    return definitions.sort((a, b) => {
      const [kindA = 0, folderA = 0] = rankOf(a);
      const [kindB = 0, folderB = 0] = rankOf(b);
      return (
        kindA - kindB ||
        folderA - folderB ||
        compare(a.source.uri, b.source.uri) ||
        a.source.line - b.source.line
      );
    });
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
    const projects = await this.readProjects(readings.flatMap((reading) => reading.projects));
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
    return changed.length > 0;
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
    const load = (wanted: readonly string[]): Promise<DefinitionFile[]> =>
      this.load(wanted.slice(0, maximumFiles).map((name) => folder + encodeURIComponent(name)));
    const chosen = names.filter((name) => isBuildDefinition(folder + name));
    if (folder.endsWith('/.github/workflows/')) {
      const workflows = await load(chosen.filter((name) => !name.startsWith('.')));
      return { folders, definitions: workflows.flatMap(readWorkflow), contexts: [], projects: [] };
    }
    const compose = await this.readComposeFiles(folder, names, load);
    const bake = await load(bakeNames.filter((name) => names.includes(name)));
    const containers = (await load(chosen.filter((name) => name.endsWith('devcontainer.json')))).map(
      readDevcontainer,
    );
    return {
      folders,
      definitions: [
        ...compose.definitions,
        ...(await this.readBakeFiles(bake, compose.builds, workspace)),
        ...containers.flatMap(({ definitions }) => definitions),
      ],
      contexts: compose.contexts,
      projects: containers.flatMap(({ composeFiles }) => (composeFiles.length > 0 ? [composeFiles] : [])),
    };
  }

  /**
   * The project that Compose finds by itself: the first of its names, and the first override. Every other Compose file
   * is one on its own, and one on top of that, as `-f compose.yaml -f compose.prod.yaml` has it.
   * https://github.com/compose-spec/compose-go/blob/main/cli/options.go
   */
  private async readComposeFiles(
    folder: string,
    names: readonly string[],
    load: (names: readonly string[]) => Promise<DefinitionFile[]>,
  ): Promise<{
    definitions: BuildDefinition[];
    builds: ReadonlyMap<string, ComposeBuild>;
    contexts: readonly string[];
  }> {
    const base = composeNames.find((name) => names.includes(name));
    const override = base && composeOverrideNames.find((name) => names.includes(name));
    const own = [base, override].filter((name) => name !== undefined);
    const files = await load(own);
    const others = await load(names.filter((name) => isComposeName(name) && !own.includes(name)));
    const variables = await this.variablesOf(folder, names, [...files, ...others]);
    const builds = composeBuilds(files, variables);
    const definitions = readCompose(files, variables);
    const contexts = composeFolders(folder, builds.values());
    for (const file of others) {
      const said = composeBuilds([file], variables);
      contexts.push(...composeFolders(folder, said.values()));
      const isSaid = ({ source }: BuildDefinition): boolean => said.has(source.part.replace(/^service /, ''));
      const isComplete = ({ source }: BuildDefinition): boolean => {
        const service = source.part.replace(/^service /, '');
        return said.get(service)?.context !== undefined || !builds.has(service);
      };
      definitions.push(...readCompose([file], variables).filter(isComplete));
      if (files[0]) definitions.push(...readCompose([files[0], file], variables).filter(isSaid));
    }
    return { definitions, builds, contexts };
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

  /** Compose files as a development container lists them: all of them are relative to the first. */
  private async readProjects(projects: readonly (readonly string[])[]): Promise<{
    readonly definitions: readonly BuildDefinition[];
    /** A file of another folder that such a list adds says nothing on its own. */
    taken(uri: string, context: string | undefined): boolean;
  }> {
    const definitions: BuildDefinition[] = [];
    const added = new Set<string>();
    for (const uris of projects) {
      const folder = folderOf(uris[0] ?? '');
      if (folder === undefined) continue;
      const files = await this.load(uris.slice(0, maximumFiles));
      for (const uri of uris.slice(1)) if (folderOf(uri) !== folder) added.add(uriKey(uri));
      definitions.push(...readCompose(files, await this.variablesOf(folder, ['.env'], files)));
    }
    const right = new Set(definitions.map(({ source, context }) => `${uriKey(source.uri)}\n${context}`));
    return {
      definitions,
      taken: (uri, context) => added.has(uriKey(uri)) && !right.has(`${uriKey(uri)}\n${context}`),
    };
  }

  /** What `.env` in the folder of the project says; the environment, which goes over it, is not ours to see. */
  private async variablesOf(
    folder: string,
    names: readonly string[],
    files: readonly DefinitionFile[],
  ): Promise<ReadonlyMap<string, string>> {
    if (!names.includes('.env') || !files.some(({ text }) => text.includes('$'))) return new Map();
    const uri = `${folder}.env`;
    return readEnvironmentFile(this.events.openText(uri) ?? (await this.host.readFile(uri)) ?? '');
  }

  private async load(uris: readonly string[]): Promise<DefinitionFile[]> {
    const files = await Promise.all(
      uris.map(async (uri): Promise<DefinitionFile[]> => {
        const text = this.events.openText(uri) ?? (await this.host.readFile(uri));
        return text === undefined ? [] : [{ uri, text, root: await this.rootOf(uri, text) }];
      }),
    );
    return files.flat();
  }

  private async rootOf(uri: string, text: string): Promise<YamlNode | undefined> {
    const name = fileName(uri);
    if (name.endsWith('.json')) return readJsonc(text);
    // Workflows are many at times, and parsing them is the dear part.
    const isWorth = isComposeName(name) ? /\bbuild\b/.test(text) : /\b(?:docker|podman)\b/.test(text);
    if (name.endsWith('.hcl') || !isWorth) return undefined;
    await this.host.pause();
    return (await parseYaml(text)).root;
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

const kinds: readonly BuildDefinition['kind'][] = ['compose', 'bake', 'devcontainer', 'workflow'];

const composeNames = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml'];

const composeOverrideNames = [
  'compose.override.yml',
  'compose.override.yaml',
  'docker-compose.override.yml',
  'docker-compose.override.yaml',
];

/** In the order in which Bake merges them. */
const bakeNames = [
  'docker-bake.json',
  'docker-bake.hcl',
  'docker-bake.override.json',
  'docker-bake.override.hcl',
];

interface FolderReading {
  /** Names of the folders in it. */
  readonly folders: ReadonlySet<string>;
  readonly definitions: readonly BuildDefinition[];
  /** URIs of folders that Compose takes for contexts, for builds without a Dockerfile too. */
  readonly contexts: readonly string[];
  /** URIs of Compose files that are merged. */
  readonly projects: readonly (readonly string[])[];
}

const nothing: FolderReading = { folders: new Set(), definitions: [], contexts: [], projects: [] };
