import { fileName, isIgnoreFileName } from '../../../shared/src/languages.ts';
import type { Host } from '../host.ts';
import { unknownContext } from '../lint/context.ts';
import { findNode } from '../model/context/contextTree.ts';
import type { ContextFacts } from '../rules/rule.ts';
import { compile, matchesOrParentMatches } from '../syntax/dockerignore/matcher.ts';
import { patternsOf, readIgnoreFile } from '../syntax/dockerignore/reader.ts';
import { lazy } from '../text/memo.ts';
import { ContextsAbove } from './contextAbove.ts';
import { ContextReaders, type ReaderUse } from './contextReaders.ts';
import { below, contextPathOf, folderOf, uriKey, withSlash } from './uris.ts';

/** What the outside tells of, and is told. */
export interface BuildContextEvents {
  /** The text of a document that is open in the editor, saved or not. */
  openText(uri: string): string | undefined;
  /** Facts that were asked for and not known are known now, or have changed. `document` is as it was asked by. */
  changed(document: string): void;
  /** Build contexts are being read: so many files and folders have been seen, over all of them. */
  reading?(seen: number, done: boolean): void;
}

/** Per document; more questions than this are left open. */
const maximumQuestions = 200;

/**
 * What is known of the build context of each open Dockerfile, and of the one that each open ignore file is for. Analysis never waits for it: a question that cannot be
 * answered yet is answered `undefined`, looked up in the background, and told of by `changed`.
 */
export class BuildContexts {
  private readonly host: Host;
  private readonly events: BuildContextEvents;
  private readonly contexts = new Map<string, Context>();
  private readonly readers: ContextReaders;
  private readonly above: ContextsAbove;
  private folders: readonly string[] = [];

  constructor(host: Host, events: BuildContextEvents) {
    this.host = host;
    this.events = events;
    this.readers = new ContextReaders(host, {
      isInWorkspace: (root) => this.folders.some((folder) => uriKey(root).startsWith(uriKey(folder))),
      progress: (seen, done) => events.reading?.(seen, done),
    });
    this.above = new ContextsAbove(host, {
      openText: (uri) => events.openText(uri),
      changed: (document) => {
        const context = this.contexts.get(uriKey(document));
        if (context) this.renew(context);
      },
    });
  }

  /** The same object until a fact changes. Of an ignore file: as it is for a build that uses this one. */
  facts(document: string): ContextFacts {
    return this.of(document)?.facts ?? unknownContext;
  }

  /** Starts to look for the ignore file of a document that was opened, and into its context. */
  prefetch(document: string): void {
    this.of(document);
  }

  /** The root of a document's context, as far as it can be told, with its trailing slash; undefined without a folder. */
  rootOf(document: string): string | undefined {
    return this.of(document)?.root;
  }

  /** Resolves when the ignore file of a document has been looked for. */
  async ready(document: string): Promise<void> {
    await this.of(document)?.loading;
  }

  /** The same, for those who take what there is after a moment. */
  async soon(document: string): Promise<void> {
    const context = this.of(document);
    if (context?.ignoreFile === undefined) await Promise.race([context?.loading, this.host.pause()]);
  }

  /** Where a path of the context is; undefined when the document has no folder or the path leaves the context. */
  locate(document: string, path: string): string | undefined {
    const context = this.of(document);
    const clean = contextPathOf(path);
    return context && clean ? below(context.root, clean) : undefined;
  }

  forget(document: string): void {
    const key = uriKey(document);
    this.contexts.get(key)?.reader?.release();
    this.contexts.delete(key);
    this.above.forget(document);
  }

  setFolders(uris: readonly string[]): void {
    this.folders = uris.map(withSlash);
    for (const context of this.contexts.values()) this.load(context);
    this.above.setFolders(this.folders);
  }

  /** Files were created, changed or deleted, on disk or in an open document. */
  filesChanged(uris: readonly string[]): void {
    const keys = new Set(uris.map(uriKey));
    for (const context of this.contexts.values()) {
      if (this.candidates(context).some(({ uri }) => keys.has(uriKey(uri)))) this.load(context);
      this.recheck(context, (uri) => keys.has(uriKey(uri)));
    }
    this.readers.filesChanged(uris);
    this.above.filesChanged(uris);
  }

  /** Answers about single files may be old (the document was saved): they are looked up again. */
  refresh(document: string): void {
    const context = this.contexts.get(uriKey(document));
    if (!context) return;
    this.recheck(context, () => true);
    this.readers.filesChanged([...context.asked].map((path) => below(context.root, path)));
  }

  /** Asks again about single files; the old answers stand until then, so that nothing flickers. */
  private recheck(context: Context, concerns: (uri: string) => boolean): void {
    for (const answer of context.answers.values()) {
      if (concerns(below(context.root, answer.path))) this.lookUp(context, answer);
    }
  }

