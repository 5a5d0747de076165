import type { Runtime } from './runtime.ts';

/** Milliseconds that work in the background stands back at most: a request may itself wait for that work. */
const patience = 100;

/** Lets whoever waits for an answer go before what is done in the background. */
export class Background {
  private readonly runtime: Runtime;
  private requests = 0;
  private readonly standingBack = new Set<() => void>();

  constructor(runtime: Runtime) {
    this.runtime = runtime;
  }

  /** Someone waits for an answer, until the returned function is called. */
  waitFor(): () => void {
    this.requests++;
    return () => {
      if (--this.requests > 0) return;
      for (const goOn of [...this.standingBack]) goOn();
    };
  }

  /** `Host.pause`: resolves once waiting messages had their turn and no request is being answered. */
  async pause(): Promise<void> {
    await this.runtime.nextTurn();
    if (this.requests === 0) return;
    await new Promise<void>((resolve) => {
      const goOn = (): void => {
        this.standingBack.delete(goOn);
        cancel();
        resolve();
      };
      const cancel = this.runtime.after(patience, goOn);
      this.standingBack.add(goOn);
    });
  }
}
