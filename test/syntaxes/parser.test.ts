// The grammar and the parser must agree where instructions begin, whatever the shells' grammars leave open.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDockerfile } from '../../server/src/syntax/dockerfile/parser.ts';
import { colorize, loadGrammar, scopesAt } from './grammar.ts';

const grammar = await loadGrammar('source.dockerfile');

/** Zero-based lines that begin with a known keyword, as the parser and as the grammar have it. */
function keywordLines(text: string): { parsed: readonly number[]; colored: readonly number[] } {
  const parsed = parseDockerfile(text).items.flatMap((item) =>
    item.kind === 'instruction' && item.instruction.name !== undefined ? [item.instruction.startLine] : [],
  );
  const colored = colorize(grammar, text.split('\n')).flatMap((line, index) => {
    const scopes = scopesAt(line, line.text.search(/\S/));
    const isKeyword = scopes.at(-1) === 'keyword.other.special-method.dockerfile';
    return isKeyword && !scopes.includes('meta.arguments.dockerfile') ? [index] : [];
  });
  return { parsed, colored };
}

const pieces = [
  ...[
    'echo ',
    '$x',
    '${x',
    '${y:-',
    '}',
    '{',
    '(',
    ')',
    '[',
    '["a",',
    '["a"]',
    '"',
    "'",
    '$(',
    '`',
    '#',
    '# c',
  ],
  ...[
    '&& ',
    '| ',
    '; ',
    '=',
    '@"',
    "@'",
    'set /a',
    '--flag=x ',
    '--mount=type=cache,x ',
    '/a.json',
    ' ',
    '\t',
  ],
  ...[
    'RUN ',
    'FROM a',
    'ENV A=',
    'COPY ',
    'cmd ',
    'ONBUILD RUN ',
    'SHELL ["pwsh"]',
    'SHELL ["cmd", "/c"]',
    '\\',
    '\\\\',
  ],
];
const starts = [
  'RUN ',
  'COPY ',
  'ENV ',
  'CMD ',
  'HEALTHCHECK CMD ',
  'LABEL a=',
  'USER ',
  'onbuild run ',
  'FOO ',
  '  ',
  '',
];

const line = fc
  .tuple(fc.constantFrom(...starts), fc.array(fc.constantFrom(...pieces), { maxLength: 7 }), fc.boolean())
  .map(([start, words, continued]) => ({ text: start + words.join(''), continued }));

describe('lines of anything but heredocs', () => {
  it.each(['\\', '`'])('with the escape character %s', (token) => {
    fc.assert(
      fc.property(fc.array(line, { minLength: 2, maxLength: 14 }), (drafts) => {
        const lines = drafts.map(({ text, continued }) => (continued ? `${text} ${token}` : text));
        // Lines with nothing but a continuation come before the keyword for the grammar, not for the parser.
        fc.pre(lines.every((text) => text.trim() !== token && text.trim() !== '\\'));
        const text = [...(token === '`' ? ['# escape=`'] : []), ...lines].join('\n');
        const { parsed, colored } = keywordLines(text);
        expect(colored).toEqual(parsed);
      }),
      { numRuns: 400, seed: 7 },
    );
  });
});

const blocks = [
  'RUN echo "open',
  "RUN echo 'open \\\n  more \\\n\n  # comment\n  and more",
  'RUN { a; \\\n  b "x',
  'COPY ["a", "b',
  'ENV A="open B=c \\\n  D=${e',
  'CMD ["a", \\\n  "b"]',
  'RUN a \\\\',
  'RUN <<EOF\n  "open\nRUN no\nEOF',
  "RUN <<-'EOF' python3\n\t\"open\n\tEOF",
  'RUN --mount=type=cache,target=/a \\\n    <<EOF\nFROM no \\\nEOF',
  'RUN cat <<A > a.json && cat <<"B" > b.py\n"open\nA\n\'open\nB',
  'RUN a && \\\n  # <<no\n  cat <<EOF | tee x && \\\n  b\nENV no\nEOF',
  'COPY <<a.yaml <<b.sh /d/\n"\na.yaml\n"\nb.sh',
  'COPY <<A <<B <<C <<D /d/\nA\nB\nC\nD',
  'COPY --chmod=644 \\\n<<EOF /a.html\nUSER no\nEOF',
  'ONBUILD COPY <<EOF /a\nEOF',
  'RUN <<EOF\n#!/usr/bin/env node\n"open\nEOF',
  'RUN echo "<<EOF"',
  'RUN cat <<<"$x"',
  'USER <<EOF',
  'SHELL ["pwsh", "-Command"]',
  'SHELL ["/bin/sh", "-c"]',
  'FROM a AS b',
  '# comment',
  '',
  'UNKNOWN "x',
];

it('blocks in any order, each within its own end', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...blocks), { minLength: 2, maxLength: 12 }), (chosen) => {
      const { parsed, colored } = keywordLines(chosen.join('\n'));
      expect(colored).toEqual(parsed);
    }),
    { numRuns: 400, seed: 7 },
  );
});

it('every prefix of a file, as it is while it is typed', () => {
  const text = ['FROM a', ...blocks.filter((block) => block.includes('<<')), 'USER b'].join('\n');
  for (let end = 1; end <= text.length; end++) {
    expect(() => colorize(grammar, text.slice(0, end).split('\n').slice(-40))).not.toThrow();
  }
});
