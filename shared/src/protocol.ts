// The requests that are ours: the server asks the client for files, since in a browser it has none itself.
// Only data here; both sides hand `method` to their own protocol library.

/** The text of a file, or null when there is none, it is no text, or it is larger than `maximumFileSize`. */
export const readFileRequest = request<UriParams, string | null>('shipshape/readFile');

export const statRequest = request<UriParams, WireFileStat | null>('shipshape/stat');

/** The entries of a folder, or null when it cannot be read. */
export const listRequest = request<UriParams, WireDirectoryEntry[] | null>('shipshape/list');

/** The sizes of files of the folder `uri`, in the order of `names`; null for one that is not there. */
export const sizesRequest = request<SizesParams, (number | null)[] | null>('shipshape/sizes');

/** Asked by the client: the instructions of open Dockerfiles that take a file. */
export const usesOfFileRequest = request<UriParams, WireFileUses>('shipshape/usesOfFile');

/**
 * What is wrong in files that are not open, as the disk has them; asked by the client, which shows it. One answer for each
 * file, in order.
 */
export const checkFilesRequest = request<CheckFilesParams, WireCheckedFile[]>('shipshape/checkFiles');

export interface CheckFilesParams {
  readonly uris: readonly string[];
}

export interface WireCheckedFile {
  readonly uri: string;
  /** Diagnostics of the protocol; null when the file cannot be read, or is switched off. */
  readonly diagnostics: readonly unknown[] | null;
}

/** Why a file or folder is in an image, or not: asked by the client. Null for a file the server cannot say anything of. */
export const whyRequest = request<WhyParams, WireWhy | null>('shipshape/why');

export interface WhyParams extends UriParams {
  /** In an open document: asks about the file that is named there, if one is; else about the document itself. */
  readonly position?: WirePosition;
  /** URI of the one Dockerfile to answer for. */
  readonly dockerfile?: string;
}

export interface WireWhy {
  /** URI of the file that the answers are about. */
  readonly uri: string;
  /** One for each Dockerfile whose build context holds the file, what is in an image first. */
  readonly answers: readonly WireWhyAnswer[];
}

export interface WireWhyAnswer {
  /** URI. */
  readonly dockerfile: string;
  /** URI of the folder that is taken for its build context. */
  readonly context: string;
  readonly verdict: 'in' | 'hidden' | 'maybe' | 'out' | 'unknown';
  readonly title: string;
  /** Title and steps as a page. */
  readonly markdown: string;
  readonly steps: readonly WireWhyStep[];
  readonly fixes: readonly WireWhyFix[];
}

export interface WireWhyStep {
  readonly kind: 'passes' | 'stops' | 'may-pass' | 'note';
  readonly text: string;
  readonly place: WireLocation | null;
}

export interface WireWhyFix {
  readonly title: string;
  readonly uri: string;
  /** The file has to be created first. */
  readonly create: boolean;
  readonly range: WireRange;
  readonly newText: string;
}

/** Build contexts are being read. Sent a few times a second at most, and once when it is over. */
export const contextProgressNotification = notification<ContextProgress>('shipshape/contextProgress');

/** Which folder is the build context of a document: asked by the client. Null where that is not known (yet). */
export const contextsRequest = request<UriParams, WireContexts | null>('shipshape/contexts');

/** Sent to the client, if it runs our commands: `shipshape/contexts` has another answer for the document. */
export const contextsChangedNotification = { method: 'shipshape/contextsChanged' } as const;

export interface WireContexts {
  readonly chosen: WireContext;
  /** Other folders, the likelier first; each once. */
  readonly others: readonly WireContext[];
  /** URI of the Dockerfile: of an ignore file, the one it is for. */
  readonly dockerfile: string;
  /** URI of its workspace folder, with its trailing slash, and the path of the Dockerfile in it. */
  readonly workspace: string | null;
  readonly path: string | null;
}

export interface WireContext {
  /** URI with its trailing slash. */
  readonly root: string;
  /** `comment`, `setting`, a kind of file (`compose`, `bake`, …, `script`), `dockerfile-folder`, `workspace-folder`. */
  readonly kind: string;
  /** Path from the workspace folder, as the setting `shipshape.contexts` has it; `.` for that folder itself. */
  readonly folder: string | null;
  /** Who says so: `compose.yaml, service web, line 12`. */
  readonly description: string;
  /** Of the file that says so, counted from one; null where nothing does, and for the setting. */
  readonly line: number | null;
  readonly target: string | null;
}

/** The client is asked for files only when it says so in its initialization options. */
export interface InitializationOptions {
  /** The client answers the requests above. */
  readonly filesFromClient?: boolean;
  /** The client runs the commands of `identifiers.ts` (opens a rule's page, …). */
  readonly commands?: boolean;
  /** The client shows `contextProgressNotification`. */
  readonly contextProgress?: boolean;
  /** Milliseconds between the last change and pushed diagnostics, for clients that cannot pull. */
  readonly pushDelay?: number;
}

/** Bytes. Ignore files and manifests are far smaller; a rule never needs more. */
export const maximumFileSize = 1024 * 1024;

export interface ContextProgress {
  /** Files and folders, over all contexts. */
  readonly seen: number;
  readonly done: boolean;
}

export interface UriParams {
  readonly uri: string;
}

export interface SizesParams extends UriParams {
  readonly names: readonly string[];
}

export interface WireFileStat {
  readonly type: WireFileType;
  readonly size: number;
}

export interface WireDirectoryEntry {
  readonly name: string;
  readonly type: WireFileType;
}

export interface WireFileUses {
  readonly uses: readonly WireLocation[];
  /** What keeps the file out where an instruction would take it: `line 3 of .dockerignore`. */
  readonly keptOutBy: readonly string[];
}

/** As in LSP: zero-based lines and UTF-16 columns. */
export interface WireLocation {
  readonly uri: string;
  readonly range: WireRange;
}

export interface WireRange {
  readonly start: WirePosition;
  readonly end: WirePosition;
}

export interface WirePosition {
  readonly line: number;
  readonly character: number;
}

export type WireFileType = 'file' | 'directory' | 'link' | 'other';

export interface Request<P, R> {
  readonly method: string;
  /** Never present: carries the types. */
  readonly types?: { readonly params: P; readonly result: R };
}

export interface Notification<P> {
  readonly method: string;
  /** Never present: carries the type. */
  readonly types?: { readonly params: P };
}

function notification<P>(method: string): Notification<P> {
  return { method };
}

function request<P, R>(method: string): Request<P, R> {
  return { method };
}
