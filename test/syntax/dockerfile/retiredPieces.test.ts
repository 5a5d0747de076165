import { describe, expect, test } from 'vitest';
import { parseDockerfile } from '../../../server/src/syntax/dockerfile/parser.ts';
import type { Instruction } from '../../../server/src/syntax/dockerfile/tree.ts';

const text = `FROM alpine
RUN <<EOF
apk add curl
EOF
USER app
CMD ["sh"]
RUN <<EOF
true
EOF
# The end.
`;

/** The instructions of each version, read out of the one before. */
function versions(...texts: readonly string[]): (readonly Instruction[])[] {
  let tree: ReturnType<typeof parseDockerfile> | undefined;
  return texts.map((each) => {
    tree = parseDockerfile(each, tree);
    return tree.instructions;
  });
}

describe('what comes back is what it was', () => {
  test.each([
    ['an edit that is taken back', text.replace('USER app', 'USER apps')],
    ['what the end of a heredoc had swallowed', text.replace('\nEOF\n', '\nEOFx\n')],
    ['lines that were commented out', text.replace('USER', '# USER')],
    ['with other lines above', text.replace('USER app', 'RUN true\n')],
  ])('%s', (_, changed) => {
    const places = text.split('\n').flatMap((line, at) => (/^(?:FROM|RUN|USER|CMD)/.test(line) ? [at] : []));
    const [before = [], , after = []] = versions(text, changed, text);
    expect(after.map(({ startLine }) => startLine)).toEqual(places);
    expect(after.map(({ range }) => text.slice(range.start).split(' ')[0])).toEqual([
      'FROM',
      'RUN',
      'USER',
      'CMD',
      'RUN',
    ]);
    before.forEach((instruction, i) => {
      expect(after[i]).toBe(instruction);
    });
  });

  test('not under another escape token', () => {
    const plain = 'FROM a\nRUN b \\\n  c\nUSER d\n#\n';
    const [before = [], , after = []] = versions(plain, `# escape=\`\n${plain}`, plain);
    expect(after[1]?.line.text).toBe('RUN b   c');
    expect(after[1]).not.toBe(before[1]);
  });

  test('not what had ended with the text', () => {
    const [, , last = []] = versions('FROM a\nRUN b \\\n', 'FROM a\n', 'FROM a\nRUN b \\\n  c\nUSER d\n');
    expect(last[1]?.line.text).toBe('RUN b   c');
  });

  test('not without end: the oldest are forgotten', () => {
    const many = (n: number) =>
      `FROM a\n${Array.from({ length: 300 }, (_, i) => `RUN part-${n}-${i}\n`).join('')}#\n`;
    const [first = [], , third = []] = versions(many(1), many(2), many(1));
    expect(third[1]).not.toBe(first[1]);
    expect(third.at(-1)).toBe(first.at(-1));
  });
});
