// The validator that most editors use (a peer, not the truth): all findings of a file, with ranges and settings.
import { createLinter, judgeAll, judgeFile, NOTES } from './lint.mjs';

/** @type {(cases: any[], tools: import('./run.mjs').Tools, notes: string[]) => Promise<import('./run.mjs').Outcome[]>} */
export async function compare(cases, tools, notes) {
  const linter = await createLinter(tools);
  const codes = linter.codesOf('rcjsuen');
  const { parseDockerfile } = await tools.load('server/src/syntax/dockerfile/parser.ts');
  const { instructionErrors } = await tools.load('server/src/syntax/dockerfile/instructionErrors.ts');
  notes.push(...NOTES, 'a finding counts on any line of the instruction, or of the comments right above it');
  return judgeAll(cases, (item) => {
    const { dockerfile: text, diagnostics, settings } = item;
    const tree = parseDockerfile(text);
    const refusals = [...tree.errors, ...instructionErrors(tree)].map(({ message }) => message);
    const outcomes = judgeFile({
      linter,
      codes,
      text,
      expected: diagnostics.map((diagnostic) => ({
        code: diagnostic.code,
        line: diagnostic.instructionLine === null ? null : diagnostic.range[0] + 1,
        refuses: diagnostic.severity === 'error',
        wanted: diagnostic,
      })),
      item,
      isSilent: (code) => isOn(code, settings ?? {}),
    });
    // What BuildKit says of the text, for the excuses.
    return outcomes.map((outcome) => ({ ...outcome, refusals }));
  });
}

/** The settings that govern a code; the other codes are always on. */
const SWITCHES = {
  DEPRECATED_MAINTAINER: ['deprecatedMaintainer'],
  CASING_DIRECTIVE: ['directiveCasing'],
  CASING_INSTRUCTION: ['instructionCasing'],
  EMPTY_CONTINUATION_LINE: ['emptyContinuationLine'],
  JSON_IN_SINGLE_QUOTES: ['instructionJSONInSingleQuotes'],
  MULTIPLE_INSTRUCTIONS: [
    'instructionCmdMultiple',
    'instructionEntrypointMultiple',
    'instructionHealthcheckMultiple',
  ],
  WORKDIR_IS_NOT_ABSOLUTE: ['instructionWorkdirRelative'],
};

/** A code that is off, or not said to be on, is no witness when it is silent. */
function isOn(code, settings) {
  return (SWITCHES[code] ?? []).every((name) => settings[name] !== undefined && settings[name] !== 'IGNORE');
}