  private of(document: string): Context | undefined {
    const key = uriKey(document);
    const known = this.contexts.get(key);
    if (known) return known;
    const folder = folderOf(document);
    if (folder === undefined) return undefined;
    const context: Context = {
      document,
      dockerfile: dockerfileOf(document),
      folder,
      root: folder,
      ignoreFile: undefined,
      answers: new Map(),
      asked: new Set(),
      reader: undefined,
      readBy: '',
      isConfirmed: false,
      unanswered: false,
      loading: undefined,
      loads: 0,
      facts: unknownContext,
    };
    context.facts = this.factsOf(context);
    this.contexts.set(key, context);
    this.load(context);
    this.above.look(document);
    return context;
  }

  /**
   * Where the ignore file in force may be, the best first: BuildKit takes `<Dockerfile>.dockerignore` beside the
   * Dockerfile, else `.dockerignore` in the root of the context, which an editor can only guess: the Dockerfile's
   * folder, else the workspace folder. For a Containerfile, `.containerignore` counts as well, as Buildah has it.
   * https://docs.docker.com/build/concepts/context/#filename-and-location
   */
  private candidates({ document, dockerfile, folder }: Context): readonly Candidate[] {
    // An ignore file is judged as it stands, whether a build would take it or another one.
    if (document !== dockerfile) return [{ uri: document, path: fileName(document), root: folder }];
    const name = fileName(dockerfile);
    const workspace = this.folders
      .filter((root) => root !== folder && uriKey(folder).startsWith(uriKey(root)))
      .sort((a, b) => b.length - a.length)[0];
    const plain = /^containerfile/i.test(name) ? ['.containerignore', '.dockerignore'] : ['.dockerignore'];
    return [
      { uri: `${dockerfile}.dockerignore`, path: ownIgnoreFile(dockerfile), root: folder },
      ...[folder, ...(workspace === undefined ? [] : [workspace])].flatMap((root) =>
        plain.map((path) => ({ uri: root + path, path, root })),
      ),
    ];
  }

  private load(context: Context): void {
    const load = ++context.loads;
    const find = async (): Promise<void> => {
      for (const candidate of this.candidates(context)) {
        const text = this.events.openText(candidate.uri) ?? (await this.host.readFile(candidate.uri));
        if (context.loads !== load) return;
        if (text !== undefined) return this.found(context, candidate, text);
      }
      this.found(context, undefined, '');
    };
    // A host never rejects; if one does, the facts stay unknown and the log says why.
    context.loading = find().catch((error: unknown) =>
      this.host.log('error', `Looking for an ignore file failed: ${String(error)}`),
    );
  }

  private found(context: Context, candidate: Candidate | undefined, text: string): void {
    const before = context.ignoreFile;
    if (candidate === undefined ? before === null : before?.path === candidate.path && before.text === text)
      return;
    const root = candidate?.root ?? context.folder;
    if (root !== context.root) {
      context.answers.clear();
      context.isConfirmed = false;
    }
    context.root = root;
    context.ignoreFile = candidate ? { path: candidate.path, text, file: readIgnoreFile(text) } : null;
    if (candidate && candidate.path !== ownIgnoreFile(context.dockerfile)) context.isConfirmed = true;
    this.read(context, candidate?.uri ?? root);
    this.renew(context);
  }

  /** Has the context read in the background, or judged anew by what its ignore file says now. */
  private read(context: Context, ignoreFile: string): void {
    const readBy = `${context.root}\n${ignoreFile}`;
    // A context that was forgotten while its ignore file was looked for reads nothing.
    if (this.contexts.get(uriKey(context.document)) !== context) return;
    if (context.readBy !== readBy) {
      const before = context.reader;
      context.readBy = readBy;
      context.reader = this.readers.use(context.root, ignoreFile, () => this.renew(context));
      before?.release();
    }
    context.reader?.judgeBy(compile(context.ignoreFile ? patternsOf(context.ignoreFile.file) : []));
  }

  /** A fact has changed: new facts, and whoever asked for it is told. */
  private renew(context: Context): void {
    context.facts = this.factsOf(context);
    if (!context.unanswered) return;
    context.unanswered = false;
    this.events.changed(context.document);
  }

