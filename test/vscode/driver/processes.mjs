// Whatever the driver starts or writes is gone when the driver is: processes (with their children) and folders.
import { spawn } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** @type {Set<number>} */
const groups = new Set();
/** @type {Set<string>} */
const folders = new Set();

/**
 * Starts a process as the leader of its own group, so that its children can be ended with it.
 * @param {string} command
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions} options
 * @returns {import('node:child_process').ChildProcess}
 */
export function startGroup(command, args, options) {
  const child = spawn(command, args, { ...options, detached: true });
  const { pid } = child;
  if (pid !== undefined) groups.add(pid);
  return child;
}

/**
 * Ends a process and its children: asks first, insists after five seconds.
 * @param {import('node:child_process').ChildProcess} child
 */
export async function stopGroup(child) {
  const { pid } = child;
  if (pid === undefined) return;
  signal(pid, 'SIGTERM');
  if (child.exitCode === null && child.signalCode === null) {
    const { promise: waited, cancel } = cancellableDelay(5000);
    await Promise.race([new Promise((resolve) => child.once('exit', resolve)), waited]);
    cancel();
  }
  signal(pid, 'SIGKILL');
  groups.delete(pid);
}

/**
 * A new folder that is removed when this process ends.
 * @param {string} purpose becomes part of its name
 * @returns {string} its absolute path, without symbolic links
 */
export function temporaryFolder(purpose) {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), `shipshape-${purpose}-`)));
  folders.add(folder);
  return folder;
}

/**
 * The environment without what an outer npm, Node or VS Code says of itself.
 * @param {Record<string, string>} [extra]
 */
export function cleanEnvironment(extra = {}) {
  const env = { ...process.env, ...extra };
  for (const name of Object.keys(env)) {
    if (/^(npm_|VSCODE_|ELECTRON_|NODE_OPTIONS$)/.test(name)) delete env[name];
  }
  return env;
}

/** @param {number} milliseconds */
export const delay = (milliseconds) => cancellableDelay(milliseconds).promise;

function cancellableDelay(milliseconds) {
  let timer;
  const promise = new Promise((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  return { promise, cancel: () => clearTimeout(timer) };
}

function signal(pid, name) {
  try {
    process.kill(-pid, name);
  } catch {
    // The group is gone already.
  }
}

process.on('exit', () => {
  for (const pid of groups) signal(pid, 'SIGKILL');
  for (const folder of folders) {
    try {
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    } catch {
      // A process that is still ending may hold it; the system clears its temporary folder.
    }
  }
});
for (const [name, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
]) {
  process.on(name, () => process.exit(code));
}
