import type { Host } from '../../server/src/host.ts';
import { parseYaml } from '../../server/src/upstream/yaml.ts';

// The library is loaded when it is first needed, which takes as long as the machine is busy. Tests that count turns of
// the event loop, or whose clock stands still, would find the server before it has read a Compose file.
await parseYaml('');

/** Files held in memory, by URI, and empty folders, with a slash at the end; what is logged is kept. */
export class MemoryHost implements Host {
  readonly files: Map<string, string>;
  readonly logged: string[] = [];
  /** Every URI that was asked for, in order. */
  readonly asked: string[] = [];
  /** Those of the files that are links; without what they lead to. */
  readonly links = new Set<string>();
  /** Folders and files that are there and cannot be read: URIs, of folders with a slash at the end. */
  readonly unreadable = new Set<string>();
  /** Called before each listing and question for sizes; what it returns is waited for. */
  before: (uri: string) => Promise<void> | void = () => undefined;

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
    await this.before(folder);
    const entries = new Map<string, 'file' | 'directory' | 'link'>();
    let isThere = false;
    for (const file of this.files.keys()) {
      if (!file.startsWith(folder)) continue;
      isThere = true;
      const [name = '', ...rest] = file.slice(folder.length).split('/');
      const type = rest.length > 0 ? 'directory' : this.links.has(file) ? 'link' : 'file';
      if (name !== '') entries.set(decodeURIComponent(name), type);
    }
    if (!isThere || this.unreadable.has(folder)) return undefined;
    return [...entries].map(([name, type]) => ({ name, type }));
  }

  async sizes(folder: string, names: readonly string[]): Promise<(number | undefined)[]> {
    await this.before(folder);
    return names.map((name) => {
      const uri = folder + (folder.endsWith('/') ? '' : '/') + encodeURIComponent(name);
      return this.unreadable.has(uri) ? undefined : this.files.get(uri)?.length;
    });
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
