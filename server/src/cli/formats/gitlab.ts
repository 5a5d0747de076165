import { createHash } from 'node:crypto';
import type { Severity } from '../../rules/categories.ts';
import { type Format, locatedProblems } from './format.ts';

/** A report of code quality. https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format */
export const gitlab: Format = (files) =>
  `${JSON.stringify(
    locatedProblems(files).map(({ file, problem, region }) => ({
      description: problem.message,
      check_name: problem.rule.id,
      // Ours is unique within a file.
      fingerprint: createHash('sha256').update(`${file.path}\n${problem.fingerprint}`).digest('hex'),
      severity: levels[problem.severity],
      location: { path: file.path, lines: { begin: region.startLine, end: region.endLine } },
    })),
    undefined,
    2,
  )}\n`;

const levels: Readonly<Record<Severity, string>> = {
  error: 'critical',
  warning: 'major',
  information: 'minor',
  hint: 'info',
};
