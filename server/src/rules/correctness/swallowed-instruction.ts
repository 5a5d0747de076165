import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import type { TextRange } from '../../text/range.ts';
import { defineRule } from '../rule.ts';
import { endingEdit, swallowedIn } from '../support/swallowedInstructions.ts';
import { backtickEdit, folderBefore } from '../support/windowsPaths.ts';

export const swallowedInstruction = defineRule({
  id: 'swallowed-instruction',
  summary: 'A continuation makes the next instruction a part of this one',
  why: 'The line below is not carried out: it is handed to the command above as arguments. The build fails somewhere else, or goes on without the instruction.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [],
  references: [
    'https://docs.docker.com/reference/dockerfile/#format',
    'https://docs.docker.com/reference/dockerfile/#escape',
  ],
  stepwise: true,
  messages: {
    continued: 'This continues {keyword}: {next} on the line below becomes a part of it. End {keyword} here.',
    path: 'At the end of a line this continues {keyword}: {next} on the line below becomes a part of the path. Begin the file with # escape=`, or write the path with slashes.',
  },
  fixes: {
    endHere: { title: 'End {keyword} here', safety: 'unsafe', availability: 'always' },
    useSlashes: { title: 'Write {path}', safety: 'unsafe', availability: 'sometimes' },
    useBacktick: {
      title: 'Make the backtick the escape token of the file',
      safety: 'unsafe',
      availability: 'sometimes',
    },
  },
  check({ model, steps, report }) {
    for (const { instruction } of steps) {
      for (const swallowed of swallowedIn(instruction)) {
        const { seam, keyword: next } = swallowed;
        const { text } = model.tree;
        // A blank line between the two is deprecated as well: that is said by a rule of its own.
        if (instruction.emptyLines.some(({ start }) => seam.start < start && start < seam.end)) continue;
        const at = { start: seam.start, end: seam.start + 1 };
        const misread = { start: seam.start, end: instruction.range.end };
        const keyword = (instruction.trigger ?? instruction).keyword.text;
        const path = folderBefore(model.tree, seam.start);
        if (path) {
          const slashes = slashed(instruction, path, text);
          const backtick = backtickEdit(model.tree);
          const fixes = [
            ...(backtick ? ([{ fix: 'useBacktick', edits: [backtick] }] as const) : []),
            ...(slashes
              ? ([
                  {
                    fix: 'useSlashes',
                    values: { path: slashes },
                    edits: [{ range: path, newText: slashes }],
                  },
                ] as const)
              : []),
          ];
          report({ at, message: 'path', values: { keyword, next }, misread, fixes });
          continue;
        }
        const fixes = [
          { fix: 'endHere', values: { keyword }, edits: [endingEdit(text, seam.start)] },
        ] as const;
        report({ at, message: 'continued', values: { keyword, next }, misread, fixes });
      }
    }
  },
});

/** Where BuildKit reads the path, it takes slashes as well; a program of Windows may not. */
function slashed(instruction: Instruction, { start, end }: TextRange, text: string): string | undefined {
  const { name } = instruction.trigger ?? instruction;
  if (name !== 'WORKDIR' && name !== 'COPY' && name !== 'ADD') return undefined;
  return text.slice(start, end).replaceAll('\\', '/');
}
