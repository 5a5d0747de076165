// The build context of a big project: how long until the first verdicts, until all is known, what it holds in memory,
// and whether typing waits for any of it. The baseline is what Node itself takes to walk the same tree.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { loadTypeScript, root as project } from '../../scripts/load.mjs';

const files = 100_000;
const perFolder = 20;
const rounds = 5;

const ignoreText = [
  '.git',
  '**/*.log',
  '**/node_modules',
  'dist',
  '**/.env',
  '!packages/a/.env',
  '**/coverage',
  '*.md',
  '',
].join('\n');
const changedText = `${ignoreText}packages/p1/**\n`;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc');

export async function run() {
  const folder = mkdtempSync(join(tmpdir(), 'shipshape-context-'));
  try {
    console.log(`\nMaking ${files} files…`);
    makeTree(folder);
    const { readContext } = await loadTypeScript('test/bench/contextReader.ts');
    const root = `${pathToFileURL(folder).href}/`;
    // The first walk fills the disk cache.
    await walk(folder);
    const rows = [];
    for (let round = 0; round < rounds; round++) rows.push(await measure(readContext, root, folder));
    console.log(`A context of ${files} files in folders of ${perFolder} (ms; the median of ${rounds} runs)`);
    console.table(
      Object.keys(rows[0]).map((what) => {
        const sorted = rows.map((row) => row[what]).sort((a, b) => a - b);
        const median = sorted[Math.floor(sorted.length / 2)];
        const baseline = rows.map((row) => row[baselineName]).sort((a, b) => a - b)[
          Math.floor(rows.length / 2)
        ];
        return { '': what, median: median.toFixed(1), 'to the baseline': (median / baseline).toFixed(2) };
      }),
    );
    await measureTyping(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const keystrokes = 200;

/** The built server over stdio, in the big context and in an empty one, turn by turn. */
async function measureTyping(big) {
  const { ServerProcess } = await loadTypeScript('test/stdio/serverProcess.ts');
  const dist = mkdtempSync(join(tmpdir(), 'shipshape-bench-'));
  const small = mkdtempSync(join(tmpdir(), 'shipshape-context-'));
  try {
    const options = { cwd: project, stdio: 'inherit' };
    const built = spawnSync(process.execPath, ['esbuild.mjs', '--minify', `--out=${dist}`], options);
    if (built.status !== 0) throw new Error('the build failed');
    const times = new Map();
    const memory = {};
    for (const round of ['first', 'second']) {
      for (const [name, folder] of [
        ['small', small],
        ['big', big],
      ]) {
        const workspace = pathToFileURL(folder).href;
        const server = await ServerProcess.start({
          command: [process.execPath, join(dist, 'server/node.cjs'), '--stdio'],
          workspaceFolders: [workspace],
        });
        const dockerfile = `${workspace}/Dockerfile`;
        const ignoreFile = `${workspace}/.dockerignore`;
        const text = `FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm ci\n${'RUN make\n'.repeat(200)}CMD node .\n`;
        const open = performance.now();
        await server.open(dockerfile, text);
        await server.pull(dockerfile);
        keep(times, `${name}: ${round} open`, performance.now() - open);
        await server.open(ignoreFile, ignoreText, 'dockerignore');
        await server.pull(ignoreFile);
        // The first keystrokes come while the context is being read.
        await type(server, dockerfile, 4, (time) => keep(times, `${name}: Dockerfile`, time));
        await type(server, ignoreFile, 1, (time) => keep(times, `${name}: .dockerignore`, time));
        memory[name] = residentMegabytes(server.pid);
        await server.stop();
      }
    }
    console.log('A keystroke until its diagnostics are there (ms): median / 99th / worst');
    console.table(
      ['Dockerfile', '.dockerignore'].map((what) => ({
        '': what,
        'in the big context': shown(times.get(`big: ${what}`)),
        'in an empty one': shown(times.get(`small: ${what}`)),
      })),
    );
    console.log(`Resident memory of the server (MB): ${memory.big?.toFixed(0)}, ${memory.small?.toFixed(0)}`);
  } finally {
    rmSync(dist, { recursive: true, force: true });
    rmSync(small, { recursive: true, force: true });
  }
}

async function type(server, uri, line, measured) {
  for (let i = 0; i < keystrokes; i++) {
    const start = { line, character: 0 };
    const begin = performance.now();
    const told = server.change(uri, i + 2, { start, end: { line, character: i % 2 } }, i % 2 ? '' : 'x');
    await server.pull(uri);
    await told;
    measured(performance.now() - begin);
    // A fast typist.
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

function keep(times, name, time) {
  const known = times.get(name);
  if (known) known.push(time);
  else times.set(name, [time]);
}

function shown(times) {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))].toFixed(1);
  return `${at(0.5)} / ${at(0.99)} / ${at(1)}`;
}

function residentMegabytes(pid) {
  try {
    const kilobytes = /VmRSS:\s*(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) / 1024;
  } catch {
    // Not Linux.
    return undefined;
  }
}

const baselineName = 'baseline: readdir and lstat of everything';

async function measure(readContext, root, folder) {
  const row = {};
  let begin = performance.now();
  await walk(folder);
  row[baselineName] = performance.now() - begin;

  collectGarbage();
  const before = process.memoryUsage().heapUsed;
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  begin = performance.now();
  let reading;
  await new Promise((resolve) => {
    reading = readContext(root, ignoreText, (view, done) => {
      const time = performance.now() - begin;
      row['first verdicts'] ??= time;
      if (view?.tree.state === 'complete') row['every verdict'] ??= time;
      if (!done) return;
      row['every size'] ??= time;
      resolve();
    });
  });
  delay.disable();
  row['longest wait of a keystroke while reading'] = delay.max / 1e6;

  delay.reset();
  delay.enable();
  const { reader, judgeBy } = reading;
  begin = performance.now();
  const old = reader.view;
  judgeBy(changedText);
  while (reader.view === old) await new Promise((resolve) => setImmediate(resolve));
  row['a line of the ignore file changed'] = performance.now() - begin;
  delay.disable();
  row['longest wait of a keystroke meanwhile'] = delay.max / 1e6;
  if (reader.view.sent.files >= old.sent.files) throw new Error('the new line has no effect');

  collectGarbage();
  row['heap that stays (MB)'] = (process.memoryUsage().heapUsed - before) / 1e6;
  reader.stop();
  return row;
}

/** Packages of folders of files, and some of what a project has beside. */
function makeTree(folder) {
  let made = 0;
  for (let pack = 0; made < files; pack++) {
    for (let part = 0; part < 25 && made < files; part++) {
      const path = join(folder, 'packages', `p${pack}`, 'src', `part${part}`);
      mkdirSync(path, { recursive: true });
      for (let file = 0; file < perFolder && made < files; file++, made++) {
        writeFileSync(join(path, file % 10 === 9 ? `file${file}.log` : `file${file}.ts`), 'x');
      }
    }
  }
}

async function walk(folder) {
  const entries = await readdir(folder, { withFileTypes: true });
  await Promise.all(
    entries.map((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? walk(path) : lstat(path);
    }),
  );
}
