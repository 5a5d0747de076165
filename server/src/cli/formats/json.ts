import { rulePage } from '../../features/rulePage.ts';
import { type Format, regionsOf } from './format.ts';

/** For scripts: everything that is known of each problem, file by file. Members are added, never changed. */
export const json: Format = (files) =>
  `${JSON.stringify(
    files.map(({ path, text, problems, suppressed, note, isChanged }) => {
      const regionOf = regionsOf(text);
      return {
        path,
        problems: problems.map((problem) => ({
          rule: problem.rule.id,
          category: problem.rule.category,
          severity: problem.severity,
          message: problem.message,
          ...regionOf(problem.range),
          fingerprint: problem.fingerprint,
          page: rulePage(problem.rule.id),
          equivalents: problem.rule.equivalents.map(({ tool, code }) => `${tool}:${code}`),
          fixes: problem.fixes.map(({ title, safety }) => ({ title, safety })),
        })),
        suppressed: suppressed.length,
        ...(note === undefined ? {} : { note }),
        fixed: isChanged,
      };
    }),
    undefined,
    2,
  )}\n`;
