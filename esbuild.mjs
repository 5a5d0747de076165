// Bundles {client, server} x {node, browser} into dist/, and writes the registry of rules as data beside them.
// `--minify` for the package; source maps otherwise. `--out=<folder>` writes elsewhere.
import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { rulesAsData } from './scripts/generate/settings.mjs';
import { loadTypeScript } from './scripts/load.mjs';

const root = fileURLToPath(new URL('.', import.meta.url));
const minify = process.argv.includes('--minify');
const dist =
  process.argv.find((argument) => argument.startsWith('--out='))?.slice('--out='.length) ??
  join(root, 'dist');

const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));

const shared = {
  absWorkingDir: root,
  bundle: true,
  minify,
  sourcemap: !minify,
  legalComments: 'none',
  logLevel: 'warning',
  // The packages of the Dockerfile service speak of Node's network client; nothing of ours may reach a network.
  alias: {
    https: './server/src/upstream/refusingHttps.ts',
    // Three versions that differ in nothing we use would come along, one for each library that asks for it.
    'vscode-languageserver-types': './node_modules/vscode-languageserver-types',
  },
};

/**
 * The protocol library asks for these at the start and uses them for other transports than stdio and IPC, if at all:
 * loading them took longer than all of its own modules.
 */
const lateBuiltins = {
  name: 'late-builtins',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(node:)?(child_process|crypto)$/ }, ({ path, namespace }) =>
      namespace === 'late'
        ? { path, external: true }
        : { path: path.replace('node:', ''), namespace: 'late' },
    );
    onLoad({ filter: /.*/, namespace: 'late' }, ({ path }) => ({
      contents: `module.exports = new Proxy({}, {
        get: (_, name) => (name === '__esModule' ? undefined : require(${JSON.stringify(`node:${path}`)})[name]),
      });`,
    }));
  },
};

/**
 * Libraries that are imported on first use become files of their own, in `late/`: in the engine, a start would read and
 * prepare what few sessions come to need.
 */
function lateLibraries() {
  const names = new Set();
  return {
    names,
    plugin: {
      name: 'late-libraries',
      setup({ onResolve }) {
        onResolve({ filter: /^[^./]/ }, ({ path, kind }) => {
          if (kind !== 'dynamic-import') return undefined;
          names.add(path);
          return { path: `./late/${path}.cjs`, external: true };
        });
      },
    },
  };
}

/** VS Code 1.91, the oldest we support, runs extensions on Node 20.9. */
const node = {
  ...shared,
  platform: 'node',
  format: 'cjs',
  target: 'node20.9',
  mainFields: ['module', 'main'],
};
const browser = {
  ...shared,
  platform: 'browser',
  target: 'es2022',
  mainFields: ['browser', 'module', 'main'],
};

if (minify) await rm(dist, { recursive: true, force: true });
await Promise.all([
  build({
    ...node,
    entryPoints: ['client/src/node/main.ts'],
    outfile: join(dist, 'client/node.cjs'),
    external: ['vscode'],
  }),
  buildNodeServer(),
  build({
    ...node,
    entryPoints: ['server/src/cli/main.ts'],
    outfile: join(dist, 'cli/shipshape.cjs'),
    banner: { js: '#!/usr/bin/env node' },
    define: { VERSION: JSON.stringify(version) },
  }),
  build({
    ...browser,
    format: 'cjs',
    entryPoints: ['client/src/browser/main.ts'],
    outfile: join(dist, 'client/browser.js'),
    external: ['vscode'],
  }),
  build({
    ...browser,
    format: 'iife',
    entryPoints: ['server/src/browser/main.ts'],
    outfile: join(dist, 'server/browser.js'),
    inject: ['server/src/browser/bufferShim.ts'],
  }),
]);
await writeRegistry();

/** The engine, and what loads it: that one knows the engine's text by its hash. */
async function buildNodeServer() {
  const engine = join(dist, 'server/engine.cjs');
  const late = lateLibraries();
  await build({
    ...node,
    entryPoints: ['server/src/node/engine.ts'],
    outfile: engine,
    plugins: [lateBuiltins, late.plugin],
    // Made calls of `require`: what is compiled by hand has no loader of modules behind it.
    supported: { 'dynamic-import': false },
    // As Node would do it when it loads the file: whoever loads it then need not put two megabytes together.
    banner: { js: '(function (exports, require, module, __filename, __dirname) {' },
    footer: { js: '})' },
  });
  await Promise.all(
    [...late.names].map((name) =>
      build({
        ...node,
        stdin: {
          contents: `export * from ${JSON.stringify(name)};`,
          resolveDir: root,
          sourcefile: `${name}.js`,
        },
        outfile: join(dist, `server/late/${name}.cjs`),
      }),
    ),
  );
  const hash = createHash('sha256')
    .update(await readFile(engine))
    .digest('hex')
    .slice(0, 16);
  await build({
    ...node,
    entryPoints: ['server/src/node/main.ts'],
    outfile: join(dist, 'server/node.cjs'),
    banner: { js: '#!/usr/bin/env node' },
    define: { ENGINE_HASH: JSON.stringify(hash) },
  });
}

/** `dist/rules.json`: for scripts and other tools. */
async function writeRegistry() {
  const { rules } = await loadTypeScript('server/src/rules/index.ts');
  await mkdir(dist, { recursive: true });
  await writeFile(join(dist, 'rules.json'), `${JSON.stringify(rulesAsData(rules), undefined, 2)}\n`);
}
