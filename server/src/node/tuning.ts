import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

/** Bytes of the young space, both halves together, from which on it no longer grows. */
const youngEnough = 8_000_000;

/**
 * How much more a function has to do before V8 optimizes it than V8 would have it. A rule that runs for some microseconds
 * at every keystroke is worth less than what its optimization takes, and loses it again whenever it meets something
 * new: of the first thousand keystrokes half the processor time went there.
 */
const patience = 18;

/**
 * Times that a pattern is looked for before V8 makes machine code of it; its own measure is one. Most are looked for in
 * some short lines and not again for a while. (In a text of a thousand characters or more V8 does not wait.)
 */
const searchesBeforeCompilation = 100;

const [major = 0, minor = 0] = process.versions.v8.split('.').map(Number);

/**
 * In VS Code nothing is done here: flags of a running Electron are not ours to change, and the client passes one. Nor
 * with a V8 that nobody has tried this with: it writes a line to the log for each flag that it does not know.
 */
const isOurs = !('electron' in process.versions) && major >= 11 && major <= 14;

/** V8 11.3 (Node 20) counts bytes of bytecode, those after it calls. */
const optimization =
  major === 11 && minor < 8
    ? [`--interrupt-budget=${patience * 67_584}`]
    : [
        `--invocation-count-for-turbofan=${patience * 3_000}`,
        `--invocation-count-for-maglev=${patience * 400}`,
      ];

/**
 * Keeps the process small and even, from the start. A keystroke leaves garbage behind, and V8 would rather grow by half and
 * more than collect it: memory that an editor with a dozen servers misses.
 */
export function tuneEngine(): void {
  if (!isOurs) return;
  for (const flag of optimization) setFlagsFromString(flag);
  setFlagsFromString('--heap-growing-percent=30');
  // What has not run for some collections is compiled anew when it does, and missing in what is kept for the next start.
  setFlagsFromString('--no-flush-bytecode');
  setFlagsFromString(`--regexp-tier-up-ticks=${searchesBeforeCompilation}`);
  use(loading);
}

/**
 * Flags that change in the life of the process. `growth` is what the young space grows by when much in it survives.
 * `batch` is how much V8 gathers (by its estimate of the bytes) before it makes machine code of it with Sparkplug.
 */
function flags(growth: number, batch: number): readonly string[] {
  return [`--semi-space-growth-factor=${growth}`, `--baseline-batch-compilation-threshold=${batch}`];
}

/** V8's own. Compiled code is made and read under these. */
const loading = flags(2, 4_096);

/**
 * Memory that has not been used before costs a start more than the collections that do without it, above all on a
 * virtual machine. And what had run often when the compiled code was kept, V8 makes machine code of when it is first
 * called: a start has no use for it, and lets it gather until the first diagnostics are out.
 */
const starting = flags(1, 1 << 30);

const grown = flags(1, 4_096);

/** Milliseconds after the first request when a start is over, unless its work takes longer. */
const startTime = 200;

let used = loading;

function use(those: readonly string[]): void {
  used = those;
  for (const flag of those) setFlagsFromString(flag);
}

/** To be called between the loading of compiled code and the first use of it. */
export function tuneStart(): void {
  if (isOurs) use(starting);
}

/** What to call at each request, before there is something to do: it ends the start, and lets the young space grow. */
export function tuneWork(): () => void {
  let requests = 0;
  let done = !isOurs;
  return () => {
    if (done) return;
    requests++;
    if (requests === 1) setTimeout(endStart, startTime).unref();
    if (used === starting) return;
    const young = getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space');
    done = (young?.space_size ?? 0) >= youngEnough;
    if (done) use(grown);
  };
}

/** V8 looks at what it has gathered when one function more comes to it: a loop that turns often enough is one. */
function endStart(): void {
  use(loading);
  let turns = 0;
  while (turns < 5_000) turns++;
}

/** Runs something under the flags that compiled code is made and read under. */
export function underLoadingFlags<T>(task: () => T): T {
  if (!isOurs) return task();
  const now = used;
  use(loading);
  try {
    return task();
  } finally {
    use(now);
  }
}
