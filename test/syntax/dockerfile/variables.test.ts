import { describe, expect, it } from 'vitest';
import { identityText } from '../../../server/src/syntax/dockerfile/logicalLines.ts';
import { parseDockerfile } from '../../../server/src/syntax/dockerfile/parser.ts';
import {
  expandedTexts,
  instructionVariables,
  type VariableOptions,
  variableReferences,
  withNested,
} from '../../../server/src/syntax/dockerfile/variables.ts';
import { one } from './outline.ts';

function read(text: string, options?: VariableOptions) {
  return variableReferences(identityText(text, 0, text.length), options);
}

function slices(text: string, options?: VariableOptions): string[] {
  return [...withNested(read(text, options))].map(({ range }) => text.slice(range.start, range.end));
}

describe('variableReferences', () => {
  it.each([
    ['a $b ${c} "$d" "${e}f"', ['$b', '${c}', '$d', '${e}']],
    ['\'$a\' \\$b "\\$c" $d', ['$d']],
    ['${a:-$b} ${c:-${d:-$e}} $f', ['${a:-$b}', '$b', '${c:-${d:-$e}}', '${d:-$e}', '$e', '$f']],
    ['"${a:?x y}" z', ['${a:?x y}']],
    ['$1x $@ $$ $( $. $', ['$1', '$@', '$$']],
    ['$a$b-$c_d', ['$a', '$b', '$c_d']],
    ['${a/b/$c}$d', ['${a/b/$c}', '$c', '$d']],
    ["${a:-'$b'}", ["${a:-'$b'}"]],
    ['${a:-\\}$b}', ['${a:-\\}$b}', '$b']],
    ["it's $a", []],
    ['\u00fc $\u00fcber', ['$\u00fcber']],
  ])('of %s', (text, expected) => {
    expect(slices(text)).toEqual(expected);
  });

  it('have name, modifier and operand', () => {
    const text = '${abc:-"d $e"} ${f##*/} ${g//h/i} ${j}';
    const [first, second, third, fourth] = read(text);
    expect(first).toMatchObject({ name: 'abc', modifier: ':-', braced: true, error: undefined });
    expect(first?.operand?.text).toBe('"d $e"');
    expect(first?.nested.map((each) => each.name)).toEqual(['e']);
    expect(text.slice(first?.nameRange.start, first?.nameRange.end)).toBe('abc');
    expect(second).toMatchObject({ name: 'f', modifier: '##' });
    expect(second?.operand?.text).toBe('*/');
    expect(third).toMatchObject({ name: 'g', modifier: '//' });
    expect([third?.operand?.text, third?.replacement?.text]).toEqual(['h', 'i']);
    expect(fourth).toMatchObject({ name: 'j', modifier: undefined, operand: undefined });
  });

  it.each([':-', '-', ':+', '+', ':?', '?', '#', '##', '%', '%%', '/', '//'])(
    'know the modifier %s',
    (modifier) => {
      const [reference] = read(`\${a${modifier}b${modifier.startsWith('/') ? '/c' : ''}}`);
      expect(reference?.modifier).toBe(modifier);
      expect(reference?.operand?.text).toBe('b');
      expect(reference?.error).toBeUndefined();
    },
  );

  it.each([
    ['${}$b', 'syntax error: bad substitution'],
    ['${{a}}$b', 'syntax error: bad substitution'],
    ['${:-a}$b', 'syntax error: bad substitution'],
    ['${a=x}$b', 'unsupported modifier (=) in substitution'],
    ['${a:=x}$b', 'unsupported modifier (:=) in substitution'],
    ['${a,,}$b', 'unsupported modifier (,) in substitution'],
    ['${#a}$b', 'unsupported modifier (a) in substitution'],
    ['${a:-$b', "syntax error: missing '}'"],
    ['${a/$b', "syntax error: missing '/' in ${}"],
    ['${a/x/$b', "syntax error: missing '}'"],
  ])('go on behind what BuildKit refuses: %s', (text, error) => {
    const references = read(text);
    expect(references[0]?.error).toBe(error);
    expect([...withNested(references)].map((each) => each.name)).toContain('b');
  });

  it('follow the escape token and the meaning of quotes', () => {
    expect(slices('`$a \\$b', { escape: '`' })).toEqual(['$b']);
    expect(slices('\'$a\' "$b" \\$c', { literalQuotes: true })).toEqual(['$a', '$b']);
  });

  it('map over continuations', () => {
    const text = 'WORKDIR /a/${b\\\nc:-d}/$e';
    const [workdir] = one(text).words;
    const found = workdir ? variableReferences(workdir) : [];
    expect(found.map((each) => each.name)).toEqual(['bc', 'e']);
    expect(found.map(({ nameRange }) => text.slice(nameRange.start, nameRange.end))).toEqual(['b\\\nc', 'e']);
  });

  it('of absurd nesting are read without exhausting the stack', () => {
    expect([...withNested(read('${a:-'.repeat(100_000)))]).toHaveLength(400);
  });
});

