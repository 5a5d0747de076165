// One way to run the tests and to report them, whichever build of mocha the host needs.

/** What the suite says it did; the driver believes nothing else. */
export interface Report {
  readonly total: number;
  readonly failures: number;
}

/** A line of the console that the driver passes on to the user. */
export const marks = { passed: '✓', failed: '✗' } as const;

// Neither build has a reporter that is silent everywhere; this one asks nothing of its host.
class Silent {}

/** The options both builds of mocha get. */
export const mochaOptions: Mocha.MochaOptions = {
  ui: 'bdd',
  timeout: 30_000,
  reporter: Silent as unknown as Mocha.ReporterConstructor,
};

/** Prints a line per test while the runner runs. */
export function follow(runner: Mocha.Runner, report: (report: Report) => void): void {
  let total = 0;
  let failures = 0;
  runner.on('pass', (test) => {
    total += 1;
    console.log(`${marks.passed} ${test.fullTitle()} (${test.duration ?? 0} ms)`);
  });
  runner.on('fail', (test, error: Error) => {
    total += 1;
    failures += 1;
    console.log(`${marks.failed} ${test.fullTitle()}: ${error.message.replaceAll('\n', ' | ')}`);
  });
  runner.on('pending', (test) => {
    total += 1;
    failures += 1;
    console.log(`${marks.failed} ${test.fullTitle()}: was skipped`);
  });
  runner.on('end', () => report({ total, failures }));
}

/** Ends the run of the suite as VS Code expects it: by a promise that is rejected when a test failed. */
export function settle(failures: number, resolve: () => void, reject: (error: Error) => void): void {
  if (failures === 0) resolve();
  else reject(new Error(`${failures} tests failed.`));
}
