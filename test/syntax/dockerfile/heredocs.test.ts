import { describe, expect, it } from 'vitest';
import { parseHeredoc } from '../../../server/src/syntax/dockerfile/heredocs.ts';
import { parseDockerfile } from '../../../server/src/syntax/dockerfile/parser.ts';
import { one, outlines, refusals } from './outline.ts';

function heredocs(text: string): string[] {
  return outlines(text)[0]?.heredocs ?? [];
}

describe('heredocs', () => {
  it.each(['RUN', 'COPY', 'ADD', 'ONBUILD RUN', 'ONBUILD COPY'])('belong to %s', (keyword) => {
    expect(heredocs(`${keyword} <<E /x\na\nE\n`)).toEqual(['<<E: a\n']);
  });

  it.each(['CMD', 'ENTRYPOINT', 'USER', 'LABEL a=b', 'ONBUILD CMD', 'ONBUILD ONBUILD RUN', 'ONBUILD', 'FOO'])(
    'do not belong to %s',
    (keyword) => {
      const tree = parseDockerfile(`${keyword} <<E\nRUN a\nE b\n`);
      expect(tree.instructions).toHaveLength(3);
      expect(tree.instructions[0]?.heredocs).toEqual([]);
    },
  );

  it('do not belong to JSON form', () => {
    expect(outlines('RUN ["cat", "<<E"]\nRUN b').map((each) => each.words)).toEqual([['cat', '<<E'], ['b']]);
  });

  it.each([
    ['<<EOF', 'EOF', true, false, 0],
    ['3<<-EOF', 'EOF', true, true, 3],
    ['<<  EOF', 'EOF', true, false, 0],
    ['<<"EOF"', 'EOF', false, false, 0],
    ["<<-'EOF'", 'EOF', false, true, 0],
    ['<<E"O"F', 'EOF', false, false, 0],
    ["<<eo\\'f", "eo'f", true, false, 0],
    ["<<'e'o\\'f", "eo'f", false, false, 0],
    ["<<'one two'", 'one two', false, false, 0],
    ['<<$EOF', '$EOF', true, false, 0],
    ['<<file.txt', 'file.txt', true, false, 0],
    ['<<E\\OF', 'EOF', true, false, 0],
    ['<<--x', '-x', true, true, 0],
    ['007<<E', 'E', true, false, 7],
  ])('%s', (token, name, expand, chomp, fileDescriptor) => {
    const text = `RUN cat ${token} > /x\n1\n${name}\nUSER a`;
    const [run, user] = parseDockerfile(text).instructions;
    const [heredoc] = run?.heredocs ?? [];
    expect(heredoc).toMatchObject({ name, expand, chomp, fileDescriptor, content: '1\n' });
    expect(text.slice(heredoc?.range.start, heredoc?.range.end)).toBe(token);
    expect(user?.name).toBe('USER');
  });

  it.each([
    ['inside double quotes', 'RUN echo "x <<E y"'],
    ['inside single quotes', "RUN echo '<<E'"],
    ['quoted itself', 'RUN echo "<<E"'],
    ['a here-string', 'RUN cat <<<E'],
    ['without a name', 'RUN cat <<'],
    ['without a name, tabs stripped', 'RUN cat <<-'],
    ['inside a word', 'RUN cat<<E'],
    // BuildKit loses what stands in a word in front of a substitution with an operator.
    ['with a default in its name', 'RUN cat <<${E:-x}'],
    ['with a default in its name that does not end', "RUN cat <<${E:-\\'}"],
    ['with an empty name', 'RUN cat <<""'],
    ['with another bracket in its name', 'RUN cat <<E<x'],
    ['one bracket', 'RUN cat <E'],
    ['escaped', 'RUN cat \\<<E'],
    ['behind a letter', 'RUN x3<<E'],
    ['in a line whose quotes do not close', "RUN cat <<E # don't"],
    ['in a line with a substitution BuildKit does not know', 'RUN echo ${x,,} && cat <<E'],
    ['in a line with an open brace', 'RUN echo ${x && cat <<E'],
  ])('are none %s', (_, line) => {
    const tree = parseDockerfile(`${line}\nUSER a\n`);
    expect(tree.errors).toEqual([]);
    expect(tree.instructions.map((each) => each.heredocs.length)).toEqual([0, 0]);
  });

  it('may be several, their bodies in order', () => {
    expect(heredocs('COPY <<X <<Y /dest\nY\nX\nX\nY\n')).toEqual(['<<X: Y\n', '<<Y: X\n']);
    expect(heredocs('RUN 3<<-A cat <<B\n\ta\n\tA\nb\n\tB\nB\n')).toEqual(['3<<-A: a\n', '<<B: b\n\tB\n']);
    expect(heredocs('COPY <<X <<X /d\n1\nX\n2\nX')).toEqual(['<<X: 1\n', '<<X: 2\n']);
  });

  it('end at a line with nothing but their name', () => {
    expect(heredocs('RUN <<E\n E\nE \nEE\nE')).toEqual(['<<E:  E\nE \nEE\n']);
    expect(heredocs('RUN <<E\n\tE\nE')).toEqual(['<<E: \tE\n']);
    expect(heredocs('RUN <<-E\n E\n\t\tE\nE')).toEqual(['<<-E:  E\n']);
    expect(heredocs('RUN <<E\r\na\r\nE\r\nUSER b')).toEqual(['<<E: a\r\n']);
    expect(heredocs('RUN <<E\nE')).toEqual(['<<E: ']);
  });

  it('keep bodies as they are: comments, escape tokens, blank lines, instructions', () => {
    const body = '# a\n\n  b \\\n`\nFROM x\n<<E\n';
    expect(heredocs(`RUN <<E\n${body}E\n`)).toEqual([`<<E: ${body}`]);
    expect(outlines(`# escape=\`\nRUN <<E\nb \`\nE\nUSER a`)).toMatchObject([
      { lines: '2-4' },
      { lines: '5' },
    ]);
  });

  it('lose leading tabs of every line behind <<-', () => {
    const text = 'RUN <<-E\n\t\ta\n \tb\n\n\tc\rd\r\n\tE';
    const [heredoc] = one(text).heredocs;
    expect(heredoc?.content).toBe('a\n \tb\n\nc\rd\r\n');
    expect(text.slice(heredoc?.contentRange.start, heredoc?.contentRange.end)).toBe(
      '\t\ta\n \tb\n\n\tc\rd\r\n',
    );
    expect(text.slice(heredoc?.terminatorRange?.start, heredoc?.terminatorRange?.end)).toBe('E');
  });

  it('may be opened on a continued line', () => {
    const text = 'RUN a && \\\n# c\n  cat <<E \\\n  > /x\nb\nE\nUSER d';
    expect(outlines(text)).toEqual([
      { keyword: 'RUN', lines: '1-6', words: ['a &&   cat <<E   > /x'], heredocs: ['<<E: b\n'] },
      { keyword: 'USER', lines: '7', words: ['d'] },
    ]);
    const [run] = parseDockerfile(text).instructions;
    expect(text.slice(run?.head.start, run?.head.end)).toBe('RUN a && \\\n# c\n  cat <<E \\\n  > /x');
    expect(text.slice(run?.range.start, run?.range.end)).toBe(text.slice(0, text.indexOf('\nUSER')));
  });

  it('are lexed with a backslash whatever the escape token', () => {
    expect(outlines("# escape=`\nRUN cat <<eo\\'f\na\neo'f\n")[0]?.heredocs).toEqual(["<<eo'f: a\n"]);
  });

  it('may stand in a flag, as far as BuildKit is concerned', () => {
    expect(heredocs('RUN --mount=x <<E --y\nE\n')).toEqual(['<<E: ']);
  });

  it('without an end are refused, and the next instruction is read on', () => {
    const text = 'FROM a\nRUN <<E\nb\n\nUSER c\n';
    const tree = parseDockerfile(text);
    expect(tree.errors.map((issue) => issue.message)).toEqual(['unterminated heredoc']);
    expect(text.slice(tree.errors[0]?.range.start, tree.errors[0]?.range.end)).toBe('<<E');
    expect(outlines(text)).toEqual([
      { keyword: 'FROM', lines: '1', words: ['a'] },
      { keyword: 'RUN', lines: '2-4', words: ['<<E'], heredocs: ['<<E: b\n\n'] },
      { keyword: 'USER', lines: '5', words: ['c'] },
    ]);
    expect(tree.instructions[1]?.heredocs[0]?.terminatorRange).toBeUndefined();
  });

  it('are what a shell takes for a shift', () => {
    expect(refusals('RUN echo $((1 << 2))\nUSER a')).toEqual(['unterminated heredoc']);
    expect(outlines('RUN echo $((1 << 2))\nUSER a')).toHaveLength(2);
    expect(refusals('RUN echo $((1<<2))\nUSER a')).toEqual([]);
  });

  it('of a trigger hang on the ONBUILD too', () => {
    const onbuild = one('ONBUILD COPY <<E /x\na\nE');
    expect(onbuild.heredocs).toHaveLength(1);
    expect(onbuild.trigger?.heredocs).toBe(onbuild.heredocs);
    expect(onbuild.trigger?.range.end).toBe(onbuild.range.end);
    expect(onbuild.trigger?.endLine).toBe(2);
  });
});

describe('parseHeredoc', () => {
  it('reads a word', () => {
    expect(parseHeredoc('<<- EOF').mark).toEqual({
      name: 'EOF',
      fileDescriptor: 0,
      expand: true,
      chomp: true,
    });
    expect(parseHeredoc("<<'EOF").error).toContain('matching single-quote');
    expect(parseHeredoc('<<a b')).toEqual({ mark: undefined, error: undefined });
  });
});
