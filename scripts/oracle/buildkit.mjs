// BuildKit's own tests of its checks: all findings of a file, by rule and line.
import { createLinter, judgeAll, judgeFile, NOTES } from './lint.mjs';

/** Checks that BuildKit runs only when a directive asks for them. */
const EXPERIMENTAL = ['InvalidDefinitionDescription'];

/** @type {(cases: any[], tools: import('./run.mjs').Tools, notes: string[]) => Promise<import('./run.mjs').Outcome[]>} */
export async function compare(cases, tools, notes) {
  const linter = await createLinter(tools);
  const codes = linter.codesOf('buildkit');
  notes.push(...NOTES, 'a finding counts on any line of the instruction, or of the comments right above it');
  return judgeAll(cases, (item) => {
    const { dockerfile: text, warnings = [], frontend_attrs: attributes, dockerignore: ignoreText } = item;
    // Build arguments change no finding of a check; what switches checks off from outside does.
    if (attributes && 'build-arg:BUILDKIT_DOCKERFILE_CHECK' in attributes) {
      const unserved = 'checks that the command line of the build switches';
      return warnings.length > 0
        ? warnings.map(({ rule }) => ({ kind: rule, expects: 'finding', agrees: false, unserved }))
        : { kind: 'nothing', expects: 'silence', agrees: false, unserved };
    }
    const asked = EXPERIMENTAL.filter((code) =>
      new RegExp(`#\\s*check\\s*=.*experimental=.*(${code}|all)`).test(text),
    );
    return judgeFile({
      linter,
      codes,
      text,
      expected: warnings.map((warning) => ({
        code: warning.rule,
        line: warning.line ?? null,
        wanted: warning,
      })),
      item,
      isSilent: (code) => !EXPERIMENTAL.includes(code) || asked.includes(code),
      ignoreText,
    });
  });
}
