// A corpus: JSON lines, or a folder with Dockerfiles and ignore files somewhere in it.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

const isOurs = (name) =>
  /^(?:docker|container)file(?:\.|$)|\.(?:docker|container)file$/i.test(name) || isIgnoreFileName(name);
const isIgnoreFileName = (name) => name.endsWith('.dockerignore') || name === '.containerignore';

/**
 * The files as `{id: "repository:path", text}`.
 * @param {string} path
 * @returns {{ id: string, text: string }[]}
 */
export function readCorpus(path) {
  if (!statSync(path).isDirectory()) {
    return readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => JSON.parse(line));
  }
  return listFiles(path).map((file) => {
    const [repository = '.', ...rest] = relative(path, file).split(sep);
    const id = rest.length > 0 ? `${repository}:${rest.join('/')}` : `.:${repository}`;
    return { id, text: readFileSync(file, 'utf8') };
  });
}

/** Told by the path behind the repository's name. */
export function isIgnoreFile(id) {
  // Another version of a file is told by what it holds: `owner/repo:path@blob:<hash>`.
  const path = id.replace(/@blob:\w+$/, '');
  return isIgnoreFileName(path.slice(path.lastIndexOf('/') + 1).replace(/^.*:/, ''));
}

function listFiles(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory())
        return entry.name === 'node_modules' || entry.name === '.git' ? [] : listFiles(path);
      return entry.isFile() && isOurs(entry.name) ? [path] : [];
    });
}
