import { expect, test } from 'vitest';
import { ignoreHoverAt } from '../../../server/src/features/ignoreFile/hover.ts';
import type { ContextView } from '../../../server/src/model/context/contextView.ts';
import { readIgnoreFile } from '../../../server/src/syntax/dockerignore/reader.ts';
import { viewOf } from '../../harness/contextView.ts';

const files = new Map([
  ['logs/a.log', 1000],
  ['logs/b.log', 500],
  ['logs/keep.log', 300],
  ['src/pkg/node_modules/x.js', 10],
  ['src/index.ts', 40],
  ['node_modules/y.js', 10],
  ['one (1).txt', 5],
  ['LICENSE', 7],
]);

function hover(text: string, about: string, change?: (view: ContextView) => ContextView): string {
  const view = viewOf(files, text);
  const surroundings = {
    view: change ? change(view) : view,
    linkOf: (path: string) => `file:///ws/${encodeURIComponent(path)}`,
  };
  return ignoreHoverAt(readIgnoreFile(text), [], text.indexOf(about), surroundings)?.markdown ?? '';
}

test('what a pattern keeps out, with links to files', () => {
  const said = hover('logs/*.log\n', 'logs');
  expect(said).toContain('**Keeps out 3 files, 1.8 kB**.');
  expect(said).toContain('- [logs/a.log](file:///ws/logs%2Fa.log)');
  expect(hover('LICENSE\n', 'LICENSE')).toContain('**Keeps out 1 file, 7 bytes**.');
});

test('whole folders are not looked into', () => {
  const said = hover('node_modules\n', 'node');
  expect(said).toContain('**Keeps out 1 whole folder**.');
  expect(said).toContain('- `node_modules/`');
});

test('what is still sent deeper, and what to write', () => {
  expect(hover('node_modules\n', 'node')).toContain(
    'Still sent, since they lie deeper: `src/pkg/node_modules/`. For these, too, write `**/node_modules`.',
  );
  expect(hover('**/node_modules\n', '**/')).not.toContain('Still sent');
});

test('what a later line takes back, and what it keeps out again', () => {
  const text = 'logs\n!logs/*.log\nlogs/b.log\n';
  expect(hover(text, 'logs\n')).toContain(
    '- Line 2, `!logs/*.log`, brings back 2 files of what this matches',
  );
  const exception = hover(text, '!logs');
  expect(exception).toContain('**Brings back 2 files, 1.3 kB**.');
  expect(exception).toContain('- Line 3, `logs/b.log`, keeps out 1 file of what this matches');
});

test('what decides nothing, and what matches nothing', () => {
  expect(hover('logs\nlogs/a.log\n', 'logs/a')).toMatch(
    /Matches nothing that is there|decides on what it matches/,
  );
  expect(hover('*.bak\n', '*.bak')).toContain(
    'Matches nothing that is there, folders that are kept out whole aside.',
  );
  expect(hover('!src/index.ts\n', '!src')).toContain('Brings nothing back');
});

test('what other lines may do is said only where nothing is counted', () => {
  expect(hover('logs\n!logs/a.log\n', 'logs\n')).not.toContain('may be kept');
  expect(hover('none\n!none/a.log\n', 'none\n')).toContain('Some of it may be kept by line 2');
});

test('how much has been looked at', () => {
  const state = (of: 'reading' | 'partial') => (view: ContextView) => ({
    ...view,
    tree: { ...view.tree, state: of },
  });
  expect(hover('LICENSE\n', 'LICENSE', state('reading'))).toContain('The build context is being read');
  expect(hover('*.bak\n', '*.bak', state('reading'))).toContain('Matches nothing so far.');
  expect(hover('LICENSE\n', 'LICENSE', state('partial'))).toContain('this is the least');
  const closed = (view: ContextView) => ({
    ...view,
    tree: { ...view.tree, root: { ...view.tree.root, children: undefined } },
  });
  expect(hover('*.bak\n', '*.bak', closed)).not.toContain('Matches nothing');
  const unreadable = (view: ContextView) => ({ ...view, tree: { ...view.tree, unreadable: ['x'] } });
  expect(hover('LICENSE\n', 'LICENSE', unreadable)).toContain('1 folder could not be read.');
});

test('a line that the view does not know yet is described without numbers', () => {
  const before = viewOf(files, 'logs\n');
  expect(hover('logs\nLICENSE\n', 'LICENSE', () => before)).not.toMatch(/Keeps out|Matches nothing/);
  expect(hover('LICENSE\nlogs\n', 'logs', () => before)).toContain('**Keeps out 1 whole folder**');
});
