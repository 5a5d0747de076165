// Measures speed and prints tables. `npm run bench` runs every section; `npm run bench -- parser` only those named.
const sections = {
  parser: () => import('../test/bench/parser.mjs'),
  engine: () => import('../test/bench/engine.mjs'),
  context: () => import('../test/bench/context.mjs'),
  lsp: () => import('../test/bench/lsp.mjs'),
};

const names = process.argv.slice(2);
for (const name of names) {
  if (!Object.hasOwn(sections, name)) {
    console.error(`No section "${name}". There are: ${Object.keys(sections).join(', ')}.`);
    process.exit(2);
  }
}
for (const [name, load] of Object.entries(sections)) {
  if (names.length > 0 && !names.includes(name)) continue;
  const { run } = await load();
  await run();
}
