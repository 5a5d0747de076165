import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const script = fileURLToPath(new URL('../../scripts/oracle.mjs', import.meta.url));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'shipshape-oracle-'));
  mkdirSync(join(folder, 'oracle'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function write(file: string, cases: readonly object[]): void {
  writeFileSync(join(folder, file), cases.map((item) => `${JSON.stringify(item)}\n`).join(''));
}

function run(...more: string[]): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, join(folder, 'oracle'), ...more], {
    encoding: 'utf8',
  });
  return { status, output: stdout + stderr };
}

describe('the comparison with recorded answers', () => {
  it('counts findings and silences apart and succeeds when all agree', () => {
    write('oracle/dockerignore-trees.jsonl', [
      { id: 'one', text: 'a\n!a/b\n', error: null, paths: ['a', 'a/b', 'c'], excluded: [true, false, false] },
      { id: 'two', text: '!\n', error: 'illegal exclusion pattern', paths: [], excluded: [] },
    ]);
    write('oracle/image-references.jsonl', [
      { in: 'alpine:3', domain: 'docker.io', path: 'library/alpine', tag: '3' },
      { in: 'a b', err: 'invalid reference format' },
    ]);
    const { status, output } = run();
    expect(output).toMatch(/excluded\s+1\/1\s+2\/2/);
    expect(output).toMatch(/refused\s+1\/1\s+-/);
    expect(output).toMatch(/accepted\s+-\s+1\/1/);
    expect(output).toMatch(/dockerignore-trees\.jsonl\s+2\/2\s+2\/2\s+0\s+0\s+0\s+0/);
    expect(status).toBe(0);
  });

  it('fails on a difference, and shows the first ones in full', () => {
    write(
      'oracle/image-references.jsonl',
      Array.from({ length: 12 }, (_, index) => ({
        in: `image${index}`,
        domain: 'docker.io',
        path: 'elsewhere',
      })),
    );
    const { status, output } = run();
    expect(status).toBe(1);
    expect(output.match(/DIFFERS/g)).toHaveLength(10);
    expect(output).toContain('"in":"image9"');
    expect(output).toContain('… and 2 more differences');
    expect(run('--differences', '3').output.match(/DIFFERS/g)).toHaveLength(3);
  });

  it('compares only the files it is told to', () => {
    write('oracle/image-references.jsonl', [{ in: 'a', domain: 'docker.io', path: 'b' }]);
    write('oracle/patternmatcher.jsonl', [{ kind: 'match', patterns: ['a'], text: 'a/b', match: true }]);
    expect(run('patternmatcher.jsonl').status).toBe(0);
  });

  it('compares the parser with the corpus it is given', () => {
    write('oracle/parser.jsonl', [
      {
        id: 'x',
        error: null,
        escape: '\\',
        instructions: [
          { keyword: 'FROM', startLine: 1, endLine: 1, words: ['alpine'] },
          { keyword: 'run', startLine: 2, endLine: 3, flags: ['--network=none'], words: ['a     b'] },
        ],
        warnings: null,
      },
    ]);
    write('files.jsonl', [{ id: 'x', text: 'FROM alpine\nrun --network=none a \\\n    b\n' }]);
    const { status, output } = run('--corpus', join(folder, 'files.jsonl'));
    expect(output).toMatch(/flags\s+1\/1/);
    expect(output).toMatch(/heredocs\s+-\s+1\/1/);
    expect(status).toBe(0);

    const without = run();
    expect(without.output).toContain('There is no corpus at');
    expect(without.status).toBe(1);
  });

  it('finds the corpus in its usual place, and says which text is missing', () => {
    write('oracle/parser.jsonl', [
      { id: 'gone', error: null, escape: '\\', instructions: [], warnings: null },
    ]);
    mkdirSync(join(folder, 'corpus'));
    write('corpus/dockerfiles.jsonl', [{ id: 'x', text: 'FROM alpine\n' }]);
    const { status, output } = run();
    expect(output).toContain('not implemented 1 x text missing in the corpus');
    expect(status).toBe(0);
  });

  it('counts what is not implemented without failing', () => {
    write('oracle/hadolint.jsonl', [{ rule: 'DL9999', dockerfile: 'FROM alpine', expected: true }]);
    write('oracle/buildkit-parser.jsonl', [{ kind: 'something_new', input: 'x' }]);
    write('oracle/dockerfile-utils-format.jsonl', [{ op: 'formatHover', dockerfile: '', edits: [] }]);
    write('oracle/unheard-of.jsonl', [{}]);
    const { status, output } = run();
    expect(output).toContain('not implemented 1 x no rule of ours declares this code: DL9999 1');
    expect(output).toContain('not implemented 1 x unknown kind: something_new 1');
    expect(output).toContain('not implemented 1 x an operation that nobody has described: formatHover 1');
    expect(output).toContain('not compared: no comparator for a file of this name');
    expect(status).toBe(0);
  });

  it('judges rules by the codes they declare, in both directions', () => {
    write('oracle/hadolint.jsonl', [
      { rule: 'DL4000', dockerfile: 'FROM alpine\nMAINTAINER me', expected: true },
      { rule: 'DL4000', dockerfile: 'FROM alpine', expected: false },
    ]);
    expect(run().output).toMatch(/DL4000\s+1\/1\s+1\/1/);

    write('oracle/hadolint.jsonl', [
      { rule: 'DL4000', dockerfile: 'FROM alpine\nMAINTAINER me', expected: false },
      { rule: 'DL4000', dockerfile: 'FROM alpine', expected: true },
    ]);
    const { status, output } = run();
    expect(output).toMatch(/DL4000\s+0\/1\s+0\/1/);
    expect(output).toContain('nothing (maintainer-deprecated)');
    expect(status).toBe(1);
  });

  it('compares the edits of a formatter one by one', () => {
    const options = { insertSpaces: false, tabSize: 4 };
    const cut = [
      { range: { start: { line: 1, character: 0 }, end: { line: 1, character: 2 } }, newText: '' },
    ];
    write('oracle/dockerfile-utils-format.jsonl', [
      { op: 'formatDocument', dockerfile: 'FROM a\n  USER b', args: [options], edits: cut },
      {
        op: 'formatOnType',
        dockerfile: 'FROM a',
        args: [{ line: 0, character: 6 }, '`', options],
        edits: [],
      },
    ]);
    expect(run().output).toMatch(/formatDocument\s+1\/1[\s\S]*formatOnType\s+-\s+1\/1/);

    write('oracle/dockerfile-utils-format.jsonl', [
      { op: 'formatDocument', dockerfile: 'FROM a\nUSER b', args: [options], edits: cut },
    ]);
    expect(run().status).toBe(1);
  });

  it('compares all findings of a file by code and place', () => {
    const dockerfile = 'FROM alpine\nMAINTAINER \\\n  me\n';
    const warning = { rule: 'MaintainerDeprecated', line: 2 };
    write('oracle/buildkit.jsonl', [{ dockerfile, warnings: [warning] }]);
    expect(run()).toMatchObject({ status: 0, output: expect.stringMatching(/MaintainerDeprecated\s+1\/1/) });

    write('oracle/buildkit.jsonl', [{ dockerfile, warnings: [{ ...warning, line: 1 }] }]);
    expect(run().status).toBe(1);
    write('oracle/buildkit.jsonl', [{ dockerfile, warnings: [] }]);
    expect(run()).toMatchObject({
      status: 1,
      output: expect.stringMatching(/MaintainerDeprecated\s+-\s+0\/1/),
    });
  });

  it('excuses by what a case says, gives the reason and counts', () => {
    const settings = { deprecatedMaintainer: 'WARNING' };
    const deprecated = {
      code: 'DEPRECATED_MAINTAINER',
      severity: 'warning',
      range: [1, 8, 1, 18],
      instructionLine: 1,
    };
    const refused = { ...deprecated, code: 'ONBUILD_TRIGGER_DISALLOWED', severity: 'error' };
    write('oracle/dockerfile-utils.jsonl', [
      { dockerfile: 'FROM a\nONBUILD MAINTAINER me', settings, diagnostics: [refused, deprecated] },
      {
        dockerfile: 'FROM a\nMAINTAINER me',
        settings,
        diagnostics: [{ ...deprecated, range: [1, 0, 1, 10] }],
      },
    ]);
    const excused = run();
    expect(excused.output).toContain('excused 1 x warning on a trigger that is refused: BuildKit refuses');
    expect(excused.output).toMatch(/DEPRECATED_MAINTAINER\s+1\/2/);
    expect(excused.status).toBe(0);

    // The same expectation where the reason does not hold.
    write('oracle/dockerfile-utils.jsonl', [
      { dockerfile: 'FROM a\nRUN me', settings, diagnostics: [deprecated] },
    ]);
    expect(run().status).toBe(1);
  });

  it('refuses to run without a folder, with an empty one, and on a broken file', () => {
    const { status, stderr } = spawnSync(process.execPath, [script], { encoding: 'utf8' });
    expect(stderr).toContain('Usage');
    expect(status).toBe(2);
    expect(run()).toMatchObject({ status: 1, output: expect.stringContaining('Nothing to compare') });
    writeFileSync(join(folder, 'oracle/trivy.jsonl'), '{"rule":\n');
    expect(run()).toMatchObject({ status: 1, output: expect.stringContaining('trivy.jsonl:1 is not JSON') });
  });

  it('puts a FROM in front of a file without one, behind the comments that speak of the whole file', () => {
    write('oracle/hadolint.jsonl', [
      { rule: 'DL4000', dockerfile: 'MAINTAINER me', has_from: false, expected: true },
      {
        rule: 'DL4000',
        dockerfile: '# hadolint ignore=DL4000\nMAINTAINER me',
        has_from: false,
        expected: false,
      },
      {
        rule: 'DL4000',
        dockerfile: '# escape=`\n# hadolint global ignore=DL4000\nMAINTAINER `\n  me',
        has_from: false,
        expected: false,
      },
    ]);
    expect(run()).toMatchObject({ status: 0, output: expect.stringMatching(/DL4000\s+1\/1\s+2\/2/) });
  });

  it('gives every excuse a name, a reason and a file that is compared', async () => {
    const { excuses } = await import(new URL('../../scripts/oracle/excuses.mjs', import.meta.url).href);
    const names = excuses.map(({ name }: { name: string }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const { name, reason, file } of excuses) {
      expect(name.length).toBeGreaterThan(5);
      expect(reason.length).toBeGreaterThan(30);
      expect(
        existsSync(new URL(`../../scripts/oracle/${file.replace('.jsonl', '.mjs')}`, import.meta.url)),
      ).toBe(true);
    }
  });
});
