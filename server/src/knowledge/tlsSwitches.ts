/** Ways to switch off the check of certificates, by the program that is told so. */
export interface TlsSwitch {
  readonly programs: readonly string[];
  /** Letters that switch it off in a cluster of short options. */
  readonly letter?: string;
  /** Letters of the program that take the rest of a cluster, or the next word, as their value. */
  readonly valueLetters?: string;
  /** Whole words. */
  readonly options?: RegExp;
  /** Words in a row, with single blanks: a setting that is written with a command of its own. */
  readonly setting?: RegExp;
}

export const tlsSwitches: readonly TlsSwitch[] = [
  {
    programs: ['curl'],
    letter: 'k',
    valueLetters: 'AbCcDdEeFhHKmoPQrTtUuwXxYyz',
    options: /^--(?:insecure|proxy-insecure)$/,
  },
  {
    programs: ['wget', 'wget2'],
    // Of a long option any beginning will do that is no other's.
    options: /^--(?:no-check-cert(?:i(?:f(?:i(?:c(?:a(?:te?)?)?)?)?)?)?|check-certificate=(?:off|no|quiet))$/,
  },
  { programs: ['aria2c'], options: /^--check-certificate=false$/ },
  { programs: ['http', 'https', 'xh'], options: /^--verify=(?:no|false)$/ },
  {
    programs: ['git'],
    options: /^http\.(?:\S+\.)?sslVerify=(?:false|0|no|off)$/i,
    setting: /^config (?:\S+ )*http\.(?:\S+\.)?sslVerify (?:false|0|no|off)$/i,
  },
  {
    programs: ['npm', 'yarn', 'pnpm', 'npx'],
    options: /^--(?:strict-ssl=false|no-strict-ssl)$/,
    setting:
      /^(?:-\S+ )*(?:(?:config|c) (?:-\S+ )*set |set )(?:-g |--global |--location=\w+ )?(?:strict-ssl[ =]false|enableStrictSsl false)(?: -g| --global)?$/i,
  },
  {
    programs: ['pip', 'pip2', 'pip3', 'pipenv', 'uv'],
    options: /^--(?:trusted-host(?:=\S*)?|allow-insecure-host(?:=\S*)?)$/,
    setting: /^config (?:\S+ )*set (?:\w+\.)?trusted-host \S+$/,
  },
  {
    programs: ['conda', 'mamba', 'micromamba'],
    options: /^--insecure$/,
    setting: /^config (?:\S+ )*--set ssl_verify (?:false|no|0)$/i,
  },
  { programs: ['composer'], setting: /^config (?:\S+ )*disable-tls true$/ },
  { programs: ['dnf', 'yum', 'microdnf', 'tdnf'], options: /^--setopt=(?:\S+\.)?sslverify=(?:0|false|no)$/i },
  {
    programs: ['apt-get', 'apt', 'aptitude'],
    options: /^(?:-o)?Acquire::https?::(?:\S+::)?Verify-(?:Peer|Host)=(?:false|0|no|off)$/i,
  },
  { programs: ['helm', 'kubectl', 'oc'], options: /^--insecure-skip-tls-verify(?:=true)?$/ },
  { programs: ['docker', 'podman', 'skopeo', 'buildah'], options: /^--(?:src-|dest-)?tls-verify=false$/ },
  { programs: ['apk'], options: /^--no-check-certificate$/ },
  {
    programs: ['invoke-webrequest', 'iwr', 'invoke-restmethod', 'irm'],
    options: /^-SkipCertificateCheck(?::\$true)?$/i,
  },
];

/** Text that whatever switches the check off brings into a file: a cheap look before the words are. */
export const tlsMark =
  /\bcurl\b|insecure|SkipCertificate|check[-_]cert|ssl-?_?verif|strict[-_]?ssl|tls-verify|trusted-host|disable-tls|verify[-=](?:peer|host|no|false)|TLS_REJECT|HTTPSVERIFY|TRUSTED_HOST|SSL_NO_VERIFY/i;

/** The setting in the configuration of yum, apt, wget, npm or git, and its value. */
export const writtenSetting =
  /(sslverify|strict-ssl|check_certificate|Verify-(?:Peer|Host))[ "']{0,4}[= ][ "'\\]{0,4}(0|false|off|no)\b/i;

/** Whether a variable can switch it off. */
export function isTlsVariable(name: string): boolean {
  return VARIABLES.has(name.toUpperCase());
}

/** Whether a variable switches it off with this value. */
export function variableDisablesTls(name: string, value: string | undefined): boolean {
  const disabling = VARIABLES.get(name.toUpperCase());
  return disabling !== undefined && value !== undefined && disabling.test(value);
}

const off = /^(?:0|false|no|off)$/i;
const VARIABLES: ReadonlyMap<string, RegExp> = new Map([
  ['NODE_TLS_REJECT_UNAUTHORIZED', /^0$/],
  ['PYTHONHTTPSVERIFY', /^0$/],
  ['GIT_SSL_NO_VERIFY', /^(?!(?:0|false|no|off)?$)./i],
  ['NPM_CONFIG_STRICT_SSL', off],
  ['PIP_TRUSTED_HOST', /./],
  ['UV_INSECURE_HOST', /./],
  ['CONDA_SSL_VERIFY', off],
  ['CURL_INSECURE', /^1$/],
  ['YARN_ENABLE_STRICT_SSL', off],
  ['HELM_INSECURE_SKIP_TLS_VERIFY', /^(?:1|true)$/i],
]);

/** Their names. */
export const tlsVariables: readonly string[] = [...VARIABLES.keys()];
