// What is started: loads the engine beside it, compiled if it can be.
import { join } from 'node:path';
import { loadCompiled } from './compiledCode.ts';
import type { startEngine } from './engine.ts';
import { tuneEngine, tuneWork } from './tuning.ts';

/** What the engine's text is told by; the build puts it in. */
declare const ENGINE_HASH: string;

// V8 takes compiled code only under the flags it was compiled with.
tuneEngine();
const { exports, keep } = loadCompiled<{ startEngine: typeof startEngine }>(
  join(__dirname, 'engine.cjs'),
  ENGINE_HASH,
);
const tune = tuneWork();
exports.startEngine(() => {
  keep();
  tune();
});
