import { describe, expect, test } from 'vitest';
import { contextMeter } from '../../../server/src/features/contextMeter/meter.ts';
import { copyMeters, ignoreFileMeter } from '../../../server/src/features/contextMeter/meterPlaces.ts';
import { createModel } from '../../../server/src/model/model.ts';
import { parseDockerfile } from '../../../server/src/syntax/dockerfile/parser.ts';
import { viewOf } from '../../harness/contextView.ts';

const files = new Map([
  ['app/main.js', 2000],
  ['app/data/deep/video.mp4', 9_000_000],
  ['app/data/deep/small.txt', 1],
  ['app/data/list.csv', 300_000],
  ['README.md', 1500],
  ['.git/HEAD', 20],
  ['node_modules/a/index.js', 100],
  ['notes/today.txt', 700],
  ['.env', 30],
]);

describe('the line', () => {
  test('tells what is sent and what is kept out', () => {
    const { label } = contextMeter(viewOf(files, '.git\nnode_modules\nnotes/*\n'), 'sends');
    expect(label).toBe('sends 6 files, 9.3 MB · keeps out 1 file and 2 folders');
  });

  test('says so where there is nothing', () => {
    expect(contextMeter(viewOf(new Map([['a', 1]]), ''), 'copies').label).toBe('copies 1 file, 1 byte');
    expect(contextMeter(viewOf(files, '*'), 'sends').label).toBe(
      'sends nothing · keeps out 2 files and 4 folders',
    );
  });

  test('is honest about what is not known', () => {
    const view = viewOf(files, '.git\nnode_modules\n');
    const reading = { ...view, tree: { ...view.tree, state: 'reading' as const } };
    expect(contextMeter(reading, 'sends').label).toMatch(/^sends 7 files, 9\.3 MB · .* so far, reading…$/);
    const partial = { ...view, tree: { ...view.tree, state: 'partial' as const } };
    expect(contextMeter(partial, 'sends').label).toMatch(/^sends at least 7 files, 9\.3 MB · /);
    expect(contextMeter(partial, 'sends').tooltip).toContain('lower bounds');
    expect(contextMeter({ ...view, unsized: 3 }, 'sends').label).toContain('7 files, more than 9.3 MB');
    const unread = { ...view, tree: { ...view.tree, unreadable: ['app/secret'] } };
    expect(contextMeter(unread, 'sends').tooltip).toContain('Cannot be read: `app/secret`.');
    const closed = { ...view.tree.root, children: undefined, isClosed: true };
    const none = { ...view, tree: { ...view.tree, root: closed, unreadable: [''] } };
    expect(contextMeter(none, 'sends').label).toBe('the build context cannot be read');
  });
});

describe('the tooltip', () => {
  test('names the largest: the folder or file that has most of its parent instead of the parent', () => {
    const { tooltip } = contextMeter(viewOf(files, '.git\nnode_modules\n'), 'sends');
    expect(tooltip).toContain(
      [
        '- `app/data/deep/video.mp4`: 9.0 MB, 97 %',
        '- `app/data/list.csv`: 300.0 kB, 3 %',
        '- `app/main.js`: 2.0 kB, < 1 %',
        '- `README.md`: 1.5 kB, < 1 %',
        '- `notes/today.txt`: 700 bytes, < 1 %',
      ].join('\n'),
    );
    expect(tooltip).toContain('Folders that are kept out whole: `.git/` and `node_modules/`.');
    expect(tooltip).toContain('seldom meant for an image: `.env`.');
    expect(tooltip).toContain('The build can use 7 files, 9.3 MB');
  });

  test('names a folder that no part of outweighs', () => {
    const many = new Map(Array.from({ length: 40 }, (_, index) => [`img/${index}.png`, 1000] as const));
    const { tooltip } = contextMeter(viewOf(many, ''), 'copies');
    expect(tooltip).toContain('- `img/`: 40.0 kB, 100 %, 40 files');
    expect(tooltip).toContain('**This takes 40 files, 40.0 kB** of the build context.');
    expect(tooltip).toContain('Nothing is kept out.');
  });

  test('counts the folders it does not name', () => {
    const many = new Map(Array.from({ length: 9 }, (_, index) => [`d${index}/a`, 1] as const));
    const { tooltip } = contextMeter(viewOf(many, 'd*\n'), 'sends');
    expect(tooltip).toContain('kept out whole: `d0/`, `d1/`, `d2/`, `d3/`, `d4/` and 4 more.');
  });
});

describe('the place', () => {
  test.each([
    ['', 0],
    ['\n', 0],
    ['.git\r\nb\n', 4],
    ['.git', 4],
  ])('of %j is the end of the first line', (text, offset) => {
    expect(ignoreFileMeter(text, viewOf(files, text)).offset).toBe(offset);
  });

  test('of a file that no build seems to read says so', () => {
    const above = {
      dockerfile: '../../Dockerfile',
      ignoreFile: '../../.dockerignore',
      folder: 'services/api',
      source: 'services/api',
      isOnly: true,
    };
    const { label, tooltip } = ignoreFileMeter('', viewOf(files, ''), above);
    expect(label).toBe('no build seems to read this');
    expect(tooltip).toMatch(/^No build in the workspace seems to read this file: `\.\.\/\.\.\/Dockerfile`/);
    expect(tooltip).toContain('BuildKit reads `../../.dockerignore`. For a build in this folder:');
    expect(tooltip).toContain('The build can use 9 files');
  });

  const dockerfile = [
    'FROM node:22',
    'WORKDIR /app',
    'COPY package.json ./',
    'COPY . .',
    'COPY --from=build . .',
    'ADD --chown=node:node \\',
    '  . /srv',
    'COPY --exclude=*.md . /docs',
    'COPY ["./", "/x"]',
    'ONBUILD COPY . .',
    '',
  ].join('\n');

  function places(within?: { start: number; end: number }): string[] {
    const model = createModel(parseDockerfile(dockerfile));
    return copyMeters(model, viewOf(files, ''), within).map(({ offset, about }) => {
      const line = dockerfile.slice(dockerfile.lastIndexOf('\n', offset - 1) + 1, offset);
      return `${dockerfile.slice(about.start, about.end)}: ${line}`;
    });
  }

  test('is each instruction that takes the whole context', () => {
    expect(places()).toEqual(['COPY: COPY . .', 'ADD: ADD --chown=node:node \\', 'COPY: COPY ["./", "/x"]']);
  });

  test('is looked for where the editor asks', () => {
    const start = dockerfile.indexOf('COPY . .');
    expect(places({ start, end: start + 8 })).toEqual(['COPY: COPY . .']);
    expect(places({ start: 0, end: 5 })).toEqual([]);
  });
});
