import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import { defineRule } from '../rule.ts';
import { readBrokenArray } from '../support/looseJson.ts';
import { syntaxIssues } from '../support/syntaxIssues.ts';

export const invalidExecForm = defineRule({
  id: 'invalid-exec-form',
  summary: 'JSON array is malformed and taken for plain text',
  why: 'BuildKit does not refuse a malformed JSON array: it takes the text, brackets and all, for a shell command or a list of paths. The image builds, and its container does not start.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
    { tool: 'rcjsuen', code: 'JSON_IN_SINGLE_QUOTES', match: 'broader' },
    { tool: 'sonar', code: 'S7030', match: 'broader' },
    { tool: 'tally', code: 'invalid-json-form', match: 'same' },
    { tool: 'kics', code: 'Not-Using-Proper-Exec-Form', match: 'broader' },
    { tool: 'dockadvisor', code: 'RunInvalidExecForm', match: 'narrower' },
    { tool: 'dockadvisor', code: 'CmdInvalidExecForm', match: 'narrower' },
    { tool: 'dockadvisor', code: 'EntrypointInvalidExecForm', match: 'narrower' },
    { tool: 'dockadvisor', code: 'VolumeInvalidJsonForm', match: 'narrower' },
  ],
  // Where the plain words stop the build, that is what is to be said.
  yieldsTo: ['unterminated-quote'],
  references: [
    'https://docs.docker.com/reference/dockerfile/#shell-and-exec-form',
    'https://docs.docker.com/reference/dockerfile/#exec-form',
  ],
  concerns: { text: /\[/ },
  stepwise: true,
  messages: {
    quotes: 'JSON knows only double quotes: as it is, {keyword} takes this for {meaning}. Use double quotes.',
    unquoted: 'In a JSON array every item is quoted: as it is, {keyword} takes this for {meaning}.',
    missingComma: 'A comma is missing before this item: {keyword} takes the array for {meaning}.',
    extraComma: 'JSON allows no comma here: {keyword} takes the array for {meaning}. Remove the comma.',
    openString: 'This string is never closed: {keyword} takes the array for {meaning}.',
    openArray: 'This bracket is never closed: {keyword} takes the array for {meaning}.',
    badEscape:
      'A single backslash begins an escape in JSON: {keyword} takes the array for {meaning}. Double it.',
    textBehind:
      'Nothing may follow the JSON array: because of this, {keyword} takes all of it for {meaning}.',
  },
  fixes: {
    repair: { title: 'Make it a valid JSON array', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, steps, report }) {
    const refused = new Set(syntaxIssues(model, 'json-not-strings').map(({ instruction }) => instruction));
    for (const { instruction } of steps) {
      // SHELL stops the build; the rule for that offers the same fix.
      if (!instruction.brokenJson || instruction.name === 'SHELL' || refused.has(instruction)) continue;
      const broken = readBrokenArray(instruction);
      if (!broken) continue;
      const fixes = broken.edits && ([{ fix: 'repair', edits: broken.edits }] as const);
      const values = { keyword: instruction.keyword.text, meaning: meaning(instruction) };
      report({ at: broken.at, message: messages[broken.defect], values, fixes });
    }
  },
});

const messages = {
  quotes: 'quotes',
  unquoted: 'unquoted',
  'missing-comma': 'missingComma',
  'extra-comma': 'extraComma',
  'open-string': 'openString',
  'open-array': 'openArray',
  'bad-escape': 'badEscape',
  'text-behind': 'textBehind',
} as const;

function meaning({ name, shell }: Instruction): string {
  if (shell) return 'a shell command';
  return name === 'VOLUME' ? 'the paths themselves' : 'plain words';
}
