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

/** Whose password an abbreviation is: `pass` and `pwd` alone are a stage of a program, and the working directory. */
const owners: ReadonlySet<string> = new Set(
  [
    'admin db database mysql mariadb postgres postgresql pg oracle mssql sql sa mongo mongodb mg redis rabbitmq amqp',
    'ldap smtp mail email imap ftp sftp ssh vnc vpn http basic jwt keystore truststore registry docker nexus artifactory',
    'jenkins git user root login account superuser sudo',
    'minio s3 grafana kibana elastic elasticsearch opensearch kafka clickhouse neo4j influxdb couchdb arango arangodb',
    'mqtt rcon keycloak sonarqube airflow superset wordpress wp drupal nextcloud zabbix oauth proxmox api',
  ].flatMap((words) => words.split(' ')),
);

/** Who hands out personal access tokens. */
const tokenHosts: ReadonlySet<string> = new Set([
  ...['github', 'gh', 'ghcr', 'gitlab', 'git', 'bitbucket', 'azure', 'ado', 'azdo', 'devops', 'nuget', 'npm'],
  ...['docker', 'dockerhub'],
]);

/** Written in one: `PGPASSWORD`. */
const joined =
  /^(?:(?:pg|db|database|mysql|mariadb|postgres|redis|mongo|smtp|mail|ldap|root|admin|user|ssh)(?:pass|passwd|password|pwd)|sshpass)$/;

/**
 * Whether a variable's name sounds like a secret: one of its words, between underscores or with a capital, does, and the
 * last one does not say that it is something about a secret.
 */
export function isSecretName(name: string): boolean {
  const parted = name.replace(/(?<=[a-z\d])(?=[A-Z])/g, '_');
  const words = parted.toLowerCase().split('_');
  const last = words.at(-1) ?? '';
  if (properties.has(last)) return false;
  return hasWord(parted.replace(dataKey, ''), secretWords) || isAbbreviated(words, last);
}

function isAbbreviated(words: readonly string[], last: string): boolean {
  if (words.some((word) => openWords.has(word))) return false;
  if (last === 'pass' || last === 'pwd') {
    // `RABBITMQ_DEFAULT_PASS`
    const owner = words.at(words.at(-2) === 'default' ? -3 : -2) ?? '';
    return owners.has(owner) || tokenHosts.has(owner);
  }
  if (last === 'pat') return words.some((word) => tokenHosts.has(word));
  return joined.test(last) || (words.length > 1 && /^creds?$/.test(last));
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
