import { fileName } from '../../../shared/src/languages.ts';
import { matches } from '../configuration/effective.ts';
import type { Host } from '../host.ts';
import { contextComment, mayNameContext } from '../lint/contextComment.ts';
import { parseDockerfile } from '../syntax/dockerfile/parser.ts';
import type { BuildDefinition, DefinitionKind } from './buildDefinitions/definition.ts';
import { isRemote } from './buildDefinitions/definition.ts';
import { BuildDefinitions } from './buildDefinitions.ts';
import { plainIgnoreFiles } from './ignoreFileNames.ts';
import { below, folderOf, relativePath, resolvePath, uriKey, withSlash, workspaceFolderOf } from './uris.ts';

/** A folder that may be the context of a Dockerfile's build, and who says so. */
export interface ContextChoice {
  /** URI with its trailing slash. */
  readonly root: string;
  readonly kind: 'comment' | 'setting' | DefinitionKind | 'dockerfile-folder' | 'workspace-folder';
  /** In words: `compose.yaml, service web, line 12`. */
  readonly description: string;
  /** The stage that is built. */
  readonly target: string | undefined;
  /** The folder is that of a clone: a build fetches the files itself, and reads no ignore file. */
  readonly isFromGit?: boolean;
  /** Where it is said, lines counted from one. */
  readonly source: { readonly uri: string; readonly line: number } | undefined;
}

export interface ChosenContext extends ContextChoice {
  /** What else is said, in the order in which it would count. */
  readonly alternatives: readonly ContextChoice[];
  /** Names of further contexts that some build of the Dockerfile is given. */
  readonly namedContexts: readonly string[];
  /** Said by the user, or by all that build the Dockerfile alike; else it is a guess. */
  readonly isCertain: boolean;
}

export interface ChoiceEvents {
  openText(uri: string): string | undefined;
  /** What a comment of the Dockerfile names as its context. */
  comment?(dockerfile: string): ContextComment | undefined;
  /** Paths of the context that the Dockerfile copies. */
  sources?(dockerfile: string): readonly string[];
  /** `choose` may have another answer now. */
  changed(): void;
  /** `contextsAround` may have its first answer now. */
  searched?(): void;
}

export interface ContextComment {
  /** Relative to the Dockerfile's folder. */
  readonly path: string;
  /** Counted from one. */
  readonly line: number;
}

/** By a pattern of the Dockerfile's path in the workspace folder: the context's path there. */
export type ContextSetting = Readonly<Record<string, string>>;

/** Sources of a Dockerfile that are looked for to tell its context. */
const maximumSources = 10;

/**
 * Which folder is the context of a Dockerfile: what a comment in it says; else the setting; else the files that say how
 * it is built, in the order of `BuildDefinitions.of`, the first; else a guess by where the files are that it copies, and
 * by where an ignore file is: its folder, or the workspace folder.
 */
export class ContextChoices {
  private readonly host: Host;
  private readonly events: ChoiceEvents;
  private readonly definitions: BuildDefinitions;
  private readonly settings = new Map<string, ContextSetting>();
  /** The comments as they were when they were last looked at. */
  private readonly comments = new Map<string, string>();
  private folders: readonly string[] = [];

  constructor(host: Host, events: ChoiceEvents) {
    this.host = host;
    this.events = events;
    this.definitions = new BuildDefinitions(host, events);
  }

  /** Undefined for a document that is in no folder. Never rejects. */
  async choose(dockerfile: string): Promise<ChosenContext | undefined> {
    const folder = folderOf(dockerfile);
    if (folder === undefined) return undefined;
    const { own, said, namedContexts } = await this.said(dockerfile, folder);
    const [first, ...alternatives] = [...own, ...said];
    if (!first)
      return {
        ...(await this.guess(dockerfile, folder, this.workspaceOf(dockerfile))),
        alternatives: [],
        namedContexts,
        isCertain: false,
      };
    const isCertain =
      own.length > 0
        ? (await this.existing([first.root]))(first.root)
        : said.every(({ root }) => uriKey(root) === uriKey(first.root));
    return { ...first, alternatives, namedContexts, isCertain };
  }

