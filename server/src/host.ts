/**
 * What the outside supplies to the engine. Every method may be asked at any time; none of them is called while a
 * keystroke is answered. URIs are strings as the client spells them; never assume `file:`.
 */
export interface Host {
  /** The text of a file, or undefined when there is none, it cannot be read, or is too large. Never rejects. */
  readFile(uri: string): Promise<string | undefined>;
  /** Undefined when there is nothing there. Symbolic links are not followed. Never rejects. */
  stat(uri: string): Promise<FileStat | undefined>;
  /** The entries of a folder; undefined when it cannot be read. Never rejects. */
  list(uri: string): Promise<readonly DirectoryEntry[] | undefined>;
  /**
   * The sizes of files of one folder, in bytes, in the order of their names; undefined for what is not there. Links are
   * not followed. Never rejects.
   */
  sizes(folder: string, names: readonly string[]): Promise<readonly (number | undefined)[]>;
  /** Resolves once everything that is already waiting (a keystroke, a cancellation) has had its turn. */
  pause(): Promise<void>;
  log(level: LogLevel, message: string): void;
}

export type LogLevel = 'error' | 'warning' | 'info' | 'debug';

export interface FileStat {
  readonly type: FileType;
  /** Bytes. */
  readonly size: number;
}

export interface DirectoryEntry {
  readonly name: string;
  readonly type: FileType;
}

export type FileType = 'file' | 'directory' | 'link' | 'other';