  private factsOf(context: Context): ContextFacts {
    const { ignoreFile } = context;
    const { above } = this;
    const matcher = lazy(() => (ignoreFile ? compile(patternsOf(ignoreFile.file)) : undefined));
    return {
      // Asking at all means that the answer matters, so a later change of it does too.
      get ignoreFile() {
        context.unanswered = true;
        return ignoreFile;
      },
      get view() {
        context.unanswered = true;
        return context.reader?.view;
      },
      get hasTree() {
        context.unanswered = true;
        return context.isConfirmed && context.reader?.view?.tree.state === 'complete';
      },
      get contextAbove() {
        context.unanswered = true;
        return above.of(context.document);
      },
      exists: (path) => {
        const exists = this.seen(context, path) ?? this.answer(context, path)?.exists;
        if (exists === true) this.confirm(context);
        return exists === false && !context.isConfirmed ? undefined : exists;
      },
      isIgnored: (path) => {
        context.unanswered = true;
        const clean = contextPathOf(path);
        if (ignoreFile === undefined || clean === undefined) return undefined;
        const compiled = matcher();
        // The root itself is never left out.
        return compiled && clean !== '' ? matchesOrParentMatches(compiled, clean).excluded : false;
      },
      read: (path) => {
        const answer = this.answer(context, path);
        if (!answer?.exists) return undefined;
        if (answer.text === undefined) {
          answer.text = null;
          this.lookUp(context, answer);
        }
        return answer.text ?? undefined;
      },
    };
  }

  /** Whether a path is in the tree that was read; undefined: not known. */
  private seen(context: Context, path: string): boolean | undefined {
    context.unanswered = true;
    const view = context.reader?.view;
    const clean = contextPathOf(path);
    if (view?.tree.state !== 'complete' || clean === undefined) return undefined;
    if (context.asked.size < maximumQuestions) context.asked.add(clean);
    const found = findNode(view.tree, clean);
    return found === 'unknown' ? undefined : found !== 'none';
  }

  /**
   * The root is more than a guess: a file that the Dockerfile names is there. Only then does a file that is missing
   * there say anything; else the context may well be another folder.
   */
  private confirm(context: Context): void {
    if (context.isConfirmed) return;
    context.isConfirmed = true;
    // What was answered before may be answered better now, but not while somebody is asking.
    void Promise.resolve().then(() => this.renew(context));
  }

  /** Undefined when the path cannot be looked up, or there are too many already. */
  private answer(context: Context, asked: string): Answer | undefined {
    context.unanswered = true;
    const path = contextPathOf(asked);
    if (path === undefined) return undefined;
    const known = path === '' ? contextRoot : context.answers.get(path);
    if (known) return known;
    if (context.answers.size >= maximumQuestions) return undefined;
    const answer: Answer = { path, exists: undefined, text: undefined };
    context.answers.set(path, answer);
    this.lookUp(context, answer);
    return answer;
  }

  private lookUp(context: Context, answer: Answer): void {
    const { path } = answer;
    const uri = below(context.root, path);
    const ask = async (): Promise<void> => {
      const open = this.events.openText(uri);
      const exists = open !== undefined || (await this.host.stat(uri)) !== undefined;
      const wantsText = answer.text !== undefined && exists;
      const text = wantsText ? (open ?? (await this.host.readFile(uri)) ?? null) : answer.text;
      if (exists === answer.exists && text === answer.text) return;
      answer.exists = exists;
      answer.text = text;
      if (context.answers.get(path) === answer) this.renew(context);
    };
    ask().catch((error: unknown) => this.host.log('error', `Looking for "${path}" failed: ${String(error)}`));
  }
}

/** The Dockerfile that an ignore file is for by its name, which need not exist; any other document is one itself. */
function dockerfileOf(document: string): string {
  if (!isIgnoreFileName(fileName(document))) return document;
  const own = /^(.*[^/])\.dockerignore$/.exec(document)?.[1];
  return own ?? `${document.slice(0, document.lastIndexOf('/') + 1)}Dockerfile`;
}

function ownIgnoreFile(dockerfile: string): string {
  return `${fileName(dockerfile)}.dockerignore`;
}

interface Context {
  readonly document: string;
  /** The document, or the Dockerfile whose ignore file it is. */
  readonly dockerfile: string;
  readonly folder: string;
  /** The root of the context, as far as it can be told: with its trailing slash. */
  root: string;
  ignoreFile: ContextFacts['ignoreFile'];
  readonly answers: Map<string, Answer>;
  /** Paths that were answered from the tree. */
  readonly asked: Set<string>;
  reader: ReaderUse | undefined;
  /** What the reader is for. */
  readBy: string;
  isConfirmed: boolean;
  /** The facts were asked for something since the last time anybody was told. */
  unanswered: boolean;
  loading: Promise<void> | undefined;
  /** Counts the searches for an ignore file, so that an old one cannot overtake a new one. */
  loads: number;
  facts: ContextFacts;
}

interface Answer {
  readonly path: string;
  /** Undefined: not known yet. */
  exists: boolean | undefined;
  /** Undefined: nobody asked. Null: not known yet, or not to be had. */
  text: string | null | undefined;
}

const contextRoot: Answer = { path: '', exists: true, text: null };

interface Candidate {
  readonly uri: string;
  /** Relative to the root. */
  readonly path: string;
  readonly root: string;
}
