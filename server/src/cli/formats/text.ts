import type { Problem } from '../../lint/problem.ts';
import type { Severity } from '../../rules/categories.ts';
import { type Format, regionsOf } from './format.ts';

/** For people: a block for each file that something is said of, and the sum. */
export const text: Format = (files, { color }) => {
  const paint = (code: number, what: string): string => (color ? `\u001b[${code}m${what}\u001b[0m` : what);
  const blocks = files.flatMap(({ path, text: content, problems, note, isChanged }) => {
    const regionOf = regionsOf(content);
    const lines = problems.map((problem) => {
      const { startLine, startColumn } = regionOf(problem.range);
      const place = `${startLine}:${startColumn}`.padEnd(7);
      const severity = paint(colors[problem.severity], problem.severity.padEnd('information'.length));
      return `  ${place} ${severity}  ${printable(problem.message)}  ${paint(faint, problem.rule.id)}`;
    });
    if (note !== undefined) lines.push(`  ${note}`);
    if (isChanged) lines.push(`  ${paint(faint, 'fixed')}`);
    return lines.length === 0 ? [] : [`${paint(underlined, printable(path))}\n${lines.join('\n')}\n`];
  });
  return files.length === 0 ? '' : `${[...blocks, sum(files)].join('\n')}\n`;
};

const faint = 2;
const underlined = 4;
const colors: Readonly<Record<Severity, number>> = { error: 31, warning: 33, information: 36, hint: faint };

/** What a file holds must not steer the terminal: control characters become the ones that picture them. */
function printable(text: string): string {
  return text.replace(/[\u0000-\u001F\u007F-\u009F]/g, (character) => {
    const code = character.charCodeAt(0);
    if (code < 0x20) return String.fromCharCode(0x2400 + code);
    return code === 0x7f ? '\u2421' : '\uFFFD';
  });
}

function sum(files: Parameters<Format>[0]): string {
  const problems = files.flatMap((file) => file.problems);
  const checked = `${counted(files.length, 'file')} checked`;
  if (problems.length === 0) return `${checked}, no problems.`;
  const bySeverity = (['error', 'warning', 'information', 'hint'] as const).flatMap((severity) => {
    const count = problems.filter((problem) => problem.severity === severity).length;
    return count === 0
      ? []
      : [severity === 'information' ? `${count} information` : counted(count, severity)];
  });
  const fixable = problems.filter(hasSafeFix).length;
  const fix = fixable === 0 ? '' : ` ${fixable} can be fixed with --fix.`;
  return `${checked}, ${counted(problems.length, 'problem')}: ${bySeverity.join(', ')}.${fix}`;
}

function hasSafeFix({ fixes }: Problem): boolean {
  return fixes[0]?.safety === 'safe';
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
