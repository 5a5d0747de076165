import { fileName, isComposeName, isDockerfileName } from '../../../shared/src/languages.ts';
import type { DirectoryEntry, Host } from '../host.ts';
import { createModel } from '../model/model.ts';
import type { ContextAbove } from '../rules/rule.ts';
import { contextCopyOf } from '../rules/support/contextCopies.ts';
import { parseDockerfile } from '../syntax/dockerfile/parser.ts';
import { ownIgnoreFile, plainIgnoreFiles } from './ignoreFileNames.ts';
import { below, contextPathUnder, folderOf, uriKey, workspaceFolderOf } from './uris.ts';

/** What is asked of the outside. */
export interface FolderReading {
  /** Unsaved text counts. */
  read(uri: string): Promise<string | undefined>;
  list: Host['list'];
  /** Keys of the folders that builds take for contexts; undefined while they are being looked for. */
  contextsAround(file: string, workspace: string): Promise<ReadonlySet<string> | undefined>;
  /** The folders that a comment or files of the workspace say to be the context of a Dockerfile; none: nobody does. */
  saidContexts(dockerfile: string): Promise<readonly string[]>;
}

/** A context above, and where the files are that it names. */
export interface FoundAbove {
  readonly above: ContextAbove;
  /** By the paths in `above`. */
  readonly uris: ReadonlyMap<string, string>;
}

/** Folders above that are looked into, files that are read, and Dockerfiles among them; more: nothing is claimed. */
const most = { folders: 8, files: 60, dockerfiles: 20 };

/** What the outside tells of, and is told. */
export interface ContextAboveEvents {
  openText(uri: string): string | undefined;
  choices(): Pick<FolderReading, 'contextsAround' | 'saidContexts'>;
  /** `of` has another answer now. */
  changed(document: string): void;
}

/** Looks in the background for a context above, for each ignore file that is open. */
export class ContextsAbove {
  private readonly host: Host;
  private readonly events: ContextAboveEvents;
  private readonly searches = new Map<string, Searched>();
  private folders: readonly string[] = [];

  constructor(host: Host, events: ContextAboveEvents) {
    this.host = host;
    this.events = events;
  }

  of(document: string): ContextAbove | undefined {
    return this.searches.get(document)?.found?.above;
  }

  /** Where a file is that the answer for a document names, by the very path. */
  locate(document: string, path: string): string | undefined {
    return this.searches.get(document)?.found?.uris.get(path);
  }

  /** Of another document than a `.dockerignore` nothing is looked for. */
  look(document: string): void {
    if (fileName(document) !== '.dockerignore') return;
    const searched = this.searches.get(document) ?? { count: 0, found: undefined };
    this.searches.set(document, searched);
    const count = ++searched.count;
    const workspace = workspaceFolderOf(document, this.folders);
    const find = async (): Promise<void> => {
      const found = workspace === undefined ? undefined : await findContextAbove(this, document, workspace);
      // An old search must not overtake a new one.
      if (searched.count !== count) return;
      const isSame = JSON.stringify(found?.above) === JSON.stringify(searched.found?.above);
      searched.found = found;
      if (isSame) return;
      if (this.searches.get(document) === searched) this.events.changed(document);
    };
    // A host never rejects; if one does, nothing is claimed, and the log says why.
    find().catch((error: unknown) =>
      this.host.log('error', `Looking for a context above failed: ${String(error)}`),
    );
  }

  forget(document: string): void {
    this.searches.delete(document);
  }

  setFolders(folders: readonly string[]): void {
    this.folders = folders;
    this.lookAgain();
  }

  lookAgain(): void {
    for (const document of this.searches.keys()) this.look(document);
  }

  /** `mayTell`: one of them says how Dockerfiles are built, or is an ignore file that came or went. */
  filesChanged(uris: readonly string[], mayTell: boolean): void {
    if (mayTell || uris.some((uri) => tellsOfBuilds(fileName(uri)))) this.lookAgain();
  }

