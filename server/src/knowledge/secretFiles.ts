import { isSecretName } from './secretNames.ts';
import { secretsIn } from './secretShapes.ts';

/** A file that, by its name, is there to hold secrets, and the programs that read it during a build. */
export interface SecretFile {
  /** What it is: `the tokens of npm`. */
  readonly holds: string;
  /** The name to mount it by. */
  readonly id: string;
  /** Empty where the program of the image reads it, when it runs. */
  readonly readBy: readonly string[];
  /** Many such files hold settings only: its text decides, where it is known. */
  readonly isMixed: boolean;
  /** Of these: one that belongs into the repository, and is there without secrets unless its text shows one. */
  readonly isOfProject: boolean;
}

/** Where such files usually lie in a project: what a copy of the whole context is likely to take along. */
export const USUAL_SECRET_FILES = [
  '.env',
  '.env.local',
  '.env.production',
  'id_rsa',
  'id_ed25519',
  '.ssh',
  '.aws',
  '.netrc',
  '.git-credentials',
  '.pgpass',
] as const;

/** What a path of the build context is, judged by its last parts; undefined for anything that may be shared. */
export function secretFileOf(path: string): SecretFile | undefined {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  const name = (parts.at(-1) ?? '').toLowerCase();
  const folder = (parts.at(-2) ?? '').toLowerCase();
  if (/\.(?:pub|crt|cer|csr|example|sample|template|tmpl|tpl|dist|enc|gpg|age|md|txt)$/.test(name))
    return undefined;
  if (/^(?:example|sample|dummy|test|public)[._-]/.test(name)) return undefined;
  return FILES.find(
    ({ name: pattern, folder: within }) => pattern.test(name) && (!within || within.test(folder)),
  )?.file;
}

/** Whether the text of a file of settings has a secret among them. */
export function holdsSecret(text: string): boolean {
  const written = text.replace(/\$\{?\w+\}?/g, '');
  return /_(?:auth\w*|password)[ \t]*=[ \t]*["']?\w|npmAuth(?:Token|Ident)["']?[ \t]*:[ \t]*["']?\w/i.test(
    written,
  );
}

/**
 * Whether a file of environment variables holds some, and none by its name or value is a secret: what tools of front ends
 * read while they build, and put into what everybody loads. https://vite.dev/guide/env-and-mode#env-files
 */
export function holdsOpenSettings(text: string): boolean {
  const lines = text.split('\n').filter((line) => /^\s*(?:export\s+)?\w+\s*=/.test(line));
  return (
    lines.length > 0 &&
    !/:\/\/[^\s/:@]*:[^\s@]+@/.test(text) &&
    secretsIn(text).length === 0 &&
    lines.every((line) => {
      const name = /\w+(?=\s*=)/.exec(line)?.[0] ?? '';
      return bundled.test(name) || !isSecretName(name);
    })
  );
}

/** Prefixes of variables that bundlers write into scripts of pages. */
const bundled = /^(?:VITE|NEXT_PUBLIC|NUXT_PUBLIC|PUBLIC|REACT_APP|VUE_APP|EXPO_PUBLIC|GATSBY)_/;

const javascript = ['npm', 'npx', 'yarn', 'pnpm', 'bun', 'corepack', 'lerna'];
const fetching = [
  'git',
  'go',
  'curl',
  'wget',
  'pip',
  'pip3',
  'poetry',
  'uv',
  'cargo',
  'composer',
  'bundle',
  'make',
];

interface Known {
  readonly name: RegExp;
  readonly folder?: RegExp;
  readonly file: SecretFile;
}

const FILES: readonly Known[] = [
  known(/^\.env(?:\.(?!ci$|test$)[\w-]+)*$/, 'environment variables, secrets among them', 'env'),
  known(/^id_(?:rsa|dsa|ecdsa|ed25519)$/, 'a private key of SSH', 'ssh-key', [
    ...javascript,
    ...fetching,
    'ssh',
    'scp',
  ]),
  known(/^\.ssh$/, 'private keys of SSH', 'ssh-key'),
  known(/^\.npmrc$/, 'tokens of npm registries', 'npmrc', javascript, true),
  // https://yarnpkg.com/getting-started/qa#which-files-should-be-gitignored
  ofProject(known(/^\.yarnrc\.yml$/, 'tokens of npm registries', 'yarnrc', javascript, true)),
  known(/^[._]netrc$/, 'passwords of servers', 'netrc', [...javascript, ...fetching]),
  known(/^\.pypirc$/, 'tokens of package indexes', 'pypirc', [
    'twine',
    'python',
    'python3',
    'poetry',
    'uv',
    'flit',
  ]),
  known(/^\.git-credentials$/, 'passwords of Git servers', 'git-credentials', [...javascript, ...fetching]),
  known(/^\.htpasswd$/, 'hashes of passwords', 'htpasswd'),
  known(/^\.(?:vault-token|pgpass|my\.cnf|s3cfg|boto)$/, 'passwords or tokens', 'credentials'),
  known(/^credentials$/, 'keys of AWS', 'aws', ['aws', 'sam', 'terraform'], false, /^\.aws$/),
  known(/^\.aws$/, 'keys of AWS', 'aws'),
  known(/^config\.json$/, 'passwords of registries', 'docker-config', [], false, /^\.docker$/),
  known(/^(?:kubeconfig(?:\.ya?ml)?|.*\.kubeconfig)$/, 'access to a cluster', 'kubeconfig', [
    'kubectl',
    'helm',
  ]),
  known(/^config$/, 'access to a cluster', 'kubeconfig', ['kubectl', 'helm'], false, /^\.kube$/),
  known(
    /^(?:service[-_]?account|gcp|google|firebase)[\w-]*(?:key|credentials?|account|adminsdk)[\w-]*\.json$/,
    'a key of Google Cloud',
    'google',
  ),
  known(/^application_default_credentials\.json$/, 'a key of Google Cloud', 'google', ['gcloud', 'gsutil']),
  known(
    /^(?:.*[._-])?(?:priv|private|privkey|private[-_]?key|server[-_]key|client[-_]key|tls[-_]key|key)\.pem$/,
    'a private key',
    'key',
  ),
  known(
    /^(?!(?:.*[._-])?(?:pub|public|gpg|apt|archive|release|repo|keyring)[\w.-]*\.key$).+\.key$/,
    'a private key',
    'key',
  ),
  known(/^(?!.*(?:ca|trust|cacerts)).+\.(?:p12|pfx|jks|keystore|ppk)$/, 'a private key', 'key'),
  known(/^.*\.tfstate$/, 'secrets of an infrastructure', 'tfstate', ['terraform']),
  known(/^secrets?\.(?:ya?ml|json|env|toml|properties)$/, 'secrets', 'secrets'),
];

function known(
  name: RegExp,
  holds: string,
  id: string,
  readBy: readonly string[] = [],
  isMixed = false,
  folder?: RegExp,
): Known {
  return { name, file: { holds, id, readBy, isMixed, isOfProject: false }, ...(folder ? { folder } : {}) };
}

function ofProject(one: Known): Known {
  return { ...one, file: { ...one.file, isOfProject: true } };
}
