/** The words of BuildKit's own check, and those that say that there is no secret. */
const checkedWords: ReadonlySet<string> = new Set([
  ...['apikey', 'auth', 'credential', 'credentials', 'key', 'passwd', 'password', 'pword', 'secret', 'token'],
]);
/** And a few of the same kind. */
const secretWords: ReadonlySet<string> = new Set([...checkedWords, 'passphrase', 'psw']);
const openWords = new Set(['public', 'file', 'version']);

/** Whether a variable's name sounds like a secret: one of its words, between underscores, does. */
export function isSecretName(name: string): boolean {
  return hasWord(name, secretWords);
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
