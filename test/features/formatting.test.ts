import { describe, expect, test } from 'vitest';
import {
  editsWithin,
  type FormatOptions,
  formatDockerfile,
} from '../../server/src/features/formatting/format.ts';
import { formatTyped } from '../../server/src/features/formatting/formatTyped.ts';
import { createModel } from '../../server/src/model/model.ts';
import { parseDockerfile } from '../../server/src/syntax/dockerfile/parser.ts';
import { applyEdits, areDisjoint, sortEdits } from '../../server/src/text/edit.ts';
import { LineIndex } from '../../server/src/text/lines.ts';

const four: FormatOptions = {
  spaces: true,
  size: 4,
  onlyFirstLines: false,
  trimTrailingWhitespace: false,
  insertFinalNewline: false,
  trimFinalNewlines: false,
};
const tabs: FormatOptions = { ...four, spaces: false };

function formatted(text: string, options: FormatOptions = four): string {
  const edits = formatDockerfile(createModel(parseDockerfile(text)), options);
  expect(edits).toEqual(sortEdits(edits));
  expect(areDisjoint(edits)).toBe(true);
  const result = applyEdits(text, edits);
  expect(formatDockerfile(createModel(parseDockerfile(result)), options)).toEqual([]);
  return result;
}

describe('at the margin', () => {
  test('instructions and comments', () => {
    expect(formatted('  FROM a AS b\n\t# Why.\n\t\tRUN true\n   \nUSER me\n')).toBe(
      'FROM a AS b\n# Why.\nRUN true\n\nUSER me\n',
    );
  });

  test('behind a byte order mark, before CRLF, at the end of the file', () => {
    expect(formatted('\uFEFF  FROM a\r\n \t\r\n  USER me\r\n    ')).toBe('\uFEFFFROM a\r\n\r\nUSER me\r\n');
  });

  test('not what would be a directive there', () => {
    const hidden = ' # syntax=docker/dockerfile:1\nFROM a\n';
    expect(formatted(hidden)).toBe(hidden);
    expect(formatted(' # escape=`\n  FROM a\n')).toBe('# escape=`\nFROM a\n');
    const hiding = '\t# escape=`\n# syntax=docker/dockerfile:1\nFROM a\n';
    expect(formatted(hiding)).toBe(hiding);
    expect(formatted('FROM a\n # syntax=docker/dockerfile:1\n')).toBe(
      'FROM a\n# syntax=docker/dockerfile:1\n',
    );
  });

  test('not the lines of a template, whose indentation means something to others', () => {
    const template = 'FROM a\n  {{ if .Debug }}\n    {{ include "x" }}\n  {{ end }}\n';
    expect(formatted(template)).toBe(template);
  });
});

describe('one indent deep', () => {
  test('the lines of a list, each like the others', () => {
    expect(formatted('FROM a\nENV A=1 \\\n      B=2 \\\n  C=3\nCOPY --from=b \\\n/x \\\n /y\n')).toBe(
      'FROM a\nENV A=1 \\\n    B=2 \\\n    C=3\nCOPY --from=b \\\n    /x \\\n    /y\n',
    );
  });

  test('the lines of a command together, and what is nested in it stays nested', () => {
    expect(
      formatted(
        'FROM a\nRUN apt-get update \\\n && apt-get install -y \\\n      git \\\n      curl \\\n && true\n',
      ),
    ).toBe(
      'FROM a\nRUN apt-get update \\\n    && apt-get install -y \\\n         git \\\n         curl \\\n    && true\n',
    );
    expect(formatted('FROM a\nRUN if x; then \\\n    y; \\\n  fi\n', { ...four, size: 2 })).toBe(
      'FROM a\nRUN if x; then \\\n    y; \\\n  fi\n',
    );
  });

  test('with tabs where the editor has tabs, of whatever the columns were made', () => {
    expect(formatted('FROM a\nRUN a && \\\n    b \\\n        --c \\\n          d\n', tabs)).toBe(
      'FROM a\nRUN a && \\\n\tb \\\n\t\t--c \\\n\t\t  d\n',
    );
    expect(formatted('FROM a\nRUN a && \\\n\tb \\\n\t\t--c\n')).toBe(
      'FROM a\nRUN a && \\\n    b \\\n        --c\n',
    );
  });

  test('a comment like the line that it speaks of, and blank lines empty', () => {
    expect(formatted('FROM a\nRUN a \\\n# Why.\n  && b \\\n   \n# Then.\n      --c\n')).toBe(
      'FROM a\nRUN a \\\n    # Why.\n    && b \\\n\n        # Then.\n        --c\n',
    );
  });

  test('arrays, triggers, checks, and the backtick', () => {
    expect(formatted('FROM a\nCMD [ \\\n"a", \\\n  "b" \\\n]\n')).toBe(
      'FROM a\nCMD [ \\\n    "a", \\\n      "b" \\\n    ]\n',
    );
    expect(
      formatted('FROM a\nONBUILD RUN a && \\\nb\nHEALTHCHECK --timeout=3s \\\nCMD curl \\\nhttp://x\n'),
    ).toBe(
      'FROM a\nONBUILD RUN a && \\\n    b\nHEALTHCHECK --timeout=3s \\\n    CMD curl \\\n    http://x\n',
    );
    expect(formatted('# escape=`\nFROM a\nRUN a; `\nb\n')).toBe('# escape=`\nFROM a\nRUN a; `\n    b\n');
  });

  test('only first lines, where the editor asks for no more', () => {
    expect(formatted('  FROM a\n  RUN a \\\nb\n', { ...four, onlyFirstLines: true })).toBe(
      'FROM a\nRUN a \\\nb\n',
    );
  });
});

