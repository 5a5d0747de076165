import { keywordNames } from '../../syntax/dockerfile/instructionGrammar.ts';
import type { DockerfileTree, Instruction } from '../../syntax/dockerfile/tree.ts';
import { closest } from '../../text/nearest.ts';
import { defineRule } from '../rule.ts';
import { lostContinuations } from '../support/lostContinuation.ts';
import { instructionAt } from '../support/swallowedInstructions.ts';
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
    { tool: 'tally', code: 'invalid-onbuild-trigger', match: 'broader' },
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
    notContinued:
      'Nothing continues this line: {keyword} ends here, and {word} below is no instruction. End the line with {token}.',
  },
  fixes: {
    useNearest: { title: 'Change to {nearest}', safety: 'unsafe', availability: 'always' },
    continueLine: {
      title: 'Add {token} at the end of the line',
      safety: 'unsafe',
      availability: 'sometimes',
    },
    moveComment: { title: 'Move the comment to a line above', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, report }) {
    const issues = syntaxIssues(model, 'unknown-instruction');
    if (issues.length === 0) return;
    const lost = lostContinuations(model);
    const { tree } = model;
    for (const issue of issues) {
      const word = issue.values.word ?? '';
      const cut = issue.instruction && lost.get(issue.instruction);
      // What the rest of such an instruction does nobody has read.
      const misread = cut && { start: cut.instruction.range.start, end: cut.line.range.end };
      if (cut?.comment) {
        const values = { word, keyword: (cut.instruction.trigger ?? cut.instruction).keyword.text };
        const related = [{ range: cut.comment, message: 'This comment ends the instruction' }];
        const edits = commentMove(tree, cut.comment);
        report({
          at: issue.range,
          message: 'cutOff',
          values,
          related,
          fixes: edits && [{ fix: 'moveComment', edits }],
          misread,
        });
        continue;
      }
      if (cut) {
        const values = {
          word,
          keyword: (cut.instruction.trigger ?? cut.instruction).keyword.text,
          token: tree.escape,
        };
        const related = [{ range: issue.range, message: 'BuildKit takes this for an instruction' }];
        const edits = [{ range: cut.end.blanks, newText: ` ${tree.escape}` }];
        const isOpen = cut.endsInComment || swallowsMore(cut.line, tree);
        const fixes = isOpen ? [] : [{ fix: 'continueLine' as const, values, edits }];
        report({ at: cut.end.word, message: 'notContinued', values, related, fixes, misread });
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

/** A continuation of the line swallows an instruction, which would become a part of the one above. */
function swallowsMore({ continuations }: Instruction, { text }: DockerfileTree): boolean {
  return continuations.some(({ end }) => instructionAt(text.slice(end, end + 400)) !== undefined);
}
