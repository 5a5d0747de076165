import { unknownContext } from '../../server/src/lint/context.ts';
import type { ContextFacts } from '../../server/src/rules/rule.ts';
import { compile, matchesOrParentMatches } from '../../server/src/syntax/dockerignore/matcher.ts';
import { patternsOf, readIgnoreFile } from '../../server/src/syntax/dockerignore/reader.ts';
import { lazy } from '../../server/src/text/memo.ts';
import { viewOf } from './contextView.ts';

/**
 * A build context held in memory: every file is known, `.dockerignore` among them is in force, or the ignore file that
 * is being looked at. `../Dockerfile` is one of a context above, which takes this folder along.
 */
export function contextOf(
  given: ReadonlyMap<string, string>,
  own?: { readonly path: string; readonly text: string },
): ContextFacts {
  if (given.size === 0) return unknownContext;
  const files = new Map([...given].filter(([path]) => !path.startsWith('../')));
  const paths = new Set<string>(['', '.']);
  for (const path of [...files.keys(), ...(own ? [own.path] : [])]) {
    const parts = path.split('/').filter((part) => part !== '');
    for (let i = 1; i <= parts.length; i++) paths.add(parts.slice(0, i).join('/'));
  }
  const ignoreText = own?.text ?? files.get('.dockerignore');
  const file = ignoreText === undefined ? undefined : readIgnoreFile(ignoreText);
  const view = lazy(() =>
    viewOf(
      new Map(
        [...files, ...(own ? [[own.path, own.text] as const] : [])].map(([path, text]) => [
          path,
          text.length,
        ]),
      ),
      ignoreText ?? '',
    ),
  );
  const matcher = file && compile(patternsOf(file));
  return {
    ignoreFile:
      file && ignoreText !== undefined
        ? { path: own?.path ?? '.dockerignore', text: ignoreText, file }
        : null,
    hasTree: true,
    isCertain: false,
    contextAbove: contextAbove(given.get('../Dockerfile')),
    namedContexts: [],
    get view() {
      return view();
    },
    exists: (path) => paths.has(normalize(path)),
    isIgnored: (path) => (matcher ? matchesOrParentMatches(matcher, normalize(path)).excluded : false),
    read: (path) => (normalize(path) === own?.path ? own.text : files.get(normalize(path))),
  };
}

function normalize(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.join('/');
}

function contextAbove(dockerfile: string | undefined): ContextFacts['contextAbove'] {
  const source = /^COPY (\S+)/m.exec(dockerfile ?? '')?.[1];
  if (source === undefined) return undefined;
  const folder = source.split('/').slice(0, -1).join('/');
  return { dockerfile: '../Dockerfile', ignoreFile: '../.dockerignore', folder, source, isOnly: true };
}
