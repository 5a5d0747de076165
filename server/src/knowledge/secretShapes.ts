/**
 * What well-known secrets look like. A kind says whose secret it is; no text of a secret ever leaves this file but as
 * its place. Sources: the documentation of each service on the format of its tokens.
 */
export interface SecretShape {
  readonly kind: string;
  readonly pattern: string;
}

/** Where one of them may begin, and its place in `text`; `value` is what to judge and mark. */
export interface SecretPlace {
  readonly kind: string;
  readonly start: number;
  readonly end: number;
}

const SHAPES: readonly SecretShape[] = [
  shape('an access key of AWS', '\\b(?:AKIA|ASIA)[A-Z0-9]{16}\\b'),
  shape('a token of GitHub', '\\bgh[pousr]_[A-Za-z0-9]{36}\\b'),
  shape('a token of GitHub', '\\bgithub_pat_[A-Za-z0-9_]{36,255}'),
  shape('a token of GitLab', '\\bgl(?:pat|ptt|dt|rt|cbt)-[\\w-]{20,64}'),
  shape('a token of Slack', '\\bxox[abeprs]-[A-Za-z0-9-]{10,250}'),
  shape('a token of npm', '\\bnpm_[A-Za-z0-9]{36}\\b'),
  shape('a token of PyPI', '\\bpypi-AgE[\\w-]{50,500}'),
  shape('a token of Docker Hub', '\\bdckr_[op]at_[\\w-]{20,64}'),
  shape('an API key of Google', '\\bAIza[\\w-]{35}\\b'),
  shape('a key of Stripe', '\\b[rs]k_live_[A-Za-z0-9]{16,250}'),
  shape('a key of SendGrid', '\\bSG\\.[\\w-]{22}\\.[\\w-]{43}'),
  shape('a token of Hugging Face', '\\bhf_[A-Za-z]{34}\\b'),
  shape('an API key of OpenAI', '\\bsk-(?:proj-)?[A-Za-z0-9_]{40,200}'),
  shape('an API key of Anthropic', '\\bsk-ant-[\\w-]{40,200}'),
  shape('a token of Vault', '\\bhvs\\.[\\w-]{24,200}'),
  shape('a token of DigitalOcean', '\\bdo[opr]_v1_[a-f0-9]{64}\\b'),
  shape('a token of Shopify', '\\bshp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}\\b'),
  shape('a JSON web token', '\\beyJ[\\w-]{8,500}\\.eyJ[\\w-]{8,2000}\\.[\\w-]{16,1000}'),
  shape('a private key', '-----BEGIN (?:[A-Z]{2,10} ){0,2}PRIVATE KEY(?: BLOCK)?-----'),
  // The value is what follows the last blank, `=` or `:`.
  shape('a token in a header', '\\bauthorization: ?(?:bearer|basic|token) [\\w+/.~-]{8,2000}=*'),
  shape('a token of a registry', ':_(?:authToken|auth|password)[ =]["\']?[\\w+/.~-]{8,500}=*'),
  // Redis has passwords without a user: `redis://:password@host`.
  shape(
    'a password in a URL',
    '\\b[a-z][a-z0-9+.-]{1,16}://[^\\s/:@"\'$<>{}]{0,64}:[^\\s/:@"\'$<>{}]{1,128}@[\\w.-]{1,100}',
  ),
];

const ANY = new RegExp(SHAPES.map(({ pattern }) => `(${pattern})`).join('|'), 'gi');
const EXACT = SHAPES.map(({ pattern }) => new RegExp(`^(?:${pattern})$`));

/** Whether `secretsIn` is worth its time. */
export function mayHoldSecret(text: string): boolean {
  return MARK.test(text);
}

/** What no secret is without. */
const MARK =
  /AKIA|ASIA|gh[pousr]_|github_pat_|gl(?:pat|ptt|dt|rt|cbt)-|xox[abeprs]-|npm_|pypi-AgE|dckr_|AIza|[rs]k_live_|SG\.|hf_|sk-|hvs\.|do[opr]_v1_|shp|eyJ|PRIVATE KEY|authorization:|:_(?:auth|password)|:\/\//i;

/** Places in a text that hold a secret, as far as its shape tells; placeholders are left out. Linear in the text. */
export function secretsIn(text: string): readonly SecretPlace[] {
  const found: SecretPlace[] = [];
  for (const match of text.matchAll(ANY)) {
    const index = match.findIndex((group, i) => i > 0 && group !== undefined) - 1;
    const kind = SHAPES[index]?.kind;
    const [whole] = match;
    // Only schemes and headers are written in any case.
    const isLoose = kind === 'a token in a header' || kind === 'a password in a URL';
    if (kind === undefined || (!isLoose && !EXACT[index]?.test(whole))) continue;
    const [from, to] = secretPart(kind, whole);
    const value = whole.slice(from, to);
    if (isPlaceholder(value) || (kind === 'a password in a URL' && isKnownPassword(whole, value))) continue;
    found.push({ kind, start: match.index + from, end: match.index + to });
  }
  return found;
}

/** The part of a match that is the secret. */
function secretPart(kind: string, whole: string): readonly [number, number] {
  switch (kind) {
    case 'a token in a header':
      return [whole.lastIndexOf(' ') + 1, whole.length];
    case 'a token of a registry':
      return [(/^:_\w+[ =]["']?/.exec(whole)?.[0] ?? '').length, whole.length];
    case 'a password in a URL': {
      const at = whole.lastIndexOf('@');
      return [whole.lastIndexOf(':', at) + 1, at];
    }
    default:
      return [0, whole.length];
  }
}

/** What stands for a secret in examples: words that say so, one character over and over, an alphabet. */
export function isPlaceholder(value: string): boolean {
  if (value.startsWith('-----')) return false;
  return (
    /example|sample|dummy|placeholder|change|your|my-|my_|xxx|todo|insert|replace|redacted|secret|password|token|fake|\.\.\.|12345678|abcdefgh/i.test(
      value.replace(/^(?:github_pat_|npm_|gh[a-z]_)/, ''),
    ) || new Set(value).size < Math.min(6, value.length)
  );
}

/** Passwords that hide nothing: the user's name, the default of a local database. */
function isKnownPassword(url: string, password: string): boolean {
  const user = /:\/\/([^:]*):/.exec(url)?.[1] ?? '';
  const host = url.slice(url.lastIndexOf('@') + 1);
  if (password.length < 6 || password.toLowerCase() === user.toLowerCase()) return true;
  return /^(?:localhost|127\.|0\.0\.0\.0|db$|host\b|example\b|postgres$|mysql$|redis$|mongo$)|\bexample\.(?:com|org|net)$/i.test(
    host,
  );
}

function shape(kind: string, pattern: string): SecretShape {
  return { kind, pattern };
}
