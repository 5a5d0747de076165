import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { analyze, type DockerfileAnalysis } from '../../server/src/analysis.ts';
import { CarriedRun, CarryOver } from '../../server/src/lint/carryOver.ts';
import { stepsFor } from '../../server/src/lint/concerns.ts';
import { unknownContext } from '../../server/src/lint/context.ts';
import type { LintConfiguration } from '../../server/src/lint/problem.ts';
import type { LintResult } from '../../server/src/lint/run.ts';
import { createModel } from '../../server/src/model/model.ts';
import { recordWithFacts } from '../../server/src/model/reads.ts';
import type { BuildModel, Step } from '../../server/src/model/types.ts';
import { rules } from '../../server/src/rules/index.ts';
import type { ContextFacts, Report, Rule } from '../../server/src/rules/rule.ts';
import { createLanguageService } from '../../server/src/service.ts';
import { parseDockerfile } from '../../server/src/syntax/dockerfile/parser.ts';
import type { DockerfileTree } from '../../server/src/syntax/dockerfile/tree.ts';
import { documentOf } from '../harness/checkCase.ts';
import { MemoryHost } from '../harness/memoryHost.ts';
import { readSpec } from '../harness/spec.ts';

// A rule that would see nothing new is not run again: what it found in the version before must be what it would find.
// The cases of the rules are where they begin to speak and fall silent, so these are typed at here, line by line.
// SHIPSHAPE_CARRY_ALL=1 types at every line of them, in every way.
const typesEverywhere = process.env.SHIPSHAPE_CARRY_ALL === '1';

const folder = fileURLToPath(new URL('../../server/src/rules', import.meta.url));

const cases = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== 'support')
  .flatMap(({ name }) => readdirSync(join(folder, name)).map((file) => join(folder, name, file)))
  .filter((file) => file.endsWith('.md'))
  .flatMap((file) =>
    readSpec(readFileSync(file, 'utf8')).cases.map((one) => ({ id: basename(file, '.md'), one })),
  )
  .filter(({ one }) => one.language === 'dockerfile' && one.text.length < 4_000);

function analysisOf(text: string, earlier?: ReturnType<DockerfileAnalysis['surrender']>): DockerfileAnalysis {
  const document = { uri: 'file:///Dockerfile', language: 'dockerfile' as const, version: 1, text };
  return analyze(document, undefined, earlier) as DockerfileAnalysis;
}

function found({ problems, suppressed, log }: LintResult): unknown {
  const plain = [...problems, ...suppressed].map(({ rule, ...problem }) => ({ id: rule.id, ...problem }));
  return JSON.parse(JSON.stringify([plain, log]));
}

/**
 * Reads the versions one out of the other, and afresh.
 * @param known what was found afresh under the same conditions
 */
function checkVersions(
  versions: readonly string[],
  configuration: LintConfiguration,
  context: ContextFacts,
  known = new Map<string, unknown>(),
): void {
  let analysis: DockerfileAnalysis | undefined;
  for (const text of versions) {
    analysis = analysisOf(text, analysis?.surrender());
    const carried = found(analysis.lint(configuration, context));
    const fresh = known.get(text) ?? found(analysisOf(text).lint(configuration, context));
    known.set(text, fresh);
    expect(carried, text).toEqual(fresh);
  }
}

/** What typing at a line makes of a text. */
const edits: readonly ((line: string) => string)[] = [
  () => '',
  (line) => `${line}x`,
  (line) => line.replace(/\S+(?=\s*$)/, ''),
  (line) => `# ${line}`,
  (line) => line.replace(/\S+\s*/, ''),
  (line) => `${line}\n`,
  (line) => `RUN true\n${line}`,
];

function sessionsOf(text: string, seed: number): string[][] {
  const lines = text.split('\n');
  const changed = (at: number, edit: (line: string) => string): string =>
    lines.map((line, i) => (i === at ? edit(line) : line)).join('\n');
  const typed = typesEverywhere
    ? lines.flatMap((_, at) => edits.map((edit) => changed(at, edit)))
    : [0, 1].map((n) =>
        changed((seed * 7 + n * 3) % lines.length, edits[(seed + n) % edits.length] as (typeof edits)[0]),
      );
  // What comes back is known, so that the way back is looked at in a session of its own.
  const back = typed.map((one, i) => [one, text, ...typed.slice(i + 1, i + 2)]);
  return [[text, ...typed.slice(0, 1), text], ...back];
}

