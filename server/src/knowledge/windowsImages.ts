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
