import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

/** Bytes of young objects from which on the space for them no longer grows. */
const youngEnough = 4_000_000;

/** Turns between two looks at the heap. */
const interval = 8;

/**
 * Work (in bytes of bytecode) that a function has to do before V8 optimizes it: nine times its own measure. A rule that
 * runs for some microseconds at every keystroke is worth less than what its optimization takes, and loses it again
 * whenever it meets something new: of the first thousand keystrokes half the processor time went there.
 */
const workBeforeOptimization = 300_000;

/**
 * Keeps the process small and even. A keystroke leaves a whole tree of garbage behind, and V8 would rather grow to half as much
 * again than collect it: memory that an editor with a dozen servers misses. Returns what to call now and then, until
 * the young space has its size. In VS Code nothing is done here: flags of a running Electron are not ours to change,
 * and the client passes one when it starts the server. V8 ignores a flag it does not know.
 */
export function tuneEngine(): () => void {
  if ('electron' in process.versions) return () => undefined;
  setFlagsFromString(`--interrupt-budget=${workBeforeOptimization}`);
  setFlagsFromString('--heap-growing-percent=100');
  let turns = 0;
  let done = false;
  return () => {
    if (done || ++turns % interval !== 0) return;
    const young = getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space');
    if ((young?.space_size ?? 0) < youngEnough) return;
    done = true;
    setFlagsFromString('--semi-space-growth-factor=1');
  };
}
