import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

/** Bytes of young objects from which on the space for them no longer grows. */
const youngEnough = 4_000_000;

/**
 * Work (in bytes of bytecode) that a function has to do before V8 optimizes it: eighteen times its own measure. A rule that
 * runs for some microseconds at every keystroke is worth less than what its optimization takes, and loses it again
 * whenever it meets something new: of the first thousand keystrokes half the processor time went there.
 */
const workBeforeOptimization = 1_200_000;

/**
 * Times that a pattern is looked for before V8 makes machine code of it; its own measure is one. Most are looked for in
 * some short lines and not again for a while. (In a text of a thousand characters or more V8 does not wait.)
 */
const searchesBeforeCompilation = 100;

/** In VS Code nothing is done here: flags of a running Electron are not ours to change, and the client passes one. */
const isOurs = !('electron' in process.versions);

/**
 * Keeps the process small and even, from the start. A keystroke leaves garbage behind, and V8 would rather grow by half and
 * more than collect it: memory that an editor with a dozen servers misses. V8 ignores a flag it does not know.
 */
export function tuneEngine(): void {
  if (!isOurs) return;
  setFlagsFromString(`--interrupt-budget=${workBeforeOptimization}`);
  setFlagsFromString('--heap-growing-percent=30');
  // What has not run for some collections is compiled anew when it does, and missing in what is kept for the next start.
  setFlagsFromString('--no-flush-bytecode');
  setFlagsFromString(`--regexp-tier-up-ticks=${searchesBeforeCompilation}`);
}

/**
 * What is made from now on is there to stay: in a young space that grows in small steps it would be copied again and
 * again. To be called between the loading of compiled code and the first use of it.
 */
export function startYoung(): void {
  if (isOurs) setFlagsFromString(growth(4));
}

/** What to call before there is something to do: it looks at the heap until the young space has its size. */
export function youngSpaceLimit(): () => void {
  let done = !isOurs;
  return () => {
    if (done) return;
    const young = getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space');
    if ((young?.space_size ?? 0) < youngEnough) return;
    done = true;
    setFlagsFromString(growth(1));
  };
}

/** Runs something as if no flag had changed since the start. */
export function underStartFlags<T>(task: () => T): T {
  if (!isOurs) return task();
  setFlagsFromString(growth(2));
  try {
    return task();
  } finally {
    setFlagsFromString(growth(1));
  }
}

/** By how much the young space grows; V8's own choice is 2. */
function growth(factor: number): string {
  return `--semi-space-growth-factor=${factor}`;
}
