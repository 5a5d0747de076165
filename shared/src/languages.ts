/** What the server makes of a document. */
export type Language = 'dockerfile' | 'dockerignore';

/** File names of ignore files, as glob patterns on the last path segment. `*.dockerignore` wins over `Dockerfile.*`. */
export const ignoreFileNames = ['.dockerignore', '*.dockerignore', '.containerignore'] as const;

/** File names of Dockerfiles, likewise. */
export const dockerfileNames = [
  '[Dd]ockerfile',
  '[Cc]ontainerfile',
  '[Dd]ockerfile.*',
  '[Cc]ontainerfile.*',
  '*.[Dd]ockerfile',
  '*.[Cc]ontainerfile',
] as const;

/** Files in a workspace folder of which it is plain that images are built there. */
export const projectFileNames = ['Dockerfile', 'Containerfile', '.dockerignore'] as const;

/** Our configuration file, the first that is found in a folder. */
export const configurationFileNames = ['.shipshape.yaml', '.shipshape.yml'] as const;

/** hadolint's, which counts where there is none of ours. */
export const hadolintFileNames = ['.hadolint.yaml', '.hadolint.yml'] as const;

/** Files that say with which context a Dockerfile is built, as glob patterns of their ends, and `.env`, which Compose reads. */
export const buildDefinitionFileNames = [
  '{compose,docker-compose}*.{yaml,yml}',
  'docker-bake*.{hcl,json}',
  'devcontainer.json',
  '.devcontainer.json',
  '.github/workflows/*.{yaml,yml}',
  '.env',
] as const;

/** Whether a file is one of `buildDefinitionFileNames`, by its URI. */
export function isBuildDefinition(uri: string): boolean {
  const name = fileName(uri);
  return (
    isComposeName(name) ||
    /^docker-bake(?:\.override)?\.(?:hcl|json)$|^\.?devcontainer\.json$|^\.env$/.test(name) ||
    (/\.ya?ml$/.test(name) && /\/\.github\/workflows\/[^/]+$/.test(uri))
  );
}

export function isComposeName(name: string): boolean {
  return /^(?:docker-)?compose(?:[._-][\w.-]+)?\.ya?ml$/.test(name);
}

/** A file that says which rules run: ours or hadolint's. */
export function isConfigurationFileName(name: string): boolean {
  return ([...configurationFileNames, ...hadolintFileNames] as readonly string[]).includes(name);
}

/** Whether a Dockerfile is for Buildah and Podman first, by its name. */
export function isContainerfileName(name: string): boolean {
  return /^containerfile|\.containerfile$/i.test(name);
}

/**
 * The language of a document; undefined when it is none of ours. The file name decides first for ignore files, since
 * other extensions give them the id `ignore`, and some editors none at all. Anything else goes by the language id;
 * where an editor has none to offer, by the file name again.
 */
export function languageOf(uri: string, languageId: string): Language | undefined {
  const name = fileName(uri);
  if (isIgnoreFileName(name) || languageId === 'dockerignore') return 'dockerignore';
  if (dockerfileIds.has(languageId)) return 'dockerfile';
  return noLanguageIds.has(languageId) && isDockerfileName(name) ? 'dockerfile' : undefined;
}

const dockerfileIds: ReadonlySet<string> = new Set(['dockerfile', 'containerfile', 'docker']);

const noLanguageIds: ReadonlySet<string> = new Set(['', 'plaintext', 'text']);

export function isDockerfileName(name: string): boolean {
  return /^(?:docker|container)file(?:\.|$)|\.(?:docker|container)file$/i.test(name);
}

export function isIgnoreFileName(name: string): boolean {
  return name.endsWith('.dockerignore') || name === '.containerignore';
}

/**
 * Schemes of read-only documents that show another version of a file: the old side of a diff, a pull request, a
 * timeline. Problems there cannot be fixed and would show twice.
 */
export function isDiffScheme(scheme: string): boolean {
  return (
    diffSchemes.has(scheme) ||
    scheme.startsWith('gitlens') ||
    scheme.startsWith('chat-editing') ||
    scheme.startsWith('gitfs')
  );
}

const diffSchemes: ReadonlySet<string> = new Set([
  'git',
  'git-graph',
  'git-commit',
  'conflictResolution',
  'pr',
  'prfile',
  'review',
  'scm-history-item',
  'svn',
  'svnfs',
  'hg',
  'perforce',
  'vscode-local-history',
  'vscode-scm',
  'file-history',
  'comment',
  'output',
]);

/** The scheme of a URI, in lower case; empty when there is none. */
export function schemeOf(uri: string): string {
  const colon = uri.indexOf(':');
  return colon < 0 ? '' : uri.slice(0, colon).toLowerCase();
}

/** The last path segment of a URI, decoded where it can be. */
export function fileName(uri: string): string {
  const path = uri.replace(/[?#].*$/, '');
  const last = path.slice(path.lastIndexOf('/') + 1);
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}
