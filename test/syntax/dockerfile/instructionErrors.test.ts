import { describe, expect, it } from 'vitest';
import { instructionErrors } from '../../../server/src/syntax/dockerfile/instructionErrors.ts';
import { parseDockerfile } from '../../../server/src/syntax/dockerfile/parser.ts';
import type { SyntaxIssue } from '../../../server/src/syntax/dockerfile/tree.ts';

function issues(line: string): SyntaxIssue[] {
  return instructionErrors(parseDockerfile(`FROM scratch\n${line}`));
}

/** `code message | the text at its range`. */
function told(line: string): string[] {
  return issues(line).map(({ code, message, range }) => {
    const text = `FROM scratch\n${line}`.slice(range.start, range.end);
    return `${code}: ${message} | ${text}`;
  });
}

describe('instructionErrors', () => {
  it.each([
    'ADD a b',
    'ADD --checksum=sha256:$SUM --chmod=1 --chown=a --exclude=x --exclude=y --keep-git-dir --link=false --unpack=TRUE a b',
    `ADD --checksum=sha256:${'0'.repeat(64)} https://example.org/a b`,
    'ADD --checksum=0123abc https://example.org/a.git#v1 b',
    'ADD --checksum=0123abc HTTPS://example.org/a.git b',
    'ADD --checksum=0123abc https://example.org/a%2Egit b',
    'ADD --checksum=0123abc "https://example.org/a.git" b',
    'ADD https://example.org/a.git?ref=v1&submodules&keep-git-dir=true#v1 b',
    'ADD https://example.org/a.git?subdir=x/y&commit=0123abc#:/x/./y/ b',
    'ADD https://example.org/a.git?mtime=commit b',
    'ADD https://example.org/a?ref=v1&ref=v2 https://example.org/a.git/b?x=1 b',
    'ADD --keep-git-dir --checksum=abc git@example.org:a/b?keep-git-dir=1&checksum=abc b',
    'ADD --chmod=u=rwX,go-w --chown=a b c',
    'COPY --chmod=+x a b',
    'COPY --chmod=ug+rw-x=s,a=t,=u a b',
    'COPY --chmod="0755" a b',
    'COPY --chmod=$M a b',
    "COPY --chown='$U' a b",
    'COPY --from=a$ a b',
    'COPY user@host a@b:',
    'FROM --platform=windows(10.0%2B1)/amd64 a',
    'EXPOSE +80 +8000-+8010 1::2:80:80 ::1.2.3.4:80:80 a${P:-80}',
    'FROM --platform=linux a',
    'FROM --platform=X86_64 a',
    'FROM --platform=some/thing/v1 a',
    'FROM --platform=windows(10.0.17763)/amd64 a',
    'ARG a',
    'ARG --anything a=b c',
    'CMD a',
    'CMD',
    'CMD []',
    'COPY --from=a --parents --link a b',
    'COPY ["a", "b"]',
    'COPY <<E /x\nE',
    'ENTRYPOINT',
    'ENV a=b',
    'ENV a=',
    'EXPOSE 80 $P',
    'FROM a as B.c-d_e1',
    'FROM a A\u017f b',
    'FROM --platform=$BUILDPLATFORM a',
    'HEALTHCHECK NONE',
    'HEALTHCHECK --nonsense NONE',
    'HEALTHCHECK --interval=1m30.5s --timeout=0 --start-period=1ms --start-interval=2000us --retries=0 CMD a',
    'LABEL "a"=b',
    'MAINTAINER a',
    'ONBUILD RUN a',
    'RUN',
    'RUN a',
    'RUN --network=none --security=insecure --device=a,required a',
    'SHELL ["a"]',
    'STOPSIGNAL 9',
    'STOPSIGNAL SIGTERM',
    'STOPSIGNAL term',
    'STOPSIGNAL "SIGINT"',
    'STOPSIGNAL RTMIN+15',
    'STOPSIGNAL SIGRTMAX-14',
    'STOPSIGNAL $S',
    'USER a b',
    'VOLUME /a',
    'WORKDIR a b',
  ])('accepts %s', (line) => {
    expect(told(line)).toEqual([]);
  });

  it.each([
    ['FROMM a', 'unknown-instruction: unknown instruction: FROMM (did you mean FROM?) | FROMM'],
    ['cpoy a b', 'unknown-instruction: unknown instruction: cpoy (did you mean copy?) | cpoy'],
    ['Cpoy a b', 'unknown-instruction: unknown instruction: Cpoy (did you mean copy?) | Cpoy'],
    ['&& b', 'unknown-instruction: unknown instruction: && | &&'],
    ['u\u017fer a', 'unknown-instruction: unknown instruction: u\u017fer (did you mean user?) | u\u017fer'],
    [
      'ADD a',
      `missing-argument: ADD ${'requires at least two arguments, but only one was provided. Destination could not be determined'} | a`,
    ],
    [
      'COPY --from=a',
      `missing-argument: COPY ${'requires at least two arguments, but only one was provided. Destination could not be determined'} | COPY`,
    ],
    [
      'ADD --checksum=abc https://example.org/a b',
      'invalid-flag-value: invalid checksum digest format | abc',
    ],
    [
      'ADD --checksum=sha256:abc https://example.org/a b',
      'invalid-flag-value: invalid checksum digest length | sha256:abc',
    ],
    [
      'ADD https://example.org/a.git?what=1 b',
      'invalid-value: unexpected query "what" | https://example.org/a.git?what=1',
    ],
    [
      'ADD "https://example.org/a.git?ref=" b',
      'invalid-value: query "ref" has no value | "https://example.org/a.git?ref="',
    ],
    [
      'ADD ["git://example.org/a?ref=a&ref=b", "b"]',
      'invalid-value: query "ref" has multiple values | "git://example.org/a?ref=a&ref=b"',
    ],
    [
      'ADD https://example.org/a.git?submodules=some b',
      'invalid-value: invalid submodules value: "some" | https://example.org/a.git?submodules=some',
    ],
    [
      'ADD git@example.org:a?ref=a#b:c b',
      'invalid-value: ref conflicts: "b" vs "a" | git@example.org:a?ref=a#b:c',
    ],
    [
      'ADD https://example.org/a.git?tag=a&ref=a b',
      'invalid-value: ref conflicts: "a" vs "refs/tags/a" | https://example.org/a.git?tag=a&ref=a',
    ],
    [
      'ADD https://example.org/a.git?tag=a&branch=b b',
      'invalid-value: branch conflicts with tag | https://example.org/a.git?tag=a&branch=b',
    ],
    [
      'ADD https://example.org/a.git?subdir=a#:b b',
      'invalid-value: subdir conflicts: "b" vs "a" | https://example.org/a.git?subdir=a#:b',
    ],
    [
      'ADD --keep-git-dir=false https://example.org/a.git?keep-git-dir b',
      'invalid-value: inconsistent keep-git-dir configuration | https://example.org/a.git?keep-git-dir',
    ],
    [
      'ADD --checksum=abc https://example.org/a.git?commit=abd b',
      'invalid-value: checksum mismatch "abc" != "abd" | https://example.org/a.git?commit=abd',
    ],
    [
      'ADD --chmod=8 a b',
      "invalid-flag-value: invalid chmod parameter: '8'. it should be octal string and between 0 and 07777 | 8",
    ],
    [
      'COPY --chmod=rwx a b',
      "invalid-flag-value: invalid syntax: 'rwx' is neither octal nor a mode like u=rwX,go=rX | rwx",
    ],
    [
      'COPY --chmod=u+w, a b',
      "invalid-flag-value: invalid syntax: 'u+w,' is neither octal nor a mode like u=rwX,go=rX | u+w,",
    ],
    [
      'COPY --chmod="z+x" a b',
      `invalid-flag-value: invalid syntax: 'z+x' is neither octal nor a mode like u=rwX,go=rX | "z+x"`,
    ],
    [
      'COPY --chmod=0u+x a b',
      "invalid-flag-value: invalid chmod parameter: '0u+x'. it should be octal string and between 0 and 07777 | 0u+x",
    ],
    [
      "COPY --from='\\$A' a b",
      `invalid-flag-value: variable expansion is not supported for --from, define a new stage with FROM using ARG from global scope as a workaround | '\\$A'`,
    ],
    [
      `COPY --from=a\\" a b`,
      `invalid-flag-value: failed to process "a\\"": unexpected end of statement while looking for matching double-quote | a\\"`,
    ],
    ['COPY user@host:a b', "source-elsewhere: source can't be a git ref for COPY | user@host:a"],
    [
      'FROM --platform=amd64(10.0) a',
      'invalid-flag-value: failed to parse platform amd64(10.0): "amd64(10.0)": unknown operating system or architecture | amd64(10.0)',
    ],
    [
      'FROM --platform=windows(10%2) a',
      'invalid-flag-value: failed to parse platform windows(10%2): "windows(10%2)" has an invalid OS version "10%2": invalid URL escape "%2" | windows(10%2)',
    ],
    [
      'STOPSIGNAL 9223372036854775808',
      'invalid-value: invalid signal: 9223372036854775808 | 9223372036854775808',
    ],
    [
      'ADD --checksum=sha256:0 a b',
      'invalid-flag-value: checksum requires HTTP(S) or Git sources | sha256:0',
    ],
    [
      'ADD --checksum=sha256:0 a b c',
      "invalid-flag-value: checksum can't be specified for multiple sources | sha256:0",
    ],
    [
      'FROM --platform=linus a',
      'invalid-flag-value: failed to parse platform linus: "linus": unknown operating system or architecture | linus',
    ],
    [
      'FROM --platform=linux/arm64/v8/x a',
      'invalid-flag-value: failed to parse platform linux/arm64/v8/x: "linux/arm64/v8/x": cannot parse platform specifier | linux/arm64/v8/x',
    ],
    [
      'FROM --platform=linux/arm,64 a',
      'invalid-flag-value: failed to parse platform linux/arm,64: "arm,64" is an invalid component of "linux/arm,64" | linux/arm,64',
    ],
    [
      'FROM --platform=/amd64 a',
      'invalid-flag-value: failed to parse platform /amd64: "" is an invalid OS component of "/amd64" | /amd64',
    ],
    ['ARG', 'missing-argument: ARG requires at least one argument | ARG'],
    ['ENV', 'missing-argument: ENV requires at least one argument | ENV'],
    ['label', 'missing-argument: LABEL requires at least one argument | label'],
    ['EXPOSE', 'missing-argument: EXPOSE requires at least one argument | EXPOSE'],
    ['VOLUME []', 'missing-argument: VOLUME requires at least one argument | []'],
    ['USER', 'missing-argument: USER requires exactly one argument | USER'],
    ['WORKDIR', 'missing-argument: WORKDIR requires exactly one argument | WORKDIR'],
    ['STOPSIGNAL', 'missing-argument: STOPSIGNAL requires exactly one argument | STOPSIGNAL'],
    ['MAINTAINER', 'missing-argument: MAINTAINER requires exactly one argument | MAINTAINER'],
    ['ONBUILD', 'missing-argument: ONBUILD requires at least one argument | ONBUILD'],
    ['HEALTHCHECK', 'missing-argument: HEALTHCHECK requires at least one argument | HEALTHCHECK'],
    ['HEALTHCHECK CMD', 'missing-argument: Missing command after HEALTHCHECK CMD | CMD'],
    ['HEALTHCHECK CMD []', 'missing-argument: Missing command after HEALTHCHECK CMD | []'],
    ['SHELL', 'missing-argument: SHELL requires at least one argument | SHELL'],
    ['SHELL []', 'missing-argument: SHELL requires at least one argument | []'],
    ['FROM', 'missing-argument: FROM requires either one or three arguments | FROM'],
    ['SHELL bash -c', 'shell-not-json: SHELL requires the arguments to be in JSON form | bash -c'],
    ["SHELL ['a']", "shell-not-json: SHELL requires the arguments to be in JSON form | ['a']"],
    ['FROM a b', 'invalid-from: FROM requires either one or three arguments | b'],
    ['FROM a b c', 'invalid-from: FROM requires either one or three arguments | b c'],
    ['FROM a AS b c', 'invalid-from: FROM requires either one or three arguments | AS b c'],
    [
      'FROM a AS 1b',
      'invalid-from: invalid name for build stage: "1b", name can\'t start with a number or contain symbols | 1b',
    ],
    [
      'FROM a AS b/c',
      'invalid-from: invalid name for build stage: "b/c", name can\'t start with a number or contain symbols | b/c',
    ],
    ['ENV =b', 'invalid-name: ENV names can not be blank | =b'],
    ['LABEL =', 'invalid-name: LABEL names can not be blank | ='],
    ['ARG a =b', 'invalid-name: ARG names can not be blank | =b'],
    ['COPY --fron=a b c', 'unknown-flag: unknown flag: --fron (did you mean from?) | fron'],
    ['COPY --zzzzzz b c', 'unknown-flag: unknown flag: --zzzzzz | zzzzzz'],
    ['COPY --From=a b c', 'unknown-flag: unknown flag: --From (did you mean from?) | From'],
    ['CMD --port=1 a', 'unknown-flag: unknown flag: --port | port'],
    ['USER --x a', 'unknown-flag: unknown flag: --x | x'],
    ['COPY --from=a --from=b c d', 'duplicate-flag: duplicate flag specified: --from | --from=b'],
    ['COPY --from a b', 'flag-value-missing: missing a value on flag: --from | --from'],
    ['COPY --link= a b', 'flag-value-missing: missing a value on flag: --link | --link='],
    ['COPY --link=yes a b', 'invalid-flag-value: expecting boolean value for flag --link, not: yes | yes'],
    ['RUN --mount a', 'flag-value-missing: missing a value on flag: --mount | --mount'],
    ['RUN --network=bridge a', 'invalid-flag-value: invalid network mode "bridge" | bridge'],
    ['RUN --network= a', 'invalid-flag-value: invalid network mode "" | '],
    ['RUN --security="x y" a', 'invalid-flag-value: security "x y" is not valid | "x y"'],
    ['COPY a <<E\nE', 'invalid-heredoc: COPY cannot accept a heredoc as a destination | <<E'],
    ['ONBUILD FROM a', "invalid-trigger: FROM isn't allowed as an ONBUILD trigger | FROM"],
    ['ONBUILD maintainer a', "invalid-trigger: MAINTAINER isn't allowed as an ONBUILD trigger | maintainer"],
    [
      'ONBUILD ONBUILD RUN a',
      "invalid-trigger: Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed | ONBUILD",
    ],
    ['ONBUILD COPY --x a b', 'unknown-flag: unknown flag: --x | x'],
    ['VOLUME ["a", " "]', 'invalid-value: VOLUME specified can not be an empty string | " "'],
    ['STOPSIGNAL SIGNOPE', 'invalid-value: invalid signal: SIGNOPE | SIGNOPE'],
    ['STOPSIGNAL 0', 'invalid-value: invalid signal: 0 | 0'],
    ['STOPSIGNAL RTMIN+16', 'invalid-value: invalid signal: RTMIN+16 | RTMIN+16'],
    ['HEALTHCHECK NONE a b', 'extra-argument: HEALTHCHECK NONE takes no arguments | a b'],
    ['HEALTHCHECK curl x', 'invalid-healthcheck: Unknown type "CURL" in HEALTHCHECK (try CMD) | curl'],
    ['HEALTHCHECK --interval=5 CMD a', 'invalid-flag-value: time: missing unit in duration "5" | 5'],
    ['HEALTHCHECK --interval=5x CMD a', 'invalid-flag-value: time: unknown unit "x" in duration "5x" | 5x'],
    ['HEALTHCHECK --timeout=a CMD a', 'invalid-flag-value: time: invalid duration "a" | a'],
    [
      'HEALTHCHECK --timeout=999us CMD a',
      'invalid-flag-value: Interval "timeout" cannot be less than 1ms | 999us',
    ],
    [
      'HEALTHCHECK --timeout=-1s CMD a',
      'invalid-flag-value: Interval "timeout" cannot be less than 1ms | -1s',
    ],
    [
      'HEALTHCHECK --retries=x CMD a',
      'invalid-flag-value: strconv.ParseInt: parsing "x": invalid syntax | x',
    ],
    ['HEALTHCHECK --retries=-1 CMD a', 'invalid-flag-value: --retries cannot be negative (-1) | -1'],
    [
      'HEALTHCHECK --retries=2147483648 CMD a',
      'invalid-flag-value: strconv.ParseInt: parsing "2147483648": value out of range | 2147483648',
    ],
    [
      'COPY --from=$A b c',
      'invalid-flag-value: variable expansion is not supported for --from, define a new stage with FROM using ARG from global scope as a workaround | $A',
    ],
  ])('refuses %s', (line, expected) => {
    expect(told(line)).toEqual([expected]);
  });

  it('tells everything that is wrong, in the order BuildKit looks', () => {
    expect(issues('COPY --x --link=1 --y a').map((issue) => issue.code)).toEqual([
      'missing-argument',
      'unknown-flag',
      'invalid-flag-value',
      'unknown-flag',
    ]);
  });

  it('offers the nearest word', () => {
    expect(issues('CPOY a b')[0]?.values).toEqual({ keyword: 'CPOY', word: 'CPOY', nearest: 'COPY' });
    expect(issues('COPY --form=a b c')[0]?.values).toMatchObject({ flag: 'form', nearest: 'from' });
  });

  it('leaves out what the parser refuses already', () => {
    expect(told('ENV a')).toEqual([]);
    expect(told('SHELL [1]')).toEqual([]);
    expect(told('ONBUILD SHELL [1]')).toEqual([]);
  });

  it('wants a stage before anything but ARG', () => {
    const first = (text: string) => instructionErrors(parseDockerfile(text)).map(({ message }) => message);
    expect(first('ARG a\nFROM b')).toEqual([]);
    expect(first('ARG a\nRUN b\nUSER c\nFROM d')).toEqual(['no build stage in current context']);
    expect(first('ARG a')).toEqual(['dockerfile contains no stages to build']);
    expect(first('')).toEqual([]);
  });
});