describe('expandedTexts', () => {
  it.each([
    ['FROM --platform=$P $I AS $n', ['$P', '$I']],
    ['ARG A=$B C $D=e', ['$B', 'e']],
    ['ENV A=$B', ['A', '$B']],
    ['LABEL $a=$b', ['$a', '$b']],
    ['COPY --from=$f --chown=$c --chmod=$m --exclude=$x $a $b', ['$c', '$m', '$a', '$b']],
    ['ADD --checksum=$s --chown=$c $a $b', ['$s', '$c', '$a', '$b']],
    ['RUN --mount=type=cache,target=$t --network=$n echo $e', ['type=cache,target=$t']],
    ["COPY --chown='$c':\\$d a b", ['$c:$d', 'a', 'b']],
    ['CMD $a', []],
    ['ENTRYPOINT ["$a"]', []],
    ['HEALTHCHECK --interval=$i CMD $a', []],
    ['SHELL ["$a"]', []],
    ['MAINTAINER $a', []],
    ['ONBUILD ENV A=$B', []],
    ['EXPOSE $p 80', ['$p', '80']],
    ['USER $u:$g', ['$u:$g']],
    ['VOLUME ["$a"]', ['$a']],
    ['WORKDIR $w', ['$w']],
    ['STOPSIGNAL $s', ['$s']],
  ])('of %s', (text, expected) => {
    expect(expandedTexts(one(text)).map((each) => each.text)).toEqual(expected);
  });

  it('of flags have lost their quotes, and stand where they are written', () => {
    const text = `COPY --chown='$a':"\u00e9"\\\${b} --chmod="" x \\\n y`;
    const tree = parseDockerfile(text);
    const [copy] = tree.instructions;
    const found = copy ? instructionVariables(copy, text, tree.escape) : [];
    expect(found.map(({ range }) => text.slice(range.start, range.end))).toEqual(['$a', '${b}']);
    const [owner, mode] = copy?.flags ?? [];
    // Each byte of a letter beyond ASCII is a character of its own.
    expect(owner?.content?.text).toBe('$a:\u00c3\u00a9${b}');
    expect(mode?.content).toMatchObject({
      text: '',
      range: mode?.range && { start: mode.range.end, end: mode.range.end },
    });
  });

  it('leave out heredoc tokens, and take heredoc bodies', () => {
    const text = 'COPY <<$E <<"F" $d\n\'$a\' \\$b\n$E\n$c\nF';
    const tree = parseDockerfile(text);
    const [copy] = tree.instructions;
    const found = copy ? instructionVariables(copy, text, tree.escape) : [];
    expect(found.map(({ range }) => text.slice(range.start, range.end))).toEqual(['$d', '$a']);
  });

  it('do not read heredocs of RUN', () => {
    const text = 'RUN <<E\n$a\nE';
    const tree = parseDockerfile(text);
    expect(tree.instructions.flatMap((each) => instructionVariables(each, text, tree.escape))).toEqual([]);
  });
});
