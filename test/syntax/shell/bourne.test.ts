import { describe, expect, test } from 'vitest';
import { shellScriptOf } from '../../../server/src/syntax/shell/script.ts';
import type { ShellCommand, ShellScript } from '../../../server/src/syntax/shell/tree.ts';
import { at, joinedText, pieces, plainText } from './logicalText.ts';

function parse(text: string): ShellScript {
  return shellScriptOf(plainText(text), 'bash');
}

function commandOf(text: string, name: string): ShellCommand {
  const command = parse(text).commands.find((candidate) => candidate.name === name);
  if (!command) throw new Error(`no command ${name}`);
  return command;
}

function names(script: ShellScript): (string | undefined)[] {
  return script.commands.map((command) => command.name);
}

function wordsOf(text: string): (string | undefined)[] {
  return parse(text).commands[0]?.words.map((word) => word.value) ?? [];
}

/** Operator and its text in the document, item by item. */
function chain(document: string, script: ShellScript): [string | undefined, string][] {
  return (script.body[0]?.items ?? []).map((item) => [
    item.operator,
    at(document, item.operatorRange ?? { start: 0, end: 0 }),
  ]);
}

describe('lists', () => {
  test('operators stand where they are written', () => {
    const text = 'a && b || c | d ; e & f |& g\nh';
    expect(chain(text, parse(text))).toEqual([
      [undefined, ''],
      ['&&', '&&'],
      ['||', '||'],
      ['|', '|'],
      [';', ';'],
      ['&', '&'],
      ['|&', '|&'],
      ['newline', '\n'],
    ]);
  });

  test('an operator in quotes or a substitution is none', () => {
    const text = `echo "a && b" '|' $(x && y) && z`;
    const items = parse(text).body[0]?.items ?? [];
    expect(items.map((item) => at(text, item.range))).toEqual([`echo "a && b" '|' $(x && y)`, 'z']);
    expect(items[1]?.operatorRange).toEqual({ start: text.length - 4, end: text.length - 2 });
  });

  test('a comment stands between a command and its line break', () => {
    const text = 'a # first && second\nb';
    const script = parse(text);
    expect(chain(text, script)[1]).toEqual(['newline', '\n']);
    expect(script.comments.map((comment) => [comment.text, at(text, comment.range)])).toEqual([
      ['first && second', '# first && second'],
    ]);
  });

  test('background and negation', () => {
    const text = 'a && ! b & time c';
    const items = parse(text).body[0]?.items ?? [];
    expect(
      items.map((item) => [item.background, item.negated, at(text, item.range), at(text, item.node.range)]),
    ).toEqual([
      [true, false, 'a', 'a'],
      [true, true, '! b', 'b'],
      [false, false, 'time c', 'c'],
    ]);
  });

  test.each([
    ['dash', [true, true, false]],
    ['posix', [true, true, false]],
    ['ash', [false, false, false]],
    ['bash', [false, false, false]],
  ] as const)('to %s `&>` and `&>>` are background or not', (dialect, background) => {
    const script = shellScriptOf(plainText('a &> x && (b) &>> y && c > z 2>&1'), dialect);
    expect(script.body[0]?.items.map((item) => item.background)).toEqual(background);
  });

  test('an empty script has no list', () => {
    expect(parse('').body).toEqual([]);
    expect(parse('  # nothing').commands).toEqual([]);
  });
});

