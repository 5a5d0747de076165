// The tests in a real VS Code: `npm run test:vscode [-- driver suite workbench web pure] [--pictures]`.
// Prints one line per test and, last, `N passed, N failed`.
import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { packageExtension } from '../../scripts/package.mjs';
import { bundleSuites, extensionFolder, outputFolder, suites } from './bundle.mjs';
import { ensureChromium } from './driver/browser.mjs';
import { runInNodeHost, runInPureWeb, runInWorkerHost } from './driver/extensionTests.mjs';
import { temporaryFolder } from './driver/processes.mjs';
import { createReport } from './driver/report.mjs';
import { step } from './driver/step.mjs';
import { runVerdicts } from './driver/verdicts.mjs';
import { hostProblem, installHost } from './host/setup.mjs';
import { runRestricted, runStory } from './workbench/story.mjs';

const limit = 600_000;
const shots = join(outputFolder, 'shots');
const logs = join(outputFolder, 'logs');
const pictures = ['squiggles', 'quick-fix', 'hover', 'context/secret', 'context/why'];

const runs = {
  driver: () => driverTests(),
  suite: () => extensionTests('the extension host of VS Code (Node)', runInNodeHost, suites.node),
  workbench: () => workbench(),
  web: () => extensionTests('the web worker extension host of VS Code', runInWorkerHost, suites.web),
  pure: () => extensionTests('VS Code for the Web 1.91.1, without a server', runInPureWeb, suites.web),
};

const report = createReport();
const vsix = join(outputFolder, 'shipshape.vsix');
const options = process.argv.slice(2);
const keepPictures = options.includes('--pictures');
const names = options.filter((option) => option !== '--pictures');
const unknown = names.filter((name) => !(name in runs));
if (unknown.length > 0) {
  console.error(`There is no ${unknown.join(', ')}; there are ${Object.keys(runs).join(', ')}.`);
  process.exit(2);
}

const problem = hostProblem();
if (problem) {
  console.error(`${problem} In desktop VS Code: npm run test:electron`);
  process.exit(1);
}

try {
  await ensureChromium();
  await installHost('test');
  mkdirSync(outputFolder, { recursive: true });
  await step('Building and packaging the extension', async () => packageExtension(vsix));
  await bundleSuites();
  for (const name of names.length > 0 ? names : Object.keys(runs)) {
    const start = Date.now();
    await runs[name]().catch((error) => report.fail(`${name} could run`, messageOf(error)));
    console.log(`  ${name}: ${((Date.now() - start) / 1000).toFixed(1)} s`);
  }
} catch (error) {
  report.fail('the tests could run', messageOf(error));
}
const { passed, failed } = report.totals();
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed > 0 || passed === 0 ? 1 : 0);

async function driverTests() {
  report.suite('the driver of these tests, on suites that fail, die and hang');
  await runVerdicts(report);
}

async function extensionTests(title, run, suite) {
  report.suite(title);
  let counted = 0;
  const onLine = (line) => {
    const [mark, text] = [line.slice(0, 1), line.slice(2)];
    if (mark === '✓' || mark === '✗') counted += 1;
    if (mark === '✓') report.pass(text);
    else if (mark === '✗') report.fail(text);
    else if (line.startsWith('VS Code ')) console.log(line);
  };
  const workspace = temporaryFolder('workspace');
  const outcome = await run({ extension: extensionFolder, suite, workspace, limit, onLine, logs });
  if (outcome.report && outcome.report.total !== counted) {
    report.fail('every test is reported', `${outcome.report.total} ran, ${counted} were heard of`);
  }
  // Failures of single tests are counted already.
  if (!outcome.ok && !outcome.report?.failures) report.fail('the suite ran to its end', outcome.reason);
  if (!outcome.ok && existsSync(logs)) console.log(`Logs: ${logs}`);
}

async function workbench() {
  report.suite('the workbench of VS Code, the extension installed from its VSIX');
  await runStory({ vsix, shots, report });
  await runRestricted({ vsix, report });
  console.log(`Screenshots: ${shots}`);
  if (!keepPictures) return;
  const folder = join(extensionFolder, 'docs/pictures');
  mkdirSync(folder, { recursive: true });
  for (const name of pictures)
    copyFileSync(join(shots, `${name}.png`), join(folder, `${basename(name)}.png`));
  console.log(`Pictures of the README: ${folder}`);
}

function messageOf(error) {
  return error instanceof Error ? error.message : String(error);
}
