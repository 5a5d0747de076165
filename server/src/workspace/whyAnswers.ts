import { fileName, isIgnoreFileName, languageOf } from '../../../shared/src/languages.ts';
import { addLines } from '../features/codeActions/addLines.ts';
import { explain, toMarkdown, verdictOrder } from '../features/whyInImage/explain.ts';
import { pathIgnoredAt, pathNamedIn } from '../features/whyInImage/namedPath.ts';
import type { Explanation, Question, Remedy, Verdict } from '../features/whyInImage/question.ts';
import type { Host } from '../host.ts';
import { takesOf } from '../model/context/takes.ts';
import { createModel } from '../model/model.ts';
import type { BuildModel } from '../model/types.ts';
import type { ContextFacts } from '../rules/rule.ts';
import { parseDockerfile } from '../syntax/dockerfile/parser.ts';
import { readIgnoreFile } from '../syntax/dockerignore/reader.ts';
import type { TextEdit } from '../text/edit.ts';
import { LineIndex, type Position } from '../text/lines.ts';
import { nearest } from '../text/nearest.ts';
import type { BuildContexts } from './buildContexts.ts';
import { agreedTarget } from './contextChoices.ts';
import type { OpenDockerfiles } from './navigation.ts';
import { below, contextPathUnder, foldersUpTo, uriKey, withSlash, workspaceFolderOf } from './uris.ts';

/** Why a file is, or is not, in the image of one Dockerfile. */
export interface WhyAnswer {
  /** URI. */
  readonly dockerfile: string;
  /** URI of the folder that is taken for its build context. */
  readonly context: string;
  readonly verdict: Verdict;
  readonly title: string;
  readonly markdown: string;
  readonly steps: readonly WhyStep[];
  readonly remedies: readonly WhyRemedy[];
}

export interface WhyStep {
  readonly kind: 'passes' | 'stops' | 'may-pass' | 'note';
  readonly text: string;
  readonly place: { readonly uri: string; readonly start: Position; readonly end: Position } | undefined;
}

export interface WhyRemedy {
  readonly title: string;
  readonly uri: string;
  /** Undefined: the file has to be created. */
  readonly text: string | undefined;
  readonly edit: TextEdit;
}

/** More Dockerfiles than this are not asked. */
const mostAnswers = 20;

/** Sources of a Dockerfile that are looked at for links. */
const mostSources = 100;

/** Where projects keep their Dockerfiles beside the rest. */
const folderNames: ReadonlySet<string> = new Set([
  '.devcontainer',
  '.docker',
  'build',
  'deploy',
  'docker',
  'dockerfiles',
]);

/**
 * Answers for every Dockerfile whose build context holds a file: those that are open, and those in the folders above it.
 * Everything is looked up when it is asked for. Nothing here throws.
 */
export class WhyAnswers {
  private readonly host: Host;
  private readonly contexts: BuildContexts;
  private readonly open: OpenDockerfiles;
  private readonly openText: (uri: string) => string | undefined;
  private folders: readonly string[] = [];

  constructor(
    host: Host,
    contexts: BuildContexts,
    open: OpenDockerfiles,
    openText: (uri: string) => string | undefined,
  ) {
    this.host = host;
    this.contexts = contexts;
    this.open = open;
    this.openText = openText;
  }

  setFolders(uris: readonly string[]): void {
    this.folders = uris.map(withSlash);
  }

  /** By the verdicts, what is in an image first. `dockerfile`: of this one alone. Empty: no context holds the file. */
  async answers(uri: string, dockerfile: string | undefined): Promise<readonly WhyAnswer[]> {
    const candidates = dockerfile === undefined ? await this.candidates(uri) : [dockerfile];
    const found: WhyAnswer[] = [];
    for (const candidate of candidates.slice(0, mostAnswers)) {
      const answer = await this.answer(uri, candidate);
      if (answer) found.push(answer);
    }
    return found.sort((a, b) => verdictOrder.indexOf(a.verdict) - verdictOrder.indexOf(b.verdict));
  }