describe('compounds', () => {
  test('each kind gives its bodies and the words of its head', () => {
    const text =
      'if a; then b; elif c; then d; else e; fi; for i in x "$y"; do f; done; while g; do h; done; ' +
      'case $k in l|m) n;; *) o;; esac; (p; q) >r; { s; }; [[ -f $t ]]; ((u++)); v() { w; }; until x; do y; done';
    const items = parse(text).body[0]?.items ?? [];
    const shape = items.map(({ node }) =>
      node.kind === 'command'
        ? []
        : [node.type, node.words.map((word) => word.text), node.bodies.map((body) => at(text, body.range))],
    );
    expect(shape).toEqual([
      ['if', [], ['a', 'b', 'c', 'd', 'e']],
      ['for', ['i', 'x', '"$y"'], ['f']],
      ['while', [], ['g', 'h']],
      ['case', ['$k', 'l', 'm', '*'], ['n', 'o']],
      ['subshell', [], ['p; q']],
      ['group', [], ['s']],
      ['test', ['$t'], []],
      ['arithmetic', ['u++'], []],
      ['function', ['v'], ['w']],
      ['until', [], ['x', 'y']],
    ]);
    const subshell = items[4]?.node;
    expect(subshell?.redirects.map((redirect) => [redirect.operator, redirect.target?.value])).toEqual([
      ['>', 'r'],
    ]);
  });

  test('commands know what they are in', () => {
    const text =
      'a; if b; then c; fi; for i in 1; do d; done; case x in y) e;; esac; (f); { g; }; h() { j; }; k $(l `m`)';
    const contexts = Object.fromEntries(
      parse(text).commands.map((command) => [command.name, command.context]),
    );
    expect(contexts).toEqual({
      a: 'list',
      b: 'condition',
      c: 'branch',
      d: 'loop',
      e: 'case',
      f: 'subshell',
      g: 'group',
      j: 'function',
      k: 'list',
      l: 'substitution',
      m: 'substitution',
    });
  });

  test('commands come in source order, nested ones included', () => {
    const text =
      'a $(b "$(c)") && d | e; X=$(f) g `h`; [[ $(i) ]] && for x in $(j); do k; done; echo ${y:-$(l)} $((1 + $(m)))';
    expect(names(parse(text)).join(' ')).toBe('a b c d e g f h i j k echo l m');
  });
});

describe('conditional', () => {
  const cases: [string, string[]][] = [
    ['a && b && c', []],
    ['a || b', ['b']],
    ['a || b && c', ['b']],
    ['a; b', []],
    ['if a; then b; else c; fi', ['b', 'c']],
    ['while a; do b; done', ['b']],
    ['f() { a; }', ['a']],
    ['case x in y) a;; esac', ['a']],
    ['{ a; b; }', []],
    ['a || { b && c; }', ['b', 'c']],
    // A failing test at the end fails the build; before something else it only skips.
    ['[ -f x ] && a', []],
    ['[ -f x ] && a; b', ['a']],
    ['[ -f x ] && a && b || c', ['a', 'b', 'c']],
    ['! command -v a && b; c', ['b']],
    ['grep -q x /y && a; b', ['a']],
    ['[[ -n $x ]] && a; b', ['a']],
    ['a && b; c', []],
    ['if a; then b=$(c); fi', ['c']],
  ];
  for (const [text, expected] of cases) {
    test(text, () => {
      const found = parse(text).commands.filter((command) => command.conditional && command.name);
      expect(found.map((command) => command.name)).toEqual(expected);
    });
  }
});

test('a pipeline makes all its parts parts of it, compounds included', () => {
  const found = parse('a | { b; } | (c); d; ! e').commands.filter((command) => command.inPipeline);
  expect(found.map((command) => command.name)).toEqual(['a', 'b', 'c']);
});