describe('what blanks are part of stays', () => {
  test.each([
    ['words that go on', 'FROM a\nRUN echo foo\\\nbar\n'],
    ['text in quotes', 'FROM a\nRUN echo "a \\\n  b" \'c \\\n d\'\n'],
    ['an operator', 'FROM a\nRUN a &\\\n& b\n'],
    ['a keyword of the shell', 'FROM a\nRUN if a; th\\\nen b; fi\n'],
    ['a value', 'FROM a\nENV A="1 \\\n  2"\nLABEL b=c\\\nd\n'],
    ['a value to the end of the line', 'FROM a\nENV A b \\\n  c\nMAINTAINER Ada \\\n  Lovelace\n'],
    ['a flag, a keyword', 'FROM a\nCOPY --fr\\\nom=b x y\nUS\\\nER me\n'],
    ['a string of an array', 'FROM a\nCMD ["a \\\n  b"]\n'],
    ['a substitution', 'FROM a\nRUN x="$(a \\\nb)" c\n'],
    ['a program in another language', 'FROM a\nSHELL ["python3", "-c"]\nRUN if x: \\\n  y\n'],
    ['what the shell refuses', 'FROM a\nRUN echo "a \\\n  b\n'],
    ['a trigger of a trigger', 'FROM a\nONBUILD ONBUILD [\\\n--mount=x\n'],
    ['a path', 'FROM a\nWORKDIR /a \\\n  b\n'],
  ])('%s', (_, text) => {
    expect(formatted(text)).toBe(text);
  });

  test('heredoc bodies', () => {
    const bodies = 'RUN <<EOT\n  a \\\nb  \n \nEOT\nCOPY <<-A <<B /x/\n\t one\n\tA\n  two\nB\n';
    expect(formatted(`FROM a\n${bodies}  USER me`, { ...four, trimTrailingWhitespace: true })).toBe(
      `FROM a\n${bodies}USER me`,
    );
    expect(formatted('FROM a\nRUN <<EOT cat && \\\n<<B cat\n x\nEOT\n y\nB\n')).toBe(
      'FROM a\nRUN <<EOT cat && \\\n    <<B cat\n x\nEOT\n y\nB\n',
    );
  });

  test('but not two ports that nobody can mean as one', () => {
    expect(formatted('FROM a\nEXPOSE 8080\\\n8081\n')).toBe('FROM a\nEXPOSE 8080\\\n    8081\n');
    expect(formatted('FROM a\nEXPOSE 80\\\n81\n')).toBe('FROM a\nEXPOSE 80\\\n81\n');
  });
});

test('a file with no other line ends than CR is formatted as it is shown', () => {
  expect(formatted('  FROM a\r RUN b && \\\rc\r')).toBe('FROM a\rRUN b && \\\r    c\r');
  const mixed = 'FROM a\nRUN printf "a\r  b" \\\n    c\n';
  expect(formatted(mixed)).toBe(mixed);
});

