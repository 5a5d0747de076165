import { fileName, isIgnoreFileName } from '../../../shared/src/languages.ts';
import type { Host } from '../host.ts';
import { unknownContext } from '../lint/context.ts';
import { findNode } from '../model/context/contextTree.ts';
import type { ContextFacts } from '../rules/rule.ts';
import { compile, matchesOrParentMatches } from '../syntax/dockerignore/matcher.ts';
import { patternsOf, readIgnoreFile } from '../syntax/dockerignore/reader.ts';
import { lazy } from '../text/memo.ts';
import { ContextsAbove } from './contextAbove.ts';
import {
  type ChoiceEvents,
  type ChosenContext,
  ContextChoices,
  type ContextSetting,
} from './contextChoices.ts';
import { holdsSource } from './contextHints.ts';
import { ContextReaders } from './contextReaders.ts';
import { ignoreFilesOf, ownIgnoreFile } from './ignoreFileNames.ts';
import { type Answer, type Context, contextRoot, type InForce, openContext } from './openContext.ts';
import { below, contextPathOf, relativePath, uriKey, withSlash, workspaceFolderOf } from './uris.ts';

/** What the outside tells of, and is told. */
export interface BuildContextEvents extends Omit<ChoiceEvents, 'changed'> {
  /** The text of a document that is open in the editor, saved or not. */
  openText(uri: string): string | undefined;
  /** Another folder is taken for the context of a document, or for another reason. */
  chosen?(document: string): void;
  /** Facts that were asked for and not known are known now, or have changed. `document` is as it was asked by. */
  changed(document: string): void;
  /** Build contexts are being read: so many files and folders have been seen, over all of them. */
  reading?(seen: number, done: boolean): void;
}

/** Per document; more questions than this are left open. */
const maximumQuestions = 200;

/**
 * What is known of the build context of each open Dockerfile, and of the one that each open ignore file is for. Analysis
 * never waits for it: a question that cannot be answered yet is answered `undefined`, looked up in the background, and
 * told of by `changed`.
 */
export class BuildContexts {
  private readonly host: Host;
  private readonly events: BuildContextEvents;
  private readonly contexts = new Map<string, Context>();
  private readonly readers: ContextReaders;
  private readonly above: ContextsAbove;
  private readonly choices: ContextChoices;
  private folders: readonly string[] = [];