describe('words', () => {
  test('static values after quote removal', () => {
    expect(wordsOf(String.raw`x 'a b' "c d" e\ f $'g\th\x41' "i\"j\$k" l'm'"n" \apt-get $"o"`)).toEqual([
      'x',
      'a b',
      'c d',
      'e f',
      'g\thA',
      'i"j$k',
      'lmn',
      'apt-get',
      'o',
    ]);
  });

  test('what expands has no value; globs and tilde keep theirs', () => {
    expect(wordsOf('x $a "$b" `c` {d,e} f{1..3} *.g ~/h [i] {} ?j <(k)')).toEqual([
      'x',
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
      '*.g',
      '~/h',
      '[i]',
      '{}',
      '?j',
      undefined,
    ]);
  });

  test('flags of a word', () => {
    const words = parse(`x "a" $b *.c ~ '$d' e\\ f {g,h} "$i"* [`).commands[0]?.words ?? [];
    const facts = words.map((word) => [word.text, word.expands, word.globs, word.quoted]);
    expect(facts).toEqual([
      ['x', false, false, false],
      ['"a"', false, false, true],
      ['$b', true, false, false],
      ['*.c', false, true, false],
      ['~', false, true, false],
      ["'$d'", false, false, true],
      ['e\\ f', false, false, true],
      ['{g,h}', false, true, false],
      ['"$i"*', true, true, true],
      ['[', false, false, false],
    ]);
  });

  test('quotes inside an expansion do not quote the word', () => {
    const word = parse('x ${a:-"b"*}').commands[0]?.words[1];
    expect([word?.quoted, word?.globs, word?.expands]).toEqual([false, false, true]);
  });

  test('variables, nested ones included, special ones not', () => {
    const text = 'x "$a-${b:-$c}" \'$d\' ${#e} ${f[$g]} $1 $@ \\$h $((i + $j)) ${k//$l/m} $(n $o)';
    const words = parse(text).commands[0]?.words ?? [];
    expect(words.flatMap((word) => word.variables.map((variable) => at(text, variable.range)))).toEqual([
      '$a',
      '${b:-$c}',
      '$c',
      '${#e}',
      '${f[$g]}',
      '$g',
      '$j',
      '${k//$l/m}',
      '$l',
    ]);
    expect(
      parse(text)
        .variables.map((variable) => variable.name)
        .join(''),
    ).toBe('abcefgjklo');
  });

  test('assignments before a command and among its arguments', () => {
    const command = commandOf('A=1 B="x y" C=$(d) export E=f G="h i" J=$k', 'export');
    expect(command.assignments.map(({ name, value }) => [name, value?.value])).toEqual([
      ['A', '1'],
      ['B', 'x y'],
      ['C', undefined],
    ]);
    expect(command.words.map((word) => [word.text, word.value])).toEqual([
      ['export', 'export'],
      ['E=f', 'E=f'],
      ['G="h i"', 'G=h i'],
      ['J=$k', undefined],
    ]);
  });

  test('a command without a word', () => {
    const [assignment, redirect] = parse('A=b; >x').commands;
    expect([assignment?.name, assignment?.words, assignment?.assignments.length]).toEqual([undefined, [], 1]);
    expect([redirect?.words, redirect?.redirects.length]).toEqual([[], 1]);
  });

  test('redirections', () => {
    const command = commandOf('a <b >"c" 2>&1 &>d <<<e 3>>f {g}>h', 'a');
    const found = command.redirects.map(({ operator, fileDescriptor, target }) => [
      operator,
      fileDescriptor,
      target?.value,
    ]);
    expect(found).toEqual([
      ['<', undefined, 'b'],
      ['>', undefined, 'c'],
      ['>&', 2, '1'],
      ['&>', undefined, 'd'],
      ['<<<', undefined, 'e'],
      ['>>', 3, 'f'],
      ['>', undefined, 'h'],
    ]);
  });
});

describe('comments', () => {
  const comments = (text: string) => parse(text).comments.map((comment) => at(text, comment.range));

  test('only where a word begins, outside quotes and expansions', () => {
    expect(comments(`a#b "# c" '# d' \${e#f} \${#g} $# \\# h $((16#ff)) x=# # i # j`)).toEqual(['# i # j']);
  });

  test('in substitutions, up to the closing backtick', () => {
    expect(comments('a `# why` b $(c # d\n) # e')).toEqual(['# why', '# d', '# e']);
  });

  test('none in the body of a heredoc', () => {
    expect(comments('cat <<X # a\n# b\nX\nc # d')).toEqual(['# a', '# d']);
  });

  test('on a joined line everything that follows is comment', () => {
    const document = 'a # b \\\n&& c';
    const script = shellScriptOf(joinedText(document), 'posix');
    expect(names(script)).toEqual(['a']);
    expect(script.comments.map((comment) => at(document, comment.range))).toEqual(['# b \\\n&& c']);
  });

  test('not in what an error left unread', () => {
    expect(comments("a # b\nif; then 'c # d'")).toEqual(['# b']);
  });
});

