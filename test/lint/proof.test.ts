import { describe, expect, test } from 'vitest';
import { proveFixes } from '../../server/src/lint/proof/prove.ts';
import type { Claim } from '../../server/src/rules/rule.ts';
import { minimalEdit } from '../../server/src/text/minimalEdit.ts';

/** The proof of one edit from one text to the other. */
function prove(
  before: string,
  after: string,
  claim: Claim = { kind: 'same' },
  language: 'dockerfile' | 'dockerignore' = 'dockerfile',
) {
  const edit = minimalEdit(before, after);
  return proveFixes(language, before, [{ edits: edit ? [edit] : [], claim }]);
}

function holds(before: string, after: string, claim?: Claim) {
  expect(prove(before, after, claim), `${before}=>\n${after}`).toEqual({ ok: true });
}

function fails(before: string, after: string, claim?: Claim, reason?: RegExp) {
  const proof = prove(before, after, claim);
  expect(proof.ok, `${before}=>\n${after}`).toBe(false);
  if (reason && !proof.ok) expect(proof.reason).toMatch(reason);
}

const from = 'FROM alpine:3.20\n';

describe('the same build', () => {
  test.each([
    ['layout', 'RUN  a   &&  b\n', 'RUN a \\\n    && b\n'],
    ['blank lines', 'RUN a\nRUN b\n', 'RUN a\n\n\nRUN b\n'],
    ['keyword case', 'run a\ncopy b c\n', 'RUN a\nCOPY b c\n'],
    ['legacy pairs', 'ENV a b\n', 'ENV a=b\n'],
    ['legacy pairs with blanks', 'ENV a b  c\n', 'ENV a="b  c"\n'],
    ['escaped blanks', 'ENV a="b c"\n', 'ENV a=b\\ c\n'],
    ['quoting', "ENV a='b'\n", 'ENV a=b\n'],
    ['braces', 'WORKDIR /x/$a\n', 'WORKDIR /x/${a}\n'],
    ['grouping', 'ENV a=1\nENV b=2\n', 'ENV a=1 b=2\n'],
    ['grouping of labels', 'LABEL a=1 b=2\n', 'LABEL a=1\nLABEL b=2\n'],
    ['grouping of ports', 'EXPOSE 80 443\n', 'EXPOSE 80\nEXPOSE 443/tcp\n'],
    ['protocol case', 'EXPOSE 80/TCP\n', 'EXPOSE 80/tcp\n'],
    ['JSON spacing', 'CMD ["a","b"]\n', 'CMD [ "a", "b" ]\n'],
    ['JSON or words', 'COPY ["a", "b/"]\n', 'COPY a b/\n'],
    ['order of flags', 'COPY --chown=1 --link a b\n', 'COPY --link --chown=1 a b\n'],
    ['relative workdir', 'WORKDIR /srv\nWORKDIR app\n', 'WORKDIR /srv\nWORKDIR /srv/app\n'],
    ['shell quoting', 'RUN echo "a"\n', 'RUN echo a\n'],
    ['a blank line after a heredoc', 'RUN <<E\na\n\nb\nE\n', 'RUN <<E\na\n\nb\nE\n\n'],
  ])('%s', (_, before, after) => holds(from + before, from + after));

  test('AS and the default platform', () => {
    holds('FROM a as Build\n', 'FROM a AS Build\n');
    holds('FROM a as Build\n', 'FROM a AS build\n');
    holds('FROM --platform=$TARGETPLATFORM a\n', 'FROM a\n');
  });

  test('names of stages in references', () => {
    holds('FROM a AS B\nFROM c\nCOPY --from=B x y\n', 'FROM a AS b\nFROM c\nCOPY --from=b x y\n');
  });
});