describe('what is carried over is what would be found', () => {
  test('while the cases of the rules are typed at', { timeout: 3_600_000 }, () => {
    cases.forEach(({ id, one }, seed) => {
      const { text, options, context } = documentOf(one);
      const configuration: LintConfiguration = {
        preset: 'all',
        rules: { [id]: { severity: 'on', options } },
      };
      const known = new Map<string, unknown>();
      for (const versions of sessionsOf(text, seed)) checkVersions(versions, configuration, context, known);
    });
  });

  test('while one case of a rule becomes the next', { timeout: 3_600_000 }, () => {
    for (const rule of new Set(cases.map(({ id }) => id))) {
      const list = cases.filter(({ id }) => id === rule);
      const texts = list.map(({ one }) => one.text);
      const configuration: LintConfiguration = { preset: 'all', rules: {} };
      checkVersions(texts, configuration, documentOf((list[0] as (typeof list)[0]).one).context);
    }
  });
});

test.each(rules.filter(({ stepwise }) => stepwise).map((rule) => [rule.id, rule] as const))(
  '%s says of steps alone what it says of all of them',
  (id, rule) => {
    for (const { one } of cases.filter((each) => each.id === id)) {
      const { text, options, context } = documentOf(one);
      const model = createModel(parseDockerfile(text));
      const run = (shown: readonly Step[]): Report[] => {
        const reports: Report[] = [];
        const report = (each: Report) => reports.push(each);
        rule.check({
          ...{ text, model, file: undefined, context, suppressions: [], report },
          options: { ...defaultOptions(rule), ...options },
          steps: shown,
        });
        return reports;
      };
      const said = (shown: readonly Step[]) => run(shown).map((each) => JSON.stringify(each));
      const placesOf = (step: Step) => run([step]).map(({ at }) => at.start);
      const all = stepsFor(rule, model);
      // Where a step is replaced, what was said within its lines is dropped.
      for (const step of all) {
        const { start, end } =
          model.tree.items.find(({ range }) => range.end > step.instruction.range.start)?.range ??
          step.instruction.range;
        for (const at of placesOf(step)) expect(at >= start && at < end, one.name).toBe(true);
      }
      expect(all.flatMap((step) => said([step])).sort(), one.name).toEqual(said(all).sort());
    }
  },
);

function defaultOptions({ options }: Rule): Record<string, unknown> {
  return Object.fromEntries(Object.entries(options).map(([name, option]) => [name, option.default]));
}

function countRuns(task: () => void): number {
  let runs = 0;
  const { keep } = CarriedRun.prototype;
  CarriedRun.prototype.keep = function (...given) {
    runs++;
    keep.apply(this, given);
  };
  try {
    task();
  } finally {
    CarriedRun.prototype.keep = keep;
  }
  return runs;
}

describe('most rules do not run again', () => {
  const text = `FROM node:22-slim AS build
WORKDIR /app
COPY package.json ./
RUN npm ci
# The program.
COPY src ./src
USER node
CMD ["node", "src/main.js"]
EXPOSE 3000
`;
  const runsOf = (before: string, after: string): number => {
    const configuration: LintConfiguration = { preset: 'all', rules: {} };
    const first = analysisOf(before);
    first.lint(configuration);
    return countRuns(() => analysisOf(after, first.surrender()).lint(configuration));
  };
  const all = runsOf('', text);

  test.each([
    ['a comment', text.replace('program', 'programs'), 0.6],
    ['a RUN', text.replace('npm ci', 'npm ci -q'), 0.6],
    ['a USER', text.replace('USER node', 'USER nodes'), 0.6],
    ['a COPY', text.replace('./src', './srcs'), 0.6],
  ])('%s', (_, after, share) => {
    expect(all).toBeGreaterThan(60);
    expect(runsOf(text, after)).toBeLessThanOrEqual(share * all);
  });

  test('through the service, where documents give back their memory', () => {
    const service = createLanguageService(new MemoryHost(), { contextChanged: () => undefined });
    const configuration: LintConfiguration = { preset: 'all', rules: {} };
    const uri = 'file:///w/Dockerfile';
    let version = 0;
    const type = (typed: string) => {
      service.update({ uri, language: 'dockerfile', version: ++version, text: typed });
      service.lint(uri, configuration);
    };
    type(text);
    expect(countRuns(() => type(text.replace('npm ci', 'npm ci -q')))).toBeLessThanOrEqual(0.6 * all);
  });

  test('through the service, where it keeps its fixes', () => {
    const service = createLanguageService(new MemoryHost(), { contextChanged: () => undefined });
    const configuration: LintConfiguration = { preset: 'all', rules: {} };
    const uri = 'file:///w/Dockerfile';
    const start = 'FROM debian:12\nADD a b /x/\nRUN apt-get install curl\n';
    const at = start.indexOf('ADD');
    const titles = (typed: string, version: number): string[] => {
      service.update({ uri, language: 'dockerfile', version, text: typed });
      service.lint(uri, configuration);
      const range = { start: at, end: at };
      const options = { configuration, fixAllUnsafe: false, placeholders: false };
      return service.codeActions(uri, { range, only: undefined }, options).map(({ title }) => title);
    };
    const first = titles(start, 1);
    expect(first).toContain('Change to COPY (unsafe)');
    [`${start}U`, `${start}US`, start, `${start}USER a\n`, start].forEach((typed, i) => {
      expect(titles(typed, i + 2), typed).toEqual(first);
    });
  });

  test('none when what was typed is taken back', () => {
    const configuration: LintConfiguration = { preset: 'all', rules: {} };
    const typed = `${text}RUN <<EOF\n`;
    const first = analysisOf(text);
    const { problems } = first.lint(configuration);
    const second = analysisOf(typed, first.surrender());
    expect(countRuns(() => second.lint(configuration))).toBeGreaterThan(0);
    const third = analysisOf(text, second.surrender());
    const found = () => third.lint(configuration).problems;
    expect(countRuns(found)).toBe(0);
    expect(found()).toEqual(problems);
    // And typed again.
    const fourth = analysisOf(typed, third.surrender());
    expect(countRuns(() => fourth.lint(configuration))).toBe(0);
    // With other rules there is nothing to take.
    const fifth = analysisOf(text, fourth.surrender());
    expect(countRuns(() => fifth.lint({ preset: 'strict', rules: {} }))).toBeGreaterThan(0);
  });

  test('when nothing but the facts of the build context are others, and most ask for none', () => {
    const configuration: LintConfiguration = { preset: 'all', rules: {} };
    const analysis = analysisOf(text);
    analysis.lint(configuration);
    const known = { ...unknownContext, ignoreFile: null };
    const runs = countRuns(() => analysis.lint(configuration, known));
    expect(runs).toBeGreaterThan(0);
    expect(runs).toBeLessThanOrEqual(0.3 * all);
    expect(found(analysis.lint(configuration, known))).toEqual(
      found(analysisOf(text).lint(configuration, known)),
    );
  });
});

