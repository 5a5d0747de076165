/**
 * Whether a file's path says that it holds something nobody else may read: a private key, a password, a token.
 * Examples and public halves of keys do not count.
 */
export function looksLikeSecretFile(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (/\.(?:pub|example|sample|template|dist|md|html?|[cm]?[jt]sx?|py|go|java|rb|sh|c|h)$/i.test(name))
    return false;
  if (/public|example|sample/i.test(name)) return false;
  return NAME.test(name) || FOLDER.test(path);
}

const NAME =
  /^(?:id_(?:rsa|dsa|ecdsa|ed25519)\b.*|\.env(?:\..+)?|\.?npmrc|\.?netrc|\.?pypirc|\.git-credentials|\.htpasswd|\.pgpass|\.my\.cnf|\.?yarnrc\.yml|\.vault[-_]token|kubeconfig|.*\.(?:p12|pfx|jks|keystore|ppk|kdbx)|.*private.*\.(?:pem|key)|(?:.*[-_.])?(?:secrets?|credentials?|passwords?|passwd|token|api[-_]?key)(?:\.(?:json|ya?ml|txt|toml|ini|key|env))?|.*service[-_]?account.*\.json)$/i;

const FOLDER = /\/\.(?:ssh|aws|gnupg|kube)(?:\/(?!known_hosts|config$)|$)|\/\.docker\/config\.json$/;
