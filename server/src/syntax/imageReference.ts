import type { TextRange } from '../text/range.ts';

/**
 * An image reference as the tools of Docker understand it (https://github.com/distribution/reference):
 * `[domain/]path[:tag][@digest]`, short names filled in. Ranges are half-open UTF-16 offsets into `text`.
 */
export interface ImageReference {
  readonly text: string;
  /** The registry; `docker.io` when none is written. Empty in a rare case: see `parseImageReference`. */
  readonly domain: string;
  /** The repository: `library/alpine` for `alpine`. */
  readonly path: string;
  /** Domain and path: `docker.io/library/alpine`. */
  readonly name: string;
  /** The shortest spelling of the name: `alpine`. */
  readonly familiarName: string;
  readonly tag: string | undefined;
  /** With its algorithm: `sha256:…`. */
  readonly digest: string | undefined;
  /** The name as written: domain, slash and path. */
  readonly nameRange: TextRange;
  /** The domain as written; undefined when there is none. */
  readonly domainRange: TextRange | undefined;
  /** The path as written, without `library/` if it is not. */
  readonly pathRange: TextRange;
  /** Without the colon. */
  readonly tagRange: TextRange | undefined;
  /** Without the `@`. */
  readonly digestRange: TextRange | undefined;
}

/** Why a reference is refused. `message` is upstream's own wording. */
export interface ImageReferenceError {
  readonly kind:
    | 'invalid-format'
    | 'uppercase'
    | 'hexadecimal-name'
    | 'name-too-long'
    | 'invalid-digest'
    | 'invalid-digest-length'
    | 'unsupported-digest';
  readonly message: string;
  /** The part that is at fault, else the whole text. */
  readonly range: TextRange;
}

export type ParsedImageReference =
  | { readonly ok: true; readonly reference: ImageReference }
  | { readonly ok: false; readonly error: ImageReferenceError };

/**
 * Reads a reference as upstream's `ParseNormalizedNamed`. Variables must be expanded before. Never throws; linear.
 *
 * What stands before the first slash is a domain if it is `localhost` or holds a dot, a colon or a capital letter.
 * If it then is no valid domain but a valid path (`foo_bar.com/x`), the whole is a path without a domain.
 */
export function parseImageReference(text: string): ParsedImageReference {
  const whole = { start: 0, end: text.length };
  if (/^[a-f0-9]{64}$/.test(text)) {
    const message = `invalid repository name (${text}), cannot specify 64-byte hexadecimal strings`;
    return refuse('hexadecimal-name', message, whole);
  }

  const split = splitDomain(text);
  const colon = split.remainder.indexOf(':');
  const repository = colon < 0 ? split.remainder : split.remainder.slice(0, colon);
  if (repository.toLowerCase() !== repository) {
    const message = `invalid reference format: repository name (${repository}) must be lowercase`;
    const rest = text.indexOf(':', split.start);
    return refuse('uppercase', message, { start: split.start, end: rest < 0 ? text.length : rest });
  }

  const normalized = `${split.domain}/${split.remainder}`;
  const parts = readParts(normalized);
  if (!parts) {
    // Go lowers each character by itself; JavaScript alone would make two of this one.
    const lower = normalized.replaceAll('\u0130', 'i').toLowerCase();
    if (lower !== normalized && readParts(lower)) {
      return refuse('uppercase', 'repository name must be lowercase', whole);
    }
    return refuse('invalid-format', 'invalid reference format', whole);
  }

  // What follows the path stands in both texts alike: it is counted from the end.
  const rangeAt = (part: Part): TextRange => {
    const shift = text.length - normalized.length;
    return { start: part.start + shift, end: part.end + shift };
  };
  const name = normalized.slice(0, parts.nameEnd);
  const nameEnd = parts.nameEnd + text.length - normalized.length;
  const pathStart = parts.hasDomain ? split.start : 0;
  const pathRange = { start: pathStart, end: nameEnd };
  const path = parts.hasDomain ? name.slice(split.domain.length + 1) : name;
  if (path.length > LONGEST_PATH) {
    const message = `repository name must not be more than ${LONGEST_PATH} characters`;
    return refuse('name-too-long', message, pathRange);
  }
  const digest = parts.digest && normalized.slice(parts.digest.start, parts.digest.end);
  if (digest !== undefined && parts.digest) {
    const problem = findDigestProblem(digest);
    if (problem) return refuse(problem.kind, problem.message, rangeAt(parts.digest));
  }
  const domain = parts.hasDomain ? split.domain : '';
  return {
    ok: true,
    reference: {
      text,
      domain,
      path,
      name,
      familiarName: shorten(domain, path),
      tag: parts.tag && normalized.slice(parts.tag.start, parts.tag.end),
      digest,
      nameRange: { start: 0, end: nameEnd },
      domainRange: parts.hasDomain && split.start > 0 ? { start: 0, end: split.start - 1 } : undefined,
      pathRange,
      tagRange: parts.tag && rangeAt(parts.tag),
      digestRange: parts.digest && rangeAt(parts.digest),
    },
  };
}

