import { describe, expect, test } from 'vitest';
import type { ContextView } from '../../../server/src/model/context/contextView.ts';
import {
  matchSource,
  pathsOf,
  presenceOf,
  readSourcePattern,
  rootFor,
} from '../../../server/src/model/context/sourcePattern.ts';
import {
  type Landing,
  takenAmount,
  takenFiles,
  takenPaths,
} from '../../../server/src/model/context/takenPaths.ts';
import { type Take, takesOf } from '../../../server/src/model/context/takes.ts';
import { viewOf } from '../../harness/contextView.ts';
import { modelOf } from '../model.ts';

function takeOf(...lines: string[]): Take {
  const take = takesOf(modelOf('FROM scratch', ...lines)).at(-1);
  if (!take) throw new Error('nothing is taken');
  return take;
}

function viewWith(paths: readonly string[], ignore = ''): ContextView {
  return viewOf(new Map(paths.map((path, index) => [path, index + 1])), ignore);
}

const landingOf = (take: Take, path: string, kind: 'file' | 'folder' = 'file'): Landing | undefined =>
  takenPaths(take, path, kind).find(({ excludedBy }) => !excludedBy)?.landing;

const show = (landing: Landing | undefined): string =>
  landing
    ? landing.path + (landing.isUnpacked ? '/*' : '') + (landing.orPath ? ` or ${landing.orPath}` : '')
    : '-';

