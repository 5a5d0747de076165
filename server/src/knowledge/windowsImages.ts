/**
 * The account that an image of Windows selects, by its name: what is built on Nano Server runs as ContainerUser since
 * version 1709, the rest as an administrator. Undefined where the tag leaves it open.
 * https://learn.microsoft.com/virtualization/windowscontainers/manage-containers/container-security
 * @param parts of the tag, between `-`
 */
export function windowsAccount(repository: string, parts: readonly string[]): string | undefined {
  const isNano = /nanoserver/.test(repository) || parts.some((part) => part.startsWith('nanoserver'));
  if (!isNano) return administrator;
  if (parts.some((part) => /^(?:sac2016|1607|10\.0\.14393(?:\..*)?)$/.test(part))) return administrator;
  return parts.some((part) =>
    /^(?:ltsc20\d\d|1[789]\d\d|20(?:04|h2)|10\.0\.(?:1[6-9]|2)\d{3}(?:\..*)?)$/.test(part),
  )
    ? unprivileged
    : undefined;
}

const administrator = 'ContainerAdministrator';

/** There in every image of Windows. */
export const unprivileged = 'ContainerUser';

/** The system itself, which starts `cmd` and has no entrypoint. What is made of it (`servercore/iis`) may have one. */
export function isPlainWindows(repository: string): boolean {
  return /^mcr\.microsoft\.com\/windows(?:\/(?:nanoserver|servercore|server))?$/.test(repository);
}

/**
 * Whether the name of an image that nobody knows is that of a Windows image beyond doubt: it speaks of one of
 * Microsoft's base images. The word `windows` alone may stand for what is made for Windows on Linux.
 * @param parts of the tag, between `-`
 */
export function namesWindowsBase(repository: string, parts: readonly string[]): boolean {
  return (
    /(?:^|[/_.-])(?:nanoserver|(?:windows)?servercore)(?:$|[/_.-])/.test(repository) ||
    parts.some((part) => /^ltsc20\d\d(?:$|[._])/.test(part))
  );
}

/** Whether it may be one. */
export function mayNameWindows(name: string): boolean {
  return /(?:^|[/:_.-])(?:windows(?:$|[/:_.\d-])|win-?(?:10|11|20\d\d)\b)/.test(name);
}

/**
 * Releases of Windows containers that get no updates, and since when. Those with long support are none of them: ltsc2016
 * and ltsc2019 (1809) are served until 2027 and 2029.
 * https://learn.microsoft.com/virtualization/windowscontainers/deploy-containers/base-image-lifecycle
 */
const endedReleases: ReadonlyMap<string, string> = new Map([
  ['sac2016', '2018-10'],
  ['1709', '2019-04'],
  ['1803', '2019-11'],
  ['1903', '2020-12'],
  ['1909', '2021-05'],
  ['2004', '2021-12'],
  ['20H2', '2022-08'],
]);

/** The builds they are, as tags spell them too: `10.0.17134.1304`. */
const builds: ReadonlyMap<string, string> = new Map([
  ['16299', '1709'],
  ['17134', '1803'],
  ['18362', '1903'],
  ['18363', '1909'],
  ['19041', '2004'],
  ['19042', '20H2'],
]);

/** The release of a base image of Microsoft's that has ended: by its name, and the month. */
export function endedWindows(
  repository: string,
  tag: string,
): { readonly release: string; readonly ended: string } | undefined {
  if (!isPlainWindows(repository)) return undefined;
  const first = (tag.split('-')[0] ?? '').replace(/^20h2$/i, '20H2');
  const build = /^10\.0\.(\d{5})(?:\.|$)/.exec(first)?.[1];
  const release = build === undefined ? first : builds.get(build);
  const ended = release === undefined ? undefined : endedReleases.get(release);
  return release === undefined || ended === undefined ? undefined : { release, ended };
}
