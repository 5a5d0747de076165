// The built server over stdio beside dockerfile-language-server-nodejs, as an editor feels them: start, open,
// keystroke, hover, memory. Both get the same documents in the same run, turn by turn, so that both see the same
// noise. Ours runs with every rule on and is pulled; theirs pushes. No delay on either side is part of a number.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { loadTypeScript, root } from '../../scripts/load.mjs';
import { mixed } from './inputs.mjs';

const sizes = [50, 200, 1000];
const starts = 15;
const opens = 30;
const keystrokes = 300;
const hovers = 300;

/**
 * Keystrokes in a turn. Between turns the client's own garbage is collected: some megabytes of text are read for each
 * hundred keystrokes, and V8 would stop it for 15 ms to look through its heap, time that no server has taken.
 */
const turn = 10;

/**
 * The client optimizes nothing and its young objects have room until they are collected below. Else V8 compiles and
 * collects in threads beside it: on a machine of two cores the scheduler lets a server wait behind them for a slice of
 * three milliseconds, at about every fiftieth keystroke, and the 99th would tell of the client.
 */
const quiet = ['--expose-gc', '--no-opt', '--min-semi-space-size=64', '--max-semi-space-size=64'];

/** In a process of its own, since V8 takes these flags at its start alone. */
export async function run() {
  const { status } = spawnSync(process.execPath, [...quiet, fileURLToPath(import.meta.url)], {
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error('the measurement failed');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await measure();

/** Memory is that of this many open documents after everything else. */
async function measure() {
  const { ServerProcess } = await loadTypeScript('test/stdio/serverProcess.ts');
  const folder = mkdtempSync(join(tmpdir(), 'shipshape-bench-'));
  try {
    // What ships: the minified bundle.
    const built = spawnSync(process.execPath, [join(root, 'esbuild.mjs'), '--minify', `--out=${folder}`], {
      cwd: root,
      stdio: 'inherit',
    });
    if (built.status !== 0) throw new Error('the build failed');
    const require = createRequire(import.meta.url);
    const sides = [
      side('shipshape', ServerProcess, [join(folder, 'server/node.cjs'), '--stdio']),
      side('peer', ServerProcess, [
        require.resolve('dockerfile-language-server-nodejs/bin/docker-langserver'),
        '--stdio',
      ]),
    ];
    const rows = [...(await measureStart(sides)), ...(await measureWork(sides))];
    console.log(
      '\nLanguage server over stdio, beside dockerfile-language-server-nodejs 0.15.0. Lower is better.',
    );
    console.table(rows);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A file that both find something in. */
function sample(lines) {
  return `${mixed(lines)}MAINTAINER Ada\n`;
}

function side(name, ServerProcess, args) {
  const pulls = name === 'shipshape';
  const settings = pulls ? { shipshape: { preset: 'all' } } : {};
  const start = () => ServerProcess.start({ command: [process.execPath, ...args], settings });
  /** Tells the server something and waits for the diagnostics that follow. */
  const diagnostics = async (server, uri, tell) => {
    if (pulls) {
      // Both go out in one turn, as they do in an editor.
      const told = tell();
      const answer = server.pull(uri);
      await told;
      return answer;
    }
    const answer = server.nextPublished(uri);
    await tell();
    return answer;
  };
  return { name, start, diagnostics };
}

async function measureStart(sides) {
  const text = sample(200);
  const times = new Map(sides.map(({ name }) => [name, []]));
  for (let i = 0; i < starts + 1; i++) {
    for (const { name, start, diagnostics } of i % 2 ? [...sides].reverse() : sides) {
      const begin = performance.now();
      const server = await start();
      const uri = `file:///bench/${i}/Dockerfile`;
      const found = await diagnostics(server, uri, () => server.open(uri, text));
      // The first start reads the files into the disk cache.
      if (i > 0) times.get(name).push(performance.now() - begin);
      if (found.length === 0) throw new Error(`${name} reports nothing`);
      await server.stop();
    }
  }
  return [row('start to first diagnostics, 200 lines (ms)', times)];
}

/** As on every day but the first: what a server keeps on the disk from one session for the next is there. */
async function firstSession(one) {
  const { start, diagnostics } = one;
  const server = await start();
  for (const lines of sizes.slice(0, 2)) {
    const uri = `file:///bench/first/${lines}/Dockerfile`;
    const text = sample(lines);
    await diagnostics(server, uri, () => server.open(uri, text));
    const places = typingPlaces(text);
    for (let i = 0; i < keystrokes; i++) await type(one, server, uri, places, i);
    for (const { line } of places) await hover(server, uri, line);
  }
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  await server.stop();
}

async function measureWork(sides) {
  for (const one of sides) await firstSession(one);
  const servers = new Map();
  for (const { name, start } of sides) servers.set(name, await start());
  const rows = [];
  for (const lines of sizes) {
    const text = sample(lines);
    const last = new Map();
    rows.push(
      row(
        `open, ${lines} lines (ms)`,
        await inTurns(sides, opens, async ({ name, diagnostics }, i) => {
          const uri = `file:///bench/${lines}-${i}/Dockerfile`;
          last.set(name, uri);
          await diagnostics(servers.get(name), uri, () => servers.get(name).open(uri, text));
        }),
      ),
    );
    const places = typingPlaces(text);
    const processor = new Map(sides.map(({ name }) => [name, processorTime(servers.get(name).pid)]));
    rows.push(
      row(
        `keystroke, ${lines} lines (ms)`,
        await inTurns(
          sides,
          keystrokes,
          (one, i) => type(one, servers.get(one.name), last.get(one.name), places, i),
          turn,
          async () => {
            gc();
            // Neither begins with what a collection leaves cold.
            for (const server of servers.values()) for (let n = 0; n < 3; n++) await nothing(server);
          },
        ),
      ),
    );
    const spent = new Map(
      sides.map(({ name }) => {
        const before = processor.get(name);
        const after = processorTime(servers.get(name).pid);
        return [name, [before === undefined ? undefined : (after - before) / keystrokes]];
      }),
    );
    if (isKnown(spent)) rows.push(row(`processor time of a keystroke, ${lines} lines (ms)`, spent));
    rows.push(
      row(
        `hover, ${lines} lines (ms)`,
        await inTurns(sides, hovers, ({ name }, i) =>
          hover(servers.get(name), last.get(name), places[i % places.length].line),
        ),
      ),
    );
  }
  const memory = new Map(sides.map(({ name }) => [name, [residentMegabytes(servers.get(name).pid)]]));
  for (const server of servers.values()) await server.stop();
  if (isKnown(memory)) rows.push(row(`resident memory, ${opens * sizes.length} documents (MB)`, memory));
  return rows;
}

/** Types a character, or takes the one before back, and waits for what is said of it. */
async function type({ diagnostics }, server, uri, places, i) {
  const place = places[(i >> 1) % places.length];
  const end = { line: place.line, character: place.character + (i % 2) };
  const typed = i % 2 ? '' : 'x';
  await diagnostics(server, uri, () => server.change(uri, i + 2, { start: place, end }, typed));
}

/** Asks what no server knows. */
async function nothing(server) {
  await server.connection.sendRequest('bench/nothing').catch(() => undefined);
}

function hover(server, uri, line) {
  const position = { line, character: 1 };
  return server.connection.sendRequest('textDocument/hover', { textDocument: { uri }, position });
}

/**
 * Each side does so many in its turn; `between` is done before each round of turns, and in nobody's time. Whoever types
 * does so in one editor: what a server has just used is still at hand for the next keystroke.
 */
async function inTurns(sides, count, task, length = 1, between = () => undefined) {
  const times = new Map(sides.map(({ name }) => [name, []]));
  for (let from = 0; from < count; from += length) {
    await between();
    for (const one of (from / length) % 4 < 2 ? sides : [...sides].reverse()) {
      for (let i = from; i < Math.min(from + length, count); i++) {
        const begin = performance.now();
        await task(one, i);
        times.get(one.name).push(performance.now() - begin);
      }
    }
  }
  return times;
}

/** Line ends all over the file. */
function typingPlaces(text) {
  const lines = text.split('\n');
  const step = Math.max(1, Math.floor(lines.length / 97));
  const places = [];
  for (let line = 0; line < lines.length - 2; line += step) {
    if (lines[line].length > 1 && !lines[line].endsWith('\\'))
      places.push({ line, character: lines[line].length });
  }
  return places;
}

function row(what, times) {
  const [ours, theirs] = ['shipshape', 'peer'].map((name) => times.get(name).sort((a, b) => a - b));
  const ratio = (share) => (quantile(ours, share) / quantile(theirs, share)).toFixed(2);
  if (ours.length === 1) {
    return { '': what, ours: ours[0].toFixed(1), peer: theirs[0].toFixed(1), 'ratio of medians': ratio(0.5) };
  }
  return {
    '': what,
    ours: shown(ours),
    peer: shown(theirs),
    'ratio of medians': ratio(0.5),
    'ratio of 99th': ratio(0.99),
  };
}

function shown(sorted) {
  const [median, tail, worst] = [0.5, 0.99, 1].map((share) => quantile(sorted, share).toFixed(1));
  return `${median} / ${tail} / ${worst}`;
}

function quantile(sorted, share) {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}

function isKnown(numbers) {
  return ![...numbers.values()].flat().includes(undefined);
}

/** Milliseconds that all threads of a process have used, which says more than a clock on a busy machine. */
function processorTime(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // Fields 14 and 15, counted behind the name, which may hold anything; in hundredths of a second.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    // Not Linux.
    return undefined;
  }
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
