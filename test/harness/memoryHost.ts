import type { Host } from '../../server/src/host.ts';

/** Files held in memory, by URI; what is logged is kept. */
export class MemoryHost implements Host {
  readonly files: Map<string, string>;
  readonly logged: string[] = [];
  /** Every URI that was asked for, in order. */
  readonly asked: string[] = [];

  /** A map stays that of the caller. */
  constructor(files: Readonly<Record<string, string>> | Map<string, string> = {}) {
    this.files = files instanceof Map ? files : new Map(Object.entries(files));
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

  async list(uri: string): ReturnType<Host['list']> {
    this.asked.push(uri);
    const folder = uri.endsWith('/') ? uri : `${uri}/`;
    const entries = new Map<string, 'file' | 'directory'>();
    for (const file of this.files.keys()) {
      if (!file.startsWith(folder)) continue;
      const [name = '', ...rest] = file.slice(folder.length).split('/');
      entries.set(decodeURIComponent(name), rest.length > 0 ? 'directory' : 'file');
    }
    if (entries.size === 0) return undefined;
    return [...entries].map(([name, type]) => ({ name, type }));
  }

  async sizes(folder: string, names: readonly string[]): Promise<(number | undefined)[]> {
    return names.map(
      (name) => this.files.get(folder + (folder.endsWith('/') ? '' : '/') + encodeURIComponent(name))?.length,
    );
  }

  async pause(): Promise<void> {}

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
