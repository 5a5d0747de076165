import { defineRule } from '../rule.ts';

export const workdirUnquotedSpace = defineRule({
  id: 'workdir-unquoted-space',
  summary: 'Path of WORKDIR has a blank in it without quotes',
  why: 'WORKDIR takes the whole line for one path, unlike COPY, VOLUME and every shell. Who reads the file sees two words, and cannot tell whether the blank is meant.',
  language: 'dockerfile',
  category: 'style',
  severity: 'information',
  preset: 'strict',
  since: '0.1.0',
  equivalents: [{ tool: 'dockerfilelint', code: 'invalid_workdir', match: 'same' }],
  yieldsTo: ['trailing-comment', 'shell-syntax-outside-run'],
  references: ['https://docs.docker.com/reference/dockerfile/#workdir'],
  concerns: { keywords: ['WORKDIR'], text: /\s\S+\s+\S/ },
  stepwise: true,
  messages: {
    blank: 'WORKDIR takes this for one path with a blank in it. Put it in quotes if that is meant.',
  },
  fixes: {
    quote: { title: 'Put the path in quotes', safety: 'safe', availability: 'sometimes' },
  },
  check({ steps, report }) {
    for (const { instruction } of steps) {
      const [word] = instruction.words;
      if (instruction.name !== 'WORKDIR' || !word) continue;
      const { text, range } = word;
      // Blanks within quotes, within the braces of a variable, and those that are escaped are meant.
      const bare = text.replace(/"[^"]*"|'[^']*'|\$\{[^}]*\}|[\\`]./g, '');
      if (!/\s/.test(bare) || bare.startsWith('[')) continue;
      const isPlain = range.end - range.start === text.length && !/["'\\`$]/.test(text);
      report({
        at: range,
        message: 'blank',
        fixes: isPlain
          ? [
              {
                fix: 'quote',
                edits: [
                  { range: { start: range.start, end: range.start }, newText: '"' },
                  { range: { start: range.end, end: range.end }, newText: '"' },
                ],
                claim: { kind: 'same' },
              },
            ]
          : undefined,
      });
    }
  },
});