const DEFAULT_DOMAIN = 'docker.io';
const LEGACY_DEFAULT_DOMAIN = 'index.docker.io';
const OFFICIAL_PREFIX = 'library/';
const LONGEST_PATH = 255;

function refuse(
  kind: ImageReferenceError['kind'],
  message: string,
  range: TextRange,
): { readonly ok: false; readonly error: ImageReferenceError } {
  return { ok: false, error: { kind, message, range } };
}

/** The domain and the rest, both filled in, and where the rest starts in the text as written. */
function splitDomain(text: string): {
  readonly domain: string;
  readonly remainder: string;
  readonly start: number;
} {
  const slash = text.indexOf('/');
  if (slash < 0) return { domain: DEFAULT_DOMAIN, remainder: OFFICIAL_PREFIX + text, start: 0 };
  const first = text.slice(0, slash);
  const isDomain = first === 'localhost' || /[.:]/.test(first) || first.toLowerCase() !== first;
  const domain = !isDomain || first === LEGACY_DEFAULT_DOMAIN ? DEFAULT_DOMAIN : first;
  const start = isDomain ? slash + 1 : 0;
  const rest = text.slice(start);
  const official = domain === DEFAULT_DOMAIN && !rest.includes('/');
  return { domain, remainder: official ? OFFICIAL_PREFIX + rest : rest, start };
}

type Part = TextRange;

interface Parts {
  /** False when the part before the first slash is no valid domain, but the whole is a valid path. */
  readonly hasDomain: boolean;
  readonly nameEnd: number;
  readonly tag: Part | undefined;
  readonly digest: Part | undefined;
}

/**
 * The parts of a normalized reference; undefined where upstream's grammar does not match. No part but the domain can
 * hold a slash or an `@`, and none but domain and digest a colon, so that the seams are found without searching back.
 */
function readParts(text: string): Parts | undefined {
  const at = text.indexOf('@');
  const digest = at < 0 ? undefined : { start: at + 1, end: text.length };
  const end = at < 0 ? text.length : at;
  const colon = text.slice(0, end).indexOf(':', text.lastIndexOf('/', end) + 1);
  const tag = colon < 0 ? undefined : { start: colon + 1, end };
  const nameEnd = tag ? tag.start - 1 : end;
  if (digest && !DIGEST.test(text.slice(digest.start))) return undefined;
  if (tag && !TAG.test(text.slice(tag.start, tag.end))) return undefined;

  const name = text.slice(0, nameEnd);
  const slash = name.indexOf('/');
  const hasDomain = slash >= 0 && isDomain(name.slice(0, slash)) && isPath(name.slice(slash + 1));
  return hasDomain || isPath(name) ? { hasDomain, nameEnd, tag, digest } : undefined;
}

const TAG = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;
const DIGEST = /^[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}$/;

/** A host name, an IPv4 address or an IPv6 address in brackets, and maybe a port. */
function isDomain(text: string): boolean {
  const port = /:[0-9]+$/.exec(text);
  const host = port ? text.slice(0, port.index) : text;
  if (host.startsWith('[')) return /^\[[a-fA-F0-9:]+\]$/.test(host);
  return host.split('.').every((label) => /^[a-zA-Z0-9-]+$/.test(label) && !/^-|-$/.test(label));
}

/** Components of small letters and digits, joined by one dot, one or two underscores or any number of dashes. */
function isPath(text: string): boolean {
  return text.split('/').every((component) => /^[a-z0-9]+(?:(?:\.|__?|-+)[a-z0-9]+)*$/.test(component));
}

/** The lengths of the digests that the tools of Docker support, in hexadecimal digits. */
const DIGEST_LENGTHS: ReadonlyMap<string, number> = new Map([
  ['sha256', 64],
  ['sha384', 96],
  ['sha512', 128],
]);

/** See https://github.com/opencontainers/go-digest. The grammar of references is checked already, and it is wider. */
export function findDigestProblem(
  digest: string,
): { readonly kind: ImageReferenceError['kind']; readonly message: string } | undefined {
  const colon = digest.indexOf(':');
  const length = DIGEST_LENGTHS.get(digest.slice(0, colon));
  const encoded = digest.slice(colon + 1);
  if (length === undefined) {
    return /^[a-z0-9]+(?:[.+_-][a-z0-9]+)*:/.test(digest)
      ? { kind: 'unsupported-digest', message: 'unsupported digest algorithm' }
      : { kind: 'invalid-digest', message: 'invalid checksum digest format' };
  }
  if (encoded.length !== length) {
    return { kind: 'invalid-digest-length', message: 'invalid checksum digest length' };
  }
  return /^[a-f0-9]+$/.test(encoded)
    ? undefined
    : { kind: 'invalid-digest', message: 'invalid checksum digest format' };
}

function shorten(domain: string, path: string): string {
  if (domain !== DEFAULT_DOMAIN) return domain === '' ? path : `${domain}/${path}`;
  const official = path.startsWith(OFFICIAL_PREFIX) ? path.slice(OFFICIAL_PREFIX.length) : '';
  return official !== '' && !official.includes('/') ? official : path;
}
