// A headless Chromium that talks to this machine only.
import { accessSync, constants, existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { hostPaths } from '../host/setup.mjs';
import { runStep } from './step.mjs';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

const switches = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
  '--force-color-profile=srgb',
  '--font-render-hinting=none',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
];

/**
 * Opens a browser with one page.
 * @param {{ width?: number, height?: number, scale?: number }} [view] its size in CSS pixels, and pixels per CSS pixel
 * @returns {Promise<{ browser: import('playwright-core').Browser, page: import('playwright-core').Page }>}
 */
export async function openBrowser({ width = 1280, height = 800, scale = 1 } = {}) {
  const require = createRequire(join(hostPaths.folder, 'package.json'));
  const { chromium } = require('playwright-core');
  const browser = await chromium.launch({
    executablePath: findChromium(),
    args: switches,
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
  const page = await browser.newPage({ viewport: { width, height }, deviceScaleFactor: scale });
  return { browser, page };
}

/** Finds a Chromium, or installs Debian's where that is possible. */
export async function ensureChromium() {
  if (findChromium()) return;
  if (process.getuid?.() !== 0 || !onPath('apt-get')) {
    throw new Error(
      'The tests in a real VS Code need Chromium or Google Chrome. Install one ' +
        '(Debian and Ubuntu: sudo apt-get install chromium), or name it in the variable CHROMIUM.',
    );
  }
  const options = { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
  await runStep('Reading the package lists (apt-get update)', 'apt-get', ['update', '-qq'], options);
  const args = ['install', '-y', '-qq', '--no-install-recommends', '-o', 'Dpkg::Use-Pty=0', 'chromium'];
  await runStep('Installing Chromium (apt-get install chromium, 440 MB)', 'apt-get', args, {
    ...options,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (!findChromium()) throw new Error('apt-get installed chromium, but it is not on the PATH.');
}

/** The path of the Chromium or Chrome to use, if there is one. */
export function findChromium() {
  const named = process.env.CHROMIUM;
  if (named) {
    if (existsSync(named)) return named;
    throw new Error(`The variable CHROMIUM names ${named}, which does not exist.`);
  }
  for (const name of names) {
    const found = onPath(name);
    if (found) return found;
  }
  return undefined;
}

function onPath(name) {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const file = join(folder, name);
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      // Not in this folder.
    }
  }
  return undefined;
}
