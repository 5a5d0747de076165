import { expect, test } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { analyze } from '../../server/src/analysis.ts';
import type { LintConfiguration } from '../../server/src/lint/problem.ts';
import type { LintResult } from '../../server/src/lint/run.ts';
import type { ClientFeatures } from '../../server/src/lsp/capabilities.ts';
import { toDiagnostics } from '../../server/src/lsp/convert.ts';
import { ProblemTexts, WrittenReport } from '../../server/src/lsp/fullReport.ts';

const everything: LintConfiguration = { preset: 'all', rules: {} };

const rich = {
  relatedInformation: true,
  codeDescription: true,
  diagnosticData: true,
  tags: new Set([1, 2]),
} as unknown as ClientFeatures;
const plain = {
  relatedInformation: false,
  codeDescription: false,
  diagnosticData: false,
  tags: new Set(),
} as unknown as ClientFeatures;

const text = `FROM debian
MAINTAINER Ada "the first" \u00e9\u4e2d\u{1f600}
LABEL a=1
LABEL a=2
RUN apt-get update && apt-get install c\u00fcrl "a\\tb"
ADD a b c\u2028d /x/
CMD npm start
CMD npm stop
`;

function sourceOf(content: string, features: ClientFeatures, uri = 'file:///w/Dockerfile') {
  const document = TextDocument.create(uri, 'dockerfile', 1, content);
  const analysis = analyze({ uri, language: 'dockerfile', version: 1, text: content });
  const result: LintResult = analysis.lint(everything);
  return { result, document, features, locate: () => undefined };
}

function writtenAlone({ result, document, features, locate }: ReturnType<typeof sourceOf>): string {
  const items = toDiagnostics(result, document, features, locate);
  return JSON.stringify({ kind: 'full', resultId: '7', items });
}

function textOf(report: WrittenReport): string {
  const texts: string[] = [];
  report.eachText((text) => texts.push(text));
  return texts.join('');
}

test.each([
  ['a client that wants all of it', rich],
  ['a client that wants little', plain],
])('is what JSON.stringify would write, version after version, for %s', (_, features) => {
  const texts = new ProblemTexts();
  const versions = [
    text,
    text.replace('ADD a', 'ADD aa'),
    `# one more line\n${text}`,
    text.replace('LABEL a=2\n', ''),
    text.replaceAll('\n', '\r\n'),
    text.replace('MAINTAINER', 'maintainer'),
    'FROM {{ image }}\n',
    '',
    text,
  ];
  for (const version of versions) {
    const source = sourceOf(version, features);
    const report = new WrittenReport('7', texts.of(source));
    const written = textOf(report);
    expect(written, version).toBe(writtenAlone(source));
    expect(JSON.stringify(report)).toBe(written);
    expect(report.items).toEqual(JSON.parse(written).items);
  }
});

test('a problem that only looks alike is not taken for the same', () => {
  const texts = new ProblemTexts();
  const source = sourceOf(text, rich);
  texts.of(source);
  const louder = {
    ...source,
    result: {
      ...source.result,
      problems: source.result.problems.map((one) => ({ ...one, severity: 'error' as const })),
    },
  };
  expect(textOf(new WrittenReport('7', texts.of(louder)))).toBe(writtenAlone(louder));
  const other = sourceOf(text, rich, 'file:///other/Dockerfile');
  expect(textOf(new WrittenReport('7', texts.of(other)))).toBe(writtenAlone(other));
});