describe('another build', () => {
  test.each([
    ['a word', 'RUN a\n', 'RUN b\n'],
    ['an operator', 'RUN a && b\n', 'RUN a ; b\n'],
    ['blanks within quotes', 'RUN echo "a  b"\n', 'RUN echo "a b"\n'],
    ['blanks around a substitution', 'RUN echo "a  $(b)  c"\n', 'RUN echo "a $(b) c"\n'],
    ['a glob that is quoted', 'RUN rm *.c\n', "RUN rm '*.c'\n"],
    ['a tilde that is quoted', 'RUN ls ~/x\n', "RUN ls '~/x'\n"],
    ['expansion that is quoted', 'RUN echo $a\n', "RUN echo '$a'\n"],
    ['splitting that is quoted away', 'RUN echo $a\n', 'RUN echo "$a"\n'],
    ['the loop variable', 'RUN for x in a; do c; done\n', 'RUN for y in a; do c; done\n'],
    ['a condition', 'RUN if a; then b; fi\n', 'RUN if a; then b; else b; fi\n'],
    ['a redirection', 'RUN a > b\n', 'RUN a >> b\n'],
    ['an assignment', 'RUN A=b c\n', 'RUN A=d c\n'],
    ['the name of an assignment', 'RUN A=b c\n', 'RUN B=b c\n'],
    ['background', 'RUN a & b\n', 'RUN a && b\n'],
    ['the order of steps', 'RUN a\nCOPY b c\n', 'COPY b c\nRUN a\n'],
    ['a pair that reads another', 'ENV a=1 b=$a\n', 'ENV a=1\nENV b=$a\n'],
    ['a variable that is not the same', 'ENV a=$b\n', 'ENV a=$c\n'],
    ['an escaped variable', 'ENV a=$b\n', 'ENV a=\\$b\n'],
    ['a default', 'ENV a=${b:-c}\n', 'ENV a=${b:-d}\n'],
    ['a modifier', 'ENV a=${b#c}\n', 'ENV a=${b##c}\n'],
    ['a variable where its value was', 'ARG d=/a\nWORKDIR $d\n', 'ARG d=/a\nWORKDIR /a\n'],
    ['a flag', 'COPY --link a b\n', 'COPY a b\n'],
    ['the form', 'CMD ["a"]\n', 'CMD a\n'],
    ['the body of a heredoc', 'COPY <<E /a\nx\nE\n', 'COPY <<E /a\ny\nE\n'],
    ['whether a heredoc expands', 'COPY <<E /a\n$x\nE\n', 'COPY <<"E" /a\n$x\nE\n'],
    ['what a heredoc runs', 'RUN <<E\na\nE\n', 'RUN <<E\na\nb\nE\n'],
    ['a trigger', 'ONBUILD RUN a\n', 'RUN a\n'],
    ['a port', 'EXPOSE 80\n', 'EXPOSE 80/udp\n'],
  ])('%s', (_, before, after) => fails(from + before, from + after));

  test('the base, the stage, the platform, the frontend', () => {
    fails('FROM a\n', 'FROM b\n');
    fails('FROM my/image\nWORKDIR app\n', 'FROM my/image\nWORKDIR /app\n');
    holds('FROM scratch\nWORKDIR app\n', 'FROM scratch\nWORKDIR /app\n');
    fails('FROM a AS b\n', 'FROM a AS c\n');
    fails('FROM --platform=linux/amd64 a\n', 'FROM a\n');
    fails('FROM a AS b\nFROM c\nCOPY --from=b x y\n', 'FROM a AS b\nFROM c\nCOPY --from=c x y\n');
    fails('# syntax=a\nFROM b\n', '# syntax=c\nFROM b\n');
  });

  test('a comment is lost', () => {
    fails(`${from}# why\nRUN a\n`, `${from}RUN a\n`, undefined, /"why" is lost/);
    fails(`${from}# why\n# why\nRUN a\n`, `${from}# why\nRUN a\n`, undefined, /"why" is lost/);
    fails(`${from}RUN a \\\n  # why\n  && b\n`, `${from}RUN a \\\n  && b\n`, undefined, /"why" is lost/);
    fails(`${from}RUN a # why\n`, `${from}RUN a\n`, undefined, /"shell: why" is lost/);
    holds(`${from}RUN a\n# why\n`, `${from}# why\nRUN a\n`);
  });

  test('another instruction is read differently', () => {
    fails(`${from}RUN a\nRUN b\n`, `${from}RUN a \\\nRUN b\n`);
    fails(`${from}RUN a\nCOPY b c\n`, `${from}RUN a <<COPY\nCOPY b c\n`);
  });

  test('a syntax error is new', () => {
    fails(`${from}COPY a b\n`, `${from}COPY a\n`);
  });
});

