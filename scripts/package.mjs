// Builds the extension as it is published and writes it to shipshape-<version>.vsix.
import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Builds and packages the extension; the manifest's `vscode:prepublish` script is the build.
 * @param {string} [file] where to write it, by default `shipshape-<version>.vsix` in the project's root
 * @returns {string} the file's absolute path
 */
export function packageExtension(file = defaultFile()) {
  vsce(['package', '--no-dependencies', '--out', file]);
  return file;
}

function defaultFile() {
  const { name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return join(root, `${name}-${version}.vsix`);
}

function vsce(args) {
  const require = createRequire(join(root, 'package.json'));
  const program = join(require.resolve('@vscode/vsce/package.json'), '../vsce');
  const done = spawnSync(process.execPath, [program, ...args], { cwd: root, encoding: 'utf8' });
  if (done.status !== 0) throw new Error(`vsce ${args.join(' ')} failed:\n${done.stdout}${done.stderr}`);
  return done.stdout;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log('Building and packaging the extension …');
  try {
    const file = packageExtension();
    console.log(vsce(['ls', '--no-dependencies']).trimEnd());
    console.log(`\n${relative(process.cwd(), file)}: ${(statSync(file).size / 1024).toFixed(0)} kB`);
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
