// Bundles the suites into test/vscode/.out/: CommonJS, as VS Code loads them.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { readFixCases } from './fixCases.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));

/** The extension under test. */
export const extensionFolder = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');

/** Whatever the tests write; Git ignores it. */
export const outputFolder = join(here, '.out');

/** What `bundleSuites` writes. VS Code 1.91 loads nothing but `.js` into its worker. */
export const suites = { node: join(outputFolder, 'node.cjs'), web: join(outputFolder, 'web.js') };

/** Bundles both entries. */
export async function bundleSuites() {
  const shared = {
    bundle: true,
    format: 'cjs',
    external: ['vscode'],
    sourcemap: 'inline',
    logLevel: 'error',
  };
  await build({
    ...shared,
    entryPoints: [join(here, 'suite/node.ts')],
    outfile: suites.node,
    platform: 'node',
    target: 'node20',
    define: { FIX_CASES: JSON.stringify(await readFixCases()) },
    // Mocha's parallel mode, which is not used.
    logOverride: { 'require-resolve-not-external': 'silent' },
  });
  await build({
    ...shared,
    entryPoints: [join(here, 'suite/web.ts')],
    outfile: suites.web,
    platform: 'browser',
    target: 'es2022',
    // Mocha's browser build belongs to a package of ES modules, so that its `module` and `define` would be taken for
    // those of the bundle or of VS Code's loader; without them it makes itself a global, which is wanted.
    define: { global: 'globalThis', module: 'undefined', exports: 'undefined', define: 'undefined' },
    logOverride: { 'direct-eval': 'silent' },
  });
}
