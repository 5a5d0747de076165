// Builds what is published: the extension, shipshape-<version>.vsix, and the programs for npm, shipshape-<version>.tgz.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
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
  const { name, version } = readManifest();
  return join(root, `${name}-${version}.vsix`);
}

function readManifest() {
  return JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
}

/**
 * Packs the command line and the language server for npm, for terminals, pipelines and other editors. The manifest is one
 * of its own: they bring all they need, and nothing of the extension.
 * @param {string} [built] the folder that stands for `dist`
 * @param {string} [folder] where to write it
 * @returns {string} the file's absolute path
 */
export function packagePrograms(built = join(root, 'dist'), folder = root) {
  const { name, version, description, license, repository, homepage, bugs, keywords } = readManifest();
  const staged = mkdtempSync(join(tmpdir(), 'shipshape-programs-'));
  try {
    const manifest = {
      ...{ name, version, description, license, repository, homepage, bugs, keywords },
      bin: { [name]: 'cli/shipshape.cjs', [`${name}-language-server`]: 'server/node.cjs' },
      engines: { node: '>=20.9' },
    };
    writeFileSync(join(staged, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
    for (const path of ['cli/shipshape.cjs', 'server/node.cjs', 'server/engine.cjs', 'server/late'])
      cpSync(join(built, path), join(staged, path), { recursive: true });
    for (const file of ['README.md', 'LICENSE']) cpSync(join(root, file), join(staged, file));
    mkdirSync(folder, { recursive: true });
    const done = spawnSync('npm', ['pack', '--offline', '--pack-destination', folder], {
      cwd: staged,
      encoding: 'utf8',
      shell: process.platform === 'win32',
    });
    if (done.status !== 0) throw new Error(`npm pack failed:\n${done.stdout}${done.stderr}`);
    return join(folder, `${name}-${version}.tgz`);
  } finally {
    rmSync(staged, { recursive: true, force: true });
  }
}

function vsce(args) {
  const require = createRequire(join(root, 'package.json'));
  const program = join(require.resolve('@vscode/vsce/package.json'), '../vsce');
  const done = spawnSync(process.execPath, [program, ...args], { cwd: root, encoding: 'utf8' });
  if (done.status !== 0) throw new Error(`vsce ${args.join(' ')} failed:\n${done.stdout}${done.stderr}`);
  return done.stdout;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log('Building and packaging the extension, and the programs for npm …');
  try {
    const file = packageExtension();
    console.log(vsce(['ls', '--no-dependencies']).trimEnd());
    console.log();
    for (const one of [file, packagePrograms()]) {
      console.log(`${relative(process.cwd(), one)}: ${(statSync(one).size / 1024).toFixed(0)} kB`);
    }
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