describe('where a file lands', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ['COPY a.txt /x/', 'a.txt', '/x/a.txt'],
    ['COPY a.txt /x', 'a.txt', '/x'],
    ['COPY a.txt /', 'a.txt', '/a.txt'],
    ['COPY dir/a.txt /x/', 'dir/a.txt', '/x/a.txt'],
    ['COPY dir /x', 'dir/sub/a.txt', '/x/sub/a.txt'],
    ['COPY dir/ /x/', 'dir/a.txt', '/x/a.txt'],
    ['COPY dir /', 'dir/a.txt', '/a.txt'],
    ['COPY . /x', 'dir/a.txt', '/x/dir/a.txt'],
    ['COPY dir /x', 'director/a.txt', '-'],
    ['COPY a.txt /x', 'A.txt', '-'],
    // A folder that a wildcard finds loses its name, too.
    ['COPY d* /x/', 'dir/a.txt', '/x/a.txt'],
    ['COPY d* /x/', 'dir/sub/a.txt', '/x/sub/a.txt'],
    ['COPY */a.txt /x/', 'dir/a.txt', '/x/a.txt'],
    ['COPY */a.txt /x/', 'a.txt', '-'],
    ['COPY */a.txt /x/', 'dir/sub/a.txt', '-'],
    // Two stars are one.
    ['COPY **/a.txt /x/', 'dir/a.txt', '/x/a.txt'],
    ['COPY **/a.txt /x/', 'a.txt', '-'],
    ['COPY ** /x/', 'dir/sub/a.txt', '/x/sub/a.txt'],
    ['COPY *.txt /x/', '.txt', '/x/.txt'],
    // Where the pattern finds a folder first, that makes the destination one.
    ['COPY a.tx[t] /x', 'a.txt', '/x or /x/a.txt'],
    ['COPY a.tx[t] /x.txt', 'a.txt', '/x.txt'],
    ['COPY dir a.txt /x', 'a.txt', '/x or /x/a.txt'],
    // A file in the place of the pivot's folder.
    ['COPY --parents a.txt/./b /x/', 'a.txt', '/x/a.txt'],
    ['COPY arr[[]0].txt /x/', 'arr[0].txt', '/x/arr[0].txt'],
    // A pattern that is malformed matches nothing.
    ['COPY a[.txt /x/', 'a[.txt', '-'],
    // Only a pattern is unescaped: here the backslash is part of the name.
    ["COPY 'a\\\\*b' /x/", 'a*b', '-'],
    ['ADD a.tar.gz /x/', 'a.tar.gz', '/x/*'],
    ['ADD a.tar /x', 'a.tar', '/x/*'],
    ['ADD *.tgz /x/', 'a.tgz', '/x/*'],
    ['ADD --unpack=false a.tar /x/', 'a.tar', '/x/a.tar'],
    ['ADD a.zip /x/', 'a.zip', '/x/a.zip'],
    ['ADD dir /x/', 'dir/a.tar', '/x/a.tar'],
    ['COPY a.tar /x/', 'a.tar', '/x/a.tar'],
    ['RUN --mount=source=a.txt,target=/x/y true', 'a.txt', '/x/y'],
    ['RUN --mount=source=dir,target=/x true', 'dir/sub/a.txt', '/x/sub/a.txt'],
    ['RUN --mount=source=d*,target=/x true', 'dir/a.txt', '-'],
    ['COPY --parents a/b/c.txt /x/', 'a/b/c.txt', '/x/a/b/c.txt'],
    ['COPY --parents a/b /x', 'a/b/c.txt', '/x/a/b/c.txt'],
    ['COPY --parents ./a/./b/c.txt /x/', 'a/b/c.txt', '/x/b/c.txt'],
    ['COPY --parents **/c.txt /x/', 'a/b/c.txt', '/x/a/b/c.txt'],
    ['COPY --parents **/c.txt /x/', 'c.txt', '/x/c.txt'],
    ['COPY --parents */c.txt /x/', 'a/b/c.txt', '-'],
    ['COPY --parents a/*/./c.txt /x/', 'a/b/c.txt', '/x/c.txt'],
    ['COPY --parents=false a/b/c.txt /x/', 'a/b/c.txt', '/x/c.txt'],
  ];
  for (const [line, path, expected] of cases) {
    test(`${line}: ${path}`, () => expect(show(landingOf(takeOf(line), path))).toBe(expected));
  }

  test('a folder lands as the destination', () => {
    expect(show(landingOf(takeOf('COPY dir /x/'), 'dir', 'folder'))).toBe('/x');
    expect(show(landingOf(takeOf('COPY . /x/'), 'dir', 'folder'))).toBe('/x/dir');
  });

  test('two places where the destination may be a folder', () => {
    const [take] = takesOf(modelOf('FROM alpine', 'COPY server /app'));
    expect(take && show(landingOf(take, 'server'))).toBe('/app or /app/server');
    expect(take && show(landingOf(take, 'server/x'))).toBe('/app/x');
  });

  test('a folder would not be named like a file', () => {
    const landing = (line: string, path: string): string => {
      const [take] = takesOf(modelOf('FROM alpine', line));
      return take ? show(landingOf(take, path)) : '';
    };
    expect(landing('COPY entrypoint /entrypoint', 'entrypoint')).toBe('/entrypoint');
    expect(landing('COPY my.conf /etc/nginx/nginx.conf', 'my.conf')).toBe('/etc/nginx/nginx.conf');
    expect(landing('COPY .env /app.env', '.env')).toBe('/app.env or /app.env/.env');
    expect(landing('COPY a.sh /entrypoint', 'a.sh')).toBe('/entrypoint or /entrypoint/a.sh');
  });

  test('two sources that take the same', () => {
    const taken = takenPaths(takeOf('COPY dir/a.txt dir /x/'), 'dir/a.txt', 'file');
    expect(taken.map(({ root, landing }) => [root, show(landing)])).toEqual([
      ['dir/a.txt', '/x/a.txt'],
      ['dir', '/x/a.txt'],
    ]);
  });
});

