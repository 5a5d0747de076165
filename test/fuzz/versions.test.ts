import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { analyze, type DockerfileAnalysis, type EarlierVersion } from '../../server/src/analysis.ts';
import type { LintConfiguration } from '../../server/src/lint/problem.ts';
import { takesOf } from '../../server/src/model/context/takes.ts';
import { imageOf } from './imageOf.ts';
import { type Mutation, mutate, mutation } from './mutations.ts';
import { seeds } from './seeds.ts';

// What is taken over from an earlier version of a document must be what reading the new one afresh gives.
// SHIPSHAPE_FUZZ_RUNS and SHIPSHAPE_FUZZ_FILES as for the parser.
const runs = Math.ceil(Number(process.env.SHIPSHAPE_FUZZ_RUNS ?? 3_000) / 20);
const files = process.env.SHIPSHAPE_FUZZ_FILES;

const everything: LintConfiguration = { preset: 'all', rules: {} };

function analysisOf(text: string, earlier?: EarlierVersion): DockerfileAnalysis {
  const document = { uri: 'file:///Dockerfile', language: 'dockerfile' as const, version: 1, text };
  return analyze(document, undefined, earlier) as DockerfileAnalysis;
}

/** Everything a version is read as; what is asked for here is kept for the next one. */
function readingOf(analysis: DockerfileAnalysis): unknown {
  const model = analysis.model();
  const steps = model.steps.map(({ dialect, run, scripts }) => ({ dialect, run, scripts }));
  const { problems, suppressed, log } = analysis.lint(everything);
  // No rule breaks, whatever the text.
  expect(log).toEqual([]);
  const found = [...problems, ...suppressed].map(({ rule, ...problem }) => ({ id: rule.id, ...problem }));
  const taken = takesOf(model).map(({ kind, sources, destination, excludes }) => [
    kind,
    sources.map(({ kept, ...source }) => ({ ...source, kept: kept?.lines })),
    destination,
    excludes?.matcher?.lines,
  ]);
  const { variableUses, shellVariableUses } = model;
  const uses = [...variableUses, ...shellVariableUses].map(({ instruction: _, ...use }) => use);
  return [analysis.tree(), steps, uses, taken, found].map((part) => imageOf(part));
}

/** Reads the versions one after the other, each out of the one before, and afresh. */
function checkVersions(versions: readonly string[]): void {
  let analysis: DockerfileAnalysis | undefined;
  for (const text of versions) {
    analysis = analysisOf(text, analysis?.surrender());
    expect(readingOf(analysis)).toEqual(readingOf(analysisOf(text)));
  }
}

function versionsOf(seed: string, mutations: readonly Mutation[]): string[] {
  const versions = [seed];
  for (const each of mutations) versions.push(mutate(versions.at(-1) as string, each));
  return versions;
}

/** Instructions without what they are about: their ranges lie where it is missing. */
const unfinished = 'FROM a\nRUN\nCOPY\nADD x\nENV\nARG\nLABEL\nFROM\nUSER\nWORKDIR\nCMD\nONBUILD\nFROM\n';

describe('a version read out of the one before is what it would be afresh', () => {
  it('while a seed is typed', { timeout: 3_600_000 }, () => {
    for (const seed of seeds) {
      const step = Math.max(7, Math.ceil(seed.length / 60));
      const versions: string[] = [];
      for (let end = 0; end < seed.length; end += step) versions.push(seed.slice(0, end));
      checkVersions([...versions, seed]);
    }
  });

  it('while lines come and go at the top', () => {
    for (const seed of [...seeds, unfinished]) {
      const tops = [
        '',
        'A',
        '#',
        '# escape=`\n',
        '# syntax=docker/dockerfile:1\n',
        '\n\n',
        'ARG A=1\n',
        '\ufeff',
        '',
      ];
      checkVersions(tops.map((top) => top + seed));
    }
  });

  it('while the place of a fix changes, and nothing else does', () => {
    const health = (command: string) => `FROM alpine\n# It begins here.\n${command}`;
    checkVersions([health('CMD a\n'), health('  CMD a\n'), health('\\\n CMD a\n'), health('CMD a\n#\n')]);
    const end = (last: string) => `FROM alpine\nRUN a\n${last}`;
    checkVersions([
      end('\\\n'),
      end('b'),
      end('b \\\n'),
      end('b\n'),
      end('\\\n'),
      end('LABEL a=b'),
      end('LABEL a=b \\'),
    ]);
  });

  it('while lines above a long chain change, whose problems share a fix', () => {
    const names = Array.from({ length: 12 }, (_, i) => `RUN make part-${i}\n`).join('');
    const version = (top: string): string => `${top}\n${names}USER nobody\n${names}`;
    checkVersions([
      version('FROM debian:12\nENV A=1'),
      version('FROM debian:12\nENV A=22'),
      version('FROM debian:12 AS base\nENV A=22'),
      version('\\\nFROM debian:12 AS base\nENV A=22'),
      version('FROM debian:12\nENV A=1'),
    ]);
  });

  it('while the stage of a RUN goes and comes back, with its shell', () => {
    const text =
      '# Pages\nFROM nginx:1.29\nCOPY . /srv/www\nRUN chmod -R 755 /srv/www && chown -R nginx:nginx /srv/www\n';
    const broken = `x${text.slice(1)}`;
    checkVersions([text, broken, broken.slice('# Pages\nF'.length), text]);
  });

  it('while what a path hangs on changes, and the path stays', () => {
    const version = (base: string, folder: string, workdir: string): string =>
      `FROM ${base}\nENV FOLDER=${folder}\nWORKDIR ${workdir}\n` +
      'COPY $FOLDER\\a ./b/$FOLDER C:\\app\nCOPY . $FOLDER\nADD --parents $FOLDER/./x* ./\n' +
      'RUN --mount=source=$FOLDER,target=x make\nONBUILD COPY $FOLDER lib\n';
    const windows = 'mcr.microsoft.com/windows/servercore:ltsc2022';
    checkVersions([
      version('alpine', 'src', '/app'),
      version(windows, 'src', '/app'),
      version(windows, 'lib', '/app'),
      version('example/unknown', 'lib', 'app'),
      version('example/other', 'lib', 'app'),
      version('example/other', 'lib', 'lib'),
      version('scratch', 'src', '/'),
    ]);
  });

  it('under any change', { timeout: 3_600_000 }, () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...seeds),
        fc.array(mutation, { minLength: 1, maxLength: 6 }),
        (seed, mutations) => checkVersions(versionsOf(seed, mutations)),
      ),
      { numRuns: runs },
    );
  });

  it('while changes are taken back, and made again', { timeout: 3_600_000 }, () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...seeds),
        fc.array(mutation, { minLength: 1, maxLength: 3 }),
        (seed, mutations) => {
          const there = versionsOf(seed, mutations);
          checkVersions([...there, ...[...there].reverse(), ...there]);
        },
      ),
      { numRuns: Math.ceil(runs / 3) },
    );
  });

  it.runIf(files !== undefined)('on files of yours', { timeout: 3_600_000 }, () => {
    for (const line of readFileSync(files as string, 'utf8')
      .split('\n')
      .filter(Boolean)) {
      const { text } = JSON.parse(line) as { text: string };
      fc.assert(
        fc.property(fc.array(mutation, { minLength: 2, maxLength: 2 }), (mutations) =>
          checkVersions([...versionsOf(text, mutations), text]),
        ),
        { numRuns: 1 },
      );
    }
  });
});