  /** The URI of the file or folder of the build context that an open document names at an offset. */
  namedFile(uri: string, offset: number): string | undefined {
    const text = this.openText(uri);
    const dockerfile = this.open.find(uri);
    const path = dockerfile
      ? pathNamedIn(dockerfile.model(), offset, this.contexts.facts(uri).view)
      : text !== undefined && isIgnoreFileName(fileName(uri))
        ? pathIgnoredAt(readIgnoreFile(text), offset)
        : undefined;
    // Of other documents no context is looked for.
    const root = path === undefined ? undefined : this.contexts.rootOf(uri);
    return path === undefined || root === undefined ? undefined : path === '' ? root : below(root, path);
  }

  private async answer(uri: string, dockerfile: string): Promise<WhyAnswer | undefined> {
    try {
      const model = this.open.find(dockerfile)?.model() ?? (await this.readModel(dockerfile));
      const ignoreFile = model && (await this.ignoreFileOf(dockerfile));
      const root = this.contexts.rootOf(dockerfile);
      if (!model || ignoreFile === undefined || root === undefined) return undefined;
      const path = contextPathIn(root, uri);
      if (path === undefined) return undefined;
      const chosen = this.contexts.chosen(dockerfile);
      const explanation = explain({
        path,
        ...(await this.lookAt(root, path)),
        links: await this.linksOf(root, model),
        model,
        target: chosen && agreedTarget(chosen),
        dockerfile: contextPathUnder(root, dockerfile) ?? fileName(dockerfile),
        ignoreFile,
        view: this.contexts.facts(dockerfile).view,
      });
      return {
        context: root,
        ...(await this.spellOut(explanation, dockerfile, model.tree.text, ignoreFile)),
      };
    } finally {
      // What was only asked for this is not kept current.
      if (this.openText(dockerfile) === undefined) this.contexts.forget(dockerfile);
    }
  }

  private async readModel(dockerfile: string): Promise<BuildModel | undefined> {
    const text = await this.host.readFile(dockerfile);
    return text === undefined ? undefined : createModel(parseDockerfile(text));
  }

  /** Looked for again where something changed meanwhile; undefined when that does not end. */
  private async ignoreFileOf(dockerfile: string): Promise<ContextFacts['ignoreFile']> {
    for (let attempts = 0; attempts < 5; attempts++) {
      await this.contexts.ready(dockerfile);
      const { ignoreFile } = this.contexts.facts(dockerfile);
      if (ignoreFile !== undefined) return ignoreFile;
    }
    return undefined;
  }

  /**
   * By the names in each folder, since a disk that does not tell upper case from lower case finds files that the builder
   * will not.
   */
  private async lookAt(root: string, path: string): Promise<Pick<Question, 'kind' | 'link' | 'nearest'>> {
    const segments = path === '' ? [] : path.split('/');
    let kind: Question['kind'] = 'folder';
    for (const [index, name] of segments.entries()) {
      const above = segments.slice(0, index).join('/');
      const at = above === '' ? name : `${above}/${name}`;
      const entries = await this.host.list(above === '' ? root : below(root, above));
      const type = entries
        ? entries.find((entry) => entry.name === name)?.type
        : (await this.host.stat(below(root, at)))?.type;
      if (type === undefined) {
        const names = (entries ?? []).map((entry) => entry.name);
        const best = names.find((one) => one.toLowerCase() === name.toLowerCase()) ?? nearest(name, names);
        const rest = segments.slice(index + 1);
        const found = best === undefined ? undefined : [...segments.slice(0, index), best, ...rest].join('/');
        return { kind: undefined, link: undefined, nearest: found };
      }
      if (type === 'link' && index < segments.length - 1)
        return { kind: 'file', link: at, nearest: undefined };
      kind = type === 'directory' ? 'folder' : type;
    }
    return { kind, link: undefined, nearest: undefined };
  }

  /** Links among the sources that have no wildcard, and the folders above them: they are followed. */
  private async linksOf(root: string, model: BuildModel): Promise<readonly string[]> {
    const bases = takesOf(model).flatMap(({ sources }) =>
      sources.flatMap(({ pattern }) => pattern?.base || []),
    );
    const links = new Set<string>();
    for (const base of [...new Set(bases)].slice(0, mostSources)) {
      const segments = base.split('/');
      for (let length = 1; length <= segments.length; length++) {
        const at = segments.slice(0, length).join('/');
        const type = (await this.host.stat(below(root, at)))?.type;
        if (type === 'link') links.add(at);
        if (type !== 'directory') break;
      }
    }
    return [...links];
  }

