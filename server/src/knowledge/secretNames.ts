/** The words of BuildKit's own check, and those that say that there is no secret. */
const checkedWords: ReadonlySet<string> = new Set([
  ...['apikey', 'auth', 'credential', 'credentials', 'key', 'passwd', 'password', 'pword', 'secret', 'token'],
]);
/** And a few of the same kind. */
const secretWords: ReadonlySet<string> = new Set([...checkedWords, 'passphrase', 'psw']);
const openWords = new Set(['public', 'file', 'version']);

/** What is told of a secret without telling it: `PASSWORD_MIN_LENGTH`, `TOKEN_EXPIRY`, `AUTH_TYPE`. */
const properties: ReadonlySet<string> = new Set(
  [
    'age days duration expiration expires expiry hours interval lifetime minutes seconds timeout ttl',
    'alg algo algorithm encoding format method mode type count length limit max min retries rounds size strength',
    'audience dir enabled endpoint host issuer name policy port prefix provider required suffix uri url',
  ].flatMap((words) => words.split(' ')),
);

/** Keys of data, not of locks. */
const dataKey = /(?:^|_)(?:claim|foreign|object|partition|primary|range|routing|row|shard|sort)_key(?=_|$)/gi;

/**
 * Whether a variable's name sounds like a secret: one of its words, between underscores, does, and the last one does not
 * say that it is something about a secret.
 */
export function isSecretName(name: string): boolean {
  const last = name.slice(name.lastIndexOf('_') + 1).toLowerCase();
  return hasWord(name.replace(dataKey, ''), secretWords) && !properties.has(last);
}

/** As BuildKit's own check sees it. */
export function isSecretLikeName(name: string): boolean {
  return hasWord(name, checkedWords);
}

function hasWord(name: string, among: ReadonlySet<string>): boolean {
  const words = name.toLowerCase().split('_');
  return words.some((word) => among.has(word)) && !words.some((word) => openWords.has(word));
}

/** Keys that are there to be known: signatures are checked with them. */
export function isPublicKeyName(name: string): boolean {
  return (
    /(?:^|_)(?:gpg|pgp|signing|apt|repo|fingerprint|cache|site|publishable)(?:_|$)/i.test(name) &&
    !/token|pass|secret|auth/i.test(name)
  );
}
