import { fileName } from '../../../shared/src/languages.ts';
import type { Host } from '../host.ts';
import { unknownContext } from '../lint/context.ts';
import type { ContextFacts } from '../rules/rule.ts';
import { compile, matchesOrParentMatches } from '../syntax/dockerignore/matcher.ts';
import { patternsOf, readIgnoreFile } from '../syntax/dockerignore/reader.ts';
import { lazy } from '../text/memo.ts';
import { below, contextPathOf, folderOf, uriKey, withSlash } from './uris.ts';

/** What the outside tells of, and is told. */
export interface BuildContextEvents {
  /** The text of a document that is open in the editor, saved or not. */
  openText(uri: string): string | undefined;
  /** Facts that were asked for and not known are known now, or have changed. */
  changed(dockerfile: string): void;
}

/** Per Dockerfile; more questions than this are left open. */
const maximumQuestions = 200;

/**
 * What is known of the build context of each open Dockerfile. Analysis never waits for it: a question that cannot be
 * answered yet is answered `undefined`, looked up in the background, and told of by `changed`.
 */
export class BuildContexts {
  private readonly host: Host;
  private readonly events: BuildContextEvents;
  private readonly contexts = new Map<string, Context>();
  private folders: readonly string[] = [];

  constructor(host: Host, events: BuildContextEvents) {
    this.host = host;
    this.events = events;
  }

  /** The same object until a fact changes. */
  facts(dockerfile: string): ContextFacts {
    return this.of(dockerfile)?.facts ?? unknownContext;
  }

  /** Starts to look for the ignore file of a Dockerfile that was opened. */
  prefetch(dockerfile: string): void {
    this.of(dockerfile);
  }

  /** Where a path of the context is; undefined when the Dockerfile has no folder or the path leaves the context. */
  locate(dockerfile: string, path: string): string | undefined {
    const context = this.of(dockerfile);
    const clean = contextPathOf(path);
    return context && clean ? below(context.root, clean) : undefined;
  }

  forget(dockerfile: string): void {
    this.contexts.delete(uriKey(dockerfile));
  }

  setFolders(uris: readonly string[]): void {
    this.folders = uris.map(withSlash);
    for (const context of this.contexts.values()) this.load(context);
  }

  /** Files were created, changed or deleted, on disk or in an open document. */
  filesChanged(uris: readonly string[]): void {
    const keys = new Set(uris.map(uriKey));
    for (const context of this.contexts.values()) {
      if (this.candidates(context).some(({ uri }) => keys.has(uriKey(uri)))) this.load(context);
      this.recheck(context, (uri) => keys.has(uriKey(uri)));
    }
  }

  /** Answers about single files may be old (the Dockerfile was saved): they are looked up again. */
  refresh(dockerfile: string): void {
    const context = this.contexts.get(uriKey(dockerfile));
    if (context) this.recheck(context, () => true);
  }

  /** Asks again about single files; the old answers stand until then, so that nothing flickers. */
  private recheck(context: Context, concerns: (uri: string) => boolean): void {
    for (const answer of context.answers.values()) {
      if (concerns(below(context.root, answer.path))) this.lookUp(context, answer);
    }
  }

  private of(dockerfile: string): Context | undefined {
    const key = uriKey(dockerfile);
    const known = this.contexts.get(key);
    if (known) return known;
    const folder = folderOf(dockerfile);
    if (folder === undefined) return undefined;
    const context: Context = {
      dockerfile,
      folder,
      root: folder,
      ignoreFile: undefined,
      answers: new Map(),
      unanswered: false,
      loads: 0,
      facts: unknownContext,
    };
    context.facts = this.factsOf(context);
    this.contexts.set(key, context);
    this.load(context);
    return context;
  }

  /**
   * Where the ignore file in force may be, the best first: BuildKit takes `<Dockerfile>.dockerignore` beside the
   * Dockerfile, else `.dockerignore` in the root of the context, which an editor can only guess: the Dockerfile's
   * folder, else the workspace folder. For a Containerfile, `.containerignore` counts as well, as Buildah has it.
   * https://docs.docker.com/build/concepts/context/#filename-and-location
   */
  private candidates({ dockerfile, folder }: Context): readonly Candidate[] {
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
    find().catch((error: unknown) =>
      this.host.log('error', `Looking for an ignore file failed: ${String(error)}`),
    );
  }

  private found(context: Context, candidate: Candidate | undefined, text: string): void {
    const before = context.ignoreFile;
    if (candidate === undefined ? before === null : before?.path === candidate.path && before.text === text)
      return;
    const root = candidate?.root ?? context.folder;
    if (root !== context.root) context.answers.clear();
    context.root = root;
    context.ignoreFile = candidate ? { path: candidate.path, text, file: readIgnoreFile(text) } : null;
    this.renew(context);
  }

  /** A fact has changed: new facts, and whoever asked for it is told. */
  private renew(context: Context): void {
    context.facts = this.factsOf(context);
    if (!context.unanswered) return;
    context.unanswered = false;
    this.events.changed(context.dockerfile);
  }

  private factsOf(context: Context): ContextFacts {
    const { ignoreFile } = context;
    const matcher = lazy(() => (ignoreFile ? compile(patternsOf(ignoreFile.file)) : undefined));
    return {
      // Asking at all means that the answer matters, so a later change of it does too.
      get ignoreFile() {
        context.unanswered = true;
        return ignoreFile;
      },
      hasTree: false,
      exists: (path) => {
        const exists = this.answer(context, path)?.exists;
        return exists === false && !isConfirmed(context) ? undefined : exists;
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

/**
 * Whether the root is more than a guess: the ignore file of the context is there, or a file that the Dockerfile copies.
 * Only then does a file that is missing there say anything; else the context may well be another folder.
 */
function isConfirmed({ ignoreFile, answers, dockerfile }: Context): boolean {
  if (ignoreFile && ignoreFile.path !== ownIgnoreFile(dockerfile)) return true;
  return [...answers.values()].some(({ exists }) => exists === true);
}

function ownIgnoreFile(dockerfile: string): string {
  return `${fileName(dockerfile)}.dockerignore`;
}

interface Context {
  readonly dockerfile: string;
  readonly folder: string;
  /** The root of the context, as far as it can be told: with its trailing slash. */
  root: string;
  ignoreFile: ContextFacts['ignoreFile'];
  readonly answers: Map<string, Answer>;
  /** The facts were asked for something since the last time anybody was told. */
  unanswered: boolean;
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
