// Runs the comparators over a folder and sorts their outcomes.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadTypeScript } from '../load.mjs';
import { excuses } from './excuses.mjs';

/**
 * What a comparator says about one expectation of one case.
 * @typedef {object} Outcome
 * @property {string} kind the kind or code the numbers are printed under
 * @property {'finding' | 'silence'} expects a finding (a match, a refusal, a part that is there), or none
 * @property {boolean} agrees
 * @property {string} [unserved] why we do not serve this yet; then `agrees` means nothing
 * @property {string} [unjudged] why this says nothing about us; then `agrees` means nothing
 * @property {unknown} [case] what is shown when it differs
 * @property {unknown} [expected]
 * @property {unknown} [actual]
 *
 * @typedef {object} FileReport
 * @property {string} file
 * @property {Outcome[]} agreed
 * @property {Outcome[]} differing
 * @property {{ outcome: Outcome, excuse: import('./excuses.mjs').Excuse }[]} excused
 * @property {Outcome[]} unserved
 * @property {Outcome[]} unjudged
 * @property {string[]} notes how the numbers are to be read
 * @property {string | undefined} skipped why the file was not compared at all
 * @property {boolean} broken true when it should have been compared and could not
 *
 * @typedef {object} Tools
 * @property {(path: string) => Promise<any>} load a TypeScript module of the project
 * @property {() => Map<string, string>} corpus the texts of the corpus by id; throws when there is none
 */

/**
 * @param {string} folder
 * @param {{ corpus: string, only?: string[], load?: (path: string) => Promise<any> }} options `load`: how TypeScript
 *   modules are read
 * @returns {Promise<FileReport[]>}
 */
export async function runFolder(folder, { corpus, only = [], load = loadTypeScript }) {
  const modules = new Map();
  /** @type {Tools} */
  const tools = {
    load(path) {
      if (!modules.has(path)) modules.set(path, load(path));
      return modules.get(path);
    },
    corpus() {
      if (!existsSync(corpus)) throw new Error(`There is no corpus at ${corpus}; name it with --corpus.`);
      return new Map(readJsonLines(corpus).map(({ id, text }) => [id, text]));
    },
  };
  const reports = [];
  for (const file of readdirSync(folder).sort()) {
    if (!file.endsWith('.jsonl') || (only.length > 0 && !only.includes(file))) continue;
    reports.push(await runFile(folder, file, tools));
  }
  return reports;
}

/**
 * @param {string} folder
 * @param {string} file
 * @param {Tools} tools
 * @returns {Promise<FileReport>}
 */
async function runFile(folder, file, tools) {
  /** @type {FileReport} */
  const report = {
    file,
    agreed: [],
    differing: [],
    excused: [],
    unserved: [],
    unjudged: [],
    notes: [],
    skipped: undefined,
    broken: false,
  };
  const comparator = new URL(`./${file.replace(/\.jsonl$/, '')}.mjs`, import.meta.url);
  if (!existsSync(comparator)) {
    report.skipped = 'no comparator for a file of this name';
    return report;
  }
  const { compare } = await import(comparator.href);
  try {
    const outcomes = await compare(readJsonLines(join(folder, file)), tools, report.notes);
    for (const outcome of outcomes) {
      if (outcome.unserved) report.unserved.push(outcome);
      else if (outcome.unjudged) report.unjudged.push(outcome);
      else if (outcome.agrees) report.agreed.push(outcome);
      else {
        const excuse = excuses.find((candidate) => candidate.file === file && candidate.applies(outcome));
        if (excuse) report.excused.push({ outcome, excuse });
        else report.differing.push(outcome);
      }
    }
  } catch (error) {
    report.skipped = (error instanceof Error ? error.message : String(error)).split('\n')[0];
    report.broken = true;
  }
  return report;
}

/** @param {string} path */
function readJsonLines(path) {
  const lines = readFileSync(path, 'utf8').split('\n');
  return lines.flatMap((line, index) => {
    if (line.trim() === '') return [];
    try {
      return [{ ...JSON.parse(line), lineNumber: index + 1 }];
    } catch (error) {
      throw new Error(`${path}:${index + 1} is not JSON: ${error instanceof Error ? error.message : error}`);
    }
  });
}
