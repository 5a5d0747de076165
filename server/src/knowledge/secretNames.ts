/** The words of BuildKit's own check, a few of the same kind, and those that say that there is no secret. */
const secretWords = new Set([
  ...['apikey', 'auth', 'credential', 'credentials', 'key', 'passwd', 'password', 'pword', 'secret', 'token'],
  ...['passphrase', 'psw'],
]);
const openWords = new Set(['public', 'file', 'version']);

/** Whether a variable's name sounds like a secret: one of its words, between underscores, does. */
export function isSecretName(name: string): boolean {
  const words = name.toLowerCase().split('_');
  return words.some((word) => secretWords.has(word)) && !words.some((word) => openWords.has(word));
}

/** Keys that are there to be known: signatures are checked with them. */
export function isPublicKeyName(name: string): boolean {
  return (
    /(?:^|_)(?:gpg|pgp|signing|apt|repo|fingerprint|cache|site|publishable)(?:_|$)/i.test(name) &&
    !/token|pass|secret|auth/i.test(name)
  );
}
