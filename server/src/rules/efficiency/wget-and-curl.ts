import type { Step } from '../../model/types.ts';
import { unwrapCommand } from '../../model/unwrapCommand.ts';
import type { ShellWord } from '../../syntax/shell/tree.ts';
import { defineRule } from '../rule.ts';
import { programCommands } from '../support/programCommands.ts';

export const wgetAndCurl = defineRule({
  id: 'wget-and-curl',
  summary: 'Both wget and curl used in one stage',
  why: 'Both do the same job. One of them is enough: the image is smaller without the other, and readers have one set of options to know.',
  language: 'dockerfile',
  category: 'efficiency',
  severity: 'information',
  preset: 'strict',
  since: '0.1.0',
  equivalents: [
    { tool: 'hadolint', code: 'DL4001', match: 'same' },
    { tool: 'trivy', code: 'DS-0014', match: 'same' },
    { tool: 'semgrep', code: 'use-either-wget-or-curl', match: 'related' },
    { tool: 'kics', code: 'Run-Using-wget-and-curl', match: 'related' },
  ],
  references: ['https://docs.docker.com/build/building/best-practices/#dont-install-unnecessary-packages'],
  concerns: { keywords: ['RUN'], text: /wget/i },
  messages: {
    both: 'This stage uses {other} as well. One of the two is enough: use it for all downloads, and leave the other out of the image.',
  },
  check({ model, report }) {
    if (!/wget/i.test(model.wholeText) || !/curl/i.test(model.wholeText)) return;
    for (const stage of model.stages) {
      const seen = new Map<string, ShellWord>();
      for (const instruction of stage.instructions) {
        const step = model.stepOf(instruction.trigger ?? instruction);
        for (const { name, word } of downloads(step)) {
          const other = name === 'wget' ? 'curl' : 'wget';
          const before = seen.get(other);
          const isFirst = !seen.has(name);
          if (isFirst) seen.set(name, word);
          // Once, where the second of them comes in.
          if (!before || !isFirst) continue;
          const related = [{ range: before.range, message: `${other} is used here` }];
          report({ at: word.range, message: 'both', values: { other }, related });
        }
      }
    }
  },
});

function downloads({ run }: Step): readonly { readonly name: string; readonly word: ShellWord }[] {
  return (run ? programCommands(run) : []).flatMap((command) => {
    const { program, name } = unwrapCommand(command);
    return program && (name === 'wget' || name === 'curl') ? [{ name, word: program }] : [];
  });
}
