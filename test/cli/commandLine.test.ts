// The built command line as a process, over files on a disk.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type BuiltServer, buildServer, root } from '../stdio/build.ts';
import { ServerProcess } from '../stdio/serverProcess.ts';

let built: BuiltServer;
let folder: string;

// Where other builds and tests run beside it, the build takes longer than a hook may.
beforeAll(() => {
  built = buildServer();
}, 60_000);

afterAll(() => built.remove());

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'shipshape-cli-test-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(files: Readonly<Record<string, string | Buffer>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}

function read(path: string): string {
  return readFileSync(join(folder, path), 'utf8');
}

function run(args: readonly string[], input = '') {
  const program = join(built.folder, 'cli/shipshape.cjs');
  return spawnSync(process.execPath, [program, ...args], {
    cwd: folder,
    input,
    encoding: 'utf8',
    maxBuffer: 1 << 24,
  });
}

const clean = 'FROM alpine:3.22\nUSER 1000\n';
const deprecated = 'FROM alpine:3.22\nMAINTAINER Ada\nUSER 1000\n';

describe('the command line', () => {
  test('tells what it is and how it is called', () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    expect(run(['--version']).stdout).toBe(`${version}\n`);
    expect(run(['--help']).stdout).toContain('Usage: shipshape');
    const wrong = run(['--nope']);
    expect(wrong).toMatchObject({ status: 2, stdout: '' });
    expect(wrong.stderr).toContain("Unknown option '--nope'.");
  });

  test('the exit code goes by the severity', () => {
    write({ 'a/Dockerfile': deprecated, 'b/Dockerfile': clean });
    expect(run([])).toMatchObject({ status: 1, stderr: '' });
    expect(run(['b'])).toMatchObject({ status: 0, stdout: '1 file checked, no problems.\n' });
    expect(run(['--fail-on', 'error']).status).toBe(0);
    expect(run(['--fail-on', 'never', '--preset', 'all']).status).toBe(0);
    expect(run(['b', '--preset', 'all', '--fail-on', 'information']).status).toBe(1);
  });

  test('a file that is not there is told of, and the others are checked', () => {
    write({ Dockerfile: deprecated });
    const { status, stdout, stderr } = run(['nope', 'Dockerfile', '--fail-on', 'never']);
    expect(status).toBe(2);
    expect(stdout).toContain('maintainer-deprecated');
    expect(stderr).toBe('nope: there is no such file or folder.\n');
  });

  test('where there is nothing to check it says so', () => {
    expect(run([])).toMatchObject({ status: 0, stdout: '' });
    expect(run([]).stderr).toBe('There is no Dockerfile and no .dockerignore here.\n');
  });

  test('configuration files count, and what is wrong in them is told', () => {
    write({
      '.shipshape.yaml': 'rules:\n  maintainer-deprecated: off\n  no-such-rule: off\nexclude: [old]\n',
      'api/Dockerfile': deprecated,
      'old/Dockerfile': deprecated,
    });
    const { status, stdout, stderr } = run([]);
    expect(status).toBe(0);
    expect(stdout).toBe('2 files checked, no problems.\n');
    expect(stderr).toContain('no-such-rule');
    write({ '.shipshape.yaml': '', '.hadolint.yaml': 'ignored: [DL4000]\n' });
    rmSync(join(folder, '.shipshape.yaml'));
    expect(run([]).stdout).toBe('2 files checked, no problems.\n');
  });

  test('the build context is looked into before anything is said', () => {
    write({
      'compose.yaml': 'services:\n  api:\n    build: { context: ., dockerfile: docker/Dockerfile }\n',
      'docker/Dockerfile': 'FROM alpine:3.22\nCOPY .env settings.toml gone.txt /srv/\nUSER 1000\n',
      '.dockerignore': 'settings.toml\n',
      '.env': 'TOKEN=x\n',
      'settings.toml': '\n',
    });
    const { stdout } = run(['docker']);
    expect(stdout).toContain('gone.txt');
    expect(stdout).toContain('settings.toml');
    expect(stdout).toContain('.env');
    expect(run(['docker', '--format', 'json']).stdout).toBe(run(['docker', '--format', 'json']).stdout);
  });

  test('safe fixes are written, with the line breaks and the mark of the file', () => {
    write({ Dockerfile: `\uFEFF${deprecated.replaceAll('\n', '\r\n')}` });
    const { status, stdout } = run(['--fix']);
    expect(status).toBe(0);
    expect(stdout).toBe('Dockerfile\n  fixed\n\n1 file checked, no problems.\n');
    expect(read('Dockerfile')).toBe(
      '\uFEFFFROM alpine:3.22\r\nLABEL org.opencontainers.image.authors="Ada"\r\nUSER 1000\r\n',
    );
  });

  test('unsafe fixes are written when they are asked for, also to the ignore file', () => {
    const text =
      'FROM node:22-slim\nWORKDIR /app\nCOPY . .\nRUN npm ci\nUSER node\nCMD ["node", "server.js"]\n';
    write({
      Dockerfile: text,
      'package.json': '{}\n',
      'package-lock.json': '{}\n',
      'server.js': '\n',
      'node_modules/a/index.js': '\n',
      '.dockerignore': '*.log\n',
    });
    run(['Dockerfile', '--fix']);
    expect(read('Dockerfile')).toBe(text);
    run(['Dockerfile', '--fix-unsafe']);
    expect(read('Dockerfile')).toMatch(/COPY package\S* .*\nRUN npm ci\nCOPY \. \.\n/);
    expect(read('.dockerignore')).toContain('node_modules');
  });

  test('what is not UTF-8 is checked, and not fixed', () => {
    const latin = Buffer.from('# caf\u00e9\nFROM alpine:3.22\nMAINTAINER Ada\nUSER 1000\n', 'latin1');
    write({ Dockerfile: latin });
    const { status, stderr } = run(['--fix']);
    expect(status).toBe(2);
    expect(stderr).toContain('Dockerfile: the file is not UTF-8, and was not fixed.');
    expect(readFileSync(join(folder, 'Dockerfile'))).toEqual(latin);
    expect(run([])).toMatchObject({ status: 1, stderr: '' });
  });

  test('the standard input is checked as the file it is called after, and its fixes go to the standard output', () => {
    write({ 'api/.shipshape.yaml': 'rules:\n  maintainer-deprecated: error\n' });
    const name = ['-', '--stdin-name', 'api/Dockerfile'];
    const { status, stdout } = run([...name, '--fail-on', 'error'], deprecated);
    expect(status).toBe(1);
    expect(stdout).toMatch(/^api\/Dockerfile\n {2}2:1 +error/);
    const fixed = run([...name, '--fix'], deprecated);
    expect(fixed.stdout).toBe('FROM alpine:3.22\nLABEL org.opencontainers.image.authors="Ada"\nUSER 1000\n');
    expect(fixed.stderr).toContain('1 file checked');
    expect(run(['-', '--stdin-name', '.dockerignore'], '[a-\n').stdout).toContain(
      'dockerignore-invalid-pattern',
    );
  });

  test('a report longer than a pipe holds comes whole', () => {
    write({ Dockerfile: `FROM alpine:3.22\n${'MAINTAINER Ada\n'.repeat(3000)}` });
    const { stdout } = run(['--format', 'json', '--fail-on', 'never']);
    expect(JSON.parse(stdout)[0].problems.length).toBeGreaterThanOrEqual(3000);
  });

  test.skipIf(process.platform === 'win32')('a reader that has read enough is no failure', () => {
    write({ Dockerfile: `FROM alpine:3.22\n${'MAINTAINER Ada\n'.repeat(3000)}` });
    const program = join(built.folder, 'cli/shipshape.cjs');
    const command = `"${process.execPath}" "${program}" --format json | head -n 1`;
    const { stdout, stderr } = spawnSync('sh', ['-c', command], { cwd: folder, encoding: 'utf8' });
    expect(stdout).toBe('[\n');
    expect(stderr).toBe('');
  });

  test('packed for npm, it and the language server need nothing else', async () => {
    const { packagePrograms } = await import(new URL('../../scripts/package.mjs', import.meta.url).href);
    const file = packagePrograms(built.folder, join(folder, 'packed'));
    const unpacked = spawnSync('tar', ['-xzf', file], { cwd: folder, encoding: 'utf8' });
    expect(unpacked.status).toBe(0);
    const { bin, dependencies } = JSON.parse(read('package/package.json'));
    expect(dependencies).toBeUndefined();
    write({ 'x/Dockerfile': deprecated });
    const program = (name: string) => join(folder, 'package', bin[name]);
    const { status, stdout } = spawnSync(process.execPath, [program('shipshape'), 'x'], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(status).toBe(1);
    expect(stdout).toContain('maintainer-deprecated');
    const server = await ServerProcess.start({
      command: [process.execPath, program('shipshape-language-server'), '--stdio'],
    });
    await server.open('file:///ws/Dockerfile', deprecated);
    expect((await server.pull('file:///ws/Dockerfile')).map(({ code }) => code)).toContain(
      'maintainer-deprecated',
    );
    expect(await server.stop()).toBe(0);
  });
});
