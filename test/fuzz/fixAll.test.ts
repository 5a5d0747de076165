import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unknownContext } from '../../server/src/lint/context.ts';
import { errorCount, type FixAllInput, fixAll, problemsOf } from '../../server/src/lint/fixAll.ts';
import { proveFixes } from '../../server/src/lint/proof/prove.ts';
import { createModel } from '../../server/src/model/model.ts';
import { rules } from '../../server/src/rules/index.ts';
import { parseDockerfile } from '../../server/src/syntax/dockerfile/parser.ts';
import { applyEdits } from '../../server/src/text/edit.ts';
import { seeds } from './seeds.ts';

// What all fixes together make of a file is what they make of it one after the other, the file read again after each.
// On any file that is not so (RUNs that one order joins are no neighbors in another), but no order writes an option
// twice, a flag into a program, or loses a package. SHIPSHAPE_FUZZ_RUNS as for the parser.
const runs = Math.ceil(Number(process.env.SHIPSHAPE_FUZZ_RUNS ?? 3_000) / 30);

const folder = join(import.meta.dirname, '..', 'corpus');
const corpus = readdirSync(folder)
  .filter((name) => name.endsWith('.Dockerfile'))
  .map((name) => readFileSync(join(folder, name), 'utf8'));

type Preset = 'recommended' | 'strict' | 'all';

function inputFor(text: string, preset: Preset, unsafe: boolean): FixAllInput {
  const configuration = { preset, rules: {} };
  return { language: 'dockerfile', text, context: unknownContext, configuration, unsafe, rules };
}

/** One fix, a new reading, one fix: those that claim nothing first, as `fixAll` has it. */
function oneByOne(input: FixAllInput): string {
  let { text } = input;
  const seen = new Set([text]);
  for (let next: string | undefined = text; next !== undefined; ) {
    text = next;
    seen.add(text);
    const before = text;
    const fixes = problemsOf(input, before).flatMap(
      (problem) =>
        problem.fixes.find(({ safety }) => safety === 'safe' || (safety === 'unsafe' && input.unsafe)) ?? [],
    );
    const errors = errorCount(input, before);
    next = [...fixes.filter(({ claim }) => !claim), ...fixes.filter(({ claim }) => claim)]
      .filter((fix) => !fix.claim || proveFixes('dockerfile', before, [fix]).ok)
      .map(({ edits }) =>
        applyEdits(
          before,
          edits.filter((edit) => 'range' in edit),
        ),
      )
      .find((after) => !seen.has(after) && errorCount(input, after) <= errors);
  }
  return text;
}

/** What no fix writes, and two of them that cross do. */
function crossings(text: string): string[] {
  const twice = (words: readonly string[]) => words.filter((word, i) => words.indexOf(word) !== i);
  return createModel(parseDockerfile(text))
    .stepsWith('RUN')
    .flatMap(({ instruction, run }) => [
      ...twice(instruction.flags.map(({ name, value }) => `--${name}=${value}`)),
      ...(run?.packageCommands ?? []).flatMap(({ options }) =>
        twice(options.map((option) => option.text).filter((option) => option.startsWith('--'))),
      ),
      ...(run?.commands ?? []).flatMap(({ words }) =>
        words.map((word) => word.text).filter((word) => word.startsWith('--mount=')),
      ),
    ]);
}

/** The order of options is that of the fixes. The setting of apt is needed once in a stage; twice it does no harm. */
function wordsOf(text: string): readonly string[] {
  const words = text
    .replaceAll(/rm -f \/etc\/apt\/apt\.conf\.d\/docker-clean\s*(?:\\\s*)?(?:&&|;)\s*(?:\\\s*)?/g, '')
    .split(/[\s\\]+/);
  return words.sort();
}

const recommended = ['ca-certificates', 'libc6-dev', 'make', 'openssh-client'];

/** The programs that cannot be read, and what is installed but for recommended packages, which a fix names. */
function contentsOf(text: string): { readonly broken: number; readonly packages: readonly string[] } {
  const steps = createModel(parseDockerfile(text)).stepsWith('RUN');
  const packages = steps.flatMap(({ run }) => (run?.packageCommands ?? []).flatMap((call) => call.packages));
  return {
    broken: steps.flatMap(({ scripts }) => scripts).filter(({ errors }) => errors.length > 0).length,
    packages: [...new Set(packages.map(({ word }) => word.text))]
      .filter((name) => !recommended.includes(name))
      .sort(),
  };
}

