import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import { defineRule } from '../rule.ts';

export const emptyCommand = defineRule({
  id: 'empty-command',
  summary: 'CMD, ENTRYPOINT or RUN without a command',
  why: 'BuildKit does not refuse it: it takes away the command that the base image, or an instruction above, has given. Where a command was to follow, the container starts something else, or nothing. A RUN without a command makes an empty layer.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
    { tool: 'rcjsuen', code: 'ARGUMENT_MISSING', match: 'broader' },
    { tool: 'dockadvisor', code: 'CmdMissingCommand', match: 'same' },
    { tool: 'dockadvisor', code: 'EntrypointMissingCommand', match: 'same' },
    { tool: 'dockadvisor', code: 'RunMissingCommand', match: 'same' },
  ],
  references: [
    'https://docs.docker.com/reference/dockerfile/#entrypoint',
    'https://github.com/moby/buildkit/blob/master/frontend/dockerfile/instructions/parse.go',
  ],
  stepwise: true,
  concerns: { keywords: ['CMD', 'ENTRYPOINT', 'RUN'], text: /CMD|ENTRYPOINT|RUN/i },
  messages: {
    nothing:
      '{keyword} without a command takes away the one that was there. Write the command, or {keyword} [] if that is meant.',
    run: 'There is nothing to run: this makes an empty layer. Write the command, or remove the line.',
  },
  fixes: {
    writeArray: { title: 'Write {keyword} []', safety: 'unsafe', availability: 'always' },
  },
  check({ steps, report }) {
    for (const { instruction } of steps) {
      const { name, keyword, range } = instruction;
      if (name === 'RUN' && instruction.args.text === '' && instruction.heredocs.length === 0) {
        report({ at: keyword.range, message: 'run' });
        continue;
      }
      if ((name !== 'CMD' && name !== 'ENTRYPOINT') || !isEmpty(instruction)) continue;
      const values = { keyword: name };
      const end = keyword.range.end;
      // Continuations behind it, which lead to nothing, go.
      const rest = { start: end, end: instruction.comments.length > 0 ? end : range.end };
      report({
        at: keyword.range,
        message: 'nothing',
        values,
        fixes: [{ fix: 'writeArray', values, edits: [{ range: rest, newText: ' []' }] }],
      });
    }
  },
});

function isEmpty({ body, heredocs }: Instruction): boolean {
  return body.text === '' && heredocs.length === 0;
}