describe('expansion', () => {
  it.each([
    [
      'ENV A="b',
      'unterminated-quote: failed to process "\\"b": unexpected end of statement while looking for matching double-quote | "b',
    ],
    [
      "ENV A it's",
      'unterminated-quote: failed to process "it\'s": unexpected end of statement while looking for matching single-quote | it\'s',
    ],
    [
      'WORKDIR /a/${b,,}/c',
      'invalid-substitution: failed to process "/a/${b,,}/c": unsupported modifier (,) in substitution | ${b,,}',
    ],
    [
      'COPY ["${}", "b"]',
      'invalid-substitution: failed to process "${}": syntax error: bad substitution | ${}',
    ],
    [
      'FROM ${a:1:2}',
      'invalid-substitution: failed to process "${a:1:2}": unsupported modifier (:1) in substitution | ${a:1:2}',
    ],
    [
      'ARG a=${b',
      'invalid-substitution: failed to process "${b": unsupported modifier (\ufffd) in substitution | ${b',
    ],
    [
      'COPY --chown=a\\${b c d',
      `invalid-substitution: failed to process "a\${b": unsupported modifier (\ufffd) in substitution | $` +
        '{b',
    ],
    [
      "COPY --chown='${b,,}' c d",
      'invalid-substitution: failed to process "${b,,}": unsupported modifier (,) in substitution | ${b,,}',
    ],
    [
      'COPY --chown=\\"a c d',
      'unterminated-quote: failed to process "\\"a": unexpected end of statement while looking for matching double-quote | "a',
    ],
    [
      'ENV A=${b:} C=d',
      'invalid-substitution: failed to process "${b:}": syntax error: missing \'}\' | ${b:}',
    ],
    [
      'COPY <<"E" <<E /x\n${a^^}\nE\n${b^^}\nE',
      'invalid-substitution: failed to process "${b^^}\\n": unsupported modifier (^) in substitution | ${b^^}',
    ],
    [
      'COPY <<E /x\n${a^^} "\nE',
      'invalid-substitution: failed to process "${a^^} \\"\\n": unsupported modifier (^) in substitution | ${a^^}',
    ],
  ])('refuses %s', (line, expected) => {
    expect(told(line)).toEqual([expected]);
  });

  it('refuses each half of a quoted word that is split at blanks', () => {
    expect(issues('COPY "a b" c').map((issue) => issue.code)).toEqual([
      'unterminated-quote',
      'unterminated-quote',
    ]);
  });

  it.each([
    'RUN echo ${b,,} "',
    'CMD "',
    'ENV A=${b:?needed}',
    "COPY <<'E' /x\n${a^^}\nE",
    'COPY <<E <<E /x\n${a^^}\nE\nb\nE',
    'COPY << E /x\n${a^^}\nE',
    'COPY --chown=\\\\${b c d',
    'ARG "',
    'ENV A=\\"',
  ])('leaves alone %s', (line) => {
    expect(told(line)).toEqual([]);
  });
});

