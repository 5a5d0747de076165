// Compares Shipshape with the recorded answers of other programs: `npm run oracle -- <folder> [file.jsonl …]`.
// What is compared, and how, stands in scripts/oracle/<file>.mjs; the formats are described in CONTRIBUTING.md.
//
//   --corpus <file>    the Dockerfiles that parser.jsonl speaks of; else <folder>/../corpus/dockerfiles.jsonl
//   --differences <n>  how many differences per file are shown in full (10)
//
// Exits with 1 when anything differs that no predicate of scripts/oracle/excuses.mjs excuses, with 2 when it cannot
// run.
import { existsSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { printReport } from './oracle/report.mjs';
import { runFolder } from './oracle/run.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { corpus: { type: 'string' }, differences: { type: 'string', default: '10' } },
});
const [first, ...names] = positionals;
if (!first || !existsSync(first) || !statSync(first).isDirectory()) {
  console.error('Usage: npm run oracle -- <folder> [file.jsonl …] [--corpus <file>] [--differences <n>]');
  process.exit(2);
}
const folder = resolve(first);
const corpus = values.corpus ? resolve(values.corpus) : join(folder, '..', 'corpus', 'dockerfiles.jsonl');
const only = names.map((name) => basename(name));
const reports = await runFolder(folder, { corpus, only });
const failed = printReport(reports, Number(values.differences));
// Not `exit`, which ends before a pipe has taken all that was written.
process.exitCode = failed ? 1 : 0;