  /** The folders that `choose` does not have to guess: those that somebody names. Never rejects. */
  async saidContexts(dockerfile: string): Promise<readonly string[]> {
    const folder = folderOf(dockerfile);
    if (folder === undefined) return [];
    const { own, said } = await this.said(dockerfile, folder);
    return [...own, ...said].map(({ root }) => root);
  }

  /** `own`: by the user, in a comment or a setting; `said`: by files that say how the Dockerfile is built. */
  private async said(
    dockerfile: string,
    folder: string,
  ): Promise<{
    readonly own: readonly ContextChoice[];
    readonly said: readonly ContextChoice[];
    readonly namedContexts: readonly string[];
  }> {
    const workspace = this.workspaceOf(dockerfile);
    const own = [
      ofComment(await this.commentOf(dockerfile), dockerfile, folder),
      this.ofSetting(dockerfile, workspace),
    ].filter((choice) => choice !== undefined);
    const definitions = await this.definitions.of(dockerfile, workspace);
    const isThere = await this.existing(definitions.flatMap(({ context }) => context ?? []));
    const said = definitions.flatMap((definition) => {
      const choice = ofDefinition(definition, folder, workspace);
      return choice && isThere(choice.root) ? [choice] : [];
    });
    const namedContexts = [...new Set(definitions.flatMap((definition) => definition.namedContexts))];
    return { own, said, namedContexts };
  }

  /** Keys of the folders that builds take for contexts; undefined while they are being looked for. */
  contextsAround(file: string, workspace: string): Promise<ReadonlySet<string> | undefined> {
    return this.definitions.contextsAround(file, workspace);
  }

  setFolders(uris: readonly string[]): void {
    this.folders = uris.map(withSlash);
  }

  workspaceOf(dockerfile: string): string | undefined {
    return workspaceFolderOf(dockerfile, this.folders);
  }

  /** What the setting says for a document; true where it is something else than before. */
  useSetting(dockerfile: string, setting: ContextSetting): boolean {
    const key = uriKey(dockerfile);
    const before = this.settings.get(key);
    if (before === setting) return false;
    this.settings.set(key, setting);
    return JSON.stringify(before ?? {}) !== JSON.stringify(setting);
  }

  /** True where the comment says something else than when the context was chosen. */
  commentChanged(dockerfile: string): boolean {
    const comment = this.events.comment?.(dockerfile);
    return (comment ? JSON.stringify(comment) : undefined) !== this.comments.get(uriKey(dockerfile));
  }

  forget(dockerfile: string): void {
    this.comments.delete(uriKey(dockerfile));
    this.settings.delete(uriKey(dockerfile));
  }

  /** True where `choose` may have another answer now. */
  filesChanged(uris: readonly string[]): boolean {
    return this.definitions.filesChanged(uris);
  }

  /** Of a Dockerfile that is not open, what the file says. */
  private async commentOf(dockerfile: string): Promise<ContextComment | undefined> {
    let comment = this.events.comment?.(dockerfile);
    if (!comment && this.events.openText(dockerfile) === undefined) {
      const text = (await this.host.readFile(dockerfile)) ?? '';
      comment = mayNameContext(text) ? contextComment(parseDockerfile(text)) : undefined;
    }
    if (comment) this.comments.set(uriKey(dockerfile), JSON.stringify(comment));
    else this.comments.delete(uriKey(dockerfile));
    return comment;
  }

  /** The pattern that is the path itself goes over others; of these the last that matches. */
  private ofSetting(dockerfile: string, workspace: string | undefined): ContextChoice | undefined {
    const setting = this.settings.get(uriKey(dockerfile)) ?? {};
    const path = workspace === undefined ? undefined : relativePath(workspace, dockerfile);
    if (workspace === undefined || path === undefined) return undefined;
    const patterns = Object.keys(setting);
    const pattern = patterns.includes(path) ? path : patterns.reverse().find((each) => matches([each], path));
    const given = pattern === undefined ? undefined : setting[pattern];
    const root = given === undefined || isRemote(given) ? undefined : resolvePath(workspace, given);
    if (root === undefined) return undefined;
    return {
      root: withSlash(root),
      kind: 'setting',
      description: 'setting shipshape.contexts',
      target: undefined,
      source: undefined,
    };
  }

