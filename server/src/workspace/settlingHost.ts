import type { Host, LogLevel } from '../host.ts';

/**
 * A host that knows when everything that was asked of it has been answered. Facts about files come in while somebody
 * types, and an editor is told of each; whoever shows a result once has to wait for the last of them.
 */
export class SettlingHost implements Host {
  private readonly host: Host;
  private pending = 0;
  private waiting: (() => void)[] = [];

  constructor(host: Host) {
    this.host = host;
  }

  readFile(uri: string): ReturnType<Host['readFile']> {
    return this.counted(this.host.readFile(uri));
  }

  stat(uri: string): ReturnType<Host['stat']> {
    return this.counted(this.host.stat(uri));
  }

  list(uri: string): ReturnType<Host['list']> {
    return this.counted(this.host.list(uri));
  }

  sizes(folder: string, names: readonly string[]): ReturnType<Host['sizes']> {
    return this.counted(this.host.sizes(folder, names));
  }

  pause(): Promise<void> {
    return this.counted(this.host.pause());
  }

  log(level: LogLevel, message: string): void {
    this.host.log(level, message);
  }

  /** Resolves when nothing is asked for any more, not even by what the last answer has led to. */
  async settled(): Promise<void> {
    do {
      if (this.pending > 0) await new Promise<void>((resolve) => this.waiting.push(resolve));
      // Whoever waits for the answer takes its turn, and may ask again.
      await this.host.pause();
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
