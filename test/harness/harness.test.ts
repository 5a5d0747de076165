import { describe, expect, test } from 'vitest';
import { maintainerDeprecated } from '../../server/src/rules/deprecation/maintainer-deprecated.ts';
import type { Rule } from '../../server/src/rules/rule.ts';
import { checkCase } from './checkCase.ts';
import { checkCorruptions } from './checkCorruptions.ts';
import { checkSpec, updateSpec } from './checkSpec.ts';
import { readMarkers, renderMarkers } from './markers.ts';
import { readSpec } from './spec.ts';

describe('markers', () => {
  const read = (...lines: string[]) => readMarkers(lines);

  test('ranges, ids and texts', () => {
    const { text, markers } = read(
      'RUN a b c d e f g',
      '    ~ one "A \\"b\\"."',
      '~~~ two  ~ x ~ y',
      '\tx',
      '\t~ three',
      '^ four',
    );
    expect(text).toBe('RUN a b c d e f g\n\tx\n');
    expect(markers.map(({ id, range, text: message }) => [id, range.start, range.end, message])).toEqual([
      ['one', 4, 5, 'A "b".'],
      ['two', 0, 3, undefined],
      ['x', 9, 10, undefined],
      ['y', 13, 14, undefined],
      ['three', 19, 20, undefined],
      ['four', 18, 18, undefined],
    ]);
  });

  test('several lines', () => {
    const { text, markers } = read('RUN a \\', '~~~+2 whole', '    ~~~+1:3 part', '  b \\', '  c');
    expect(markers.map(({ range }) => text.slice(range.start, range.end))).toEqual([
      'RUN a \\\n  b \\\n  c',
      'a \\\n  b',
    ]);
  });

  test('what is written is what was read', () => {
    const lines = ['RUN a \\', '~~~~~~~+1 x "T."', '    ~ y "U."', '  b', '\tc', '\t~ z "V."'];
    const { text, markers } = readMarkers(lines);
    expect(renderMarkers(text, markers)).toEqual(lines);
  });

  test('mistakes are told', () => {
    expect(() => read('~~~ early')).toThrow('needs a line above');
    expect(() => read('RUN a', '~~~ one what')).toThrow('not understood');
    expect(() => read('RUN a', '~~~~~~~~~~~~~~~~ far')).toThrow('beyond the line');
  });
});

const fence = '```';
const spec = (...parts: string[]) =>
  readSpec(['# maintainer-deprecated', '', ...parts].join('\n').replaceAll("'''", fence));

const good = [
  '## Bad',
  "'''dockerfile",
  'FROM a',
  'MAINTAINER b',
  '~~~~~~~~~~ deprecated "MAINTAINER is deprecated. Use the label org.opencontainers.image.authors instead."',
  "'''",
  "'''fixed toLabel",
  'FROM a',
  'LABEL org.opencontainers.image.authors="b"',
  "'''",
  '## Cases',
  '### nothing to say',
  "'''dockerfile no-fix",
  'FROM a',
  'MAINTAINER',
  '~~~~~~~~~~ deprecated',
  "'''",
  '### what another line says',
  "'''dockerfile",
  'FROM a',
  'MAINTAINER b',
  '~~~~~~~~~~ replaced',
  'MAINTAINER c',
  '~~~~~~~~~~ deprecated',
  'FROM a',
  'LABEL org.opencontainers.image.authors=b',
  'MAINTAINER c',
  '~~~~~~~~~~ labelled',
  "'''",
  "'''fixed remove",
  'FROM a',
  'MAINTAINER c',
  'FROM a',
  'LABEL org.opencontainers.image.authors=b',
  'MAINTAINER c',
  "'''",
];

function check(lines: readonly string[], rule: Rule = maintainerDeprecated) {
  const read = spec(...lines);
  checkSpec(rule, read);
  for (const one of read.cases) checkCase(rule, read, one);
  checkCorruptions(rule, read);
}

