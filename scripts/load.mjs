// Loads TypeScript modules of the project from a plain Node script: bundles the entry in memory with esbuild
// and imports the result. Node 20 cannot strip types itself.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

export const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Imports a TypeScript module given by its path from the project's root.
 * @param {string} path for example `server/src/service.ts`
 * @returns {Promise<any>} the module's namespace
 */
export async function loadTypeScript(path) {
  const folder = await mkdtemp(join(tmpdir(), 'shipshape-'));
  try {
    const outfile = join(folder, 'bundle.mjs');
    await build({
      entryPoints: [join(root, path)],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      logLevel: 'error',
      banner: {
        js: "import { createRequire as __cr } from 'node:module'; const require = __cr(import.meta.url);",
      },
    });
    return await import(pathToFileURL(outfile).href);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
