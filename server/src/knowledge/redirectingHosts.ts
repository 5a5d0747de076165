/** Addresses that are only ever answered with another one. */
const redirecting: readonly { readonly host: string; readonly path: RegExp }[] = [
  // https://docs.github.com/repositories/releasing-projects-on-github/linking-to-releases
  {
    host: 'github.com',
    path: /^[^/]+\/[^/]+\/(?:releases\/(?:latest\/)?download\/|releases\/latest$|archive\/|raw\/|(?:zip|tar)ball\/)/,
  },
  { host: 'golang.org', path: /^dl\/./ },
  { host: 'go.dev', path: /^dl\/.*\.(?:tar\.gz|zip|pkg|msi)$/ },
  { host: 'sourceforge.net', path: /^projects?\/.*\/(?:download|files)/ },
  { host: 'downloads.sourceforge.net', path: /^./ },
  { host: 'git.io', path: /^./ },
  { host: 'bit.ly', path: /^./ },
  { host: 'aka.ms', path: /^./ },
  { host: 'deno.land', path: /^x\/install\/install\.sh$/ },
];

/** The host, where every request for such an address is redirected. The address as written, quotes and all. */
export function redirectsAlways(url: string): string | undefined {
  const [, host = '', path = ''] = /^["']?https?:\/\/([^/"']+)\/([^"'?#]*)/i.exec(url) ?? [];
  const name = host.toLowerCase().replace(/^www\./, '');
  return redirecting.some((one) => one.host === name && one.path.test(path)) ? name : undefined;
}

/** Whether it may be: the build's own network one knows, and these hosts answer with the file or not at all. */
export function mayRedirect(url: string): boolean {
  return /^["']?https?:\/\/./i.test(url) && !own.test(url) && !plain.test(url);
}

const own =
  /^["']?https?:\/\/(?:localhost|127\.|0\.0\.0\.0|\[::1\]|unix|10\.|192\.168\.|169\.254\.|[\w-]+(?::|\/|$))/i;
const plain =
  /^["']?https?:\/\/(?:raw\.githubusercontent\.com|api\.github\.com|(?:[\w.-]+\.)?storage\.googleapis\.com)(?:\/|$)/i;
