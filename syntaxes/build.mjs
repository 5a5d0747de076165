// Writes the TextMate grammars. `--check` writes nothing and fails when a file is out of date.
import { readFileSync, writeFileSync } from 'node:fs';
import { dockerfileGrammar } from './source/dockerfile.mjs';
import { dockerignoreGrammar } from './source/dockerignore.mjs';

const grammars = [
  ['dockerfile.tmLanguage.json', dockerfileGrammar()],
  ['dockerignore.tmLanguage.json', dockerignoreGrammar()],
];
const check = process.argv.includes('--check');

for (const [file, grammar] of grammars) {
  const url = new URL(file, import.meta.url);
  const text = `${JSON.stringify(grammar, undefined, 1)}\n`;
  if (!check) writeFileSync(url, text);
  else if (read(url) !== text) {
    console.error(`syntaxes/${file} is out of date: run "node syntaxes/build.mjs"`);
    process.exitCode = 1;
  }
}

function read(url) {
  try {
    return readFileSync(url, 'utf8').replaceAll('\r\n', '\n');
  } catch {
    return undefined;
  }
}
