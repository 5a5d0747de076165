import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { cachedDataVersionTag } from 'node:v8';
import { Script } from 'node:vm';
import { underStartFlags } from './tuning.ts';

/**
 * Milliseconds after the first work when what has been compiled is written. Not much later: V8 forgets the code of what
 * has not run for a while, and that is first of all what a start runs.
 */
const settlingTime = 2_000;

export interface Loaded<T> {
  readonly exports: T;
  /** To be called when the module has done some of its work: what it has compiled by the end is worth keeping. */
  keep(): void;
}

/**
 * Loads a CommonJS bundle with the code that V8 made of it the last time. Compiling is half of what the first
 * diagnostics take. The code is kept in a folder beside the bundle, so that nobody can change the one who cannot change
 * the other, and what removes the extension removes both. Where the folder cannot be written, nothing is kept.
 * @param hash what the bundle's text is told by: V8 itself looks at nothing but its length
 */
export function loadCompiled<T>(file: string, hash: string): Loaded<T> {
  const folder = join(dirname(file), 'compiled');
  const kept = join(folder, `${hash}-${process.arch}-${cachedDataVersionTag().toString(16)}.bin`);
  const cachedData = orUndefined(() => readFileSync(kept));
  // The build writes nothing but ASCII; read like this, it is not looked through for anything else.
  const text = readFileSync(file, 'latin1');
  const head = '(function (exports, require, module, __filename, __dirname) { ';
  const script = new Script(`${head}${text}\n})`, {
    filename: file,
    columnOffset: -head.length,
    ...(cachedData ? { cachedData } : {}),
  });
  const module = { exports: {} };
  script
    .runInThisContext()
    .call(module.exports, module.exports, createRequire(file), module, file, dirname(file));
  let isPlanned = cachedData !== undefined && script.cachedDataRejected !== true;
  const write = (): void => {
    process.off('exit', write);
    orUndefined(() => {
      const data = underStartFlags(() => script.createCachedData());
      mkdirSync(folder, { recursive: true });
      // Other processes may read, or do the same.
      const unfinished = `${kept}.${process.pid}`;
      writeFileSync(unfinished, data);
      renameSync(unfinished, kept);
      for (const name of readdirSync(folder)) if (!name.startsWith(hash)) rmSync(join(folder, name));
    });
  };
  return {
    // The bundle's own word for what it exports.
    exports: module.exports as T,
    keep() {
      if (isPlanned) return;
      isPlanned = true;
      setTimeout(write, settlingTime).unref();
      process.once('exit', write);
    },
  };
}

function orUndefined<T>(attempt: () => T): T | undefined {
  try {
    return attempt();
  } catch {
    return undefined;
  }
}
