import { homepage } from '../../../../shared/src/identifiers.ts';
import { rulePage } from '../../features/rulePage.ts';
import type { Problem } from '../../lint/problem.ts';
import type { Severity } from '../../rules/categories.ts';
import type { Rule } from '../../rules/rule.ts';
import type { TextRange } from '../../text/range.ts';
import type { CheckedFile } from '../checker.ts';
import { type Format, type Region, regionsOf } from './format.ts';

/**
 * SARIF 2.1.0, which GitHub's code scanning, Azure DevOps and others read, with what comments silence, marked so. Without
 * fixes: these are proved one by one when they are applied. https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export const sarif: Format = (files, { version }) => {
  const rules = [...new Set(files.flatMap((file) => [...file.problems, ...file.suppressed].map(ruleOf)))];
  rules.sort((a, b) => (a.id < b.id ? -1 : 1));
  const indexes = new Map(rules.map((rule, index) => [rule, index]));
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: { name: 'Shipshape', version, informationUri: homepage, rules: rules.map(descriptor) },
        },
        columnKind: 'utf16CodeUnits',
        results: files.flatMap((file) => {
          const regionOf = regionsOf(file.text);
          const result = (problem: Problem) => ({
            ruleIndex: indexes.get(problem.rule),
            ...resultOf(problem, file, regionOf),
          });
          return [
            ...file.problems.map(result),
            ...file.suppressed.map((problem) => ({
              ...result(problem),
              suppressions: [{ kind: 'inSource' }],
            })),
          ];
        }),
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
};

function ruleOf({ rule }: Problem): Rule {
  return rule;
}

function descriptor({ id, summary, why, category, severity }: Rule) {
  return {
    id,
    shortDescription: { text: summary },
    fullDescription: { text: why },
    helpUri: rulePage(id),
    help: { text: why },
    defaultConfiguration: { level: levels[severity] },
    properties: { tags: [category] },
  };
}

type RegionOf = (range: TextRange) => Region;

function resultOf(problem: Problem, file: CheckedFile, regionOf: RegionOf) {
  const locationOf = (range: TextRange) => ({
    physicalLocation: { artifactLocation: artifact(file), region: regionOf(range) },
  });
  const related = problem.related.flatMap((one) =>
    'range' in one ? [{ ...locationOf(one.range), message: { text: one.message } }] : [],
  );
  return {
    ruleId: problem.rule.id,
    level: levels[problem.severity],
    message: { text: problem.message },
    locations: [locationOf(problem.range)],
    ...(related.length > 0 ? { relatedLocations: related } : {}),
    partialFingerprints: { 'shipshape/v1': problem.fingerprint },
  };
}

/** A path from the folder of the run; outside of it, a URI of its own. */
function artifact({ path }: CheckedFile) {
  const encoded = path.split('/').map(encodeURIComponent).join('/');
  if (/^(?:\/|[A-Za-z]:\/)/.test(path)) {
    return { uri: `file://${path.startsWith('/') ? '' : '/'}${encoded.replace('%3A', ':')}` };
  }
  return { uri: encoded, uriBaseId: '%SRCROOT%' };
}

const levels: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  information: 'note',
  hint: 'note',
};
