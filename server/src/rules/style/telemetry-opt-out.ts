import { telemetryOf } from '../../knowledge/telemetry.ts';
import type { RunModel } from '../../model/types.ts';
import { unwrapCommand } from '../../model/unwrapCommand.ts';
import type { ShellWord } from '../../syntax/shell/tree.ts';
import { defineRule } from '../rule.ts';
import { linesAbove, topLevel } from '../support/insertLine.ts';

export const telemetryOptOut = defineRule({
  id: 'telemetry-opt-out',
  summary: 'A tool reports to its maker that the build uses it',
  why: 'Some tools send who uses them, and how, to their maker, unless a variable tells them not to. From a build that says little to them, and costs time and a network.',
  language: 'dockerfile',
  category: 'style',
  severity: 'information',
  preset: 'off',
  since: '0.1.0',
  equivalents: [{ tool: 'tally', code: 'prefer-telemetry-opt-out', match: 'narrower' }],
  references: ['https://consoledonottrack.com/'],
  concerns: {
    keywords: ['RUN'],
    text: /\b(?:dotnet|pwsh|next|gatsby|nux[ti]|astro|turbo|brew|az|sam|func|terraform)\b/i,
  },
  messages: {
    reports: '{tool} reports its use to its maker. Set {variable}={value} to have it silent.',
  },
  fixes: {
    optOut: { title: 'Set {variable}={value}', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, steps, report }) {
    const seen = new Set<string>();
    for (const { instruction, run, before, stage } of steps) {
      for (const { word, tool, variable, value } of run?.once(reportingCalls) ?? []) {
        if (before.env(variable).kind === 'defined' || before.env('DO_NOT_TRACK').kind === 'defined')
          continue;
        // What one stage sets is the matter of that stage, once.
        const key = `${stage?.index ?? ''} ${variable}`;
        if (seen.has(key)) continue;
        seen.add(key);
        const values = { variable, value };
        const edit = instruction.isTrigger
          ? undefined
          : linesAbove(model.tree, topLevel(model.tree, instruction), [`ENV ${variable}=${value}`]);
        report({
          at: word.range,
          message: 'reports',
          values: { tool, ...values },
          fixes: edit && [{ fix: 'optOut', values, edits: [edit] }],
        });
      }
    }
  },
});

interface ReportingCall {
  readonly word: ShellWord;
  readonly tool: string;
  readonly variable: string;
  readonly value: string;
}

function reportingCalls({ commands }: RunModel): readonly ReportingCall[] {
  const exported = new Set(
    commands.flatMap(({ name, words, assignments }) => [
      ...assignments.map((one) => one.name),
      ...(name === 'export' ? words.map(({ text }) => text.replace(/=.*/s, '')) : []),
    ]),
  );
  return commands.flatMap((command): readonly ReportingCall[] => {
    const { name, program, args } = unwrapCommand(command);
    if (!program || name === undefined) return [];
    const isRunner = /^(?:npx|bunx|pnpx)$/.test(name);
    const word = isRunner ? args.find(({ text }) => !text.startsWith('-')) : program;
    const tool = isRunner ? (word?.value?.replace(/@[^/]*$/, '') ?? '') : name;
    const facts = telemetryOf(tool);
    if (!word || !facts || exported.has(facts.variable) || (tool === 'dotnet' && startsProgram(args)))
      return [];
    return [{ word, tool, ...facts }];
  });
}

/**
 * `dotnet app.dll`, `dotnet --info`: the host that starts programs reports nothing, only the SDK does.
 * https://learn.microsoft.com/dotnet/core/tools/telemetry#scope
 */
function startsProgram(args: readonly ShellWord[]): boolean {
  const command = args.find(({ text }) => !text.startsWith('-'))?.text ?? '';
  return command === '' || command === 'exec' || /\.(?:dll|exe)["']?$/i.test(command);
}