  async read(uri: string): Promise<string | undefined> {
    return this.events.openText(uri) ?? (await this.host.readFile(uri));
  }

  list(uri: string): ReturnType<Host['list']> {
    return this.host.list(uri);
  }

  contextsAround(file: string, workspace: string): Promise<ReadonlySet<string> | undefined> {
    return this.events.choices().contextsAround(file, workspace);
  }

  saidContexts(dockerfile: string): Promise<readonly string[]> {
    return this.events.choices().saidContexts(dockerfile);
  }
}

interface Searched {
  count: number;
  found: FoundAbove | undefined;
}

/**
 * Why no build reads a `.dockerignore`: BuildKit reads the one in the root of the context alone
 * (https://docs.docker.com/build/concepts/context/#filename-and-location), and a Dockerfile above copies from its
 * folder. Undefined unless everything speaks for it: no Dockerfile beside, the copied path is there, no file that says
 * how to build has the folder as a context, and neither a Dockerfile nor a script in the folders above (or in those
 * beside them that hold such files) so much as mentions it otherwise. Never rejects when `reading` does not.
 */
export async function findContextAbove(
  reading: FolderReading,
  document: string,
  workspace: string,
): Promise<FoundAbove | undefined> {
  const folder = folderOf(document);
  const path = folder === undefined ? undefined : contextPathUnder(workspace, folder)?.slice(0, -1);
  if (folder === undefined || path === undefined || fileName(document) !== '.dockerignore') return undefined;
  const steps = path.split('/');
  if (steps.length > most.folders) return undefined;
  const own = await reading.list(folder);
  if (!own || own.some(({ name }) => isDockerfileName(name))) return undefined;
  const contexts = await reading.contextsAround(document, workspace);
  if (!contexts || contexts.has(uriKey(folder))) return undefined;
  const search = new Search(reading, steps.at(-1) ?? '');
  let found: FoundAbove | undefined;
  const ignoreFiles = new Set<string>();
  for (let up = 1; up <= steps.length; up++) {
    const root =
      workspace +
      steps
        .slice(0, -up)
        .map((step) => `${encodeURIComponent(step)}/`)
        .join('');
    const inside = steps.slice(-up).join('/');
    const entries = await reading.list(root);
    if (!entries) return undefined;
    for (const { name, type } of entries) {
      if (type === 'directory' && holdsBuilds.test(name) && !(await search.look(`${below(root, name)}/`))) {
        return undefined;
      }
      if (
        type === 'directory' &&
        name === '.github' &&
        !(await search.look(`${below(root, name)}/workflows/`))
      ) {
        return undefined;
      }
      if (type !== 'file') continue;
      if (!isDockerfileName(name)) {
        if (startsBuilds.test(name) && !(await search.isSilent(below(root, name), true))) return undefined;
        continue;
      }
      // `api.Dockerfile` is for `api`, which may be its context.
      if (search.isMentioned(name)) return undefined;
      const copied = await search.copied(below(root, name));
      if (copied === undefined) return undefined;
      const source = copied.find(
        (one) => one === inside || own.some(({ name: child }) => leadsTo(one, inside, child)),
      );
      if (source === undefined && !copied.some((one) => covers(one, inside))) continue;
      const dockerfile = below(root, name);
      const said = await reading.saidContexts(dockerfile);
      // By another context its paths are those of other files.
      if (said.length > 0 && !said.some((context) => uriKey(context) === uriKey(root))) continue;
      const ignoreFile = ignoreFileAmong(entries, name);
      ignoreFiles.add(uriKey(below(root, ignoreFile)));
      if (source === undefined || found) continue;
      const way = '../'.repeat(up);
      found = {
        above: {
          dockerfile: way + name,
          ignoreFile: way + ignoreFile,
          folder: inside,
          source,
          isOnly: true,
        },
        uris: new Map([
          [way + name, dockerfile],
          [way + ignoreFile, below(root, ignoreFile)],
        ]),
      };
    }
  }
  return found && ignoreFiles.size > 1 ? { ...found, above: { ...found.above, isOnly: false } } : found;
}

