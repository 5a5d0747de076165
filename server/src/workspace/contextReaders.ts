import type { Host } from '../host.ts';
import type { ContextView } from '../model/context/contextView.ts';
import type { Matcher } from '../syntax/dockerignore/matcher.ts';
import { ContextReader } from './contextReader.ts';
import { uriKey } from './uris.ts';

/** Files and folders of one context that are looked at: 100,000 files are a big project. */
const budget = 250_000;

/** Of a context that is in no folder of the workspace: it may well be a whole home directory. */
const budgetOutside = 20_000;

/** Who wants a context to be read, and is told when there is something new. */
export interface ReaderUse {
  readonly view: ContextView | undefined;
  judgeBy(matcher: Matcher): void;
  release(): void;
}

export interface ReadersEvents {
  isInWorkspace(root: string): boolean;
  /** Over all contexts. */
  progress(seen: number, done: boolean): void;
}

/**
 * One reader for each context root and ignore file, however many documents rest on it; it stops when the last one lets
 * it go.
 */
export class ContextReaders {
  private readonly host: Host;
  private readonly events: ReadersEvents;
  private readonly shared = new Map<string, Shared>();

  constructor(host: Host, events: ReadersEvents) {
    this.host = host;
    this.events = events;
  }

  /** `ignoreFile`: its URI, or that of the folder when there is none. `changed` is never called before this returns. */
  use(root: string, ignoreFile: string, changed: () => void): ReaderUse {
    const key = `${uriKey(root)}\n${uriKey(ignoreFile)}`;
    const shared = this.shared.get(key) ?? this.start(key, root);
    shared.users.add(changed);
    return {
      get view() {
        return shared.reader.view;
      },
      judgeBy: (matcher) => shared.reader.judgeBy(matcher),
      release: () => {
        shared.users.delete(changed);
        if (shared.users.size > 0) return;
        shared.reader.stop();
        this.shared.delete(key);
        this.tell(shared, true);
      },
    };
  }

  filesChanged(uris: readonly string[]): void {
    for (const { reader } of this.shared.values()) reader.filesChanged(uris);
  }

  private start(key: string, root: string): Shared {
    const users = new Set<() => void>();
    const reader = new ContextReader(
      this.host,
      root,
      this.events.isInWorkspace(root) ? budget : budgetOutside,
      {
        changed: () => {
          for (const changed of [...users]) changed();
        },
        progress: (seen, done) => {
          shared.seen = seen;
          this.tell(shared, done);
        },
      },
    );
    const shared: Shared = { reader, users, seen: 0, isReading: false };
    this.shared.set(key, shared);
    return shared;
  }

  private tell(shared: Shared, done: boolean): void {
    shared.isReading = !done;
    const reading = [...this.shared.values()].filter(({ isReading }) => isReading);
    this.events.progress(
      reading.reduce((sum, { seen }) => sum + seen, 0),
      reading.length === 0,
    );
  }
}

interface Shared {
  readonly reader: ContextReader;
  readonly users: Set<() => void>;
  seen: number;
  isReading: boolean;
}
