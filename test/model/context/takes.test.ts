import { describe, expect, test } from 'vitest';
import { deferredTakesOf, type Take, takesAt, takesOf } from '../../../server/src/model/context/takes.ts';
import { modelOf } from '../model.ts';

const show = ({ kind, sources, destination }: Take): string =>
  [
    kind,
    ...sources.map(({ pattern }) => (pattern ? pattern.path || '.' : '?')),
    '->',
    destination ? destination.path + directory(destination.isDirectory) : '?',
  ].join(' ');

const directory = (is: boolean | undefined): string => (is === undefined ? ' or in it' : is ? '/' : '');

const takes = (...lines: string[]): string[] => takesOf(modelOf(...lines)).map(show);

describe('what is taken from the context', () => {
  const cases: readonly (readonly [string, readonly string[], readonly string[]])[] = [
    ['one file', ['COPY a /x/'], ['copy a -> /x/']],
    ['several', ['COPY a b/c /x/'], ['copy a b/c -> /x/']],
    ['JSON form', ['COPY ["a b", "c", "/x y/"]'], ['copy a b c -> /x y/']],
    ['ADD', ['ADD a /x/'], ['add a -> /x/']],
    [
      'the whole context',
      ['COPY . .', 'COPY / /x', 'COPY ./ /y/'],
      ['copy . -> //', 'copy . -> /x or in it', 'copy . -> /y/'],
    ],
    ['paths are clean below the root', ['COPY ./a//b/ ../c /../d/../e /x/'], ['copy a/b c e -> /x/']],
    ['not from a stage', ['COPY --from=a b /x/'], []],
    ['an empty --from is none', ['COPY --from= b /x/'], ['copy b -> /x/']],
    ['what ADD fetches', ['ADD https://e.org/a.tgz git@e.org:a/b.git a git://e.org/x /x/'], ['add a -> /x/']],
    ['a path that looks like a repository', ['ADD github.com/a/b /x/'], ['add github.com/a/b -> /x/']],
    ['nothing but a heredoc', ['COPY <<EOF /x', 'a', 'EOF'], []],
    ['a file beside a heredoc', ['COPY a <<EOF b /x/', 'a', 'EOF'], ['copy a b -> /x/']],
    ['a missing destination', ['COPY a'], []],
    ['a comment behind is taken for sources', ['COPY a # b'], ['copy a # -> /b']],
    ['a variable that is known', ['ARG D=src', 'COPY $D/a ${D}* /x/'], ['copy src/a src* -> /x/']],
    [
      'a variable that is not',
      ['ARG D', 'COPY $D/a b /x/', 'COPY a $D/'],
      ['copy ? b -> /x/', 'copy a -> ?'],
    ],
    ['--parents without a path to keep', ['COPY --parents . a /x/'], ['copy ? . -> /x/']],
    ['an escape is gone before the pattern is read', ['COPY a\\*b /x/'], ['copy a*b -> /x/']],
    ['a bind mount', ['RUN --mount=source=a,target=/x true'], ['bind a -> /x']],
    ['of the whole context', ['RUN --mount=target=/x/ true'], ['bind . -> /x']],
    [
      'several',
      ['RUN --mount=type=bind,src=a,dst=x --mount=type=bind,src=../b,target=y true'],
      ['bind a -> /x', 'bind b -> /y'],
    ],
    [
      'other mounts',
      ['RUN --mount=type=cache,target=/x --mount=type=bind,from=a,target=/y --mount=type=secret,id=a true'],
      [],
    ],
    ['a variable in a mount', ['ARG D=d', 'RUN --mount=source=$D/a,target=/x/$D true'], ['bind d/a -> /x/d']],
    ['a trigger is not run here', ['ONBUILD COPY a /x/'], []],
  ];
  for (const [name, lines, expected] of cases) {
    test(name, () => expect(takes('FROM scratch', ...lines)).toEqual(expected));
  }

  test('triggers count where they run', () => {
    const model = modelOf(
      'FROM scratch AS a',
      'WORKDIR /w',
      'ONBUILD COPY x y/',
      'FROM a AS b',
      'FROM a AS c',
      'FROM b',
    );
    const found = takesOf(model);
    expect(found.map((take) => `${take.stage.name} ${show(take)}`)).toEqual([
      'b copy x -> /w/y/',
      'c copy x -> /w/y/',
    ]);
    const [first] = found;
    expect(first && takesAt(model, first.instruction)).toHaveLength(2);
  });

  test('what is deferred is known apart', () => {
    const model = modelOf(
      'FROM scratch',
      'WORKDIR /w',
      'ONBUILD COPY x y',
      'ONBUILD RUN --mount=target=/m a',
      'COPY z /',
    );
    expect(deferredTakesOf(model).map(show)).toEqual(['copy x -> /w/y or in it', 'bind . -> /m']);
    expect(takesOf(model).map(show)).toEqual(['copy z -> //']);
  });

  test('where a source stands', () => {
    const model = modelOf('FROM scratch', 'COPY a \\', '  $X /x/');
    const [take] = takesOf(model);
    expect(take?.sources.map(({ range }) => model.tree.text.slice(range.start, range.end))).toEqual([
      'a',
      '$X',
    ]);
  });

  test('on Windows', () => {
    const windows = 'FROM mcr.microsoft.com/windows/nanoserver:ltsc2022';
    expect(
      takes('# escape=`', windows, 'WORKDIR C:\\w', 'COPY src\\a C:\\app\\', 'COPY a\\*.txt app'),
    ).toEqual(['copy src/a -> /app/', 'copy a/*.txt -> /w/app or in it']);
  });
});

