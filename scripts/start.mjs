// `npm start [folder]`: opens a VS Code with the extension as it is in this clone, on a sample project by default.
// Imports only Node itself until the dependencies are installed, so that it works on a fresh clone.
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from '../test/vscode/driver/processes.mjs';
import { hostProblem, installHost } from '../test/vscode/host/setup.mjs';

const usage = `npm start [-- [--browser] [folder]]

Opens desktop VS Code when "code" is on the PATH, else the VS Code workbench in the browser (Linux x64), with
Shipshape loaded. Without a folder it opens a copy of examples/, so that your clone stays as it is.

  --browser   the workbench in the browser even when "code" is on the PATH`;

const root = fileURLToPath(new URL('..', import.meta.url));

const options = process.argv.slice(2);
const flags = options.filter((option) => option.startsWith('-'));
const folders = options.filter((option) => !option.startsWith('-'));
if (flags.some((flag) => flag !== '--browser') || folders.length > 1) {
  console.log(usage);
  process.exit(flags.includes('--help') || flags.includes('-h') ? 0 : 2);
}
try {
  await start(folders[0], flags.includes('--browser'));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

async function start(folder, preferBrowser) {
  const desktop = preferBrowser ? undefined : findDesktop();
  const problem = hostProblem();
  if (!desktop && problem) throw new Error(adviceOn(problem, preferBrowser));
  const project = openedProject(folder, desktop === undefined);
  await import('./bootstrap.mjs');
  if (desktop) return startDesktop(desktop, project);
  return startBrowser(project);
}

/** The folder to open, and the file to show first. `ours`: the window ends with this process. */
function openedProject(folder, ours) {
  if (folder !== undefined) {
    // npm runs its scripts in the project's root; what the user typed is relative to where they are.
    const path = resolve(process.env.INIT_CWD ?? process.cwd(), folder);
    if (!existsSync(path) || !statSync(path).isDirectory()) throw new Error(`${path} is not a folder.`);
    const file = join(path, 'Dockerfile');
    return { folder: path, file: existsSync(file) ? file : undefined };
  }
  // A window of the user's own VS Code outlives this process, and so must what it shows.
  const parent = ours ? temporaryFolder('examples') : mkdtempSync(join(tmpdir(), 'shipshape-examples-'));
  const copy = join(parent, 'examples');
  cpSync(join(root, 'examples'), copy, { recursive: true });
  console.log(`The sample project is a copy of examples/, in ${copy}.`);
  return { folder: copy, file: join(copy, 'before', 'Dockerfile') };
}

/** The command that opens desktop VS Code, if there is one. */
function findDesktop() {
  const names = process.platform === 'win32' ? ['code.cmd', 'code.exe'] : ['code'];
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    // In a remote terminal "code" only talks to the window it belongs to and cannot load an extension from a folder.
    if (folder === '' || /remote-cli/.test(folder)) continue;
    for (const name of names) if (existsSync(join(folder, name))) return join(folder, name);
  }
  return undefined;
}

// The user's own settings, keys and theme, but none of their other extensions: what they see is Shipshape alone.
async function startDesktop(code, { folder, file }) {
  build();
  const args = [`--extensionDevelopmentPath=${root.replace(/[\\/]$/, '')}`, '--disable-extensions'];
  args.push('--new-window', folder);
  if (file) args.push('--goto', file);
  console.log('Opening VS Code with your settings and without your other extensions …');
  const shell = process.platform === 'win32';
  const quoted = shell ? [code, ...args].map((each) => `"${each}"`) : [code, ...args];
  const child = spawn(quoted[0], quoted.slice(1), { stdio: 'inherit', shell });
  const status = await new Promise((ended) => {
    child.on('error', (error) => {
      console.error(error.message);
      ended(1);
    });
    child.on('exit', (exit) => ended(exit ?? 1));
  });
  if (status !== 0)
    throw new Error(`${code} ended with code ${status}. In the browser: npm start -- --browser`);
}

function build() {
  console.log('Building …');
  const done = spawnSync(process.execPath, [join(root, 'esbuild.mjs')], { cwd: root, stdio: 'inherit' });
  if (done.status !== 0) throw new Error('The build failed; see above.');
}

async function startBrowser({ folder, file }) {
  await installHost('run');
  const { packageExtension } = await import('./package.mjs');
  const { startServer } = await import('../test/vscode/driver/server.mjs');
  console.log('Building and packaging the extension …');
  const vsix = packageExtension(join(temporaryFolder('vsix'), 'shipshape.vsix'));
  console.log('Starting VS Code …');
  const token = randomBytes(24).toString('hex');
  const server = await startServer({ vsix, token });
  const url = server.url(folder, file ? { openFile: server.uri(file) } : {});
  console.log(`\nVS Code is at\n\n  ${url}\n\nreachable from this machine only. Ctrl+C ends it.`);
  showInBrowser(url);
  await server.ended;
  throw new Error(`VS Code's server ended by itself.\n${server.log().slice(-2000)}`);
}

function showInBrowser(url) {
  // Without a display there is nothing to open it with; the address is printed anyway.
  if (!process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return;
  const child = spawn('xdg-open', [url], { stdio: 'ignore', detached: true });
  child.on('error', () => {});
  child.unref();
}

function adviceOn(problem, preferBrowser) {
  const install = {
    darwin:
      "Install VS Code from https://code.visualstudio.com, run its command \"Shell Command: Install 'code' command in " +
      'PATH" (Cmd+Shift+P), and start again.',
    win32:
      'Install VS Code from https://code.visualstudio.com (its installer puts "code" on the PATH), open a new terminal ' +
      'and start again.',
    linux:
      'Install VS Code for your machine from https://code.visualstudio.com/download, so that "code" is on the PATH, and ' +
      'start again.',
  };
  const missing = preferBrowser ? '' : 'There is no "code" on the PATH. ';
  return `${missing}${problem}\n${install[process.platform] ?? install.linux}`;
}