describe('the ends of lines, where an editor asks for it', () => {
  const all = { ...four, trimTrailingWhitespace: true, insertFinalNewline: true, trimFinalNewlines: true };

  test('blanks, behind the escape character too', () => {
    expect(formatted('# Why. \t\nFROM a  \r\nRUN a \\ \n    b\t\n', all)).toBe(
      '# Why.\nFROM a\r\nRUN a \\\n    b\n',
    );
  });

  test('the end of the file', () => {
    expect(formatted('FROM a\r\nUSER me', all)).toBe('FROM a\r\nUSER me\r\n');
    expect(formatted('FROM a  \n \n\t\n', all)).toBe('FROM a\n');
    expect(formatted('FROM a\n\n\n')).toBe('FROM a\n\n\n');
    expect(formatted('\n\n', all)).toBe('\n\n');
    expect(formatted('', all)).toBe('');
  });

  test('not where a heredoc has no end', () => {
    const open = 'FROM a\nRUN <<EOT\na  \n\n\n';
    expect(formatted(open, all)).toBe(open);
  });
});

test('a command of very many words, and very many blanks', () => {
  const words = '"$a" '.repeat(150_000);
  expect(formatted(`FROM a\nRUN b ${words}\\\nc\n`)).toBe(`FROM a\nRUN b ${words}\\\n    c\n`);
  const blanks = ' '.repeat(300_000);
  const all = { ...four, trimTrailingWhitespace: true, insertFinalNewline: true, trimFinalNewlines: true };
  expect(formatted(`FROM a\nRUN b${blanks}c${blanks}`, all)).toBe(`FROM a\nRUN b${blanks}c\n`);
});

test('a part: the lines that are asked for, placed as in the whole', () => {
  const text = '  FROM a\nRUN a \\\n  b \\\n      c\n  USER me\n';
  const edits = formatDockerfile(createModel(parseDockerfile(text)), four);
  expect(applyEdits(text, editsWithin(edits, { first: 3, last: 3 }, text))).toBe(
    '  FROM a\nRUN a \\\n  b \\\n        c\n  USER me\n',
  );
  expect(editsWithin(edits, { first: 1, last: 1 }, text)).toEqual([]);
});

describe('the escape character is typed', () => {
  /** The text once it has been typed in front of `<|>`. */
  function typed(marked: string, character = '\\', options: FormatOptions = four): string {
    const offset = marked.indexOf('<|>');
    const text = marked.replace('<|>', '');
    const position = new LineIndex(text).positionAt(offset);
    const model = createModel(parseDockerfile(text));
    return applyEdits(text, formatTyped(model, position, character, options));
  }

  test('and the next line goes below the instruction', () => {
    expect(typed('FROM a\nRUN x && \\<|>\ny\n')).toBe('FROM a\nRUN x && \\\n    y\n');
    expect(typed('FROM a\nRUN x && \\<|> \t\n  y\n', '\\', tabs)).toBe('FROM a\nRUN x && \\ \t\n\ty\n');
    expect(typed('# escape=`\nFROM a\nRUN x; `<|>\ny\n', '`')).toBe('# escape=`\nFROM a\nRUN x; `\n    y\n');
  });

  test('or like the line above, where that is a continuation', () => {
    expect(typed('FROM a\nRUN x && \\\n  y && \\<|>\nz\n')).toBe('FROM a\nRUN x && \\\n  y && \\\n  z\n');
  });

  test('a keyword where the instruction takes one', () => {
    expect(typed('FROM a\nHEALTHCHECK --timeout=3s \\<|>\nCMD x\n')).toBe(
      'FROM a\nHEALTHCHECK --timeout=3s \\\n    CMD x\n',
    );
    expect(typed('FROM a\nONBUILD \\<|>\nRUN x\n')).toBe('FROM a\nONBUILD \\\n    RUN x\n');
  });

  test('the same before it is there', () => {
    expect(typed('FROM a\nRUN x && <|>\ny\n')).toBe('FROM a\nRUN x && \n    y\n');
  });

  test.each([
    ['within a line', 'FROM a\nRUN x \\<|>n\ny\n'],
    ['the other one', '# escape=`\nFROM a\nRUN x \\<|>\ny\n'],
    ['in a comment', 'FROM a\n# x \\<|>\nRUN y\n'],
    ['in a heredoc', 'FROM a\nRUN <<EOT\nx \\<|>\ny\nEOT\n'],
    ['above an instruction', 'FROM a\nRUN x && \\<|>\nUSER me\n'],
    ['above a blank line', 'FROM a\nRUN x && \\<|>\n\ny\n'],
    ['at the end', 'FROM a\nRUN x && \\<|>'],
    ['in a word', 'FROM a\nRUN x\\<|>\ny\n'],
    ['in quotes', 'FROM a\nRUN echo "x \\<|>\ny"\n'],
    ['above a heredoc body', 'FROM a\nRUN <<EOT \\<|>\ny\nEOT\n'],
  ])('not %s', (_, marked) => {
    expect(typed(marked)).toBe(marked.replace('<|>', ''));
  });
});
