// A VS Code server on loopback with folders of its own: the workbench that tests drive and that `npm start` opens.
import { execFile } from 'node:child_process';
import { closeSync, cpSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { hostPaths } from '../host/setup.mjs';
import { cleanEnvironment, delay, startGroup, stopGroup, temporaryFolder } from './processes.mjs';

const startLimit = 60_000;

const quietSettings = {
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'chat.disableAIFeatures': true,
  'telemetry.telemetryLevel': 'off',
  'extensions.autoCheckUpdates': false,
  'security.workspace.trust.startupPrompt': 'never',
  'files.autoSave': 'off',
};

/**
 * Starts a server; the port is the system's choice.
 * @param {object} [options]
 * @param {string} [options.vsix] an extension to install first
 * @param {string} [options.token] the connection token every request must carry; none by default
 * @param {boolean} [options.restricted] VS Code's Restricted Mode, as in a folder the user does not trust
 * @param {boolean} [options.forTests] lets the page load an extension under development and its suite
 * @param {Record<string, unknown>} [options.settings] user settings
 * @param {Record<string, string>} [options.env] reaches the extension host and the language server
 * @returns {Promise<Server>}
 *
 * @typedef {object} Server
 * @property {number} port
 * @property {string} origin `http://127.0.0.1:<port>`
 * @property {string} folder the server's own data
 * @property {(path: string) => string} uri a file of this machine as the page names it
 * @property {(folder: string, payload?: Record<string, string>) => string} url the page with that folder open
 * @property {() => string} log what the server printed
 * @property {(folder: string) => void} keepLogs copies the logs of the server and of the extension host
 * @property {() => Promise<void>} stop
 * @property {Promise<void>} ended when the server has ended, whoever ended it
 */
export async function startServer({
  vsix,
  token,
  restricted = false,
  forTests = false,
  settings = {},
  env = {},
} = {}) {
  const folder = temporaryFolder('vscode');
  const data = join(folder, 'data');
  const temporary = join(folder, 'tmp');
  const settingsFile = join(data, 'User/settings.json');
  mkdirSync(dirname(settingsFile), { recursive: true });
  mkdirSync(temporary);
  writeFileSync(settingsFile, JSON.stringify({ ...quietSettings, ...settings }, undefined, 2));

  const environment = cleanEnvironment({ ...env, TMPDIR: temporary });
  const own = ['--server-data-dir', folder, '--user-data-dir', data];
  own.push('--extensions-dir', join(folder, 'extensions'), '--accept-server-license-terms');
  if (vsix) await installExtension(vsix, own, environment);

  const args = [hostPaths.server, ...own, '--host', '127.0.0.1', '--port', '0'];
  args.push(...(token ? ['--connection-token', token] : ['--without-connection-token']));
  args.push('--builtin-extensions-dir', hostPaths.builtin);
  args.push('--telemetry-level', 'off', '--disable-experiments');
  if (!restricted) args.push('--disable-workspace-trust');
  // A released VS Code reads the development keys of the payload only with this switch.
  if (forTests) args.push('--enable-smoke-test-driver');

  const logFile = join(folder, 'server.log');
  const log = () => readFileSync(logFile, 'utf8');
  const output = openSync(logFile, 'w');
  const child = startGroup(hostPaths.node, args, { env: environment, stdio: ['ignore', output, output] });
  closeSync(output);
  const port = await listeningPort(child, log);
  const uri = (path) => `vscode-remote://127.0.0.1:${port}${path}`;
  return {
    port,
    origin: `http://127.0.0.1:${port}`,
    folder,
    uri,
    url: (opened, payload = {}) => {
      const url = new URL(`http://127.0.0.1:${port}/`);
      if (token) url.searchParams.set('tkn', token);
      url.searchParams.set('folder', opened);
      const entries = Object.entries({ skipWelcome: 'true', ...payload });
      url.searchParams.set('payload', JSON.stringify(entries));
      return url.href;
    },
    log,
    keepLogs: (kept) => {
      rmSync(kept, { recursive: true, force: true });
      cpSync(join(data, 'logs'), kept, { recursive: true });
      writeFileSync(join(kept, 'server.log'), log());
    },
    stop: () => stopGroup(child),
    ended: new Promise((resolve) => child.once('exit', () => resolve())),
  };
}

async function installExtension(vsix, own, env) {
  const args = [hostPaths.server, ...own, '--install-extension', vsix];
  const { stdout, stderr } = await promisify(execFile)(hostPaths.node, args, { env });
  if (!/successfully installed/.test(stdout)) {
    throw new Error(`VS Code did not install ${vsix}:\n${stdout}\n${stderr}`);
  }
}

async function listeningPort(child, log) {
  const start = Date.now();
  let failure;
  child.on('error', (error) => {
    failure = error;
  });
  for (;;) {
    const port = /Extension host agent listening on (\d+)/.exec(log())?.[1];
    if (port) return Number(port);
    const ended = child.exitCode !== null || child.signalCode !== null;
    if (failure || ended || Date.now() - start > startLimit) {
      await stopGroup(child);
      throw new Error(`VS Code's server did not start. ${failure?.message ?? ''}\n${log().slice(-2000)}`);
    }
    await delay(50);
  }
}
