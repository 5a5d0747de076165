import { compile, matchesOrParentMatches } from '../../syntax/dockerignore/matcher.ts';

/**
 * Whether the `.gitignore` of the root keeps a path out of the repository: so it is made on this machine. Close to what
 * git does, not the same: a name without a slash counts at any depth. https://git-scm.com/docs/gitignore
 */
export function isGitIgnored(path: string, text: string): boolean {
  const patterns = text.split('\n').flatMap((line) => {
    const written = line.trim();
    if (written === '' || written.startsWith('#')) return [];
    const mark = written.startsWith('!') ? '!' : '';
    const glob = written.slice(mark.length).replace(/\/(?:\*{1,2})?$/, '');
    const isAnchored = glob.includes('/');
    return glob === '' ? [] : [mark + (isAnchored ? glob.replace(/^\//, '') : `**/${glob}`)];
  });
  return matchesOrParentMatches(compile(patterns), path).excluded;
}