describe('--exclude', () => {
  const isLeftOut = (line: string, path: string): boolean =>
    takenPaths(takeOf(line), path, 'file').every(({ excludedBy }) => excludedBy !== undefined);

  const cases: readonly (readonly [string, string, boolean])[] = [
    ['COPY --exclude=*.md . /x/', 'a.md', true],
    ['COPY --exclude=*.md . /x/', 'dir/a.md', false],
    ['COPY --exclude=**/*.md . /x/', 'dir/a.md', true],
    ['COPY --exclude=dir . /x/', 'dir/a.md', true],
    // Relative to the source, not to the context.
    ['COPY --exclude=dir/a.md dir /x/', 'dir/a.md', false],
    ['COPY --exclude=a.md dir /x/', 'dir/a.md', true],
    ['COPY --exclude=/a.md dir /x/', 'dir/a.md', false],
    // What a source names itself is not asked.
    ['COPY --exclude=a.md a.md /x/', 'a.md', false],
    ['COPY --exclude=*.md * /x/', 'a.md', false],
    ['COPY --exclude=*.md * /x/', 'dir/a.md', true],
    ['COPY --exclude=* --exclude=!a.md . /x/', 'a.md', false],
    ['COPY --exclude=* --exclude=!a.md . /x/', 'b.md', true],
    ['COPY --parents --exclude=*/b a /x/', 'a/b/c', true],
  ];
  for (const [line, path, expected] of cases) {
    test(`${line}: ${path}`, () => expect(isLeftOut(line, path)).toBe(expected));
  }

  test('names its flag', () => {
    const [taken] = takenPaths(takeOf('COPY --exclude=*.md --exclude=*.txt . /x/'), 'a.txt', 'file');
    expect(taken?.excludedBy?.value).toBe('*.txt');
  });
});

describe('what a source names in the tree', () => {
  const match = (source: string, paths: readonly string[], ignore = ''): string => {
    const found = matchSource(viewWith(paths, ignore), readSourcePattern(source, false));
    return pathsOf(found).join(' ') + (found.isUnknown ? ' …' : '');
  };
  const tree = ['a.txt', 'b.txt', 'dir/a.txt', 'dir/sub/c.txt', 'dirt/x', 'link@'];

  const cases: readonly (readonly [string, string])[] = [
    ['a.txt', 'a.txt'],
    ['missing', ''],
    ['dir', 'dir'],
    ['*.txt', 'a.txt b.txt'],
    ['d*', 'dir dirt'],
    ['*/*.txt', 'dir/a.txt'],
    ['dir/**', 'dir/a.txt dir/sub'],
    ['a.txt/*', ''],
    ['missing/*', ''],
    ['link', 'link …'],
    ['link/x', ' …'],
    ['link/*', ' …'],
    ['l*', 'link …'],
    // A walk does not go through links.
    ['*/x', 'dirt/x'],
    // A class that may match a slash.
    ['dir[^x]a.txt', 'dir/a.txt'],
  ];
  for (const [source, expected] of cases) test(source, () => expect(match(source, tree)).toBe(expected));

  test('a folder that is kept out whole holds nothing that is sent', () => {
    expect(match('dir/sub/*', tree, 'dir')).toBe('');
    expect(match('*/a.txt', tree, 'dir')).toBe('');
    expect(match('dir', tree, 'dir')).toBe('dir');
  });

  test('the same as by names alone', () => {
    const view = viewWith(tree);
    for (const source of ['*.txt', 'd*', '*/*', 'dir/**', '*/[a-c].txt', 'dir', 'd[^x]*', '?????/x']) {
      const pattern = readSourcePattern(source, false);
      const found = new Set(pathsOf(matchSource(view, pattern)));
      for (const path of ['a.txt', 'b.txt', 'dir/a.txt', 'dir/sub/c.txt', 'dirt/x']) {
        const parents = path.split('/').map((_, index, all) => all.slice(0, index + 1).join('/'));
        expect([source, path, rootFor(pattern, path)]).toEqual([
          source,
          path,
          parents.find((one) => found.has(one)),
        ]);
      }
    }
  });
});

describe('whether a path is sent', () => {
  const view = viewWith(
    ['a.txt', 'dir/keep', 'dir/x', 'out/deep/y', 'link@', 'empty/'],
    'dir\n!dir/keep\nout\n',
  );
  const presence = (path: string): string => {
    const found = presenceOf(view, path);
    return found.kind === 'kept-out' ? `kept-out by ${found.decidedBy}` : found.kind;
  };
  test('yes, no, and why', () => {
    expect(presence('')).toBe('sent');
    expect(presence('a.txt')).toBe('sent');
    expect(presence('dir/keep')).toBe('sent');
    expect(presence('dir')).toBe('sent');
    expect(presence('dir/x')).toBe('kept-out by 0');
    expect(presence('out')).toBe('kept-out by 2');
    expect(presence('out/deep/y')).toBe('kept-out by 2');
    expect(presence('empty')).toBe('sent');
    expect(presence('dir/missing')).toBe('none');
    expect(presence('a.txt/b')).toBe('none');
    expect(presence('link')).toBe('sent');
    expect(presence('link/b')).toBe('unknown');
  });
});

