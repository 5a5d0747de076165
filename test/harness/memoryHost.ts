import type { Host } from '../../server/src/host.ts';

/** Files held in memory, by URI; what is logged is kept. */
export class MemoryHost implements Host {
  readonly files: Map<string, string>;
  readonly logged: string[] = [];
  /** Every URI that was asked for, in order. */
  readonly asked: string[] = [];

  constructor(files: Readonly<Record<string, string>> = {}) {
    this.files = new Map(Object.entries(files));
  }

  async readFile(uri: string): Promise<string | undefined> {
    this.asked.push(uri);
    return this.files.get(uri);
  }

  async stat(uri: string): ReturnType<Host['stat']> {
    this.asked.push(uri);
    const text = this.files.get(uri);
    if (text !== undefined) return { type: 'file', size: text.length };
    const isFolder = [...this.files.keys()].some((file) => file.startsWith(`${uri}/`));
    return isFolder ? { type: 'directory', size: 0 } : undefined;
  }

  async list(): ReturnType<Host['list']> {
    return undefined;
  }

  log(_level: string, message: string): void {
    this.logged.push(message);
  }
}

/** Lets everything that is already under way come to its end. */
export function settled(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 0);
  });
}
