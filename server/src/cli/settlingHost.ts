import type { Host, LogLevel } from '../host.ts';
import { disk } from '../node/disk.ts';

/**
 * The files of this machine for a service that looks things up in the background, and the moment when it has found all
 * it looks for: an editor is told of what comes later, a command line waits.
 */
export class SettlingHost implements Host {
  readonly log: (level: LogLevel, message: string) => void;
  private pending = 0;
  private waiting: (() => void)[] = [];

  constructor(log: (level: LogLevel, message: string) => void) {
    this.log = log;
  }

  readFile(uri: string): ReturnType<Host['readFile']> {
    return this.counted(disk.readFile(uri));
  }

  stat(uri: string): ReturnType<Host['stat']> {
    return this.counted(disk.stat(uri));
  }

  list(uri: string): ReturnType<Host['list']> {
    return this.counted(disk.list(uri));
  }

  sizes(folder: string, names: readonly string[]): ReturnType<Host['sizes']> {
    return this.counted(disk.sizes(folder, names));
  }

  pause(): Promise<void> {
    return this.counted(nextTurn());
  }

  /** Resolves when nothing is asked for any more, not even by what the last answer has led to. */
  async settled(): Promise<void> {
    do {
      if (this.pending > 0) await new Promise<void>((resolve) => this.waiting.push(resolve));
      // Whoever waits for the answer takes its turn, and may ask again.
      await nextTurn();
    } while (this.pending > 0);
  }

  private async counted<T>(asked: Promise<T>): Promise<T> {
    this.pending++;
    try {
      return await asked;
    } finally {
      this.pending--;
      if (this.pending === 0) for (const wake of this.waiting.splice(0)) wake();
    }
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