  private async spellOut(
    explanation: Explanation,
    dockerfile: string,
    text: string,
    ignoreFile: NonNullable<ContextFacts['ignoreFile']> | null,
  ): Promise<Omit<WhyAnswer, 'context'>> {
    const ignoreUri = ignoreFile ? this.contexts.locate(dockerfile, ignoreFile.path) : undefined;
    const lines = new LineIndex(text);
    const ignoreLines = new LineIndex(ignoreFile?.text ?? '');
    const steps = explanation.steps.map(({ kind, sentence, place }): WhyStep => {
      const uri = place?.file === 'ignore-file' ? ignoreUri : dockerfile;
      const index = place?.file === 'ignore-file' ? ignoreLines : lines;
      if (!place || uri === undefined) return { kind, text: sentence.plain, place: undefined };
      const { start, end } = place.range;
      return {
        kind,
        text: sentence.plain,
        place: { uri, start: index.positionAt(start), end: index.positionAt(end) },
      };
    });
    const remedies = await Promise.all(
      explanation.remedies.map((remedy) => this.edit(remedy, dockerfile, ignoreFile?.text)),
    );
    return {
      dockerfile,
      verdict: explanation.verdict,
      title: explanation.title.plain,
      markdown: toMarkdown(explanation),
      steps,
      remedies: remedies.filter((remedy) => remedy !== undefined),
    };
  }

  /** `judged`: the text of the ignore file that the remedy was found for. */
  private async edit(
    { title, path, edit }: Remedy,
    dockerfile: string,
    judged: string | undefined,
  ): Promise<WhyRemedy | undefined> {
    const uri = this.contexts.locate(dockerfile, path);
    if (uri === undefined) return undefined;
    const text = this.openText(uri) ?? (await this.host.readFile(uri));
    if (text !== judged) return undefined;
    const made = 'delete' in edit ? { range: edit.delete, newText: '' } : addLines(text ?? '', edit);
    return made && { title: title.plain, uri, text, edit: made };
  }

  /** Open ones first; then from the file's own folder upward to the workspace folder. */
  private async candidates(uri: string): Promise<readonly string[]> {
    const found = new Map<string, string>();
    const add = (dockerfile: string): void => {
      const key = uriKey(dockerfile);
      if (!found.has(key)) found.set(key, dockerfile);
    };
    for (const dockerfile of this.open.all()) add(dockerfile.uri);
    for (const folder of this.foldersAbove(uri)) {
      for (const dockerfile of await this.dockerfilesIn(folder, true)) add(dockerfile);
    }
    return [...found.values()];
  }

  private async dockerfilesIn(folder: string, isDeep: boolean): Promise<string[]> {
    const found: string[] = [];
    for (const { name, type } of (await this.host.list(folder)) ?? []) {
      const uri = folder + encodeURIComponent(name);
      if (type === 'directory') {
        if (isDeep && folderNames.has(name)) found.push(...(await this.dockerfilesIn(`${uri}/`, false)));
      } else if (languageOf(uri, '') === 'dockerfile') found.push(uri);
    }
    return found;
  }

  private foldersAbove(uri: string): string[] {
    const isTop = this.folders.some((top) => uriKey(top) === uriKey(withSlash(uri)));
    const at = isTop ? withSlash(uri) : uri;
    const workspace = workspaceFolderOf(at, this.folders);
    const folders = foldersUpTo(at, workspace);
    // Outside of the workspace only the file's own folder: above may be anything.
    return workspace === undefined ? folders.slice(0, 1) : folders;
  }
}

/** Empty for the root itself. */
function contextPathIn(root: string, uri: string): string | undefined {
  if (uriKey(withSlash(uri)) === uriKey(root)) return '';
  return contextPathUnder(root, uri)?.replace(/\/$/, '');
}
