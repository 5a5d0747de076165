import { quote } from '../../text/goStrings.ts';
import type { DockerfileTree, SyntaxIssue } from './tree.ts';

/** A rule that `skip=` names, where it stands in the value; `all` stands alone. */
export interface SkippedCheck {
  readonly code: string;
  readonly start: number;
}

/** BuildKit reads the value of `# check=` up to its first blank (`parser.ParseDirective`); a tab is none. */
function readCheckValue(value: string): string {
  const blank = value.indexOf(' ');
  return blank < 0 ? value : value.slice(0, blank);
}

/**
 * What the value of `# check=` skips: the last list of two counts, and `all` if it is all that stands behind a `skip=`. Codes
 * are trimmed, and told as they are written: BuildKit knows upper case from lower.
 * https://github.com/moby/buildkit/blob/master/frontend/dockerfile/linter/linter.go (ParseLintOptions)
 */
export function skippedChecks(value: string): readonly SkippedCheck[] {
  let all: SkippedCheck | undefined;
  let listed: readonly SkippedCheck[] = [];
  let at = 0;
  for (const part of splitThree(readCheckValue(value))) {
    const equals = part.indexOf('=');
    if (part.slice(0, Math.max(0, equals)).trim() === 'skip') {
      const codes = codesIn(part.slice(equals + 1), at + equals + 1);
      if (codes.length === 1 && codes[0]?.code === 'all') all = codes[0];
      else listed = codes.filter(({ code }) => code !== '' && code !== 'all');
    }
    at += part.length + 1;
  }
  return all ? [all, ...listed] : listed;
}

function codesIn(list: string, offset: number): SkippedCheck[] {
  let at = offset;
  return list.split(',').map((piece) => {
    const code = piece.trim();
    const start = at + piece.indexOf(code);
    at += piece.length + 1;
    return { code, start };
  });
}

/**
 * What BuildKit refuses of the value of `# check=`: an option other than `skip`, `experimental` and `error`, and an
 * `error` that is no boolean of Go's. At most three options are told apart; the rest belongs to the third.
 * https://github.com/moby/buildkit/blob/master/frontend/dockerfile/linter/linter.go (ParseLintOptions)
 */
export function checkDirectiveIssues(tree: DockerfileTree): SyntaxIssue[] {
  const directive = tree.directives.find(({ name }) => name === 'check');
  const value = directive && readCheckValue(directive.value).trim();
  if (!directive || !value) return [];
  for (const part of splitThree(value)) {
    const message = problemOf(part);
    if (message === undefined) continue;
    const at = directive.value.indexOf(part);
    const start = directive.valueRange.start + Math.max(0, at);
    const range = { start, end: Math.min(directive.valueRange.end, start + Math.max(1, part.length)) };
    return [
      { code: 'invalid-check-option', message, range, instruction: undefined, values: { option: part } },
    ];
  }
  return [];
}

function splitThree(value: string): string[] {
  const parts = value.split(';');
  return parts.length <= 3 ? parts : [...parts.slice(0, 2), parts.slice(2).join(';')];
}

function problemOf(part: string): string | undefined {
  const equals = part.indexOf('=');
  if (equals < 0) return `invalid check option ${quote(part)}`;
  const key = part.slice(0, equals).trim();
  const setting = part.slice(equals + 1).trim();
  if (key === 'skip' || key === 'experimental') return undefined;
  if (key !== 'error') return `invalid check option ${quote(key)}`;
  if (/^(?:1|t|T|TRUE|true|True|0|f|F|FALSE|false|False)$/.test(setting)) return undefined;
  return `failed to parse check option ${quote(part)}: strconv.ParseBool: parsing ${quote(setting)}: invalid syntax`;
}
