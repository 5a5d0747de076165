import { describe, expect, test } from 'vitest';
import { explain, toMarkdown } from '../../../server/src/features/whyInImage/explain.ts';
import type { Explanation, Question } from '../../../server/src/features/whyInImage/question.ts';
import { readIgnoreFile } from '../../../server/src/syntax/dockerignore/reader.ts';
import { viewOf } from '../../harness/contextView.ts';
import { modelOf } from '../../model/model.ts';

interface Case {
  readonly lines: readonly string[];
  readonly path?: string;
  readonly ignore?: string;
  readonly files?: readonly string[];
  readonly more?: Partial<Question>;
}

function why({ lines, path = 'a.txt', ignore, files, more }: Case): Explanation {
  const text = ignore ?? '';
  return explain({
    path,
    kind: 'file',
    link: undefined,
    links: [],
    nearest: undefined,
    model: modelOf(...lines),
    target: undefined,
    dockerfile: 'Dockerfile',
    ignoreFile: ignore === undefined ? null : { path: '.dockerignore', text, file: readIgnoreFile(text) },
    view: files && viewOf(new Map(files.map((file) => [file, 1])), text),
    ...more,
  });
}

const steps = (found: Explanation): string[] =>
  found.steps.map(({ kind, sentence }) => `${kind}: ${sentence.plain}`);
const remedies = (found: Explanation): string[] => found.remedies.map(({ title }) => title.plain);
const title = (found: Explanation): string => `${found.verdict}: ${found.title.plain}`;

describe('in the image', () => {
  test('the way, step by step', () => {
    const found = why({ lines: ['FROM scratch', 'COPY . /app'], ignore: 'b.txt\n' });
    expect(title(found)).toBe('in: a.txt is in the image: /app/a.txt');
    expect(steps(found)).toEqual([
      'passes: Sent to the builder: no line of .dockerignore keeps it out.',
      'passes: COPY on line 2 takes it (with .): it lands at /app/a.txt.',
      'passes: It is in the image: /app/a.txt.',
    ]);
    expect(remedies(found)).toEqual(['Keep it out: add a.txt to .dockerignore']);
    expect(toMarkdown(found)).toBe(
      [
        '**`a.txt` is in the image: `/app/a.txt`**',
        '',
        '1. Sent to the builder: no line of `.dockerignore` keeps it out.',
        '1. `COPY` on line 2 takes it (with `.`): it lands at `/app/a.txt`.',
        '1. It is in the image: `/app/a.txt`.',
      ].join('\n'),
    );
  });

  test('by way of two stages', () => {
    const found = why({
      lines: [
        'FROM scratch AS src',
        'COPY a.txt /s/',
        'FROM src AS build',
        'FROM scratch AS run',
        'COPY --from=build /s /r',
        'FROM run',
      ],
    });
    expect(title(found)).toBe('in: a.txt is in the image: /r/a.txt');
    expect(steps(found)).toEqual([
      'passes: Sent to the builder: there is no ignore file.',
      'passes: COPY on line 2 takes it: it lands at /s/a.txt.',
      'passes: FROM on line 3 builds stage build on it: it is there as /s/a.txt, too.',
      'passes: COPY on line 5 copies it to /r/a.txt.',
      'passes: FROM on line 6 builds stage 3 on it: it is there as /r/a.txt, too.',
      'passes: It is in the final image, stage 3: /r/a.txt.',
    ]);
    expect(remedies(found)).toEqual(['Keep it out: create .dockerignore with a.txt']);
  });

  test('at one of two places', () => {
    const found = why({ lines: ['FROM alpine', 'COPY a.txt /app'] });
    expect(title(found)).toBe('in: a.txt is in the image: /app or /app/a.txt');
    expect(steps(found).slice(1)).toEqual([
      'passes: COPY on line 2 takes it: it lands at /app, or at /app/a.txt if the base image has a folder of that name.',
      'passes: It is in the image: /app or /app/a.txt.',
    ]);
  });

  test('in the working directory of a base image', () => {
    const found = why({ lines: ['FROM example.org/app', 'COPY . .'] });
    expect(title(found)).toBe(
      'in: a.txt is in the image: in a folder that a variable or the base image decides',
    );
    expect(steps(found).slice(1)).toEqual([
      'passes: COPY on line 2 takes it (with .); where it lands depends on a variable or on the base image.',
      'passes: It is in the image.',
    ]);
  });

  test('kept by an exception, which can be taken out', () => {
    const found = why({ lines: ['FROM scratch', 'COPY . /'], ignore: '*.txt\n!a.txt\n' });
    expect(steps(found)[0]).toBe(
      'passes: Sent to the builder: line 2 of .dockerignore, !a.txt, undoes line 1.',
    );
    expect(remedies(found)).toEqual([
      'Keep it out: delete line 2 of .dockerignore, !a.txt',
      'Keep it out: add a.txt to .dockerignore',
    ]);
    expect(found.remedies[0]?.edit).toEqual({ delete: { start: 6, end: 13 } });
  });

  test('deleted in a later layer', () => {
    const found = why({ lines: ['FROM scratch', 'COPY . /app', 'RUN rm /app/a.txt'] });
    expect(title(found)).toBe('hidden: a.txt is in a layer of the image, though a later one deletes it');
    expect(steps(found)[2]).toBe(
      'may-pass: RUN on line 3 deletes it: nobody sees it in a container, but it stays in a layer of the image, and in its size.',
    );
    expect(remedies(found)).toHaveLength(1);
  });

  test('an archive that is unpacked', () => {
    const found = why({ lines: ['FROM scratch', 'ADD a.tgz /app'], path: 'a.tgz' });
    expect(title(found)).toBe('in: a.tgz is in the image: /app/');
    expect(steps(found)[1]).toContain('if it is a tar archive, what is in it lands in /app');
  });
});

