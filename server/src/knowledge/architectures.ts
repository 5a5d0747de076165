/** Of an official image: the architecture whose organization publishes it; undefined where it is there for all. */
export function architectureOf(repository: string): string | undefined {
  const organization = /^docker\.io\/([^/]+)\//.exec(repository)?.[1];
  return organization === 'library' ? undefined : organization;
}

/**
 * Architectures for which official images have the usual variants and releases: Ubuntu has left `i386`, Alpine is not
 * there for `mips64le`. https://github.com/docker-library/official-images/tree/master/library has it for each tag.
 */
export function isUsual(architecture: string | undefined): boolean {
  return architecture === undefined || /^(?:amd64|arm32v7|arm64v8)$/.test(architecture);
}
