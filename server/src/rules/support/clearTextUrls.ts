import type { TextRange } from '../../text/range.ts';

/** A URL that is asked for over a protocol that neither encrypts nor proves anything. */
export interface ClearTextUrl {
  readonly scheme: string;
  /** Lower case, without port. */
  readonly host: string;
  readonly hasPort: boolean;
  /** What follows the host: up to a query or fragment, and from there on. */
  readonly path: string;
  readonly rest: string;
  /** Where it begins and ends in the text it was found in. */
  readonly start: number;
  readonly end: number;
}

/**
 * The first `http:` or `ftp:` URL in a word as it is written. Undefined where there is none; where a variable decides on
 * the host; and where the host is the machine itself or within a private network, of which only its owner can judge.
 */
export function clearTextUrl(text: string): ClearTextUrl | undefined {
  const match = /(?<![\w.-])(https?|ftp):\/\/(?:[^\s/@'"]*@)?([^\s/:?#'"<>),]+)(:)?/i.exec(text);
  const scheme = match?.[1]?.toLowerCase();
  const host = match?.[2]?.toLowerCase();
  if (!match || !host || scheme === 'https' || scheme === undefined || !isPublic(host)) return undefined;
  const start = match.index;
  const quote = /["']/.exec(text.charAt(start - 1))?.[0];
  const close = quote === undefined ? -1 : text.indexOf(quote, start);
  const end = close < 0 ? text.length : close;
  const tail = text.slice(start + match[0].length, end).replace(/["')]+$/, '');
  const path = tail.replace(/[?#].*$/s, '');
  return { scheme, host, hasPort: match[3] !== undefined, path, rest: tail.slice(path.length), start, end };
}

/** `s` behind `http`, for a host that is likely to answer to it. `start`: where the URL begins in the document. */
export function toHttps(url: ClearTextUrl, start: number) {
  const { scheme, host, hasPort } = url;
  if (scheme !== 'http' || hasPort || /^[\d.]+$/.test(host) || !answersHttps(url)) return undefined;
  const range: TextRange = { start: start + 4, end: start + 4 };
  return [{ range, newText: 's' }];
}

/** False of the archive of Ubuntu, whose servers have no HTTPS: apt compares signatures, other programs do not. */
export function answersHttps({ host }: ClearTextUrl): boolean {
  return !/^(?:(?:[a-z]{2}\.)?archive|security)\.ubuntu\.com$/.test(host);
}

function isPublic(host: string): boolean {
  // No dot: a name of this network (`nexus`), or an address in brackets. And no template, no variable.
  if (!/^[a-z0-9._-]+\.[a-z0-9-]+$/.test(host)) return false;
  return !PRIVATE_NAMES.test(host) && !PRIVATE_ADDRESSES.test(host);
}

/** https://www.rfc-editor.org/rfc/rfc6761 and .internal, with what companies use besides. */
const PRIVATE_NAMES =
  /\.(?:internal|local|localdomain|localhost|lan|home|corp|intra|intranet|private|test|invalid|svc|cluster|onion)$|\.home\.arpa$|\.svc\.|(?:^|\.)(?:internal|intranet|corp)\./;
/** https://www.rfc-editor.org/rfc/rfc1918, loopback, link-local, and carriers' own. */
const PRIVATE_ADDRESSES =
  /^(?:0|10|127)\.|^192\.168\.|^172\.(?:1[6-9]|2\d|3[01])\.|^169\.254\.|^100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./;