describe('a spec', () => {
  test('passes when it is right', () => check(good));

  test('reading: sections, options, files, symbols', () => {
    const read = spec(
      '## Options',
      "'''yaml options",
      'max: 3',
      'names: [a, b]',
      'mode: some text',
      "'''",
      "'''text file=src/a.txt",
      'hello',
      "'''",
      "'''dockerfile symbols no-eol not=crlf,bom (why)",
      'FROM a␠␉',
      "'''",
      '### next',
      "'''dockerfile good",
      'FROM b',
      "'''",
      "'''fixed mend 2 unsafe",
      'FROM <|>c<|>',
      "'''",
      '## Cases',
      'not: onbuild, lowercase (it is so)',
    );
    const [first, second] = read.cases;
    expect(first?.options).toEqual({ max: 3, names: ['a', 'b'], mode: 'some text' });
    expect([...(first?.files ?? [])]).toEqual([['src/a.txt', 'hello\n']]);
    expect(first?.text).toBe('FROM a \t');
    expect([...(first?.not ?? [])]).toEqual(['crlf', 'bom']);
    expect(second?.options).toEqual({});
    expect(second?.fixed[0]).toMatchObject({
      fix: 'mend',
      occurrence: 2,
      safety: 'unsafe',
      text: 'FROM c\n',
      placeholder: { start: 5, end: 6 },
    });
    expect([...read.not]).toEqual(['onbuild', 'lowercase']);
  });

  test.each([
    ['an unknown section', ['## Wrong']],
    ['an unknown word', ['## Bad', "'''dockerfile wrong", 'FROM a', "'''"]],
    ['a fence that is never closed', ['## Bad', "'''dockerfile", 'FROM a']],
    ['a stray fence', ['## Cases', "'''dockerfile", 'FROM a', "'''", "'''wrong", "'''"]],
    ['a reason that is missing', ['not: onbuild']],
  ])('%s is told with its line', (_, lines) => {
    expect(() => spec(...lines)).toThrow(/line \d+/);
  });

  const without = (needle: string) => good.filter((line) => !line.includes(needle));
  const changed = (old: string, text: string) => good.map((line) => line.replace(old, text));

  test.each([
    ['a marker is missing', without('"MAINTAINER is')],
    ['a marker is elsewhere', changed('~~~~~~~~~~ deprecated "', ' ~~~~~~~~~ deprecated "')],
    ['the text differs', changed('instead."', 'now."')],
    ['the id differs', changed('~~ deprecated "', '~~ wrong "')],
    ['the fixed text differs', changed('authors="b"', 'authors="c"')],
    ['the fix is another', changed('fixed toLabel', 'fixed other')],
    ['there is a fix after all', changed('MAINTAINER', 'MAINTAINER x').slice(10)],
    ['a good example is bad', [...good, '## Good', ...good.slice(1, 6)]],
    ['a safety is stated wrong', changed('fixed toLabel', 'fixed toLabel unsafe')],
  ])('fails when %s', (_, lines) => {
    expect(() => check(lines)).toThrow();
  });

  const original = maintainerDeprecated;

  test.each([
    ['a message never occurs', { messages: { ...original.messages, other: 'Other.' } }],
    [
      'a fix never occurs',
      { fixes: { ...original.fixes, other: { title: 'Other', safety: 'safe', availability: 'always' } } },
    ],
    [
      'an option never occurs',
      { options: { other: { type: 'boolean', default: true, description: 'Other.' } } },
    ],
    [
      'a fix is not always there',
      { fixes: { toLabel: { title: 'X', safety: 'safe', availability: 'always' } } },
    ],
    [
      'an equivalent is not a real silencer',
      { equivalents: [{ tool: 'hadolint', code: 'spaces are no code', match: 'same' }] },
    ],
    [
      'check remembers',
      {
        check: (() => {
          let calls = 0;
          return (ctx) => (calls++ % 2 === 0 ? original.check(ctx) : undefined);
        })(),
      },
    ],
    [
      'the claim is wrong',
      { check: (ctx) => original.check(patched(ctx, (fix) => ({ ...fix, claim: { kind: 'same' } }))) },
    ],
    [
      'an edit is too long',
      {
        check: (ctx) =>
          original.check(
            patched(ctx, (fix) => ({
              ...fix,
              edits: [
                {
                  range: { start: 0, end: ctx.text.length },
                  newText: `${ctx.text.slice(0, 7)}LABEL org.opencontainers.image.authors="b"\n`,
                },
              ],
            })),
          ),
      },
    ],
    [
      'the fix does not mend',
      {
        check: (ctx) =>
          original.check(
            patched(ctx, (fix) => ({ ...fix, edits: [{ range: { start: 0, end: 0 }, newText: '\n' }] })),
          ),
      },
    ],
  ] satisfies [string, Partial<Rule>][])('fails when %s', (_, change) => {
    expect(() => check(good, { ...original, ...change } as Rule)).toThrow();
  });

  function patched(
    ctx: Parameters<Rule['check']>[0],
    change: (fix: object) => object,
  ): Parameters<Rule['check']>[0] {
    return {
      ...ctx,
      report: (report) =>
        ctx.report({ ...report, fixes: report.fixes?.map(change) } as Parameters<typeof ctx.report>[0]),
    };
  }

  test('UPDATE writes what the rule says', () => {
    const stale = [...changed('~~~~~~~~~~ deprecated "', '~~~ wrong "')].map((line) =>
      line.replace('authors="b"', 'authors="?"'),
    );
    const source = ['# maintainer-deprecated', '', ...stale].join('\n').replaceAll("'''", fence);
    const updated = updateSpec(maintainerDeprecated, readSpec(source), source);
    const right = ['# maintainer-deprecated', '', ...good].join('\n').replaceAll("'''", fence);
    expect(updated.replace(/ deprecated ".*"/g, ' deprecated')).toBe(
      right.replace(/ deprecated ".*"/g, ' deprecated'),
    );
  });
});