describe('the files of an instruction', () => {
  const paths = ['a.txt', 'dir/b.txt', 'dir/c.md', 'dir/sub/d.md', 'secret.txt', 'link@'];
  const files = (line: string, ignore = '', limit = 100): string => {
    const found = takenFiles(takeOf(line), viewWith(paths, ignore), limit);
    const shown = found.files.map(({ path, taken }) => `${path}:${show(taken.landing)}`);
    return shown.join(' ') + (found.isPartial ? ' …' : '');
  };

  test('what is sent alone', () => {
    expect(files('COPY *.txt /x/', 'secret*')).toBe('a.txt:/x/a.txt');
    expect(files('COPY dir /x/', 'dir/*.md')).toBe('dir/b.txt:/x/b.txt dir/sub/d.md:/x/sub/d.md');
    expect(files('COPY dir /x/', 'dir')).toBe('');
  });
  test('links in a folder are copied as they are', () => {
    expect(files('COPY . /x/', 'dir\n*.txt')).toBe('link:/x/link');
  });
  test('without what is left out', () => {
    expect(files('COPY --exclude=**/*.md . /x/')).toBe(
      'a.txt:/x/a.txt dir/b.txt:/x/dir/b.txt link:/x/link secret.txt:/x/secret.txt',
    );
    expect(files('COPY --parents **/*.md /x/')).toBe('dir/c.md:/x/dir/c.md dir/sub/d.md:/x/dir/sub/d.md');
  });
  test('as many as asked for', () => {
    expect(files('COPY . /x/', '', 2)).toBe('a.txt:/x/a.txt dir/b.txt:/x/dir/b.txt …');
    expect(files('COPY dir /x/', '', 3).endsWith('…')).toBe(false);
  });
  test('a variable leaves the rest open', () => {
    expect(files('COPY $UNSET? a.txt /x/')).toBe('a.txt:/x/a.txt');
    expect(files('ARG V\nCOPY $V a.txt /x/')).toBe('a.txt:/x/a.txt …');
  });

  test('amounts', () => {
    const amount = (line: string, ignore = '') => {
      const take = takeOf(line);
      const [source] = take.sources;
      if (!source) throw new Error('no source');
      const { taken, keptOut, excluded, isPartial } = takenAmount(take, source, viewWith(paths, ignore));
      return (
        [taken, keptOut, excluded].map(({ files, bytes }) => `${files}/${bytes}`).join(' ') +
        (isPartial ? ' …' : '')
      );
    };
    expect(amount('COPY . /x/')).toBe('6/15 0/0 0/0');
    expect(amount('COPY . /x/', 'secret.txt')).toBe('5/10 1/5 0/0');
    expect(amount('COPY dir /x/', '**/*.md')).toBe('1/2 2/7 0/0');
    expect(amount('COPY --exclude=**/*.md dir /x/')).toBe('1/2 0/0 2/7');
    expect(amount('COPY --exclude=**/*.md dir /x/', 'dir/sub')).toBe('1/2 0/0 1/3');
    expect(amount('COPY link /x/')).toBe('1/0 0/0 0/0 …');
    expect(amount('COPY missing /x/')).toBe('0/0 0/0 0/0');
  });
});

test('a pattern is looked for once in a view', () => {
  const view = viewWith(['a/b.js', 'c/d.js']);
  const find = (): unknown => matchSource(view, readSourcePattern('*/*.js', false));
  expect(find()).toBe(find());
  expect(matchSource(view, readSourcePattern('*/b.js', false)).nodes).toHaveLength(1);
});

test('a folder with more files than a call takes arguments', () => {
  const view = viewWith(Array.from({ length: 150_000 }, (_, index) => `d/${index}`));
  const take = takeOf('COPY --exclude=*9 d /x/');
  const [source] = take.sources;
  expect(takenFiles(take, view, 1_000_000).files).toHaveLength(135_000);
  expect(source && takenAmount(take, source, view).excluded.files).toBe(15_000);
});