function check(text: string, preset: Preset, unsafe: boolean): string {
  const input = inputFor(text, preset, unsafe);
  const all = fixAll(input);
  const shown = `${text}\n--- all\n${all.text}`;
  expect(all.withheld, shown).toEqual([]);
  expect(crossings(all.text), shown).toEqual([]);
  expect(contentsOf(all.text), shown).toEqual(contentsOf(text));
  expect(fixAll({ ...input, text: all.text }).text, shown).toBe(all.text);
  return all.text;
}

function checkOrder(text: string, preset: Preset, unsafe: boolean): void {
  const all = check(text, preset, unsafe);
  const single = oneByOne(inputFor(text, preset, unsafe));
  expect(wordsOf(all), `${text}\n--- all\n${all}\n--- one by one\n${single}`).toEqual(wordsOf(single));
}

/** Files whose fixes cross. */
const crossing = [
  'FROM debian:12-slim\nRUN apt-get update\nRUN apt-get install -y g++ git cmake\n',
  'FROM debian:12-slim\nRUN apt-get update\n\n# tools\nRUN apt-get install g++ git cmake && apt-get clean\nRUN make\n',
  'FROM python:3.12-slim\nCOPY requirements.txt /\nRUN pip install -r requirements.txt\n',
  'FROM python:3.12-slim\nRUN apt-get update && apt-get install -y gcc && pip install a\nRUN pip install b\n',
  'FROM node:22-slim\nCOPY . .\nRUN npm ci\nRUN yarn install\n',
  'FROM debian:12\nRUN curl -sSL https://a.example | bash\nENV A=b\nRUN curl -sSL https://b.example | bash\n',
  'FROM debian:12-slim\nADD data /data\nUSER app\nCOPY data /srv/files\nCMD python app.py\n',
];

const bases = ['debian:12-slim', 'ubuntu:24.04', 'python:3.12-slim', 'node:22-slim', 'php:8.3-cli'];
const lines = [
  'RUN apt-get update',
  'RUN apt-get install -y g++ git cmake',
  'RUN apt-get install curl',
  'RUN apt-get update && apt-get install -y jq',
  'RUN apt-get update && \\\n    apt-get install -y \\\n      zip unzip && \\\n    apt-get clean',
  'RUN apt-get update && apt-get install -y --no-install-recommends wget && rm -rf /var/lib/apt/lists/*',
  'RUN pip install requests flask',
  'RUN pip install --no-cache-dir -r requirements.txt && pip install uwsgi',
  'RUN npm ci',
  'RUN npm install --production && npm cache clean --force',
  'RUN yarn install',
  'RUN composer install',
  'RUN gem install bundler && bundle install',
  'RUN curl -sSL https://example.org/install.sh | bash',
  'RUN cd /app && make',
  'WORKDIR app',
  'RUN mkdir -p /data && chown -R 1000 /data',
  'RUN sudo apt-get install -y libpq-dev',
  'RUN wget http://example.org/a.tgz && tar xzf a.tgz',
  'ENV A=1',
  'ENV DEBIAN_FRONTEND noninteractive',
  'COPY . .',
  'COPY requirements.txt package.json ./',
  'ADD app /app',
  'WORKDIR /srv',
  'MAINTAINER Ada',
  '# a comment',
  '',
];
const ends = [
  'CMD python app.py',
  'CMD ["node", "server.js"]',
  'ENTRYPOINT ["service", "x", "start"]',
  'EXPOSE 80',
];

const stage = fc
  .tuple(
    fc.constantFrom(...bases),
    fc.array(fc.constantFrom(...lines), { minLength: 1, maxLength: 8 }),
    fc.constantFrom(...ends),
  )
  .map(([base, middle, end]) => [`FROM ${base}`, ...middle, end, ''].join('\n'));

describe('all fixes together are those one after the other', () => {
  it.each([...corpus, ...seeds, ...crossing].map((text, index) => [index, text] as const))(
    'of file %i',
    (_, text) => {
      for (const preset of ['recommended', 'all'] as const) checkOrder(text, preset, true);
      checkOrder(text, 'all', false);
    },
  );

  it('of files made of what they mend', { timeout: 3_600_000 }, () => {
    fc.assert(
      fc.property(
        stage,
        fc.constantFrom<Preset>('recommended', 'all'),
        fc.boolean(),
        (text, preset, unsafe) => {
          check(text, preset, unsafe);
        },
      ),
      { numRuns: runs },
    );
  });
});
