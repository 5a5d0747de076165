import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseBourne } from '../../../server/src/syntax/shell/bourne.ts';
import { tokenizeCmd } from '../../../server/src/syntax/shell/cmd.ts';
import { tokenizePowerShell } from '../../../server/src/syntax/shell/powershell.ts';
import type { ShellList, ShellScript, ShellWord } from '../../../server/src/syntax/shell/tree.ts';
import type { TextRange } from '../../../server/src/text/range.ts';
import { joinedText, pieces } from './logicalText.ts';

const FRAGMENTS = [
  ...[
    'apt-get',
    'x',
    '-y',
    '--a=b',
    'A=b',
    '"',
    "'",
    '`',
    '$',
    '$x',
    '${',
    '}',
    '${y:-',
    '$(',
    ')',
    '$((',
    '))',
    '(',
  ],
  ...[
    '{',
    ' ',
    ' ',
    '\t',
    '\n',
    '\\\n',
    '\\',
    ' && ',
    ' || ',
    ' | ',
    ';',
    '&',
    '!',
    '#',
    ' # c',
    '<<E',
    '<<-"E"',
    '\nE\n',
  ],
  ...[
    '>',
    '2>&1',
    '<',
    '<(',
    '[[',
    ']]',
    '[',
    ']',
    '*',
    '?',
    '~',
    'if ',
    'then ',
    'fi',
    'for ',
    'in ',
    'do ',
    'done',
  ],
  ...[
    'case ',
    'esac',
    ';;',
    'while ',
    'f()',
    '%A%',
    '^',
    '@',
    '@{',
    '\0',
    '\ud83d',
    '\ude00',
    'é',
    '\r\n',
    '$"',
    "$'\\x4",
  ],
];

const documents = fc
  .array(fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...FRAGMENTS) }, fc.string({ maxLength: 4 })), {
    maxLength: 40,
  })
  .map((parts) => parts.join(''));

const readers: [string, (source: ReturnType<typeof joinedText>) => ShellScript][] = [
  ['bash', (source) => parseBourne(source, 'bash')],
  ['powershell', tokenizePowerShell],
  ['cmd', tokenizeCmd],
];

for (const [name, read] of readers) {
  test(`${name}: whatever is typed, nothing throws and every place is right`, () => {
    fc.assert(
      fc.property(documents, (document) => {
        checkPlaces(document, read(joinedText(document)));
      }),
      { numRuns: 1_000 },
    );
  });
}

function checkPlaces(document: string, script: ShellScript): void {
  const inside = (range: TextRange, bounds: TextRange = { start: 0, end: document.length }) => {
    expect(range.start).toBeLessThanOrEqual(range.end);
    expect(range.start).toBeGreaterThanOrEqual(bounds.start);
    expect(range.end).toBeLessThanOrEqual(bounds.end);
  };
  const word = (item: ShellWord | undefined) => {
    if (!item) return;
    inside(item.range);
    expect(pieces(document, item.segments)).toBe(item.text);
    for (const variable of item.variables) inside(variable.range, item.range);
  };
  const list = (body: ShellList) => {
    for (const [i, item] of body.items.entries()) {
      inside(item.range, body.range);
      inside(item.node.range, item.range);
      expect(item.operator === undefined).toBe(i === 0);
      if (item.operatorRange) inside(item.operatorRange);
      if (item.node.kind !== 'compound') continue;
      item.node.words.forEach(word);
      item.node.bodies.forEach(list);
    }
  };
  script.body.forEach(list);
  for (const { range } of [...script.comments, ...script.variables, ...script.extensions, ...script.errors])
    inside(range);
  let last = 0;
  for (const command of script.commands) {
    inside(command.range);
    expect(command.range.start).toBeGreaterThanOrEqual(last);
    last = command.range.start;
    command.words.forEach(word);
    for (const assignment of command.assignments) word(assignment.value);
    for (const redirect of command.redirects) word(redirect.target);
  }
}
