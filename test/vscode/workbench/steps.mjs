// The light bulbs that the READMEs of the examples list: what a reader is told to press is what the tests press.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @typedef {object} Step
 * @property {string} file relative to the folder `before`
 * @property {string} at the text that the cursor is on
 * @property {string} title the entry of the light bulb's menu
 * @property {boolean} preview whether VS Code asks to confirm the edit
 */

const item =
  /^\d+\. (?:In `(?<file>[^`]+)`, on|On) `(?<at>[^`]+)`: \*\*(?<title>.+?)\*\*(?!\/)(?<preview>, .*\bApply\b)?/;

/**
 * The folders with a `before`, an `after` and a list of light bulbs: the first example, the build context, and one per guide.
 * @param {string} examples
 * @returns {string[]}
 */
export function exampleFolders(examples) {
  const guides = join(examples, 'guides');
  return [
    examples,
    join(examples, 'context'),
    ...readdirSync(guides)
      .sort()
      .map((name) => join(guides, name)),
  ];
}

/**
 * Reads the numbered list. An item looks like ``1. On `COPY . .`: **The title in the menu**``; ``In `.dockerignore`, on``
 * names another file than the Dockerfile. Behind the title, the word `Apply` says that VS Code shows a preview first.
 * @param {string} path of the Markdown file
 * @returns {Step[]}
 */
export function readSteps(path) {
  // An item may go on, indented, on the next line.
  const lines = readFileSync(path, 'utf8')
    .replace(/\n {3}/g, ' ')
    .split('\n');
  return lines
    .filter((line) => /^\d+\. /.test(line))
    .map((line) => {
      const groups = item.exec(line)?.groups;
      if (!groups) throw new Error(`${path}: not a step of the form "1. On \`text\`: **title**": ${line}`);
      const { file = 'Dockerfile', at, title, preview } = groups;
      // A title with `**` in it is set as code, lest it end the bold text.
      return { file, at, title: title.replaceAll(/`(.*?\*\*.*?)`/g, '$1'), preview: preview !== undefined };
    });
}