describe('mounts', () => {
  it.each([
    'type=cache,target=/x,sharing=locked,mode=0755,uid=1,gid=2,id=a',
    'target=/x',
    'type=bind,from=a,source=/s,target=/t,rw',
    'type=bind,dst=/x,readonly=true,ro=1',
    'type=tmpfs,target=/x,size=1.5GiB',
    'type=secret,id=a,required,env=A',
    'type=secret,id=a,required=true,mode=0400',
    'type=ssh',
    'type=CACHE,target=/x',
    'TYPE=cache,Target=/x',
    '"type=bind","target=/a,b"',
    'type=$T,sharing=x$Y',
    'type=bind,target=$T,from=a$',
    'type=tmpfs,target=/x,size=1_024.5k',
    'type=ssh,source=',
    'type=secret,target=$T',
    'type=$T,source=$S,sharing=locked,size=1m,mode=7',
  ])('accepts %s', (mount) => {
    expect(told(`RUN --mount='${mount}' a`)).toEqual([]);
  });

  it.each([
    ['type=cach,target=/x', 'unsupported mount type "cach" (did you mean cache?) | cach'],
    ['type=,target=/x', 'unsupported mount type "" | '],
    ['type=cache,targt=/x', "unexpected key 'targt' in 'targt=/x' (did you mean target?) | targt"],
    ['fid=a', "unexpected key 'fid' in 'fid=a' (did you mean id?) | fid"],
    ['type=cache,foo', "invalid field 'foo' must be a key=value pair | foo"],
    ['type=cache,target=/x,sharing=lock', 'unsupported sharing value "lock" (did you mean locked?) | lock'],
    ['target=/x,sharing=locked', 'invalid cache sharing set for bind mount | sharing=locked'],
    ['from=$A,target=/x', "'from' doesn't support variable expansion, define alias stage instead | $A"],
    ['target=/x,rw=maybe', 'invalid value for rw: maybe | maybe'],
    ['type=cache,target=/x,mode=9', 'invalid value 9 for mode | 9'],
    ['type=cache,target=/x,uid=-1', 'invalid value -1 for uid | -1'],
    ['target=/x,mode=7', 'mode not allowed for "bind" type mounts | mode=7'],
    ['target=/x,size=1m', "unexpected key 'size' for mount type 'bind' | size"],
    ['type=tmpfs,target=/x,size=1q', 'invalid value for size: 1q | 1q'],
    ['required,type=secret', "unexpected key 'required' for mount type 'bind' | required"],
    ['type=secret', 'invalid secret mount. one of source, target required | type=secret'],
    ['type=secret,id=a,source=b', "both source and id can't be set | source=b"],
    ['type=secret,id=a,from=b', 'secret mount should not have a from | from=b'],
    ['type=secret,id=a,sharing=locked', 'secret mount should not define sharing | sharing=locked'],
    ['type=ssh,src=/x', 'ssh does not support source | src=/x'],
    ['type=bind,target=$T,sharing=locked', 'invalid cache sharing set for bind mount | sharing=locked'],
    ['type=tmpfs,target=$T,uid=1', 'uid not allowed for "tmpfs" type mounts | uid=1'],
    ['target=/,sharing=locked', 'invalid cache sharing set for bind mount | sharing=locked'],
    ['source=$S,required', "unexpected key 'required' for mount type 'bind' | required"],
    ['type=tmpfs,target=/x,size=1__0', 'invalid value for size: 1__0 | 1__0'],
    ['type=tmpfs,target=/x,size=1e999', 'invalid value for size: 1e999 | 1e999'],
    ['', 'failed to parse csv mounts: EOF | '],
  ])('refuses %s', (mount, expected) => {
    expect(told(`RUN --mount=${mount} a`)).toContain(`invalid-mount: ${expected}`);
  });

  it('refuses what is no CSV', () => {
    expect(told('RUN --mount=type=bind,\\"a a')).toEqual([
      'invalid-mount: failed to parse csv mounts: parse error on line 1, column 12: extraneous or missing " in quoted-field | a',
    ]);
    expect(told('RUN --mount=type=b\\"ind a')).toEqual([
      'invalid-mount: failed to parse csv mounts: parse error on line 1, column 7: bare " in non-quoted-field | "ind',
    ]);
    // Each of the two bytes of the letter has become a character of two bytes.
    expect(told('RUN --mount=id=\u00e9\\"a b')).toEqual([
      'invalid-mount: failed to parse csv mounts: parse error on line 1, column 8: bare " in non-quoted-field | "a',
    ]);
  });

  it('has exact ranges behind quotes', () => {
    expect(told('RUN --mount="type=cach",\'target=/x\' a')).toEqual([
      'invalid-mount: unsupported mount type "cach" (did you mean cache?) | cach',
    ]);
    expect(told('RUN --mount=ty\\pe="ca"ch,target=/x a')).toEqual([
      'invalid-mount: unsupported mount type "cach" (did you mean cache?) | ca"ch',
    ]);
  });
});

describe('devices', () => {
  it.each(['vendor.com/class=name', 'name=a,required', 'a,required=false'])('accepts %s', (device) => {
    expect(told(`RUN --device=${device} a`)).toEqual([]);
  });

  it.each([
    ['a,name=b', 'device name already set to a | name=b'],
    ['a,b', "invalid field 'b' must be a key=value pair | b"],
    ['a,requird=1', "unexpected key 'requird' in 'requird=1' (did you mean required?) | requird"],
    ['a,required=x', 'invalid value for required: x | required=x'],
  ])('refuses %s', (device, expected) => {
    expect(told(`RUN --device=${device} a`)).toEqual([`invalid-flag-value: ${expected}`]);
  });
});