describe('claims', () => {
  const at = (text: string, needle: string) => text.indexOf(needle);

  test('a word is added behind another', () => {
    const before = `${from}RUN apk add curl && rm x\n`;
    const claim: Claim = {
      kind: 'word-added',
      instruction: at(before, 'RUN'),
      after: at(before, 'add'),
      word: '--no-cache',
    };
    holds(before, `${from}RUN apk add --no-cache curl && rm x\n`, claim);
    holds(before, `${from}RUN apk add "--no-cache" \\\n  curl && rm x\n`, claim);
    fails(before, `${from}RUN apk --no-cache add curl && rm x\n`, claim);
    fails(before, `${from}RUN apk add --no-cach curl && rm x\n`, claim);
    fails(before, before, claim);
    fails(before, `${from}RUN apk add --no-cache curl && rm y\n`, claim);
    fails(before, before, { ...claim, after: 0 }, /no word/);
    fails(before, before, { ...claim, instruction: 0 }, /is FROM, not RUN/);
    fails(before, before, { ...claim, word: 'a b' }, /no plain word/);
  });

  test('a word is added to a nested command, and in a heredoc that is the program', () => {
    const nested = `${from}RUN if x; then apk add curl; fi\n`;
    holds(nested, `${from}RUN if x; then apk add -q curl; fi\n`, {
      kind: 'word-added',
      instruction: at(nested, 'RUN'),
      after: at(nested, 'add'),
      word: '-q',
    });
    const heredoc = `${from}RUN <<E\napk add curl\nE\n`;
    const claim: Claim = {
      kind: 'word-added',
      instruction: at(heredoc, 'RUN'),
      after: at(heredoc, 'add'),
      word: '-q',
    };
    holds(heredoc, `${from}RUN <<E\napk add -q curl\nE\n`, claim);
    fails(heredoc, `${from}RUN <<E\napk add -q curl\nx\nE\n`, claim);
  });

  test('commands are appended', () => {
    const before = `${from}RUN apt-get update && apt-get install -y curl\n`;
    const claim: Claim = {
      kind: 'commands-appended',
      instruction: at(before, 'RUN'),
      commands: 'rm -rf /var/lib/apt/lists/*',
    };
    holds(
      before,
      `${from}RUN apt-get update && apt-get install -y curl \\\n    && rm -rf /var/lib/apt/lists/*\n`,
      claim,
    );
    fails(
      before,
      `${from}RUN apt-get update && apt-get install -y curl ; rm -rf /var/lib/apt/lists/*\n`,
      claim,
    );
    fails(
      before,
      `${from}RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists\n`,
      claim,
    );
    const condition = `${from}RUN if x; then y; fi\n`;
    holds(condition, `${from}RUN if x; then y; fi && rm z\n`, {
      kind: 'commands-appended',
      instruction: at(condition, 'RUN'),
      commands: 'rm z',
    });
    fails(condition, `${from}RUN if x; then y && rm z; fi\n`, {
      kind: 'commands-appended',
      instruction: at(condition, 'RUN'),
      commands: 'rm z',
    });
    const lines = `${from}RUN set -eux; a; b\n`;
    const separated: Claim = {
      kind: 'commands-appended',
      instruction: at(lines, 'RUN'),
      commands: 'rm z',
      separator: ';',
    };
    holds(lines, `${from}RUN set -eux; a; b; rm z\n`, separated);
    fails(lines, `${from}RUN set -eux; a; b && rm z\n`, separated);
    const body = `${from}RUN <<E\nset -e\na\nE\n`;
    holds(body, `${from}RUN <<E\nset -e\na\nrm z\nE\n`, { ...separated, instruction: at(body, 'RUN') });
    const shebang = `${from}RUN <<E\n#!/bin/sh\nset -e\na\nE\n`;
    const after = `${from}RUN <<E\n#!/bin/sh\nset -e\na\nrm z\nE\n`;
    holds(shebang, after, { ...separated, instruction: at(shebang, 'RUN') });
    // Blanks are data of a substitution only as far as it reaches.
    const data = `${from}RUN a $(b ' ')\n`;
    const appended: Claim = { kind: 'commands-appended', instruction: at(data, 'RUN'), commands: 'rm z' };
    holds(data, `${from}RUN a $(b ' ') \\\n    && rm z\n`, appended);
    fails(data, `${from}RUN a $(b  ' ') && rm z\n`, appended);
    // Without `set -e` the last command alone would decide whether the build goes on.
    fails(`${from}RUN a; b\n`, `${from}RUN a; b; rm z\n`, separated, /whatever failed/);
    fails(`${from}RUN set -e; set +e; b\n`, `${from}RUN set -e; set +e; b; rm z\n`, separated, /whatever/);
    const comment = `${from}RUN a # why\n`;
    fails(comment, `${from}RUN a # why && rm z\n`, {
      kind: 'commands-appended',
      instruction: at(comment, 'RUN'),
      commands: 'rm z',
    });
    const background = `${from}RUN a &\n`;
    fails(background, `${from}RUN a & rm z\n`, {
      kind: 'commands-appended',
      instruction: at(background, 'RUN'),
      commands: 'rm z',
    });
  });

  test('ADD becomes COPY', () => {
    const before = `${from}ADD --chown=1 a b\n`;
    const claim: Claim = { kind: 'add-becomes-copy', instruction: at(before, 'ADD') };
    holds(before, `${from}COPY --chown=1 a b\n`, claim);
    fails(before, `${from}COPY a b\n`, claim);
    fails(`${from}ADD --unpack=true a b\n`, `${from}COPY a b\n`, claim, /no flag/);
    holds(`${from}ONBUILD ADD a b\n`, `${from}ONBUILD COPY a b\n`, claim);
  });

  test('steps are put together', () => {
    const before = `${from}RUN a\nRUN b || c\nRUN d\n`;
    const offsets = [at(before, 'RUN a'), at(before, 'RUN b'), at(before, 'RUN d')];
    holds(before, `${from}RUN a \\\n  && b || c \\\n  && d\n`, {
      kind: 'steps-concatenated',
      instructions: offsets,
    });
    fails(before, `${from}RUN a; b || c && d\n`, { kind: 'steps-concatenated', instructions: offsets });
    fails(
      before,
      `${from}RUN a && d\n`,
      { kind: 'steps-concatenated', instructions: [offsets[0] ?? 0, offsets[2] ?? 0] },
      /in between/,
    );
    const flags = `${from}RUN --network=none a\nRUN b\n`;
    fails(
      flags,
      `${from}RUN --network=none a && b\n`,
      { kind: 'steps-concatenated', instructions: [at(flags, 'RUN'), at(flags, 'RUN b')] },
      /alike/,
    );
  });

  test('argv is words', () => {
    const claim = (text: string): Claim => ({ kind: 'argv-is-words', instruction: at(text, 'CMD') });
    const before = `${from}CMD node "my server.js"\n`;
    holds(before, `${from}CMD ["node", "my server.js"]\n`, claim(before));
    fails(before, `${from}CMD ["node", "my", "server.js"]\n`, claim(before));
    for (const [shell, exec] of [
      ['a && b', '["a", "&&", "b"]'],
      ['echo $x', '["echo", "$x"]'],
      ['ls *', '["ls", "*"]'],
      ['exec a', '["exec", "a"]'],
      ['A=b c', '["A=b", "c"]'],
      ['a > b', '["a", ">", "b"]'],
    ]) {
      const text = `${from}CMD ${shell}\n`;
      fails(text, `${from}CMD ${exec}\n`, claim(text));
    }
    const shell = `${from}SHELL ["bash", "-c"]\nCMD a\n`;
    fails(shell, `${from}SHELL ["bash", "-c"]\nCMD ["a"]\n`, claim(shell), /another shell/);
    const entry = `${from}ENTRYPOINT ["x"]\nCMD a\n`;
    fails(entry, `${from}ENTRYPOINT ["x"]\nCMD ["a"]\n`, claim(entry), /ENTRYPOINT/);
  });

  test('the dead go', () => {
    const before = `${from}LABEL a=1 b=2\nCMD ["x"]\nLABEL a=3\nCMD ["y"]\n`;
    holds(before, `${from}LABEL b=2\nCMD ["x"]\nLABEL a=3\nCMD ["y"]\n`, {
      kind: 'dead-dropped',
      instruction: at(before, 'a=1'),
    });
    fails(
      before,
      `${from}LABEL a=1\nCMD ["x"]\nLABEL a=3\nCMD ["y"]\n`,
      { kind: 'dead-dropped', instruction: at(before, 'b=2') },
      /nothing later/,
    );
    holds(before, `${from}LABEL a=1 b=2\nLABEL a=3\nCMD ["y"]\n`, {
      kind: 'dead-dropped',
      instruction: at(before, 'CMD'),
    });
    fails(before, `${from}LABEL a=1 b=2\nCMD ["x"]\nLABEL a=3\n`, {
      kind: 'dead-dropped',
      instruction: at(before, 'CMD ["y"]'),
    });
    const run = `${from}RUN a\nRUN a\n`;
    fails(run, `${from}RUN a\n`, { kind: 'dead-dropped', instruction: at(run, 'RUN') });
  });

  test('the dead go with what silences a linter on top of them, and with no other comment', () => {
    const text = `${from}# far\n\n# hadolint ignore=DL3025\nCMD ["x"]\n# new\nCMD ["y"]\n`;
    const claim: Claim = { kind: 'dead-dropped', instruction: at(text, 'CMD') };
    const without = (first: string, behind: string, newText = '') => {
      const edit = { range: { start: at(text, first), end: at(text, behind) }, newText };
      return proveFixes('dockerfile', text, [{ edits: [edit], claim }]);
    };
    expect(without('# hadolint', '# new')).toEqual({ ok: true });
    expect(without('CMD', '# new')).toEqual({ ok: true });
    expect(without('# far', '# new')).toEqual({ ok: false, reason: 'the comment "far" is lost' });
    expect(without('# hadolint', 'CMD ["y"]')).toEqual({ ok: false, reason: 'the comment "new" is lost' });
    expect(without('# hadolint', '# new', '# other\n').ok).toBe(false);
  });

  test('a stage gets a name', () => {
    const before = 'FROM a\nFROM b\nCOPY --from=0 x y\n';
    const claim: Claim = { kind: 'stage-named', instruction: 0, name: 'build' };
    holds(before, 'FROM a AS build\nFROM b\nCOPY --from=build x y\n', claim);
    holds(before, 'FROM a AS build\nFROM b\nCOPY --from=0 x y\n', claim);
    fails(before, 'FROM a AS other\nFROM b\nCOPY --from=other x y\n', claim);
    fails('FROM a AS x\n', 'FROM a AS build\n', claim, /has a name/);
    const scratch: Claim = { ...claim, name: 'scratch' };
    fails('FROM a\n', 'FROM a AS scratch\n', scratch, /no name/);
    // The name must not catch what meant an image.
    fails('FROM a\nFROM build\n', 'FROM a AS build\nFROM build\n', claim);
    const image = 'FROM a\nFROM b\nCOPY --from=build x y\n';
    fails(image, 'FROM a AS build\nFROM b\nCOPY --from=build x y\n', claim);
  });

  test('several at once', () => {
    const text = `${from}MAINTAINER a\nADD b c\n`;
    const edit = (needle: string, newText: string, claim: Claim) => {
      const start = at(text, needle);
      return { edits: [{ range: { start, end: start + needle.length }, newText }], claim };
    };
    const label = edit('MAINTAINER a', 'LABEL org.opencontainers.image.authors=a', {
      kind: 'author-becomes-label',
      instruction: at(text, 'MAINTAINER'),
    });
    const copy = edit('ADD', 'COPY', { kind: 'add-becomes-copy', instruction: at(text, 'ADD') });
    expect(proveFixes('dockerfile', text, [label, copy])).toEqual({ ok: true });
    expect(proveFixes('dockerfile', text, [label]).ok).toBe(true);
    expect(proveFixes('dockerfile', text, [copy, copy])).toEqual({ ok: false, reason: 'its edits overlap' });
  });

  test('several of one program, in any order', () => {
    const text = `${from}RUN apk add a && apk add b\n`;
    const word = (needle: string, word: string) => {
      const after = at(text, needle);
      const range = { start: after + 'add'.length, end: after + 'add'.length };
      const claim: Claim = { kind: 'word-added', instruction: at(text, 'RUN'), after, word };
      return { edits: [{ range, newText: ` ${word}` }], claim };
    };
    const first = word('add a', '--x');
    const second = word('add b', '--y');
    expect(proveFixes('dockerfile', text, [first, second])).toEqual({ ok: true });
    expect(proveFixes('dockerfile', text, [second, first])).toEqual({ ok: true });
    const swapped = [
      { ...first, claim: second.claim },
      { ...second, claim: first.claim },
    ];
    expect(proveFixes('dockerfile', text, swapped)).toEqual({ ok: true });
    expect(proveFixes('dockerfile', text, [first, { ...second, claim: first.claim }]).ok).toBe(false);
  });

  test('several dead ones, of which one must stay', () => {
    const text = `${from}LABEL a=1 b=2\nLABEL a=2\nLABEL a=3\n`;
    const dead = (needle: string, line: string) => {
      const start = at(text, line);
      const edits = [{ range: { start, end: start + line.length }, newText: '' }];
      return { edits, claim: { kind: 'dead-dropped', instruction: at(text, needle) } as Claim };
    };
    const one = dead('a=1', 'a=1 ');
    const two = dead('LABEL a=2', 'LABEL a=2\n');
    const three = dead('LABEL a=3', 'LABEL a=3\n');
    expect(proveFixes('dockerfile', text, [one, two])).toEqual({ ok: true });
    expect(proveFixes('dockerfile', text, [two, one])).toEqual({ ok: true });
    expect(proveFixes('dockerfile', text, [one, three]).ok).toBe(false);
    expect(proveFixes('dockerfile', text, [one, two, three])).toEqual({
      ok: false,
      reason: 'nothing later replaces the LABEL that goes',
    });
  });

  test('chains that are put together, and a word in one of their links', () => {
    const text = `${from}RUN a\nRUN b\nRUN c\n`;
    const join = (above: string, below: string, claim: Claim) => {
      const start = at(text, above) + above.length;
      const end = at(text, below) + 'RUN'.length;
      return { edits: [{ range: { start, end }, newText: ' &&' }], claim };
    };
    const chain: Claim = {
      kind: 'steps-concatenated',
      instructions: [at(text, 'RUN a'), at(text, 'RUN b')],
    };
    const word: Claim = {
      kind: 'word-added',
      instruction: at(text, 'RUN b'),
      after: at(text, 'b\n'),
      word: 'x',
    };
    const added = {
      edits: [{ range: { start: at(text, 'b\n') + 1, end: at(text, 'b\n') + 1 }, newText: ' x' }],
    };
    expect(
      proveFixes('dockerfile', text, [{ ...added, claim: word }, join('RUN a', 'RUN b', chain)]),
    ).toEqual({
      ok: true,
    });
    const gap: Claim = { kind: 'steps-concatenated', instructions: [at(text, 'RUN a'), at(text, 'RUN c')] };
    expect(proveFixes('dockerfile', text, [join('RUN a', 'RUN b', gap)])).toEqual({
      ok: false,
      reason: 'other instructions stand in between',
    });
  });

  test('a fix without a claim, or that changes another file, is never proved', () => {
    expect(proveFixes('dockerfile', from, [{ edits: [], claim: undefined }])).toEqual({
      ok: false,
      reason: 'it claims nothing',
    });
    const elsewhere = { path: '.dockerignore', appendLines: ['a'], create: true };
    expect(proveFixes('dockerfile', from, [{ edits: [elsewhere], claim: { kind: 'same' } }]).ok).toBe(false);
  });
});

