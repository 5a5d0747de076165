import { defineRule } from '../rule.ts';
import {
  onePerShell,
  type PowerShellProgram,
  powerShellPrograms,
  withSetting,
} from '../support/powerShellPrograms.ts';

export const powershellProgress = defineRule({
  id: 'powershell-progress',
  summary: 'PowerShell draws the progress of a download',
  why: 'A build has no screen to draw on. In Windows PowerShell the drawing slows downloads down to a tenth, and in the log of the build it leaves lines of noise.',
  language: 'dockerfile',
  category: 'style',
  severity: 'information',
  preset: 'strict',
  since: '0.1.0',
  equivalents: [{ tool: 'tally', code: 'powershell/progress-preference', match: 'same' }],
  references: [
    'https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_preference_variables#progresspreference',
    'https://github.com/PowerShell/PowerShell/issues/2138',
  ],
  concerns: { keywords: ['RUN'], text: drawnMark() },
  messages: {
    shell: "{command} draws its progress, and is slow. Set $ProgressPreference = 'SilentlyContinue' here.",
    shellLog: "{command} draws its progress into the log. Set $ProgressPreference = 'SilentlyContinue' here.",
    runLog: "{command} draws its progress into the log. Set $ProgressPreference = 'SilentlyContinue' first.",
    run: "{command} draws its progress, and is slow. Set $ProgressPreference = 'SilentlyContinue' first.",
  },
  fixes: {
    silence: {
      title: "Set $ProgressPreference = 'SilentlyContinue'",
      safety: 'unsafe',
      availability: 'sometimes',
    },
  },
  check({ model, steps, report }) {
    const found = steps.flatMap((step) =>
      powerShellPrograms(step).flatMap((program) =>
        drawnBy(program.text) === undefined ? [] : [{ step, program }],
      ),
    );
    for (const { step, program } of onePerShell(found)) {
      const edit = withSetting(program, step, "$ProgressPreference = 'SilentlyContinue';", model);
      const fixes = edit && [{ fix: 'silence' as const, edits: [edit] }];
      const values = { command: drawnBy(program.text) ?? '' };
      if (program.shell) {
        const related = [{ range: program.at.range, message: 'The first of these programs' }];
        const message = isSeven(program) ? 'shellLog' : 'shell';
        report({ at: program.shell.keyword.range, message, values, related, fixes });
      } else report({ at: program.at.range, message: isSeven(program) ? 'runLog' : 'run', values, fixes });
    }
  },
});

/** There the drawing takes no time worth the name. */
function isSeven({ shell, text, at }: PowerShellProgram): boolean {
  return /^["']?(?:\S*[\\/])?pwsh\b/i.test(shell ? text : at.text);
}

function drawnMark(): RegExp {
  return /\b(?:invoke-(?:webrequest|restmethod)|iwr|irm|expand-archive)\b/i;
}

/** The first command that does, unless the program says something about it. */
function drawnBy(text: string): string | undefined {
  return /ProgressPreference|-ProgressAction/i.test(text) ? undefined : drawnMark().exec(text)?.[0];
}
