import { describe, expect, test } from 'vitest';
import { Background } from '../../server/src/lsp/background.ts';
import type { Runtime } from '../../server/src/lsp/runtime.ts';

/** Turns pass at once, timers when they are told to. */
function backgroundOf() {
  const timers = new Set<() => void>();
  const runtime: Runtime = {
    nextTurn: async () => undefined,
    after(_milliseconds, callback) {
      timers.add(callback);
      return () => timers.delete(callback);
    },
    files: () => {
      throw new Error('no files are asked for');
    },
  };
  const background = new Background(runtime);
  return {
    background,
    timers,
    expire: () => {
      for (const timer of [...timers]) {
        timers.delete(timer);
        timer();
      }
    },
    /** Whether a pause is over after all that can happen by itself. */
    async passes(): Promise<boolean> {
      let isOver = false;
      void background.pause().then(() => {
        isOver = true;
      });
      await new Promise((resolve) => setTimeout(resolve, 0));
      return isOver;
    },
  };
}

describe('work in the background', () => {
  test('goes on where nobody waits', async () => {
    const { passes, timers } = backgroundOf();
    expect(await passes()).toBe(true);
    expect(timers.size).toBe(0);
  });

  test('stands back until every request is answered', async () => {
    const { background, passes, timers } = backgroundOf();
    const [first, second] = [background.waitFor(), background.waitFor()];
    let isOver = false;
    const pause = background.pause().then(() => {
      isOver = true;
    });
    expect(await passes()).toBe(false);
    first();
    expect(await passes()).toBe(false);
    expect(isOver).toBe(false);
    second();
    await pause;
    expect(timers.size).toBe(0);
    expect(await passes()).toBe(true);
  });

  test('stands back once for a request that waits for it, not at every step', async () => {
    const { background, passes, expire } = backgroundOf();
    const answered = background.waitFor();
    expect(await passes()).toBe(false);
    expire();
    expect(await passes()).toBe(true);
    expect(await passes()).toBe(true);
    answered();
    // For the next one it stands back again.
    background.waitFor();
    expect(await passes()).toBe(false);
  });
});
