import type { BuildModel, CommandSetting } from '../../model/types.ts';
import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import { defineRule, type FixEdit } from '../rule.ts';
import { programOf } from '../support/argv.ts';
import { commandEdits, simpleCommand } from '../support/execForm.ts';

export const cmdRepeatsEntrypoint = defineRule({
  id: 'cmd-repeats-entrypoint',
  summary: 'CMD names the program that ENTRYPOINT starts already',
  why: 'CMD is appended to ENTRYPOINT. ENTRYPOINT ["node"] with CMD ["node", "app.js"] runs node node app.js, and the program looks for a file called like itself.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [],
  references: [
    'https://docs.docker.com/reference/dockerfile/#understand-how-cmd-and-entrypoint-interact',
    'https://github.com/GoogleContainerTools/distroless/blob/main/examples/nodejs/Dockerfile',
  ],
  concerns: { keywords: ['CMD'] },
  messages: {
    repeated: 'ENTRYPOINT starts {program} already, and CMD is appended to it. Leave {program} out of CMD.',
    base: 'The base image’s ENTRYPOINT is {program}, and CMD is appended to it. Leave {program} out of CMD.',
    shellForm:
      'In shell form ENTRYPOINT gets /bin/sh, -c and the text of CMD as its arguments. Write CMD in exec form.',
  },
  fixes: {
    dropProgram: { title: 'Leave {program} out of CMD', safety: 'unsafe', availability: 'always' },
    toExecForm: { title: 'Convert CMD to exec form', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, report }) {
    const told = new Set<Instruction>();
    for (const { final } of model.stages) {
      const entrypoint = final.entrypoint.value;
      const cmd = final.cmd.value;
      if (entrypoint?.form !== 'exec' || cmd?.instruction.name !== 'CMD') continue;
      const { instruction } = cmd;
      if (told.has(instruction) || instruction.brokenJson || entrypoint.argv.length === 0) continue;
      const program = startedBy(entrypoint);
      if (cmd.form === 'exec') {
        const first = instruction.json?.items[0];
        if (!first || !program || baseName(first.value) !== program) continue;
        told.add(instruction);
        const isOwn = entrypoint.instruction.name === 'ENTRYPOINT';
        const values = { program: first.value };
        const fixes = [
          { fix: 'dropProgram', values, edits: [withoutFirst(instruction, entrypoint.argv)] },
        ] as const;
        const related = isOwn
          ? [{ range: entrypoint.instruction.keyword.range, message: 'The ENTRYPOINT' }]
          : undefined;
        report({ at: first.range, message: isOwn ? 'repeated' : 'base', values, related, fixes });
        continue;
      }
      const { shell } = instruction;
      if (!shell || !isMeantAsArguments(shell.text, program)) continue;
      told.add(instruction);
      report({
        at: shell.range,
        message: 'shellForm',
        fixes: execFix(instruction, program, model),
      });
    }
  },
});

/**
 * What gets CMD as its arguments. Undefined where CMD may well be a command: wrappers with nothing to wrap yet,
 * `sh -c`, a script that an interpreter runs.
 */
function startedBy({ argv }: CommandSetting): string | undefined {
  const program = programOf(argv);
  if (!program || /^(?:tini|dumb-init|env|gosu|su-exec|sudo|catatonit|exec)$/.test(program.name))
    return undefined;
  const options = argv.slice(program.index + 1);
  return options.every((word) => /^-(?!\w*c$)./.test(word)) ? baseName(program.name) : undefined;
}

/** The program goes, and with it the options that ENTRYPOINT has behind it as well: `java -jar`. */
function withoutFirst({ json }: Instruction, entrypoint: readonly string[]): FixEdit {
  const items = json?.items ?? [];
  const options = entrypoint.slice((programOf(entrypoint)?.index ?? 0) + 1);
  let count = 1;
  while (count <= options.length && items[count]?.value === options[count - 1]) count++;
  const start = items[0]?.range.start ?? 0;
  return {
    range: { start, end: items[count]?.range.start ?? items.at(-1)?.range.end ?? start },
    newText: '',
  };
}

/** The program again, or nothing but options: either makes sense behind ENTRYPOINT only. */
function isMeantAsArguments(text: string, program: string | undefined): boolean {
  if (/^-[A-Za-z]/.test(text)) return true;
  const first = /^[\w./-]+(?=\s|$)/.exec(text)?.[0];
  return first !== undefined && program !== undefined && baseName(first) === program;
}

function execFix(instruction: Instruction, program: string | undefined, model: BuildModel) {
  const script = model.stepOf(instruction).scripts[0];
  if (!script || script.comments.length > 0 || instruction.heredocs.length > 0) return undefined;
  const command = simpleCommand(script);
  const [first, second] = command?.words ?? [];
  if (!command?.isPlain || !first) return undefined;
  const { text } = model.tree;
  if (baseName(first.text) !== program) {
    return [{ fix: 'toExecForm', edits: commandEdits(command.words, text) }] as const;
  }
  if (!second || instruction.continuations.length > 0) return undefined;
  const dropped: FixEdit = { range: { start: first.range.start, end: second.range.start }, newText: '' };
  return [{ fix: 'toExecForm', edits: [dropped, ...commandEdits(command.words.slice(1), text)] }] as const;
}

/** `python3.12` and `python` are the same program. */
function baseName(path: string): string | undefined {
  return programOf([path])?.name.replace(/(?<=[a-z])[\d.]+$/, '');
}
