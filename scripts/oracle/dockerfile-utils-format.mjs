// The formatter of the same peer. Findings: cases with edits; silences: those without. Edits are compared one by one.

/** @type {(cases: any[], tools: import('./run.mjs').Tools) => Promise<import('./run.mjs').Outcome[]>} */
export async function compare(cases, tools) {
  const { parseDockerfile } = await tools.load('server/src/syntax/dockerfile/parser.ts');
  const { createModel } = await tools.load('server/src/model/model.ts');
  const { LineIndex } = await tools.load('server/src/text/lines.ts');
  const { formatDockerfile, editsWithin } = await tools.load('server/src/features/formatting/format.ts');
  const { formatTyped } = await tools.load('server/src/features/formatting/formatTyped.ts');
  const operations = {
    formatDocument: (model, [options]) => formatDockerfile(model, toFormat(options)),
    formatRange: (model, [{ start, end }, options]) =>
      editsWithin(
        formatDockerfile(model, toFormat(options)),
        { first: start.line, last: end.line },
        model.tree.text,
      ),
    formatOnType: (model, [position, typed, options]) =>
      formatTyped(model, position, typed, toFormat(options)),
  };
  return cases.map((item) => {
    const { op, dockerfile, args, edits: expected } = item;
    const expects = expected.length > 0 ? 'finding' : 'silence';
    const operation = operations[op];
    if (!operation)
      return { kind: op, expects, agrees: false, unserved: 'an operation that nobody has described' };
    const lines = new LineIndex(dockerfile);
    const actual = operation(createModel(parseDockerfile(dockerfile)), args).map(({ range, newText }) => ({
      range: { start: lines.positionAt(range.start), end: lines.positionAt(range.end) },
      newText,
    }));
    const agrees = JSON.stringify(actual) === JSON.stringify(expected);
    return { kind: op, expects, agrees, case: item, expected, actual };
  });
}

function toFormat({ insertSpaces, tabSize, ignoreMultilineInstructions = false }) {
  return {
    spaces: insertSpaces,
    size: tabSize,
    onlyFirstLines: ignoreMultilineInstructions,
    trimTrailingWhitespace: false,
    insertFinalNewline: false,
    trimFinalNewlines: false,
  };
}
