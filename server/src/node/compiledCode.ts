import {
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { cachedDataVersionTag } from 'node:v8';
import { Script } from 'node:vm';
import { tuneStart, underLoadingFlags } from './tuning.ts';

/**
 * Milliseconds after the first work when what has been compiled is written. Not much later: V8 forgets the code of what
 * has not run for a while, and that is first of all what a start runs.
 */
const settlingTime = 2_000;

/** Calls of `keep` after which a session has shown most of what is done in one: some minutes of typing. */
const manyCalls = 200;

/** Milliseconds in which nobody asked for anything: writing takes some forty, and nobody shall wait for it. */
const pause = 1_000;

export interface Loaded<T> {
  readonly exports: T;
  /**
   * To be called whenever the module has work to do. What it has compiled is kept soon after the first call, for a start
   * like this one, and once more when it has done much, for all that comes after a start.
   */
  keep(): void;
}

/**
 * Loads a CommonJS bundle, written as a function of what a module is given, with the code that V8 made of it the last
 * time. Compiling is half of what the first diagnostics take. The code is kept in a folder beside the bundle, so that
 * nobody can change the one who cannot change the other, and what removes the extension removes both. Where the folder
 * cannot be written, nothing is kept.
 * @param hash what the bundle's text is told by: V8 itself looks at nothing but its length
 */
export function loadCompiled<T>(file: string, hash: string): Loaded<T> {
  const folder = join(dirname(file), 'compiled');
  const name = `${hash}-${process.arch}-${cachedDataVersionTag().toString(16)}`;
  const [afterStart, afterWork] = [`${name}-start.bin`, `${name}.bin`];
  const { text, kept } = read(file, folder, [afterWork, afterStart]);
  const script = new Script(text, {
    filename: file,
    ...(kept ? { cachedData: kept.data } : {}),
  });
  const module = { exports: {} };
  tuneStart();
  script
    .runInThisContext()
    .call(module.exports, module.exports, createRequire(file), module, file, dirname(file));
  const used = script.cachedDataRejected === true ? undefined : kept?.name;
  /** Bytes of what a start has. */
  let ofStart = used === afterStart ? (kept?.data.length ?? 0) : 0;
  const store = (to: string): void => {
    orUndefined(() => {
      const data = underLoadingFlags(() => script.createCachedData());
      if (to === afterStart) ofStart = data.length;
      // V8 has forgotten what only a start runs: the next one would compile it anew.
      else if (data.length < ofStart) return;
      mkdirSync(folder, { recursive: true });
      // Other processes may read, or do the same.
      const unfinished = join(folder, `${to}.${process.pid}`);
      writeFileSync(unfinished, data);
      renameSync(unfinished, join(folder, to));
      const isStale = (one: string) => !one.startsWith(hash) || (to === afterWork && one === afterStart);
      for (const one of readdirSync(folder)) if (isStale(one)) rmSync(join(folder, one));
    });
  };
  // The bundle's own word for what it exports.
  const exports = module.exports as T;
  if (used === afterWork) return { exports, keep: () => undefined };
  const keeping = new Keeping(used === undefined ? afterStart : undefined, afterWork, store);
  return { exports, keep: () => keeping.called() };
}

interface Kept {
  readonly name: string;
  readonly data: Buffer;
}

/** A bundle, and the first of some files in a folder that is there. */
function read(
  file: string,
  folder: string,
  names: readonly string[],
): { text: string; kept: Kept | undefined } {
  const reader = new Reader();
  // The build writes nothing but ASCII; read like this, it is not looked through for anything else.
  const text = reader.read(file).toString('latin1');
  for (const name of names) {
    const data = orUndefined(() => reader.read(join(folder, name)));
    if (data) return { text, kept: { name, data } };
  }
  return { text, kept: undefined };
}

/**
 * Reads files into the same memory, one after the other: megabytes that have not been used before cost a start some
 * milliseconds, and more on a virtual machine. What was read before is overwritten.
 */
class Reader {
  private memory = Buffer.allocUnsafeSlow(0);

  read(file: string): Buffer {
    const descriptor = openSync(file, 'r');
    try {
      const { size } = fstatSync(descriptor);
      if (size > this.memory.length) this.memory = Buffer.allocUnsafeSlow(size + (size >> 1));
      let end = 0;
      for (let read = -1; read !== 0 && end < size; end += read) {
        read = readSync(descriptor, this.memory, end, size - end, null);
      }
      return this.memory.subarray(0, end);
    } finally {
      closeSync(descriptor);
    }
  }
}

/** Plans when compiled code is stored, and where. What is planned when the process ends is done then. */
class Keeping {
  private readonly afterStart: string | undefined;
  private readonly afterWork: string;
  private readonly store: (to: string) => void;
  private calls = 0;
  private planned: { readonly to: string; readonly timer: NodeJS.Timeout } | undefined;

  /** @param afterStart undefined where that of a start is kept already */
  constructor(afterStart: string | undefined, afterWork: string, store: (to: string) => void) {
    this.afterStart = afterStart;
    this.afterWork = afterWork;
    this.store = store;
    process.once('exit', () => this.carryOut());
  }

  called(): void {
    this.calls++;
    if (this.calls === 1 && this.afterStart !== undefined) this.plan(this.afterStart, settlingTime);
    else if (this.calls === manyCalls) this.plan(this.afterWork, pause);
    else if (this.calls > manyCalls) this.planned?.timer.refresh();
  }

  private plan(to: string, milliseconds: number): void {
    clearTimeout(this.planned?.timer);
    this.planned = { to, timer: setTimeout(() => this.carryOut(), milliseconds).unref() };
  }

  private carryOut(): void {
    const { planned } = this;
    this.planned = undefined;
    if (!planned) return;
    clearTimeout(planned.timer);
    this.store(planned.to);
  }
}

function orUndefined<T>(attempt: () => T): T | undefined {
  try {
    return attempt();
  } catch {
    return undefined;
  }
}
