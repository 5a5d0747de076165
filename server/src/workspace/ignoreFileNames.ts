import { fileName, isContainerfileName, isIgnoreFileName } from '../../../shared/src/languages.ts';

/**
 * Where the ignore file in force may be, the best first: BuildKit takes `<Dockerfile>.dockerignore` beside the Dockerfile,
 * else `.dockerignore` in the root of the context. For a Containerfile, `.containerignore` counts as well, as Buildah has
 * it.
 * https://docs.docker.com/build/concepts/context/#filename-and-location
 */
export function ignoreFilesOf(dockerfile: string, root: string): readonly string[] {
  return [ownIgnoreFile(dockerfile), ...plainIgnoreFiles(dockerfile).map((name) => root + name)];
}

export function ownIgnoreFile(dockerfile: string): string {
  return `${dockerfile}.dockerignore`;
}

/** Names in the root of the context. */
export function plainIgnoreFiles(dockerfile: string): readonly string[] {
  return isContainerfileName(fileName(dockerfile))
    ? ['.containerignore', '.dockerignore']
    : ['.dockerignore'];
}

/** The Dockerfile that an ignore file is for by its name, which need not exist; any other document is one itself. */
export function dockerfileOf(document: string): string {
  if (!isIgnoreFileName(fileName(document))) return document;
  const own = /^(.*[^/])\.dockerignore$/.exec(document)?.[1];
  return own ?? `${document.slice(0, document.lastIndexOf('/') + 1)}Dockerfile`;
}