  private async guess(
    dockerfile: string,
    folder: string,
    workspace: string | undefined,
  ): Promise<ContextChoice> {
    const own = guessed(folder, 'dockerfile-folder');
    if (workspace === undefined || uriKey(workspace) === uriKey(folder)) return own;
    const whole = guessed(workspace, 'workspace-folder');
    const sources = (this.events.sources?.(dockerfile) ?? []).slice(0, maximumSources);
    const [here, there] = await Promise.all([this.score(folder, sources), this.score(workspace, sources)]);
    if (here !== there) return here > there ? own : whole;
    const names = plainIgnoreFiles(dockerfile);
    const has = async (root: string): Promise<boolean> => {
      const found = await Promise.all(names.map((name) => this.host.stat(root + name)));
      return names.some((name, index) => found[index] || this.events.openText(root + name) !== undefined);
    };
    return !(await has(folder)) && (await has(workspace)) ? whole : own;
  }

  /** How much of what is copied is in a folder; where a file is not, its first folder may be. */
  private async score(root: string, sources: readonly string[]): Promise<number> {
    const points = sources.map(async (source) => {
      if (await this.host.stat(below(root, source))) return 2;
      const [top = '', ...rest] = source.split('/');
      return rest.length > 0 && (await this.host.stat(below(root, top))) ? 1 : 0;
    });
    return (await Promise.all(points)).reduce<number>((sum, each) => sum + each, 0);
  }

  /** Which of the folders there are. */
  private async existing(roots: readonly string[]): Promise<(root: string) => boolean> {
    const found = new Set<string>();
    const asked = [...new Set(roots)].map(async (root) => {
      const path = root.slice(0, -1);
      // The root of a file system.
      const isTop = /^[a-z][\w+.-]*:(?:\/\/[^/]*)?$/i.test(path);
      if (isTop || (await this.host.stat(path))?.type.match(/^(?:directory|link)$/)) found.add(root);
    });
    await Promise.all(asked);
    return (root) => found.has(root);
  }
}

/** The stage that all build who use the context; undefined where they differ, build the last one, or none is known. */
export function agreedTarget({ root, kind, target, alternatives }: ChosenContext): string | undefined {
  const builds = [{ root, kind, target }, ...alternatives].filter(
    (choice) =>
      choice.kind !== 'comment' && choice.kind !== 'setting' && uriKey(choice.root) === uriKey(root),
  );
  const [first, ...others] = builds.map((build) => build.target);
  return others.every((other) => other === first) ? first : undefined;
}

function ofComment(
  comment: ContextComment | undefined,
  dockerfile: string,
  folder: string,
): ContextChoice | undefined {
  const root = comment && !isRemote(comment.path) ? resolvePath(folder, comment.path) : undefined;
  if (!comment || root === undefined) return undefined;
  return {
    root: withSlash(root),
    kind: 'comment',
    description: `comment in ${fileName(dockerfile)}, line ${comment.line}`,
    target: undefined,
    source: { uri: dockerfile, line: comment.line },
  };
}

/** A folder that nobody names, and that may be the context all the same. */
export function guessed(root: string, kind: 'dockerfile-folder' | 'workspace-folder'): ContextChoice {
  const description = kind === 'dockerfile-folder' ? "the Dockerfile's folder" : 'the workspace folder';
  return { root, kind, description, target: undefined, source: undefined };
}

function ofDefinition(
  { kind, context, target, source, note, isFromGit }: BuildDefinition,
  folder: string,
  workspace: string | undefined,
): ContextChoice | undefined {
  if (context === undefined) return undefined;
  const file = relativePath(workspace ?? folder, source.uri) ?? fileName(source.uri);
  const parts = [file, source.part, `line ${source.line}`, note].filter(
    (part) => part !== undefined && part !== '',
  );
  return {
    root: context,
    kind,
    description: parts.join(', '),
    target,
    ...(isFromGit ? { isFromGit } : {}),
    source: { uri: source.uri, line: source.line },
  };
}