describe('not in the image', () => {
  test('a line of the ignore file', () => {
    const found = why({ lines: ['FROM scratch', 'COPY . /app'], ignore: '# x\na.txt\n' });
    expect(title(found)).toBe('out: a.txt is not in the image: line 2 of .dockerignore keeps it out');
    expect(steps(found)).toEqual([
      'stops: Not sent to the builder: line 2 of .dockerignore, a.txt, keeps it out.',
      'note: Else: COPY on line 2 takes it (with .): it lands at /app/a.txt.',
    ]);
    expect(found.steps[0]?.place).toEqual({ file: 'ignore-file', range: { start: 4, end: 9 } });
    expect(remedies(found)).toEqual([
      'Send it: delete line 2 of .dockerignore, a.txt',
      'Send it: add the exception !a.txt to .dockerignore',
    ]);
  });

  test('a folder above it', () => {
    const found = why({ lines: ['FROM scratch', 'COPY . /app'], path: 'dir/sub/a.txt', ignore: 'dir' });
    expect(steps(found)[0]).toBe(
      'stops: Not sent to the builder: line 1 of .dockerignore, dir, keeps out all of dir/.',
    );
    expect(remedies(found)).toEqual(['Send it: add the exception !dir/sub/a.txt to .dockerignore']);
  });

  test('a line that says nothing else is not deleted where another one keeps it out as well', () => {
    const found = why({ lines: ['FROM scratch'], ignore: '*.txt\na.txt\n' });
    expect(remedies(found)).toEqual(['Send it: add the exception !a.txt to .dockerignore']);
  });

  test('no instruction takes it', () => {
    const found = why({ lines: ['FROM scratch', 'COPY b.txt /'] });
    expect(title(found)).toBe('out: a.txt is not in the image: no instruction takes it');
    expect(steps(found)[1]).toBe('stops: No COPY, ADD or bind mount takes it.');
    expect(remedies(found)).toEqual([]);
  });

  test('only a build that starts from this image takes it', () => {
    const found = why({ lines: ['FROM scratch', 'ONBUILD COPY . /app'] });
    expect(title(found)).toBe('out: a.txt is not in the image: no instruction takes it');
    expect(steps(found).slice(1)).toEqual([
      'stops: No COPY, ADD or bind mount takes it.',
      'note: COPY on line 2 is for ONBUILD: it takes such a file in builds that start from this image.',
    ]);
  });

  test('--exclude', () => {
    const found = why({ lines: ['FROM scratch', 'COPY --exclude=*.txt . /app'] });
    expect(title(found)).toBe('out: a.txt is not in the image: --exclude=*.txt leaves it out');
    expect(steps(found)[1]).toBe('stops: COPY on line 2 would take it, but --exclude=*.txt leaves it out.');
  });

  test('a stage nobody needs', () => {
    const found = why({ lines: ['FROM scratch AS build', 'COPY . /app', 'RUN make', 'FROM scratch'] });
    expect(title(found)).toBe('out: a.txt is not in the image: it stays in stage build');
    expect(steps(found)[2]).toBe(
      'stops: Nothing in the final image, stage 1, needs stage build: BuildKit skips that stage.',
    );
  });

  test('a stage from which something else is copied', () => {
    const lines = ['FROM scratch AS build', 'COPY . /app', 'FROM scratch', 'COPY --from=build /out /'];
    expect(title(why({ lines }))).toBe('out: a.txt is not in the image: it stays in stage build');
    const made = why({ lines: [...lines.slice(0, 2), 'RUN make', 'RUN test', ...lines.slice(2)] });
    expect(title(made)).toBe('maybe: a.txt may be in the image');
    expect(steps(made).slice(2)).toEqual([
      'stops: No later instruction copies it from stage build to the final image, stage 1.',
      'may-pass: RUN on line 3 and 1 more can read it: what it makes of it, or a copy, may be in the image.',
    ]);
  });

  test('another target', () => {
    const lines = ['FROM scratch AS Dev', 'COPY . /dev', 'FROM scratch AS prod', 'COPY a.txt /prod/'];
    const to = (target: string): Explanation => why({ lines, more: { target } });
    expect(title(to('dev'))).toBe('in: a.txt is in the image: /dev/a.txt');
    expect(steps(to('DEV')).slice(-2)).toEqual([
      'passes: COPY on line 4 takes it: it lands at /prod/a.txt.',
      'stops: Nothing in the image of the target, stage dev, needs stage prod: BuildKit skips that stage.',
    ]);
    expect(title(to('1'))).toBe('in: a.txt is in the image: /prod/a.txt');
    expect(title(to('none'))).toBe('in: a.txt is in the image: /prod/a.txt');
  });

  test('a bind mount', () => {
    const found = why({ lines: ['FROM alpine', 'RUN --mount=target=/src make'] });
    expect(title(found)).toBe('maybe: a.txt may be in the image');
    expect(steps(found).slice(1)).toEqual([
      'passes: RUN on line 2 mounts it (with /): it is at /src/a.txt.',
      'stops: A bind mount is there while the RUN runs, and leaves nothing in the image by itself.',
      'may-pass: RUN on line 2 can read it: what it makes of it, or a copy, may be in the image.',
    ]);
  });

  test('a variable leaves it open', () => {
    const found = why({ lines: ['FROM scratch', 'ARG FILE', 'COPY $FILE /app/'] });
    expect(title(found)).toBe('maybe: a.txt may be in the image');
    expect(steps(found)[1]).toBe(
      'may-pass: COPY on line 3 may take it: it is not known what $FILE stands for.',
    );
  });

  test('a variable says what the final image is built on', () => {
    const found = why({ lines: ['ARG BASE', 'FROM scratch AS a', 'COPY . /app', 'FROM $BASE'] });
    expect(title(found)).toBe('maybe: a.txt may be in the image');
    expect(steps(found).slice(2)).toEqual([
      'stops: No later instruction copies it from stage a to the final image, stage 1.',
      'may-pass: FROM on line 4 may build on it: what is not known leaves that open.',
    ]);
  });

  test('not there at all', () => {
    const found = why({ lines: ['FROM scratch', 'COPY . /'], more: { kind: undefined, nearest: 'A.txt' } });
    expect(title(found)).toBe('out: a.txt is not in the image: there is no such file');
    expect(steps(found)).toEqual([
      'stops: There is no such file in the build context. There is A.txt: the builder tells upper case from lower case.',
    ]);
    expect(steps(why({ lines: [], more: { kind: undefined, nearest: 'b.txt' } }))[0]).toContain(
      'The nearest name is b.txt.',
    );
  });

  test('behind a link', () => {
    const found = why({ lines: ['FROM scratch', 'COPY . /'], path: 'l/a.txt', more: { link: 'l' } });
    expect(title(found)).toBe('unknown: l/a.txt lies behind a link');
  });

  test('a source that is a link may lead to it', () => {
    const found = why({ lines: ['FROM scratch', 'COPY l/src /x/'], more: { links: ['l'] } });
    expect(title(found)).toBe('maybe: a.txt may be in the image');
    expect(steps(found)[1]).toBe(
      'may-pass: COPY on line 2 may take it with l/src: l is a link, which may lead to it.',
    );
    const named = why({ lines: ['FROM scratch', 'COPY l /x/'], path: 'l', more: { kind: 'link' } });
    expect(steps(named)[2]).toBe(
      'note: It is a link that a source names: what it leads to is copied, if that is sent.',
    );
  });

  test('what the builder reads in any case', () => {
    const found = why({ lines: ['FROM scratch', 'COPY . /'], path: 'Dockerfile', ignore: 'Dockerfile' });
    expect(steps(found)[1]).toBe('note: The builder reads it all the same; it only cannot be copied.');
  });

  test('a Dockerfile without a stage', () => {
    expect(title(why({ lines: ['# nothing'] }))).toBe(
      'out: a.txt is not in the image: the Dockerfile has no stage',
    );
  });
});

