import { spdxExceptions, spdxLicenses } from './spdxLicenses.ts';

/** What the value of a label must be. */
export type LabelType = 'text' | 'url' | 'rfc3339' | 'spdx' | 'hash' | 'semver' | 'email' | 'digest';

export const labelTypes: readonly LabelType[] = [
  ...(['text', 'url', 'rfc3339', 'spdx', 'hash', 'semver', 'email', 'digest'] as const),
];

/**
 * Pre-defined keys whose value has a form. A version may be a semantic one and a revision a hash, but need not be.
 * https://github.com/opencontainers/image-spec/blob/main/annotations.md
 */
export const ociLabelTypes: ReadonlyMap<string, LabelType> = new Map<string, LabelType>([
  ['org.opencontainers.image.created', 'rfc3339'],
  ['org.opencontainers.image.url', 'url'],
  ['org.opencontainers.image.documentation', 'url'],
  ['org.opencontainers.image.source', 'url'],
  ['org.opencontainers.image.licenses', 'spdx'],
  ['org.opencontainers.image.base.digest', 'digest'],
]);

/** Namespaces that Docker keeps for itself. https://docs.docker.com/engine/manage-resources/labels/ */
export const reservedNamespaces: readonly string[] = ['com.docker.', 'io.docker.', 'org.dockerproject.'];

/** Whether a value is of a type. Empty values are none of any. Never throws; linear in the value. */
export function isOfType(value: string, type: LabelType): boolean {
  if (value.trim() === '') return false;
  switch (type) {
    case 'text':
      return true;
    case 'spdx':
      return isLicenseExpression(value);
    default:
      return FORMS[type].test(value);
  }
}

const FORMS: Readonly<Record<Exclude<LabelType, 'text' | 'spdx'>, RegExp>> = {
  url: /^[a-z][a-z0-9+.-]*:\/\/[^\s<>"\\^`{|}]+$/i,
  // https://www.rfc-editor.org/rfc/rfc3339#section-5.6
  rfc3339:
    /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])[Tt ](?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/,
  hash: /^(?:[0-9a-f]{7}|[0-9a-f]{40})$/i,
  // https://semver.org/#backusnaur-form-grammar-for-valid-semver-versions
  semver:
    /^(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)(?:-(?:0|[1-9]\d*|\d*[A-Za-z-][\dA-Za-z-]*)(?:\.(?:0|[1-9]\d*|\d*[A-Za-z-][\dA-Za-z-]*))*)?(?:\+[\dA-Za-z-]+(?:\.[\dA-Za-z-]+)*)?$/,
  email: /^[^\s@<>"]+@[A-Za-z\d](?:[A-Za-z\d.-]*[A-Za-z\d])?$/,
  digest: /^sha(?:256:[0-9a-f]{64}|512:[0-9a-f]{128})$/,
};

/** https://spdx.github.io/spdx-spec/v2.3/SPDX-license-expressions/ */
function isLicenseExpression(text: string): boolean {
  const tokens = text.match(/[()]|[^\s()]+/g) ?? [];
  if (tokens.length === 1 && /^(?:NONE|NOASSERTION)$/.test(tokens[0] ?? '')) return true;
  let depth = 0;
  let expectsLicense = true;
  let at = 0;
  for (; at < tokens.length; at++) {
    const token = tokens[at] ?? '';
    if (expectsLicense) {
      if (token === '(') depth++;
      else if (isLicense(token)) expectsLicense = false;
      else return false;
    } else if (token === ')') depth--;
    else if (/^(?:AND|OR)$/i.test(token)) expectsLicense = true;
    else if (/^WITH$/i.test(token)) {
      at++;
      if (!spdxExceptions.has((tokens[at] ?? '').toLowerCase())) return false;
    } else return false;
    if (depth < 0) return false;
  }
  return depth === 0 && !expectsLicense;
}

function isLicense(token: string): boolean {
  if (/^(?:DocumentRef-[\w.-]+:)?LicenseRef-[\w.-]+$/.test(token)) return true;
  const name = token.toLowerCase();
  return spdxLicenses.has(name) || (name.endsWith('+') && spdxLicenses.has(name.slice(0, -1)));
}

/** The identifier that is meant by a common way to write the name of a license. */
export function licenseMeant(text: string): string | undefined {
  const name = text
    .toLowerCase()
    .replace(/\b(?:the|license|licence|version|software foundation|foundation)\b/g, ' ')
    .replace(/[\s,_]+/g, ' ')
    .trim();
  return COMMON_NAMES.find(([pattern]) => pattern.test(name))?.[1];
}

const COMMON_NAMES: readonly (readonly [RegExp, string])[] = [
  [/^(?:apache|asl|apache software)[ -]?v?2(?:\.0)?$/, 'Apache-2.0'],
  [/^mit$/, 'MIT'],
  [/^(?:gnu )?gpl[ -]?v?2(?:\.0)?$/, 'GPL-2.0-only'],
  [/^(?:gnu )?gpl[ -]?v?3(?:\.0)?$/, 'GPL-3.0-only'],
  [/^(?:gnu )?lgpl[ -]?v?3(?:\.0)?$/, 'LGPL-3.0-only'],
  [/^(?:gnu )?agpl[ -]?v?3(?:\.0)?$/, 'AGPL-3.0-only'],
  [/^(?:bsd[ -]?2|bsd 2[ -]clause|2[ -]clause bsd)$/, 'BSD-2-Clause'],
  [/^(?:bsd[ -]?3|new bsd|modified bsd|bsd 3[ -]clause|3[ -]clause bsd)$/, 'BSD-3-Clause'],
  [/^(?:mozilla public|mpl)[ -]?v?2(?:\.0)?$/, 'MPL-2.0'],
];
