// The server as it ships, built once for the tests that drive it as a process.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

export interface BuiltServer {
  /** The folder that stands for `dist`. */
  readonly folder: string;
  readonly node: string;
  /** What that one loads. */
  readonly engine: string;
  readonly browser: string;
  /** All that any of them loads, and they themselves. */
  readonly scripts: readonly string[];
  remove(): void;
}

export function buildServer(): BuiltServer {
  const folder = mkdtempSync(join(tmpdir(), 'shipshape-server-'));
  const built = spawnSync(process.execPath, [join(root, 'esbuild.mjs'), '--minify', `--out=${folder}`], {
    cwd: root,
    encoding: 'utf8',
  });
  if (built.status !== 0) throw new Error(`The build failed:\n${built.stdout}${built.stderr}`);
  return {
    folder,
    node: join(folder, 'server/node.cjs'),
    engine: join(folder, 'server/engine.cjs'),
    browser: join(folder, 'server/browser.js'),
    scripts: readdirSync(join(folder, 'server'), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.c?js$/.test(name))
      .map((name) => join(folder, 'server', name)),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