  constructor(host: Host, events: BuildContextEvents) {
    this.host = host;
    this.events = events;
    this.readers = new ContextReaders(host, {
      isInWorkspace: (root) => workspaceFolderOf(root, this.folders) !== undefined,
      progress: (seen, done) => events.reading?.(seen, done),
    });
    this.above = new ContextsAbove(host, {
      openText: (uri) => events.openText(uri),
      choices: () => this.choices,
      changed: (document) => {
        const context = this.contexts.get(uriKey(document));
        if (context) this.renew(context);
      },
    });
    this.choices = new ContextChoices(host, {
      ...events,
      changed: () => this.loadAll(),
      searched: () => this.above.lookAgain(),
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
    const context = this.of(document);
    // A search may be overtaken by another one.
    let loading: Promise<void> | undefined;
    while (context && loading !== context.loading) {
      loading = context.loading;
      await loading;
    }
  }

  /**
   * The same, for those who take what there is after a moment. It comes with the answer: to ask again by then would
   * bring back the context of a document that was closed meanwhile, and nobody would forget it.
   */
  async soon(document: string): Promise<Pick<Context, 'facts'> & Partial<Pick<Context, 'root'>>> {
    const context = this.of(document);
    if (context?.ignoreFile === undefined) await Promise.race([context?.loading, this.host.pause()]);
    return context ? { root: context.root, facts: context.facts } : { facts: unknownContext };
  }

  /** Which folder is taken for the context, and why; undefined where that is not known (yet). */
  chosen(document: string): InForce | undefined {
    const context = this.of(document);
    if (!context?.chosen) return undefined;
    const { chosen, dockerfile, ignoreUri } = context;
    return { ...chosen, dockerfile, workspace: this.choices.workspaceOf(dockerfile), ignoreFile: ignoreUri };
  }

  /** What `shipshape.contexts` says for a document. */
  useSetting(document: string, setting: ContextSetting): void {
    const context = this.of(document);
    if (context && this.choices.useSetting(context.dockerfile, setting)) this.load(context);
  }

  /** The Dockerfile has a new text, maybe with another comment that names its context. */
  textChanged(dockerfile: string): void {
    const context = this.contexts.get(uriKey(dockerfile));
    if (context && this.choices.commentChanged(dockerfile)) this.load(context);
  }

  /** Where a path of the context, or one that the facts name a file by, is; undefined where that is not known. */
  locate(document: string, path: string): string | undefined {
    const context = this.of(document);
    const clean = contextPathOf(path);
    // The ignore file of a Dockerfile outside of its context is outside as well.
    if (context?.ignoreFile && path === context.ignoreFile.path) return context.ignoreUri;
    return context && clean ? below(context.root, clean) : this.above.locate(document, path);
  }

  forget(document: string): void {
    const key = uriKey(document);
    const context = this.contexts.get(key);
    context?.reader?.release();
    this.contexts.delete(key);
    this.above.forget(document);
    // Its ignore file may still be open, or it itself.
    const isInUse = [...this.contexts.values()].some(({ dockerfile }) => dockerfile === context?.dockerfile);
    if (context && !isInUse) this.choices.forget(context.dockerfile);
  }

  setFolders(uris: readonly string[]): void {
    this.folders = uris.map(withSlash);
    this.choices.setFolders(uris);
    this.loadAll();
    this.above.setFolders(this.folders);
  }

  private loadAll(): void {
    for (const context of this.contexts.values()) this.load(context);
  }

  /** Files were created, changed or deleted on disk. */
  filesChanged(uris: readonly string[]): void {
    this.typed(uris, true);
    this.readers.filesChanged(uris);
  }

  /**
   * Open documents that builds read have a new text, or were closed. The disk holds what it held: what was read of it
   * is judged anew, not read again.
   */
  typed(uris: readonly string[], onDisk = false): void {
    const keys = new Set(uris.map(uriKey));
    const mayBeElsewhere = this.choices.filesChanged(uris);
    const ignoreFiles = uris.filter((uri) => isIgnoreFileName(fileName(uri))).map(uriKey);
    for (const context of this.contexts.values()) {
      const { chosen, ignoreUri = '' } = context;
      // A guess may rest on an ignore file that is there now, or is no more.
      const isOpen = this.events.openText(ignoreUri) !== undefined;
      const isSettled =
        chosen?.isCertain || (isOpen && ignoreFiles.every((key) => key === uriKey(ignoreUri)));
      if (mayBeElsewhere) this.load(context);
      else if (ignoreFiles.length > 0) this.load(context, isSettled ? chosen : undefined);
      this.recheck(context, (uri) => keys.has(uriKey(uri)));
    }
    this.above.filesChanged(uris, mayBeElsewhere || (onDisk && ignoreFiles.length > 0));
  }

  /** Answers about single files may be old (the document was saved): they are looked up again. */
  refresh(document: string): void {
    const context = this.contexts.get(uriKey(document));
    if (!context) return;
    this.recheck(context, () => true);
    // What it copies now may tell more of where its context is.
    if (!context.chosen?.isCertain) this.load(context);
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
    const context = openContext(document);
    if (!context) return undefined;
    context.facts = this.factsOf(context);
    this.contexts.set(key, context);
    this.load(context);
    this.above.look(document);
    return context;
  }

  /** Looks for the context and its ignore file; `known`: only for the latter. */
  private load(context: Context, known?: ChosenContext): void {
    const load = ++context.loads;
    const { document, dockerfile, folder } = context;
    const find = async (): Promise<void> => {
      // A `.dockerignore` is in the root of the context, whatever Dockerfile takes it.
      const isPlain = document !== dockerfile && document !== ownIgnoreFile(dockerfile);
      const chosen = isPlain ? undefined : (known ?? (await this.choices.choose(dockerfile)));
      const root = chosen?.root ?? folder;
      // An ignore file is judged as it stands, whether a build would take it or another one.
      for (const uri of document === dockerfile ? ignoreFilesOf(dockerfile, root) : [document]) {
        const text = this.events.openText(uri) ?? (await this.host.readFile(uri));
        if (context.loads !== load) return;
        if (text !== undefined) return this.found(context, chosen, { uri, text });
      }
      if (context.loads === load) this.found(context, chosen, undefined);
    };
    // A host never rejects; if one does, the facts stay unknown and the log says why.
    context.loading = find().catch((error: unknown) =>
      this.host.log('error', `Looking for an ignore file failed: ${String(error)}`),
    );
  }

  private found(
    context: Context,
    chosen: ChosenContext | undefined,
    candidate: { readonly uri: string; readonly text: string } | undefined,
  ): void {
    const root = chosen?.root ?? context.folder;
    const path = candidate && (relativePath(root, candidate.uri) ?? fileName(candidate.uri));
    const before = context.ignoreFile;
    const isSameFile = candidate
      ? before?.path === path && before?.text === candidate.text && context.ignoreUri === candidate.uri
      : before === null;
    const isSameRoot = root === context.root;
    const isSameChoice = JSON.stringify(chosen) === JSON.stringify(context.chosen);
    context.chosen = chosen;
    if (!isSameRoot) {
      context.answers.clear();
      context.isConfirmed = false;
    }
    context.root = root;
    context.ignoreUri = candidate?.uri;
    if (chosen?.isCertain || (candidate && candidate.uri !== ownIgnoreFile(context.dockerfile)))
      context.isConfirmed = true;
    if (!isSameFile || !isSameRoot || before === undefined) {
      context.ignoreFile = candidate
        ? { path: path ?? '', text: candidate.text, file: readIgnoreFile(candidate.text) }
        : null;
      this.read(context, candidate?.uri ?? root);
      this.renew(context);
    } else if (!isSameChoice) this.renew(context);
    if (!isSameChoice) this.events.chosen?.(context.document);
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
    const { above, events } = this;
    const isRight = () => context.isConfirmed || (holdsSource(context, events) && this.confirm(context));
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
        return context.reader?.view?.tree.state === 'complete' && isRight();
      },
      get isCertain() {
        context.unanswered = true;
        const { chosen } = context;
        return chosen?.isCertain === true && chosen.kind !== 'workflow' && chosen.kind !== 'script';
      },
      get contextAbove() {
        context.unanswered = true;
        return above.of(context.document);
      },
      get namedContexts() {
        context.unanswered = true;
        return context.chosen?.namedContexts ?? [];
      },
      exists: (path) => {
        const exists = this.seen(context, path) ?? this.answer(context, path)?.exists;
        if (exists === true) this.confirm(context);
        return exists === false && !isRight() ? undefined : exists;
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

  /** A file that the Dockerfile names is there: the root is no guess, and what is missing there is missing. */
  private confirm(context: Context): true {
    // What was answered before may be answered better now, but not while somebody is asking.
    if (!context.isConfirmed) void Promise.resolve().then(() => this.renew(context));
    context.isConfirmed = true;
    return true;
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
