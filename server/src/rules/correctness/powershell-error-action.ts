import { defineRule } from '../rule.ts';
import { onePerShell, powerShellPrograms, withSetting } from '../support/powerShellPrograms.ts';

export const powershellErrorAction = defineRule({
  id: 'powershell-error-action',
  summary: 'PowerShell goes on after an error',
  why: 'Unless it is told otherwise, PowerShell writes an error and takes the next statement; only the last one decides whether the RUN has failed. What should have stopped the build is found when the container runs.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [{ tool: 'tally', code: 'powershell/error-action-preference', match: 'narrower' }],
  references: [
    'https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_preference_variables#erroractionpreference',
    'https://docs.docker.com/reference/dockerfile/#shell',
  ],
  concerns: { keywords: ['RUN'] },
  messages: {
    shell:
      "PowerShell goes on after an error: only the last statement of a RUN can fail it. Set $ErrorActionPreference = 'Stop' here.",
    run: "PowerShell goes on after an error: only the last of these statements can fail. Set $ErrorActionPreference = 'Stop' first.",
  },
  fixes: {
    stop: { title: "Set $ErrorActionPreference = 'Stop'", safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, steps, report }) {
    const found = steps.flatMap((step) =>
      powerShellPrograms(step).flatMap((program) =>
        goesOn(program.text, program.statements) ? [{ step, program }] : [],
      ),
    );
    for (const { step, program } of onePerShell(found)) {
      const edit = withSetting(program, step, "$ErrorActionPreference = 'Stop';", model);
      const fixes = edit && [{ fix: 'stop' as const, edits: [edit] }];
      if (program.shell) {
        const related = [{ range: program.at.range, message: 'Several statements' }];
        report({ at: program.shell.keyword.range, message: 'shell', related, fixes });
      } else report({ at: program.at.range, message: 'run', fixes });
    }
  },
});

/** A statement before the last one may fail in PowerShell's way, and nobody has thought of that. */
function goesOn(text: string, statements: readonly string[]): boolean {
  if (deals.test(text)) return false;
  return statements.slice(0, -1).some((one) => mayFail.test(one));
}

const deals = /ErrorActionPreference|-ErrorAction\b|-EA\b|\btrap\b|\btry\b|PSDefaultParameterValues/i;
/** A cmdlet, by its name or another one, or a method that throws. Other programs fail in their own way, also with `Stop`. */
const mayFail =
  /\b(?!(?:Write|Out|Get|Select|Where|Format|Measure|Test|ForEach|Sort|Set-PS)-)[A-Z][a-z]+-[A-Z]\w+|(?:^|[\s({=|&])(?:iwr|irm|iex|rm|del|mv|cp|copy|move|mkdir|md)\s|\.Download(?:File|String)\(/i;
