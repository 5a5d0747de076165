import type { Runtime } from './runtime.ts';

/** Milliseconds that work in the background stands back at most, in all, while there are requests. */
const patience = 100;

/** Lets whoever waits for an answer go before what is done in the background. */
export class Background {
  private readonly runtime: Runtime;
  private requests = 0;
  private readonly standingBack = new Set<() => void>();
  /** It has stood back long enough for the requests of now: one of them may be waiting for it, step by step. */
  private isOverdue = false;

  constructor(runtime: Runtime) {
    this.runtime = runtime;
  }

  /** Someone waits for an answer, until the returned function is called. */
  waitFor(): () => void {
    this.requests++;
    return () => {
      if (--this.requests > 0) return;
      this.isOverdue = false;
      for (const goOn of [...this.standingBack]) goOn();
    };
  }

  /** `Host.pause`: resolves once waiting messages had their turn and no request is being answered. */
  async pause(): Promise<void> {
    await this.runtime.nextTurn();
    if (this.requests === 0 || this.isOverdue) return;
    await new Promise<void>((resolve) => {
      const goOn = (): void => {
        this.standingBack.delete(goOn);
        cancel();
        resolve();
      };
      const cancel = this.runtime.after(patience, () => {
        this.isOverdue = true;
        goOn();
      });
      this.standingBack.add(goOn);
    });
  }
}
