// Writes everything that derives from the rules (registry, docs, settings, schema), and the grammars. `--check` compares instead and
// fails when a file is out of date. (dist/rules.json, the registry as data, is written by the build.)

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { equivalentsPage, indexPage, readmeTable, rulePage } from './generate/docs.mjs';
import { loadRules, registrySource } from './generate/registry.mjs';
import { configurationSchema, manifestConfiguration } from './generate/settings.mjs';
import { root } from './load.mjs';

const docsFolder = 'docs/rules';

/** Path from the root -> content, of every generated file that is committed. */
async function outputs() {
  const { rules, categories, catalogs, settings } = await loadRules();
  const files = new Map();
  files.set('server/src/rules/index.ts', format('index.ts', registrySource()));
  for (const rule of rules) files.set(`${docsFolder}/${rule.id}.md`, await rulePage(rule, categories));
  files.set(`${docsFolder}/README.md`, indexPage(rules, categories));
  files.set(`${docsFolder}/equivalents.md`, equivalentsPage(rules, catalogs));
  files.set(
    'schemas/shipshape.schema.json',
    format('schema.json', json(configurationSchema(rules, settings))),
  );
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  // JSON has no comments to mark what is generated: the whole key `contributes.configuration` is.
  manifest.contributes = { ...manifest.contributes, configuration: manifestConfiguration(rules, settings) };
  files.set('package.json', format('package.json', json(manifest)));
  const readme = readIfThere('README.md');
  if (readme?.includes('<!-- rules:start -->')) {
    const table = `<!-- rules:start -->\n${readmeTable(rules, categories)}<!-- rules:end -->`;
    files.set(
      'README.md',
      readme.replace(/<!-- rules:start -->[\s\S]*<!-- rules:end -->/, () => table),
    );
  }
  return files;
}

function json(value) {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

/** As Biome would: generated files pass the same check as written ones. */
function format(name, text) {
  const biome = join(root, 'node_modules', '@biomejs', 'biome', 'bin', 'biome');
  const done = spawnSync(process.execPath, [biome, 'format', `--stdin-file-path=${name}`], {
    cwd: root,
    input: text,
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  if (done.status !== 0) throw new Error(`biome cannot format ${name}: ${done.stderr}`);
  return done.stdout;
}

function readIfThere(path) {
  return existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : undefined;
}

async function main() {
  const files = await outputs();
  const check = process.argv.includes('--check');
  const stale = [...files].filter(([path, text]) => readIfThere(path) !== text).map(([path]) => path);
  const orphans = (existsSync(join(root, docsFolder)) ? readdirSync(join(root, docsFolder)) : [])
    .map((name) => `${docsFolder}/${name}`)
    .filter((path) => path.endsWith('.md') && !files.has(path));
  if (check) {
    for (const path of stale) console.error(`${path} is out of date`);
    for (const path of orphans) console.error(`${path} belongs to no rule`);
    if (stale.length + orphans.length > 0) {
      console.error('Run `npm run generate` and commit what it writes.');
      process.exit(1);
    }
    console.log(`${files.size} generated files are current.`);
    return;
  }
  for (const path of stale) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), files.get(path));
    console.log(`wrote ${path}`);
  }
  for (const path of orphans) {
    rmSync(join(root, path));
    console.log(`removed ${path}`);
  }
  if (stale.length + orphans.length === 0) console.log('Everything generated is current.');
}

/** The grammars have a generator of their own, which stands beside them. */
function grammars() {
  const args = [join(root, 'syntaxes/build.mjs'), ...process.argv.slice(2)];
  const done = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  if (done.status !== 0) process.exit(done.status ?? 1);
}

grammars();
await main();