describe('folders', () => {
  const folder = (lines: readonly string[], ignore?: string, files?: readonly string[]): Explanation =>
    why({
      lines,
      path: 'dir',
      ...(ignore === undefined ? {} : { ignore }),
      ...(files ? { files } : {}),
      more: { kind: 'folder' },
    });

  test('land as the destination', () => {
    expect(title(folder(['FROM scratch', 'COPY dir /app']))).toBe('in: dir/ is in the image: /app');
  });
  test('of which something is kept out', () => {
    const found = folder(['FROM scratch', 'COPY . /'], '**/*.log', ['dir/a.log', 'dir/b', 'dir/c.log']);
    expect(steps(found)[0]).toBe(
      'passes: Sent to the builder: no line of .dockerignore keeps it out. 2 of its files are kept out.',
    );
  });
  test('of which something is taken back', () => {
    const found = folder(['FROM scratch', 'COPY . /'], 'dir\n!dir/b', ['dir/a', 'dir/b']);
    expect(steps(found)[0]).toBe(
      'may-pass: Sent in part: line 1 of .dockerignore, dir, keeps it out, but exceptions take back 1 of its files.',
    );
  });
  test('of which one file is taken', () => {
    const found = folder(['FROM scratch', 'COPY dir/a /x', 'COPY */b /x'], undefined, ['dir/a', 'dir/b']);
    expect(steps(found).slice(1)).toEqual([
      'may-pass: COPY on line 2 takes something in it: dir/a.',
      'may-pass: COPY on line 3 takes something in it: */b.',
    ]);
  });
});

describe('remedies are tried', () => {
  const keepOut = (path: string, ignore?: string): string[] =>
    remedies(why({ lines: ['FROM scratch', 'COPY . /'], path, ...(ignore === undefined ? {} : { ignore }) }));

  test('names that would mean something else', () => {
    expect(keepOut('a*[b].txt', '')).toEqual(['Keep it out: add a\\*\\[b\\].txt to .dockerignore']);
    expect(keepOut('#x', '')).toEqual(['Keep it out: add [#]x to .dockerignore']);
    expect(keepOut('!x', '')).toEqual(['Keep it out: add [!]x to .dockerignore']);
    // Nothing that could be written stands for a name with a blank at its end.
    expect(keepOut('x ', '')).toEqual([]);
  });
  test('a file without a last line break', () => {
    expect(keepOut('b', '!b')).toEqual(['Keep it out: add b to .dockerignore']);
  });
});