describe('whether the destination is a directory', () => {
  const last = (...lines: string[]): string => takes(...lines).at(-1) ?? '';

  test('a slash or a dot says so', () => {
    expect(last('FROM scratch', 'COPY a x/.')).toBe('copy a -> /x/');
    expect(last('FROM scratch', 'WORKDIR /w', 'COPY a ./')).toBe('copy a -> /w/');
  });
  test('the working directory and those above it are', () => {
    expect(last('FROM scratch', 'WORKDIR /w/v', 'COPY a .')).toBe('copy a -> /w/v/');
    expect(last('FROM scratch', 'WORKDIR /w/v', 'COPY a ..')).toBe('copy a -> /w/');
    expect(last('FROM scratch', 'WORKDIR /w/v', 'WORKDIR /', 'COPY a /w/v')).toBe('copy a -> /w/v/');
  });
  test('on scratch nothing else is there', () => {
    expect(last('FROM scratch', 'COPY a /app')).toBe('copy a -> /app');
    expect(last('FROM scratch', 'COPY b /app/', 'COPY a /app')).toBe('copy a -> /app/');
    expect(last('FROM scratch', 'COPY b /app/b', 'COPY a /app')).toBe('copy a -> /app/');
    expect(last('FROM scratch', 'COPY b /app', 'COPY a /app')).toBe('copy a -> /app or in it');
    expect(last('FROM scratch', 'COPY b /app', 'COPY a /app/x')).toBe('copy a -> /app/x or in it');
    expect(last('FROM scratch', 'COPY b /app/', 'COPY a /app/x')).toBe('copy a -> /app/x or in it');
    expect(last('FROM scratch', 'COPY --from=x b /app', 'COPY a /app')).toBe('copy a -> /app or in it');
    expect(last('FROM scratch', 'RUN mkdir /app', 'COPY a /app')).toBe('copy a -> /app or in it');
  });
  test('an image may hold it', () => {
    expect(last('FROM alpine', 'COPY a /app')).toBe('copy a -> /app or in it');
    expect(last('FROM alpine', 'COPY a /usr/local/bin')).toBe('copy a -> /usr/local/bin/');
    expect(last('FROM gcr.io/distroless/static', 'COPY a /usr/local/bin')).toBe(
      'copy a -> /usr/local/bin or in it',
    );
    expect(last('FROM scratch', 'COPY a /usr/local/bin')).toBe('copy a -> /usr/local/bin');
  });
  test('what the parent stage made is there', () => {
    expect(last('FROM scratch AS a', 'WORKDIR /w', 'FROM a', 'COPY a /w')).toBe('copy a -> /w/');
    expect(last('FROM scratch AS a', 'COPY x /w/', 'FROM a', 'COPY a /w')).toBe('copy a -> /w/');
    expect(last('FROM scratch AS a', 'COPY x /w/', 'FROM scratch', 'COPY a /w')).toBe('copy a -> /w');
  });
  test('a working directory that the base image decides leaves it open', () => {
    expect(last('FROM example.org/unknown', 'COPY a b/')).toBe('copy a -> ?');
    expect(last('FROM example.org/unknown', 'COPY a /b/')).toBe('copy a -> /b/');
  });
});

describe('long files take no time', () => {
  test('stages on stages', () => {
    const lines = Array.from({ length: 3000 }, (_, i) => [
      `FROM ${i === 0 ? 'alpine' : `s${i - 1}`} AS s${i}`,
      `COPY a${i} /b${i}`,
    ]);
    expect(takes(...lines.flat())).toHaveLength(3000);
  });
  test('copies in one stage', () => {
    const lines = Array.from({ length: 10_000 }, (_, i) => `COPY ${i % 2 ? '--from=x ' : ''}a${i} /b/${i}`);
    expect(takes('FROM scratch AS x', 'FROM scratch', ...lines)).toHaveLength(5000);
  });
});