describe('continuations', () => {
  test('a word over a seam has two pieces, and ranges do not swallow the seam', () => {
    const document = 'apt-get in\\\nstall "a b\\\n c" \\\n  && x';
    const script = shellScriptOf(joinedText(document), 'posix');
    const words = script.commands[0]?.words ?? [];
    expect(words.map((word) => word.value)).toEqual(['apt-get', 'install', 'a b c']);
    expect(words.map((word) => word.segments.length)).toEqual([1, 2, 2]);
    expect(words.map((word) => pieces(document, word.segments))).toEqual(words.map((word) => word.text));
    expect(at(document, script.commands[0]?.range ?? { start: 0, end: 0 })).toBe(
      'apt-get in\\\nstall "a b\\\n c"',
    );
    expect(chain(document, script)[1]).toEqual(['&&', '&&']);
  });

  test('a word that begins or ends at a seam keeps to its side', () => {
    const document = 'a \\\nb\\\n c';
    const words = shellScriptOf(joinedText(document), 'posix').commands[0]?.words ?? [];
    expect(words.map((word) => [word.range.start, word.range.end])).toEqual([
      [0, 1],
      [4, 5],
      [8, 9],
    ]);
  });

  test('an operator split by a seam', () => {
    const document = 'a &\\\n& b';
    const script = shellScriptOf(joinedText(document), 'posix');
    expect(chain(document, script)[1]).toEqual(['&&', '&\\\n&']);
  });

  test("the shell's own continuation in a heredoc body belongs to the text", () => {
    const text = 'ab\\\ncd e \\\n && f';
    const script = parse(text);
    expect(script.commands[0]?.words.map((word) => [word.text, word.value])).toEqual([
      ['ab\\\ncd', 'abcd'],
      ['e', 'e'],
    ]);
    expect(chain(text, script)[1]).toEqual(['&&', '&&']);
  });
});

describe('heredocs', () => {
  test('a line with `<<EOF` and no body swallows nothing and is no error', () => {
    const script = parse('cat <<EOF > /x && echo a <<-"B" | tee c; d');
    expect(names(script)).toEqual(['cat', 'echo', 'tee', 'd']);
    expect(script.errors).toEqual([]);
    const redirects = script.commands.flatMap((command) => command.redirects);
    expect(redirects.map(({ operator, target }) => [operator, target?.text, target?.value])).toEqual([
      ['<<', 'EOF', 'EOF'],
      ['>', '/x', '/x'],
      ['<<-', '"B"', 'B'],
    ]);
  });

  test('a body inside a script gives its variables and commands, unless the delimiter is quoted', () => {
    const script = parse('cat <<X\n$a $(b $c)\nX\ncat <<"Y"\n$d $(e)\nY\nf');
    expect(names(script)).toEqual(['cat', 'b', 'cat', 'f']);
    expect(script.variables.map((variable) => variable.name)).toEqual(['a', 'c']);
  });
});

describe('backticks with escapes', () => {
  test('stay a part of their word: nothing inside is mapped', () => {
    const text = 'a `b \\`c\\` $d` && e';
    const script = parse(text);
    expect(names(script)).toEqual(['a', 'e']);
    const word = script.commands[0]?.words[1];
    expect([word?.text, word?.value, word?.expands]).toEqual(['`b \\`c\\` $d`', undefined, true]);
  });

  test('inside another substitution too', () => {
    const text = 'x $(y `a \\$b`) z';
    expect(names(parse(text))).toEqual(['x', 'y']);
  });
});

describe('errors', () => {
  test('stand where the shell would stop, inside the text', () => {
    const text = 'if a; then b';
    const { errors } = parse(text);
    expect(errors.length).toBeGreaterThan(0);
    for (const { range } of errors) expect(range).toEqual({ start: text.length, end: text.length });
    expect(at('a )', parse('a )').errors[0]?.range ?? { start: 0, end: 0 })).toBe(')');
  });

  test('in a substitution are errors of the script', () => {
    expect(parse('a "$(b').errors.length).toBeGreaterThan(0);
  });

  test('what was read before an error is kept', () => {
    const text = 'a; (b && c';
    const script = parse(text);
    expect(names(script)).toEqual(['a', 'b', 'c']);
    const last = script.body[0]?.items[1];
    expect(at(text, last?.range ?? { start: 0, end: 0 })).toBe('(b && c');
  });

  test('are kept back where the shell is not known', () => {
    expect(shellScriptOf(plainText('dir ) x'), 'unknown').errors).toEqual([]);
  });
});

test('dialect other gives an empty script', () => {
  const script = shellScriptOf(plainText('import os; print(1)'), 'other');
  expect([script.body, script.commands, script.comments, script.errors]).toEqual([[], [], [], []]);
});

