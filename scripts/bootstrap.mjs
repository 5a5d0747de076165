// Installs the development dependencies when they are missing or older than the lock file,
// so that every npm script works on a fresh clone with nothing but Node. Imports only Node itself.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Shipshape is developed with Node 20.19 or newer; this is ${process.version}.`);
  process.exit(1);
}

export function installDependencies() {
  const stamp = `${root}node_modules/.package-lock.json`;
  const lock = `${root}package-lock.json`;
  if (existsSync(stamp) && (!existsSync(lock) || sameDependencies(stamp, lock))) return;
  console.log('Installing the development dependencies (npm ci) …');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const done = spawnSync(npm, ['ci', '--no-audit', '--no-fund'], {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (done.status !== 0) {
    console.error('npm ci failed; see above. Is the npm registry reachable?');
    process.exit(done.status ?? 1);
  }
}

// npm writes what it installed to node_modules/.package-lock.json; versions that differ mean a newer lock file.
function sameDependencies(stamp, lock) {
  if (statSync(stamp).mtimeMs >= statSync(lock).mtimeMs) return true;
  const installed = JSON.parse(readFileSync(stamp, 'utf8')).packages ?? {};
  const wanted = JSON.parse(readFileSync(lock, 'utf8')).packages ?? {};
  return Object.entries(wanted).every(
    ([path, entry]) => path === '' || entry.optional || installed[path]?.version === entry.version,
  );
}

installDependencies();
