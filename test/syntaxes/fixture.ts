// Reads fixtures: lines of source with the scopes they must get.
//
//   == name of the case
//   |RUN echo "$x"        a line of the file, behind the bar
//    ^^^ keyword          what stands above the carets has a scope that begins with `keyword`,
//             ^^ variable !comment     … and none that begins with `comment`
//    ~ meta.arguments     the same for everything on the line but blanks
//
// Other lines are remarks.

export interface FixtureCase {
  readonly name: string;
  readonly line: number;
  readonly lines: readonly FixtureLine[];
}

export interface FixtureLine {
  readonly text: string;
  readonly expectations: readonly Expectation[];
}

export interface Expectation {
  /** One-based line of the fixture. */
  readonly line: number;
  readonly columns: readonly number[];
  readonly present: readonly string[];
  readonly absent: readonly string[];
}

export function readFixture(text: string): readonly FixtureCase[] {
  const cases: { name: string; line: number; lines: { text: string; expectations: Expectation[] }[] }[] = [];
  for (const [index, row] of text.split('\n').entries()) {
    const name = /^== (.+)/.exec(row)?.[1];
    if (name) cases.push({ name, line: index + 1, lines: [] });
    const lines = cases.at(-1)?.lines;
    if (row.startsWith('|')) {
      if (!lines) throw new Error(`line ${index + 1}: a source line before the first case`);
      lines.push({ text: row.slice(1), expectations: [] });
    }
    const marks = /^\s+(\^+|~)\s+(\S.*)$/.exec(row);
    if (!marks) continue;
    const above = lines?.at(-1);
    if (!above) throw new Error(`line ${index + 1}: marks without a source line`);
    const [, carets = '', scopes = ''] = marks;
    const first = row.indexOf(carets) - 1;
    const marked = carets === '~' ? [0, above.text.length] : [first, first + carets.length];
    const columns: number[] = [];
    for (let column = marked[0] ?? 0; column < (marked[1] ?? 0); column++) {
      if (carets !== '~' || (above.text[column] ?? ' ').trim() !== '') columns.push(column);
    }
    if (columns.length === 0 || (columns.at(-1) ?? 0) >= above.text.length) {
      throw new Error(`line ${index + 1}: the marks are not below text`);
    }
    const words = scopes.trim().split(/\s+/);
    above.expectations.push({
      line: index + 1,
      columns,
      present: words.filter((word) => !word.startsWith('!')),
      absent: words.filter((word) => word.startsWith('!')).map((word) => word.slice(1)),
    });
  }
  return cases;
}

/** True when the scope is, or begins with, the given words. */
export function isWithin(scope: string, words: string): boolean {
  return scope === words || scope.startsWith(`${words}.`);
}
