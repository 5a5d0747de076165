import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LintConfiguration } from '../../server/src/lint/problem.ts';
import { createLanguageService, type LanguageService } from '../../server/src/service.ts';
import { MemoryHost } from '../harness/memoryHost.ts';
import { mutate, mutation } from './mutations.ts';
import { seeds } from './seeds.ts';

// Who has followed the typing, looked at other documents meanwhile and given back memory, answers as one who opens the
// document now. SHIPSHAPE_FUZZ_RUNS and SHIPSHAPE_FUZZ_FILES as for the parser.
const runs = Math.ceil(Number(process.env.SHIPSHAPE_FUZZ_RUNS ?? 3_000) / 60);
const files = process.env.SHIPSHAPE_FUZZ_FILES;

const configuration: LintConfiguration = { preset: 'all', rules: {} };
const options = { configuration, fixAllUnsafe: false, placeholders: true };
const [uri, otherUri] = ['file:///w/Dockerfile', 'file:///other/Dockerfile'];

/** What is done between two looks at the document. */
type Step =
  | { readonly kind: 'type'; readonly text: string }
  | { readonly kind: 'type-unseen'; readonly text: string }
  | { readonly kind: 'look-elsewhere' }
  | { readonly kind: 'close' }
  | { readonly kind: 'ignore-file'; readonly text: string | undefined };

function answersOf(service: LanguageService, text: string): unknown {
  const found = service.lint(uri, configuration);
  expect(found?.log).toEqual([]);
  const problems = found?.problems ?? [];
  const actions = problems.map(({ range }) =>
    service
      .codeActions(uri, { range: { start: range.start, end: range.start }, only: undefined }, options)
      .map(({ title, effect, isPreferred }) => [title, effect, isPreferred]),
  );
  const middle = text.length >> 1;
  const hovers = [0, middle, ...problems.slice(0, 5).map(({ range }) => range.start)].map((offset) =>
    service.hover(uri, offset, configuration),
  );
  const told = service.lint(uri, configuration)?.problems.map(({ rule, ...problem }) => [rule.id, problem]);
  // Which of them are one object is of no matter here.
  return JSON.parse(JSON.stringify([told, actions, hovers]));
}

/** Until what is asked of the folder has come in from the side. */
async function settled(service: LanguageService): Promise<void> {
  for (let quiet = 0, last: unknown; quiet < 3; ) {
    const now = service.lint(uri, configuration);
    quiet = now === last ? quiet + 1 : 0;
    last = now;
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
}

function serviceOn(host: MemoryHost): LanguageService {
  const service = createLanguageService(host, { contextChanged: () => undefined });
  service.setFolders(['file:///w', 'file:///other']);
  return service;
}

async function checkSession(start: string, steps: readonly Step[]): Promise<void> {
  const host = new MemoryHost({ 'file:///w/app.js': 'x', 'file:///w/secret.pem': 'x' });
  const service = serviceOn(host);
  let version = 0;
  let text = start;
  const open = (on: LanguageService): void =>
    on.update({ uri, language: 'dockerfile', version: ++version, text });
  open(service);
  await settled(service);
  for (const step of steps) {
    if ('text' in step && step.kind !== 'ignore-file') {
      text = step.text;
      open(service);
      if (step.kind === 'type-unseen') continue;
    } else if (step.kind === 'look-elsewhere') {
      service.update({ uri: otherUri, language: 'dockerfile', version: ++version, text: start });
      service.lint(otherUri, configuration);
    } else if (step.kind === 'close') {
      service.close(uri);
      open(service);
    } else if (step.kind === 'ignore-file') {
      const ignore = 'file:///w/.dockerignore';
      if (step.text === undefined) host.files.delete(ignore);
      else host.files.set(ignore, step.text);
      service.filesChanged([ignore]);
    }
    await settled(service);
    const fresh = serviceOn(host);
    open(fresh);
    await settled(fresh);
    expect(answersOf(service, text), `${text}\n${JSON.stringify(steps)}`).toEqual(answersOf(fresh, text));
  }
}

const plan = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom('type', 'type-unseen'), change: mutation }) },
    fc.record({ kind: fc.constantFrom('take-back', 'look-elsewhere', 'close') }),
    // It never goes again: that a context once had one is remembered.
    fc.record({
      kind: fc.constant('ignore-file'),
      text: fc.constantFrom('', '*\n!app.js\n', 'app.js\n'),
    }),
  ),
  { minLength: 2, maxLength: 6 },
);

type Planned = (typeof plan extends fc.Arbitrary<infer T> ? T : never)[number];

function stepsOf(start: string, planned: readonly Planned[]): Step[] {
  const texts = [start];
  return planned.map((one): Step => {
    const text = texts.at(-1) as string;
    if ('change' in one) {
      const typed = mutate(text, one.change);
      texts.push(typed);
      return { kind: one.kind as 'type', text: typed };
    }
    if (one.kind === 'take-back') {
      texts.push(texts.at(-2) ?? text);
      return { kind: 'type', text: texts.at(-1) as string };
    }
    return one as Step;
  });
}

const session = 'FROM debian:12\nADD a b /x/\nRUN apt-get install curl\nCOPY . .\nWORKDIR srv\n';

describe('a service that has followed a document answers as one that has just opened it', () => {
  it('while lines are typed below a problem', async () => {
    const typed = ['U', 'USER', 'USER a', 'USER a\n', ''].map((end) => session + end);
    await checkSession(
      session,
      typed.map((text) => ({ kind: 'type', text })),
    );
  });

  it('while other documents are looked at', async () => {
    await checkSession(session, [
      { kind: 'type', text: `${session}#` },
      { kind: 'look-elsewhere' },
      { kind: 'type-unseen', text: `${session}# a` },
      { kind: 'look-elsewhere' },
      { kind: 'type', text: session },
      { kind: 'close' },
      { kind: 'type', text: `${session}#` },
    ]);
  });

  it('while files of the context come and go', async () => {
    await checkSession(session, [
      { kind: 'ignore-file', text: '*\n' },
      { kind: 'type', text: `${session}#` },
      { kind: 'ignore-file', text: 'app.js\n' },
      { kind: 'look-elsewhere' },
      { kind: 'ignore-file', text: undefined },
      { kind: 'type', text: session },
    ]);
  });

  it('whatever is done', { timeout: 3_600_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(session, ...seeds), plan, (start, planned) =>
        checkSession(start, stepsOf(start, planned)),
      ),
      { numRuns: runs },
    );
  });

  it.runIf(files !== undefined)('on files of yours', { timeout: 3_600_000 }, async () => {
    const texts = readFileSync(files as string, 'utf8')
      .split('\n')
      .filter(Boolean);
    for (const [i, line] of texts.entries()) {
      const text: string = JSON.parse(line).text;
      const [planned] = fc.sample(plan, { numRuns: 1, seed: i });
      if (planned && text.length < 20_000) await checkSession(text, stepsOf(text, planned));
    }
  });
});
