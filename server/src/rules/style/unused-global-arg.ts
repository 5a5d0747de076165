import { defineRule } from '../rule.ts';
import { linesWithout } from '../support/removeInstruction.ts';
import { withoutOne } from '../support/removeWord.ts';

export const unusedGlobalArg = defineRule({
  id: 'unused-global-arg',
  summary: 'ARG above the first FROM that nothing uses',
  why: 'What stands above the first FROM is for FROM, and for stages that repeat the ARG. Where none does, no value of it changes the build, and --build-arg sets it in vain.',
  language: 'dockerfile',
  category: 'style',
  severity: 'information',
  preset: 'strict',
  status: 'preview',
  since: '0.1.0',
  equivalents: [],
  references: ['https://docs.docker.com/reference/dockerfile/#understand-how-arg-and-from-interact'],
  concerns: { keywords: ['ARG'] },
  messages: {
    unused: 'No FROM uses {name}, and no stage repeats ARG {name}: it has no effect. Use it, or delete it.',
  },
  fixes: {
    remove: { title: 'Remove ARG {name}', safety: 'unsafe', availability: 'always' },
  },
  check({ model, report }) {
    const { globalArgs, stages, tree } = model;
    if (globalArgs.length === 0 || stages.length === 0) return;
    // A stage that reads it without repeating it is told so.
    const wanted = new Set([...model.variableUses, ...model.shellVariableUses].map(({ name }) => name));
    for (const { instruction, stage } of model.stepsWith('ARG')) {
      if (stage) for (const { name } of instruction.pairs) wanted.add(name.text);
    }
    const first = stages[0]?.from.range.start ?? 0;
    for (const { instruction } of model.stepsWith('ARG')) {
      if (instruction.range.start > first) continue;
      for (const pair of instruction.pairs) {
        const name = pair.name.text;
        // A comment behind an instruction is none; the rule on these tells.
        if (name.startsWith('#')) break;
        if (!/^\w+$/.test(name) || wanted.has(name) || forTheBuilder.test(name)) continue;
        const one = withoutOne(instruction.pairs, pair, tree);
        const edits = one ? [one] : linesWithout(tree, instruction);
        report({
          at: pair.name.range,
          message: 'unused',
          values: { name },
          tags: ['unnecessary'],
          fixes: [{ fix: 'remove', values: { name }, edits }],
        });
      }
    }
  },
});

/** What BuildKit, or the tools around it, read themselves. */
const forTheBuilder =
  /^(?:BUILDKIT_|SOURCE_DATE_EPOCH$|(?:TARGET|BUILD)(?:PLATFORM|OS|ARCH|VARIANT)$|(?:\w+_)?proxy$)/i;
