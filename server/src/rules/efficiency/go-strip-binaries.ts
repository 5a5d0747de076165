import type { PackageCommand } from '../../model/types.ts';
import { defineRule } from '../rule.ts';
import { addedOption } from '../support/insertOption.ts';
import { callRange, callsOf } from '../support/packageCalls.ts';

export const goStripBinaries = defineRule({
  id: 'go-strip-binaries',
  summary: 'Go program built with its debugging tables',
  why: 'A Go program carries a symbol table and debugging information, about a quarter of its size. Without them it runs the same, panics still show their traces, and the image is smaller.',
  language: 'dockerfile',
  category: 'efficiency',
  severity: 'information',
  preset: 'strict',
  since: '0.1.0',
  references: ['https://pkg.go.dev/cmd/link'],
  concerns: { keywords: ['RUN'], text: /go/i },
  stepwise: true,
  messages: {
    unstripped: 'The program keeps its debugging tables, about a quarter of its size. Add -ldflags="-s -w".',
  },
  fixes: {
    addOption: { title: 'Add -ldflags="-s -w"', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, steps, report }) {
    for (const { step, call } of callsOf(steps, ['go'])) {
      if (call.verb?.value !== 'build' || call.mayHideOptions || saysLinkerFlags(call)) continue;
      if (step.before.env('GOFLAGS').kind === 'defined') continue;
      // Only whether it compiles.
      if (call.command.words.some(({ value }) => value === './...') && !call.hasOption('-o')) continue;
      // Debuggers, and builds that find data races, want the tables; -buildmode may make no program at all.
      if (call.hasOption('-gcflags', '-race', '-buildmode', '-n')) continue;
      const isPlain = step.run?.form !== 'exec' && call.verb !== undefined;
      const edits =
        isPlain && call.verb ? addedOption(step, call.verb, OPTION, model.tree.text).edits : undefined;
      report({
        at: callRange(call, model.tree.text),
        message: 'unstripped',
        fixes: edits && [{ fix: 'addOption', edits }],
      });
    }
  },
});

const OPTION = '-ldflags="-s -w"';

function saysLinkerFlags(call: PackageCommand): boolean {
  return (
    call.hasOption('-ldflags', '--ldflags') ||
    call.command.assignments.some(({ name }) => name === 'GOFLAGS') ||
    call.command.words.some(({ text }) => /ldflags|GOFLAGS/i.test(text))
  );
}
