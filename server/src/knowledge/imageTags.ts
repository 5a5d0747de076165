/**
 * A tag that pins a version, of repositories that have no `latest`: pulling them without a tag fails. Microsoft took it
 * away from the base images of Windows:
 * https://techcommunity.microsoft.com/t5/containers/removing-the-latest-tag-an-update-on-mcr/ba-p/393045
 */
export function tagWithoutLatest(repository: string): string | undefined {
  return withoutLatest.get(repository);
}

const withoutLatest: ReadonlyMap<string, string> = new Map([
  ['mcr.microsoft.com/windows', '1809'],
  ['mcr.microsoft.com/windows/nanoserver', 'ltsc2022'],
  ['mcr.microsoft.com/windows/server', 'ltsc2022'],
  ['mcr.microsoft.com/windows/servercore', 'ltsc2022'],
]);

/**
 * How a version is named where tags tell variants alone: distroless images have the release of Debian in the name
 * (https://github.com/GoogleContainerTools/distroless#what-images-are-available). `named`: it is there. Undefined of
 * other images.
 */
export function distrolessRelease(repository: string): 'named' | 'missing' | undefined {
  if (!repository.startsWith('gcr.io/distroless/')) return undefined;
  return /-debian\d+$/.test(repository) ? 'named' : 'missing';
}

/** False where the name of a distroless image wants the version of a program before the release: `nodejs22-debian12`. */
export function takesRelease(repository: string): boolean {
  return /\/(?:static|base|base-nossl|cc|java-base|python3)$/.test(repository);
}
