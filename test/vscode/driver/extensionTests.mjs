// Runs a test suite inside a real VS Code and says what came of it: in the Node extension host, in the web worker
// extension host of the same VS Code, and in VS Code for the Web without any server.
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { extname, join, posix, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format } from 'node:util';
import { openBrowser } from './browser.mjs';
import { delay, startGroup, stopGroup, temporaryFolder } from './processes.mjs';
import { startServer } from './server.mjs';

const pureWebServer = fileURLToPath(new URL('./pureWebServer.mjs', import.meta.url));

/**
 * @typedef {object} Run
 * @property {string} extension folder of the extension under test
 * @property {string} suite the bundled suite, a CommonJS module that exports `run()`
 * @property {string} workspace folder to open
 * @property {number} limit milliseconds after which the run counts as hung
 * @property {(line: string) => void} onLine every line that the extension host prints
 * @property {string} logs folder for VS Code's own logs, kept when the run fails
 *
 * @typedef {object} Report what the suite itself says it did
 * @property {number} total
 * @property {number} failures
 *
 * @typedef {{ ok: boolean, report: Report | undefined, reason: string }} Outcome `reason` is empty when `ok`
 */

/**
 * The suite in the Node extension host, as `@vscode/test-electron` would run it.
 * @param {Run} run
 * @returns {Promise<Outcome>}
 */
export async function runInNodeHost({ extension, suite, workspace, limit, onLine, logs }) {
  const resultFile = join(temporaryFolder('result'), 'result.json');
  const server = await startServer({ forTests: true, env: { TEST_RESULT_FILE: resultFile } });
  const { browser, page } = await openBrowser();
  try {
    const exit = await listen(page, limit, onLine);
    await page.goto(
      server.url(workspace, {
        extensionDevelopmentPath: server.uri(extension),
        extensionTestsPath: server.uri(suite),
      }),
    );
    const code = await exit();
    const report = existsSync(resultFile) ? JSON.parse(readFileSync(resultFile, 'utf8')) : undefined;
    const outcome = judge(code, report);
    if (!outcome.ok) server.keepLogs(logs);
    return outcome;
  } finally {
    await browser.close();
    await server.stop();
  }
}

/**
 * The browser bundle of the suite in the web worker extension host of the same VS Code.
 * @param {Run} run
 * @returns {Promise<Outcome>}
 */
export async function runInWorkerHost({ extension, suite, workspace, limit, onLine }) {
  const server = await startServer({ forTests: true });
  const { browser, page } = await openBrowser();
  try {
    let report;
    const exit = await listen(page, limit, onLine, (reported) => {
      report = reported;
    });
    await serveExtension(page, server.origin, extension);
    const at = (path) => ({ scheme: 'http', authority: `127.0.0.1:${server.port}`, path });
    await addDevelopmentOptions(page, {
      extensions: [at('/under-test/')],
      extensionTestsPath: at(posix.join('/under-test', relative(extension, suite))),
    });
    await page.goto(server.url(workspace));
    const code = await exit();
    return judge(code, report);
  } finally {
    await browser.close();
    await server.stop();
  }
}

/**
 * The browser bundle of the suite in VS Code for the Web alone: no server, no Node.
 * @param {Run} run
 * @returns {Promise<Outcome>}
 */
export async function runInPureWeb({ extension, suite, workspace, limit, onLine }) {
  const site = await openPureWeb({ extension, suite, workspace });
  const { browser, page } = await openBrowser();
  try {
    let report;
    const exit = await listen(page, limit, onLine, (reported) => {
      report = reported;
    });
    await page.goto(site.url);
    const code = await exit();
    return judge(code, report);
  } finally {
    await browser.close();
    await site.close();
  }
}

// In a process of its own, because its server logs to the console.
async function openPureWeb(site) {
  const port = await freePort();
  const child = startGroup(process.execPath, [pureWebServer, JSON.stringify({ ...site, port })], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (data) => {
    errors += data;
  });
  const url = `http://127.0.0.1:${port}/`;
  const start = Date.now();
  while (
    !(await fetch(url).then(
      (answer) => answer.ok,
      () => false,
    ))
  ) {
    if (child.exitCode !== null || Date.now() - start > 30_000) {
      await stopGroup(child);
      throw new Error(`VS Code for the Web did not start.\n${errors.slice(-2000)}`);
    }
    await delay(50);
  }
  return { url, close: () => stopGroup(child) };
}

/**
 * Hooks that VS Code calls from the page while it runs tests.
 * @returns {Promise<() => Promise<number | string>>} waits for the exit code, or says why there is none
 */
async function listen(page, limit, onLine, onReport = () => {}) {
  let end;
  const ended = new Promise((resolve) => {
    end = resolve;
  });
  await page.exposeFunction('codeAutomationLog', (_type, args) => {
    const text = format(...args);
    const reported = /^TEST-RESULT (\{.*\})$/m.exec(text)?.[1];
    if (reported) onReport(JSON.parse(reported));
    else for (const line of text.split('\n')) onLine(line);
  });
  await page.exposeFunction('codeAutomationExit', (code) => end(code));
  page.on('crash', () => end('The page crashed.'));
  return async () => {
    const timer = setTimeout(() => end(`The suite did not end within ${limit / 1000} s.`), limit);
    const code = await ended;
    clearTimeout(timer);
    return code;
  };
}

// VS Code also says 0 when its extension host died or never started: only the suite's own report proves a pass.
function judge(code, report) {
  const reason =
    typeof code === 'string'
      ? code
      : report === undefined
        ? `The extension host ended (code ${code}) without a report of the suite.`
        : report.total === 0
          ? 'The suite ran no test.'
          : report.failures > 0
            ? `${report.failures} tests failed.`
            : code !== 0
              ? `The suite passed, but VS Code ended with code ${code}.`
              : '';
  return { ok: reason === '', report, reason };
}

// From the page's own origin, because its content security policy allows no other over http.
async function serveExtension(page, origin, extension) {
  const types = { '.js': 'text/javascript', '.json': 'application/json' };
  const mine = (url) => url.origin === origin && url.pathname.startsWith('/under-test/');
  await page.context().route(mine, (route) => {
    const path = decodeURIComponent(new URL(route.request().url()).pathname.slice('/under-test/'.length));
    const file = join(extension, path);
    if (!existsSync(file)) return route.fulfill({ status: 404 });
    const contentType = types[extname(file)] ?? 'application/octet-stream';
    return route.fulfill({ contentType, body: readFileSync(file) });
  });
}

// The page reads its configuration from an attribute. Rewriting the document itself on its way to the page would make
// Chromium refuse the page's WebSocket.
async function addDevelopmentOptions(page, options) {
  await page.addInitScript((added) => {
    const getAttribute = Element.prototype.getAttribute;
    Element.prototype.getAttribute = function (name) {
      const value = getAttribute.call(this, name);
      if (this.id !== 'vscode-workbench-web-configuration' || name !== 'data-settings') return value;
      const configuration = JSON.parse(value);
      configuration.developmentOptions = { ...configuration.developmentOptions, ...added };
      return JSON.stringify(configuration);
    };
  }, options);
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
