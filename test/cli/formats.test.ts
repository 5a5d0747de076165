import { describe, expect, test } from 'vitest';
import type { CheckedFile } from '../../server/src/cli/checker.ts';
import { type FormatName, formatNames, formats } from '../../server/src/cli/formats/formats.ts';
import { lintText } from '../../server/src/service.ts';

const text = 'FROM alpine:3.22\nMAINTAINER Ada\n# shipshape ignore=legacy-key-value\nENV A b\n';

function checked(path: string, content: string): CheckedFile {
  const { problems, suppressed } = lintText(content, { language: 'dockerfile' });
  return { path, text: content, problems, suppressed, note: undefined, isChanged: false };
}

const files = [checked('api/Dockerfile', text), checked('clean/Dockerfile', 'FROM alpine:3.22\nUSER 1000\n')];

function written(name: FormatName, of: readonly CheckedFile[] = files, color = false): string {
  return formats[name](of, { color, version: '1.2.3' });
}

describe('formats of the report', () => {
  test.each(formatNames)('%s ends with a line break, or is empty', (name) => {
    expect(written(name)).toMatch(/\n$/);
    expect(written(name, [])).toMatch(/^$|\n$/);
  });

  test('text: a block for each file that something is said of, and the sum', () => {
    const [path, ...lines] = written('text').split('\n');
    expect(path).toBe('api/Dockerfile');
    expect(lines).toContainEqual(
      expect.stringMatching(/^ {2}2:1 +warning +MAINTAINER .*maintainer-deprecated$/),
    );
    expect(lines.join('\n')).not.toContain('clean/Dockerfile');
    expect(lines.at(-2)).toBe(
      '2 files checked, 2 problems: 1 warning, 1 information. 1 can be fixed with --fix.',
    );
  });

  test('text: colors are asked for', () => {
    expect(written('text')).not.toContain('\u001b');
    expect(written('text', files, true)).toContain('\u001b[33mwarning');
  });

  test('text: what a file holds does not steer the terminal', () => {
    const report = written('text', [checked('\u001b[2J/Dockerfile', 'FR\u001b[31mOM x\u0007\u009b\n')]);
    expect(report).toContain('\u241b[2J/Dockerfile');
    expect(report).toContain('\u241b[31m');
    expect(report.replaceAll('\n', '')).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
  });

  test('text: no problems, a template, a file that was fixed', () => {
    const [, clean] = files;
    if (!clean) throw new Error('there are two');
    expect(written('text', [clean])).toBe('1 file checked, no problems.\n');
    expect(written('text', [{ ...clean, note: 'A template.' }])).toContain(
      'clean/Dockerfile\n  A template.\n',
    );
    expect(written('text', [{ ...clean, isChanged: true }])).toContain('clean/Dockerfile\n  fixed\n');
  });

  test('json: places from one on, codes of other linters, titles of fixes', () => {
    const [first, second] = JSON.parse(written('json'));
    expect(first).toMatchObject({ path: 'api/Dockerfile', suppressed: 1, fixed: false });
    expect(
      first.problems.find(({ rule }: { rule: string }) => rule === 'maintainer-deprecated'),
    ).toMatchObject({
      ...{ startLine: 2, startColumn: 1, endLine: 2, endColumn: 11, severity: 'warning' },
      equivalents: expect.arrayContaining(['hadolint:DL4000', 'buildkit:MaintainerDeprecated']),
      fixes: expect.arrayContaining([expect.objectContaining({ safety: 'safe' })]),
    });
    expect(second).toMatchObject({ path: 'clean/Dockerfile', problems: [] });
  });

  test('sarif: rules once, results that name them by index, and what comments silence', () => {
    const { version, runs } = JSON.parse(written('sarif', [...files, checked('b c/Dockerfile', text)]));
    expect(version).toBe('2.1.0');
    const [{ tool, results, columnKind }] = runs;
    expect(columnKind).toBe('utf16CodeUnits');
    expect(tool.driver).toMatchObject({ name: 'Shipshape', version: '1.2.3' });
    const ids = tool.driver.rules.map(({ id }: { id: string }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { ruleId, ruleIndex, level, message } of results) {
      expect(ids[ruleIndex]).toBe(ruleId);
      expect(['error', 'warning', 'note']).toContain(level);
      expect(message.text).not.toBe('');
    }
    const silenced = results.filter((one: { suppressions?: unknown }) => one.suppressions);
    expect(silenced.map(({ ruleId }: { ruleId: string }) => ruleId)).toEqual([
      'legacy-key-value',
      'legacy-key-value',
    ]);
    expect(silenced[0].suppressions).toEqual([{ kind: 'inSource' }]);
    const { artifactLocation, region } = silenced[1].locations[0].physicalLocation;
    expect(artifactLocation).toEqual({ uri: 'b%20c/Dockerfile', uriBaseId: '%SRCROOT%' });
    expect(region).toMatchObject({ startLine: 4 });
  });

  test('sarif: a file elsewhere has a URI of its own', () => {
    const uriOf = (path: string) =>
      JSON.parse(written('sarif', [checked(path, text)])).runs[0].results[0].locations[0].physicalLocation
        .artifactLocation;
    expect(uriOf('/a b/Dockerfile')).toEqual({ uri: 'file:///a%20b/Dockerfile' });
    expect(uriOf('C:/a/Dockerfile')).toEqual({ uri: 'file:///C:/a/Dockerfile' });
  });

  test('github: a command for each problem, with what would end it escaped', () => {
    const lines = written('github', [checked('a,b:c%/Dockerfile', text)])
      .trimEnd()
      .split('\n');
    expect(lines.length).toBe(2);
    expect(lines).toContainEqual(
      expect.stringMatching(
        /^::warning file=a%2Cb%3Ac%25\/Dockerfile,line=2,endLine=2,col=1,endColumn=11,title=maintainer-deprecated::MAINTAINER /,
      ),
    );
  });

  test('gitlab: the same problem in two files has two fingerprints', () => {
    const issues = JSON.parse(
      written('gitlab', [checked('a/Dockerfile', text), checked('b/Dockerfile', text)]),
    );
    const fingerprints = issues.map(({ fingerprint }: { fingerprint: string }) => fingerprint);
    expect(new Set(fingerprints).size).toBe(issues.length);
    expect(issues).toContainEqual(
      expect.objectContaining({
        check_name: 'maintainer-deprecated',
        severity: 'major',
        location: { path: 'b/Dockerfile', lines: { begin: 2, end: 2 } },
      }),
    );
  });

  test('checkstyle: what XML has a meaning for is escaped', () => {
    const xml = written('checkstyle', [checked('a<&".Dockerfile', 'FROM "<\u0001&>"\n')]);
    expect(xml).toContain('<file name="a&lt;&amp;&quot;.Dockerfile">');
    expect(xml.replace(/<\/?(?:\?xml|checkstyle|file|error)[^<>]*>/g, '').trim()).toBe('');
    expect(xml).not.toContain('\u0001');
    expect(xml).toMatch(
      /<error line="1" column="\d+" severity="\w+" message="[^"<]+" source="shipshape\.[\w-]+"\/>/,
    );
  });
});
