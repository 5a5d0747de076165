// The whole engine with every rule on: how its time grows with a document, step by step and rule by rule. A step is
// linear when its time per line (or per kilobyte of one long line) stays the same.
import { performance } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { loadTypeScript } from '../../scripts/load.mjs';
import * as inputs from './inputs.mjs';

const byLine = (name, make, sizes, language = 'dockerfile') => ({
  name,
  make,
  sizes,
  language,
  unit: 'lines',
});
/** Sizes in characters, told as so many kilobytes. */
const byLength = (name, make) => ({
  name,
  make: (size) => make(size * 1000),
  sizes: [100, 1000],
  language: 'dockerfile',
  unit: 'kB',
});

const families = [
  byLine('tidy', inputs.mixed, [200, 1_000, 10_000, 50_000]),
  byLine('careless', inputs.careless, [200, 1_000, 10_000, 50_000]),
  byLine('one RUN', inputs.longRun, [1_000, 10_000]),
  byLine('one heredoc', inputs.heredoc, [1_000, 10_000]),
  byLine('chain of stages', (lines) => inputs.stages(Math.floor(lines / 3)), [600, 6_000]),
  byLine('stages of one base', (lines) => inputs.siblings(Math.floor(lines / 3)), [600, 6_000]),
  byLine('ENV', inputs.environment, [1_000, 10_000]),
  byLine('RUN', inputs.runs, [1_000, 10_000]),
  byLine('COPY', inputs.copies, [1_000, 10_000]),
  byLine('COPY . . and npm ci', inputs.copiesAndInstalls, [1_000, 10_000]),
  byLine('ONBUILD', inputs.triggers, [1_000, 10_000]),
  byLine('suppressions', inputs.comments, [1_000, 10_000]),
  byLength('a line of RUN', inputs.longLine),
  byLength('a line of ENV', (length) => inputs.wideLine('ENV', length, (n) => `NAME_${n}="a b"`)),
  byLength('a line of LABEL', (length) => inputs.wideLine('LABEL', length, (n) => `org.name-${n}='a b'`)),
  byLength('a line of COPY', (length) => inputs.wideLine('COPY', length, (n) => `part-${n}`)),
  byLength('a line of JSON', inputs.wideJson),
  byLine('ignore patterns', inputs.ignorePatterns, [1_000, 10_000, 50_000], 'dockerignore'),
];

const places = 50;
const steps = [
  ['parse', (document) => document.parse()],
  ['model', (document) => document.model()],
  ['lint', (document) => document.lint()],
  ['hover', (document) => document.hovers(places)],
  ['light bulb', (document) => document.codeActions(places / 10)],
  ['bulb of all', (document) => document.allActions()],
  ['fix all', (document) => document.fixAll()],
];

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc');

export async function run() {
  const { EngineSteps, ruleIds } = await loadTypeScript('test/bench/engineSteps.ts');
  const rows = [];
  const rules = [];
  for (const { name, make, sizes, language, unit } of families) {
    const perSize = sizes.map((size) => {
      const text = make(size);
      const measured = measure(() => new EngineSteps(language, text), ruleIds(language));
      return { size, ...measured };
    });
    for (const { size, times, memory } of perSize) {
      const each = ([step]) => [step, ((times.get(step) * 1000) / size).toFixed(2)];
      rows.push({
        input: `${name}, ${size.toLocaleString('en')} ${unit}`,
        ...Object.fromEntries(steps.map(each)),
        'kept (kB)': (memory / 1000 / size).toFixed(2),
      });
    }
    // The smallest ones tell more of the machine than of the rule.
    const [small, large] = [perSize.at(sizes.length > 2 ? 1 : 0), perSize.at(-1)];
    for (const id of ruleIds(language)) {
      const [before, after] = [small, large].map(({ size, rules: own }) => (own.get(id) * 1000) / size);
      rules.push({
        rule: id,
        input: name,
        before,
        after,
        growth: after / before,
        total: large.rules.get(id),
      });
    }
  }
  console.log(
    `\nEngine with every rule on: µs per line, or per kB of one line. ${places} hovers, ${places / 10} light bulbs; "bulb of all" is that of a selection of everything. Fastest of several runs.`,
  );
  console.table(rows);
  report(rules);
}

function report(rules) {
  const shown = ({ rule, input, before, after, growth, total }) => ({
    rule,
    input,
    'µs per line, small': before.toFixed(2),
    large: after.toFixed(2),
    growth: growth.toFixed(1),
    'large (ms)': total.toFixed(1),
  });
  console.log('\nThe slowest rules, each where it is slowest.');
  const slowest = new Map();
  for (const one of rules) {
    if (!(slowest.get(one.rule)?.after >= one.after)) slowest.set(one.rule, one);
  }
  console.table(
    [...slowest.values()]
      .sort((a, b) => b.after - a.after)
      .slice(0, 15)
      .map(shown),
  );
  // Of a few milliseconds most is noise.
  const growing = rules.filter(({ growth, total }) => growth > 2 && total > 5);
  if (growing.length === 0) {
    console.log('\nNo rule takes more than twice as long per line of a large file as of a small one.');
    return;
  }
  console.log('\nRules that take more than twice as long per line of a large file as of a small one:');
  console.table(growing.sort((a, b) => b.growth - a.growth).map(shown));
}

/** Milliseconds by step and by rule, each the fastest of several runs; and the bytes a linted document keeps. */
function measure(open, ids) {
  const times = new Map();
  const rules = new Map();
  const fastest = (into, name, task) => {
    const start = performance.now();
    task();
    into.set(name, Math.min(into.get(name) ?? Number.POSITIVE_INFINITY, performance.now() - start));
  };
  const begin = performance.now();
  for (let run = 0; run < 8; run++) {
    collectGarbage();
    const document = open();
    for (const [name, task] of steps) {
      fastest(times, name, () => task(document));
      // With everything in place that rules share.
      if (name === 'lint') for (const id of ids) fastest(rules, id, () => document.rule(id));
    }
    if (performance.now() - begin > 2_500) break;
  }
  collectGarbage();
  const before = process.memoryUsage().heapUsed;
  const kept = open();
  kept.lint();
  collectGarbage();
  return { times, rules, memory: Math.max(0, process.memoryUsage().heapUsed - before) };
}
