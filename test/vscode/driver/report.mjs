// One line per test, and the sum of them.

/**
 * @typedef {object} Report
 * @property {(title: string) => void} suite begins a suite
 * @property {(title: string, detail?: string) => void} pass
 * @property {(title: string, reason?: string) => void} fail
 * @property {(title: string, work: () => Promise<unknown>) => Promise<boolean>} test runs one test; true when it passed
 * @property {() => { passed: number, failed: number }} totals
 */

/** @returns {Report} */
export function createReport() {
  let passed = 0;
  let failed = 0;
  const report = {
    suite: (title) => console.log(`\n# ${title}`),
    pass: (title, detail = '') => {
      passed += 1;
      console.log(`✓ ${title}${detail}`);
    },
    fail: (title, reason) => {
      failed += 1;
      console.log(`✗ ${title}${reason === undefined ? '' : `: ${reason}`}`);
    },
    test: async (title, work) => {
      const start = Date.now();
      try {
        await work();
        report.pass(title, ` (${Date.now() - start} ms)`);
        return true;
      } catch (error) {
        report.fail(title, error instanceof Error ? error.message : String(error));
        return false;
      }
    },
    totals: () => ({ passed, failed }),
  };
  return report;
}
