import type { Severity } from '../../rules/categories.ts';
import { type Format, locatedProblems } from './format.ts';

/**
 * Commands that GitHub Actions shows as annotations of the lines.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
export const github: Format = (files) =>
  locatedProblems(files)
    .map(({ file, problem, region }) => {
      const { startLine, startColumn, endLine, endColumn } = region;
      // Columns count for ranges within a line alone.
      const columns = startLine === endLine ? `,col=${startColumn},endColumn=${endColumn}` : '';
      const place = `file=${escapedValue(file.path)},line=${startLine},endLine=${endLine}${columns}`;
      const title = `title=${escapedValue(problem.rule.id)}`;
      return `::${levels[problem.severity]} ${place},${title}::${escapedText(problem.message)}\n`;
    })
    .join('');

const levels: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  information: 'notice',
  hint: 'notice',
};

function escapedText(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapedValue(text: string): string {
  return escapedText(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