describe('ignore files', () => {
  const ignore = (before: string, after: string, claim: Claim = { kind: 'same' }) =>
    prove(before, after, claim, 'dockerignore').ok;

  test('the same patterns', () => {
    expect(ignore('a\n b \n', 'a\nb\n')).toBe(true);
    expect(ignore('a/\n', 'a\n')).toBe(true);
    expect(ignore('a\nb\n', 'b\na\n')).toBe(false);
    expect(ignore('a\n# why\n', 'a\n')).toBe(false);
  });

  test('a dead twin goes', () => {
    const dropped = (text: string, instruction: number): Claim => ({
      kind: 'dead-dropped',
      instruction: text.indexOf('a', instruction),
    });
    expect(ignore('a\nb\na\n', 'b\na\n', dropped('a\nb\na\n', 0))).toBe(true);
    expect(ignore('a\nb\na\n', 'a\nb\n', dropped('a\nb\na\n', 1))).toBe(true);
    expect(ignore('a\n!a/b\na\n', '!a/b\na\n', dropped('a\n!a/b\na\n', 0))).toBe(false);
    expect(ignore('a\n!b\na\n', '!b\na\n', dropped('a\n!b\na\n', 0))).toBe(true);
    expect(ignore('**/a\na\n', '**/a\n', dropped('**/a\na\n', 4))).toBe(true);
    expect(ignore('**/a\na\n', 'a\n', dropped('**/a\na\n', 0))).toBe(false);
    expect(ignore('a\nb\n', 'b\n', dropped('a\nb\n', 0))).toBe(false);
  });
});
