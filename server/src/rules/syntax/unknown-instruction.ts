import { keywordNames } from '../../syntax/dockerfile/instructionGrammar.ts';
import type { DockerfileTree, Instruction } from '../../syntax/dockerfile/tree.ts';
import { closest } from '../../text/nearest.ts';
import { defineRule } from '../rule.ts';
import { syntaxIssues } from '../support/syntaxIssues.ts';
import { commentMove } from '../support/trailingComments.ts';

export const unknownInstruction = defineRule({
  id: 'unknown-instruction',
  summary: 'Keyword is no Dockerfile instruction',
  why: 'BuildKit refuses the whole file at a keyword it does not know.',
  language: 'dockerfile',
  category: 'syntax',
  severity: 'error',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
    { tool: 'rcjsuen', code: 'UNKNOWN_INSTRUCTION', match: 'same' },
    { tool: 'tally', code: 'unknown-instruction', match: 'same' },
    { tool: 'dockerfilelint', code: 'invalid_command', match: 'same' },
    { tool: 'dockadvisor', code: 'UnrecognizedInstruction', match: 'same' },
    { tool: 'dockadvisor', code: 'InvalidInstruction', match: 'same' },
    { tool: 'hadolint', code: 'DL1000', match: 'related' },
  ],
  references: ['https://docs.docker.com/reference/dockerfile/#overview'],
  messages: {
    unknown: '{word} is no instruction: the build stops here.',
    misspelt: '{word} is no instruction: the build stops here. Did you mean {nearest}?',
    cutOff:
      '{word} was to be a part of {keyword} above. Nothing may follow the token that continues a line, not even a comment.',
  },
  fixes: {
    useNearest: { title: 'Change to {nearest}', safety: 'unsafe', availability: 'always' },
    moveComment: { title: 'Move the comment to a line above', safety: 'unsafe', availability: 'always' },
  },
  check({ model, report }) {
    const issues = syntaxIssues(model, 'unknown-instruction');
    if (issues.length === 0) return;
    const before = instructionsBefore(model.tree);
    for (const issue of issues) {
      const word = issue.values.word ?? '';
      const cut = issue.instruction && commentBehindToken(model.tree, before.get(issue.instruction));
      const move = cut && commentMove(model.tree, cut.comment);
      if (cut && move) {
        const values = { word, keyword: cut.above.keyword.text };
        const related = [{ range: cut.comment, message: 'This comment ends the instruction' }];
        const fixes = [{ fix: 'moveComment', edits: move }] as const;
        report({ at: issue.range, message: 'cutOff', values, related, fixes });
        continue;
      }
      const nearest = closest(word, keywordNames);
      if (nearest === undefined) {
        report({ at: issue.range, message: 'unknown', values: { word } });
        continue;
      }
      const newText = word === word.toLowerCase() ? nearest.toLowerCase() : nearest;
      report({
        at: issue.range,
        message: 'misspelt',
        values: { word, nearest: newText },
        fixes: [
          { fix: 'useNearest', values: { nearest: newText }, edits: [{ range: issue.range, newText }] },
        ],
      });
    }
  },
});

/** `RUN a \ # why` on the line above: the token is not the last of its line, and continues nothing. */
function commentBehindToken({ text, escape: token }: DockerfileTree, above: Instruction | undefined) {
  if (!above || above.heredocs.length > 0) return undefined;
  const lineStart = Math.max(text.lastIndexOf('\n', above.head.end - 1) + 1, above.keyword.range.end);
  const line = text.slice(lineStart, above.head.end).trimEnd();
  for (let at = line.indexOf(token); at >= 0; at = line.indexOf(token, at + 1)) {
    let next = at + 1;
    while (line.charAt(next) === ' ' || line.charAt(next) === '\t') next++;
    if (next > at + 1 && line.charAt(next) === '#' && /\s/.test(line.charAt(at - 1))) {
      return { above, comment: { start: lineStart + next, end: lineStart + line.length } };
    }
    at = next - 1;
  }
  return undefined;
}

function instructionsBefore({ instructions }: DockerfileTree): ReadonlyMap<Instruction, Instruction> {
  const before = new Map<Instruction, Instruction>();
  instructions.forEach((instruction, index) => {
    const above = instructions[index - 1];
    if (above) before.set(instruction, above);
  });
  return before;
}