describe('hostile input', () => {
  const nested = 5_000;
  const inputs: Record<string, string> = {
    'open substitutions': '$('.repeat(nested),
    'open backticks': '`'.repeat(nested),
    'open braces': '${a:-'.repeat(nested),
    'open groups': '{ '.repeat(nested),
    'open subshells': '( '.repeat(nested),
    'closed substitutions': `${'$(a '.repeat(nested)}${')'.repeat(nested)}`,
    'open conditions': 'if '.repeat(nested),
    operators: '&& || ; & | '.repeat(nested),
    heredocs: 'a <<X '.repeat(nested),
    quotes: `"'`.repeat(nested),
    'control characters': '\0\u0001\u001b[a \ud800 \udfff',
    hashes: ' #'.repeat(nested),
  };
  for (const [name, text] of Object.entries(inputs)) {
    test(`${name}: no exception, in bounds, before the runner gives up`, () => {
      for (const dialect of ['bash', 'powershell', 'cmd'] as const) {
        const script = shellScriptOf(plainText(text, 7), dialect);
        for (const command of script.commands) {
          expect(command.range.start).toBeGreaterThanOrEqual(7);
          expect(command.range.end).toBeLessThanOrEqual(7 + text.length);
          expect(command.range.start).toBeLessThanOrEqual(command.range.end);
        }
      }
    });
  }
});

test('what only Bash has is noted with its place', () => {
  const text =
    "[[ a ]]; ((b)); for ((;;)); do c; done; function f { d; }; A=(x); B+=y; e <<< z |& g >& h &>> i; j <(k) ${A,,} ${A/b/c} ${A:1} ${!A} ${A[0]} ${A@Q} $'l' {m,n}";
  const noted = parse(text).extensions.map(({ kind, range }) => [kind, text.slice(range.start, range.end)]);
  expect(noted).toEqual([
    ['test', '[['],
    ['arithmetic', '(('],
    ['arithmetic-for', 'for'],
    ['function', 'function'],
    ['array', 'A=(x)'],
    ['append', 'B+=y'],
    ['here-string', '<<< z'],
    ['pipe-both', '|&'],
    ['redirect-both', '>& h'],
    ['append-both', '&>> i'],
    ['process-substitution', '<(k)'],
    ['case', '${A,,}'],
    ['replace', '${A/b/c}'],
    ['slice', '${A:1}'],
    ['indirect', '${!A}'],
    ['index', '${A[0]}'],
    ['transform', '${A@Q}'],
    ['ansi-quote', "$'l'"],
    ['brace', '{m,n}'],
  ]);
  expect(parse('a "${b:-c}" "{d,e}" \'$\' 2>&1 >&3 | f; g=h; case i in (j) k;; esac').extensions).toEqual([]);
});

test('an error says what it is about, and where', () => {
  const cases: [text: string, kind: string, word: string, missing: string, at: string][] = [
    ['a "b', 'unclosed', '"', '"', '"'],
    ['a $(b', 'unclosed', '$(', ')', '$('],
    ['a ${b', 'unclosed', '${', '}', '${'],
    ['if a; then b', 'unclosed', 'if', 'fi', ''],
    ['(a', 'unclosed', '(', ')', ''],
    ['if a; fi', 'incomplete', '', 'then', ''],
    ['a && ', 'nothing', '&&', '', '&&'],
    ['if a; then fi', 'nothing', 'then', '', 'then'],
    ['a 2> && b', 'no-target', '2>', '', '2>'],
    ['a; done', 'unexpected', 'done', '', 'done'],
  ];
  for (const [text, kind, word, missing, at] of cases) {
    const [error] = parse(text).errors;
    const place = error && text.slice(error.range.start, error.range.end);
    expect([text, error?.kind, error?.word, error?.missing, place]).toEqual([text, kind, word, missing, at]);
  }
});

test('substitutions say how they are written, where, and what runs in them', () => {
  const text =
    'a `b` "$(c | d `e`)" ${f:-$(g)} "${h:-`i`}" $((1 + $(j))) `k \\`l\\``\nm <<E\n$(n)\nE\no <(p)\n';
  const shown = parse(text).substitutions.map(({ range, isBackquoted, inQuotes, body }) => [
    at(text, range),
    isBackquoted,
    inQuotes,
    body?.items.map((item) => at(text, item.range)).join('|'),
  ]);
  expect(shown).toEqual([
    ['`b`', true, false, 'b'],
    ['$(c | d `e`)', false, true, 'c|d `e`'],
    ['`e`', true, false, 'e'],
    ['$(g)', false, false, 'g'],
    ['`i`', true, true, 'i'],
    ['$(j)', false, false, 'j'],
    ['`k \\`l\\``', true, false, undefined],
    ['$(n)', false, true, 'n'],
  ]);
});
