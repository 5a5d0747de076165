// The driver must not call a run passed that was not: suites that fail, die, hang, or do nothing.
// That it calls a pass a pass, the real suites show.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNodeHost, runInWorkerHost } from './extensionTests.mjs';
import { temporaryFolder } from './processes.mjs';

const manifest = {
  name: 'verdicts',
  publisher: 'test',
  version: '0.0.1',
  engines: { vscode: '^1.91.0' },
  main: './main.js',
  browser: './main.js',
};

const report = (total, failures) => `
  const result = JSON.stringify({ total: ${total}, failures: ${failures} });
  if (typeof process === 'object' && process.env.TEST_RESULT_FILE) {
    require('fs').writeFileSync(process.env.TEST_RESULT_FILE, result);
  } else console.log('TEST-RESULT ' + result);`;

/** @type {readonly [title: string, host: typeof runInNodeHost, reason: RegExp, body: string][]} */
const cases = [
  [
    'a suite that fails is not',
    runInNodeHost,
    /^2 tests failed/,
    `${report(3, 2)} throw new Error('failed');`,
  ],
  ['a suite without a test is not', runInNodeHost, /no test/, report(0, 0)],
  [
    'an extension host that dies is not',
    runInNodeHost,
    /without a report/,
    `process.kill(process.pid, 'SIGKILL');`,
  ],
  ['a suite that hangs is not', runInNodeHost, /did not end/, `await new Promise(() => {});`],
  [
    'a suite that fails in a worker is not',
    runInWorkerHost,
    /^1 tests failed/,
    `${report(1, 1)} throw new Error();`,
  ],
  [
    'a suite that cannot be loaded in a worker is not',
    runInWorkerHost,
    /without a report/,
    `require('nothing');`,
  ],
];

/**
 * Runs the cases.
 * @param {import('./report.mjs').Report} report
 */
export async function runVerdicts({ test }) {
  for (const [title, run, reason, body] of cases) {
    await test(title, async () => {
      const extension = temporaryFolder('verdicts');
      const suite = join(extension, 'suite.js');
      mkdirSync(join(extension, 'workspace'));
      writeFileSync(join(extension, 'package.json'), JSON.stringify(manifest));
      writeFileSync(join(extension, 'main.js'), 'exports.activate = () => {};');
      writeFileSync(suite, `exports.run = async () => {${body}\n};`);
      const outcome = await run({
        extension,
        suite,
        workspace: join(extension, 'workspace'),
        limit: /hang/.test(title) ? 10_000 : 60_000,
        onLine: () => {},
        logs: join(extension, 'logs'),
      });
      if (outcome.ok || !reason.test(outcome.reason)) throw new Error(JSON.stringify(outcome));
    });
  }
}
