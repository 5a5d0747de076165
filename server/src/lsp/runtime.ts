import type { Host } from '../host.ts';

/** What differs between Node and a web worker. The mains supply it. */
export interface Runtime {
  /** Resolves once everything that is already waiting (a cancellation, a newer change) has had its turn. */
  nextTurn(): Promise<void>;
  /** Runs the callback later, unless the returned function is called before. */
  after(milliseconds: number, callback: () => void): () => void;
  /**
   * The files as this process sees them. `client` asks the editor for files of schemes this process cannot read;
   * it is undefined when the editor does not answer such questions.
   */
  files(client: Files | undefined): Files;
  /** The connection writes a `WrittenReport` as it is. */
  readonly writesText?: boolean;
}

export type Files = Pick<Host, 'readFile' | 'stat' | 'list' | 'sizes'>;