test('a fix that many problems share stays one when it moves', () => {
  const configuration: LintConfiguration = { preset: 'all', rules: {} };
  const runs = Array.from({ length: 20 }, (_, i) => `RUN make part-${i}\n`).join('');
  const first = analysisOf(`FROM debian:12\nENV A=1\n${runs}`);
  first.lint(configuration);
  const { problems } = analysisOf(`FROM debian:12\nENV A=12\n${runs}`, first.surrender()).lint(configuration);
  const fixes = problems.filter(({ rule }) => rule.id === 'consecutive-run').map((one) => one.fixes[0]);
  expect(fixes).toHaveLength(19);
  expect(new Set(fixes.map((fix) => fix?.edits)).size).toBe(1);
  expect(new Set(fixes.map((fix) => fix?.claim)).size).toBe(1);
});

describe('a fact', () => {
  const longest = (model: BuildModel): number =>
    Math.max(...model.stepsWith('RUN').map(({ instruction }) => instruction.args.text.length), 0);

  /** What the rule sees, or that it need not look. */
  function versions(): (text: string) => number | 'carried over' {
    const rule = rules[0] as Rule;
    const enabled = [{ rule, severity: 'warning', stopping: 'error', options: {} }] as const;
    const carryOver = new CarryOver();
    let tree: DockerfileTree | undefined;
    return (text) => {
      tree = parseDockerfile(text, tree);
      const model = createModel(tree);
      const run = carryOver.begin(enabled, unknownContext, model);
      if (run?.carry(0, rule)) return 'carried over';
      let length = Number.NaN;
      const seen = recordWithFacts(() => {
        length = model.fact(longest);
      });
      run?.keep(0, seen, []);
      return length;
    };
  }

  test('that stays the same lets the rule be carried over', () => {
    const look = versions();
    expect(look('FROM a\nRUN one\nRUN three\n')).toBe(5);
    expect(look('FROM a\nRUN two\nRUN three\n')).toBe('carried over');
    expect(look('FROM a\nRUN two\nRUN eleven\n')).toBe(6);
    expect(look('FROM a\nRUN two\nRUN twelve\n')).toBe('carried over');
  });

  test('that comes back is asked for anew', () => {
    const look = versions();
    const found = ['three', 'eleven', 'seven'].map((word) => look(`FROM a\nRUN ${word}\n`));
    expect(found).toEqual([5, 6, 5]);
  });

  test('is noted with all it is made of where what asks is kept itself', () => {
    const model = createModel(parseDockerfile('FROM a\nRUN one\n'));
    const kept = (given: BuildModel) => given.fact(longest);
    const { reads: seen, facts } = recordWithFacts(() => model.once(kept));
    expect(facts).toEqual([]);
    expect(seen).not.toBe(0);
  });
});