/** The ignore file that BuildKit reads for a Dockerfile in the root of its context. */
function ignoreFileAmong(entries: readonly DirectoryEntry[], dockerfile: string): string {
  const names = new Set(entries.map(({ name }) => name));
  const candidates = [ownIgnoreFile(dockerfile), ...plainIgnoreFiles(dockerfile)];
  return candidates.find((name) => names.has(name)) ?? '.dockerignore';
}

/** Whether a source is a folder that holds the folder `inside`, or the whole context. */
function covers(source: string, inside: string): boolean {
  return source === '' || source === '*' || inside.startsWith(`${source}/`);
}

/** Whether a change of a file of this name may change the answer. */
function tellsOfBuilds(name: string): boolean {
  return isDockerfileName(name) || startsBuilds.test(name) || /\.ya?ml$/.test(name);
}

/** Whether a source is `child` of the folder `inside`, or below it. */
function leadsTo(source: string, inside: string, child: string): boolean {
  return source === `${inside}/${child}` || source.startsWith(`${inside}/${child}/`);
}

class Search {
  private readonly reading: FolderReading;
  private readonly name: string;
  private files = 0;
  private dockerfiles = 0;

  constructor(reading: FolderReading, name: string) {
    this.reading = reading;
    this.name = name;
  }

  isMentioned(text: string): boolean {
    return text.toLowerCase().includes(this.name.toLowerCase());
  }

  /** False when a file in a folder mentions the name, or cannot be looked at. */
  async look(folder: string): Promise<boolean> {
    for (const { name, type } of (await this.reading.list(folder)) ?? []) {
      if (type === 'file' && tellsOfBuilds(name) && !(await this.isSilent(below(folder, name)))) return false;
    }
    return true;
  }

  /** `isRead`: its definitions are known, so that a mention counts only where they may not be all. */
  async isSilent(uri: string, isRead = false): Promise<boolean> {
    const isCompose = isRead && isComposeName(fileName(uri));
    if (++this.files > most.files || (!isCompose && this.isMentioned(fileName(uri)))) return false;
    const text = await this.reading.read(uri);
    if (text === undefined) return false;
    return !this.isMentioned(text) || (isCompose && !/\$|\b(?:include|extends)\b/.test(text));
  }

  /** What a Dockerfile copies from the context; undefined where it cannot be looked at. */
  async copied(uri: string): Promise<readonly string[] | undefined> {
    if (++this.files > most.files || ++this.dockerfiles > most.dockerfiles) return undefined;
    const text = await this.reading.read(uri);
    if (text === undefined) return undefined;
    const model = createModel(parseDockerfile(text));
    return model.tree.instructions.flatMap((instruction) => contextCopyOf(instruction, model)?.sources ?? []);
  }
}

/** Files that say how to build, or are run to do it. */
const startsBuilds =
  /^(?:(?:docker-)?compose.*\.ya?ml|docker-bake.*|(?:GNU)?[Mm]akefile|.*\.mk|[Jj]ustfile|\.justfile|[Tt]askfile.*|package\.json|Jenkinsfile.*|\.gitlab-ci.*|\.travis\.yml|azure-pipelines.*|bitbucket-pipelines.*|cloudbuild.*|buildspec.*|skaffold.*|fly.*\.toml|render\.ya?ml|app\.ya?ml|devcontainer\.json|\.devcontainer\.json|Tiltfile|Earthfile|garden.*|werf.*|Rakefile|Vagrantfile|.*\.(?:sh|ps1|bat|cmd|hcl|tf|gradle|kts))$/;

/** Folders whose files are looked at as well. */
const holdsBuilds =
  /^(?:\.?docker.*|.*container.*|\.devcontainer|\.?deploy.*|\.?build.*|\.?ci|\.circleci|\.buildkite|scripts?|hack|tools?|infra.*|ops|devops|compose|bin|make|images?)$/i;
