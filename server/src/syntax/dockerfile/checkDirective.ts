import { quote } from '../../text/goStrings.ts';
import type { DockerfileTree, SyntaxIssue } from './tree.ts';

/**
 * What BuildKit refuses of the value of `# check=`: an option other than `skip`, `experimental` and `error`, and an
 * `error` that is no boolean of Go's. At most three options are told apart; the rest belongs to the third.
 * https://github.com/moby/buildkit/blob/master/frontend/dockerfile/linter/linter.go (ParseLintOptions)
 */
export function checkDirectiveIssues(tree: DockerfileTree): SyntaxIssue[] {
  const directive = tree.directives.find(({ name }) => name === 'check');
  const value = directive?.value.trim();
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
