/** TLS 1.0 and 1.1 are withdrawn (RFC 8996), SSL has been since long. */
const weakVersion = /^(?:ssl(?:v?[23])?|tlsv?1(?:[._][01])?|tls|tls11|[01]|1\.[01])$/i;

/** Whether the name that a program gives to a version is that of one before TLS 1.2. */
export function isWeakVersion(name: string): boolean {
  return weakVersion.test(name);
}

/** An option that asks for a version of TLS. */
export interface TlsVersionOption {
  readonly programs: readonly string[];
  /** The whole word; its group `version` is the name of a version, where the option does not stand for a weak one. */
  readonly option: RegExp;
  /** The version is the word behind it. */
  readonly takesNext?: boolean;
  /** What asks for TLS 1.2: in the place of the whole word, or of the version in it. */
  readonly better: string;
}

export const tlsVersionOptions: readonly TlsVersionOption[] = [
  // https://curl.se/docs/manpage.html
  { programs: ['curl'], option: /^(?:--tlsv1(?:\.[01])?|--sslv[23]|-[123])$/, better: '--tlsv1.2' },
  { programs: ['curl'], option: /^--tls-max$/, takesNext: true, better: '1.2' },
  // https://www.gnu.org/software/wget/manual/wget.html#HTTPS-_0028SSL_002fTLS_0029-Options
  { programs: ['wget', 'wget2'], option: /^--secure-protocol=(?<version>\w+)$/, better: 'TLSv1_2' },
  { programs: ['wget', 'wget2'], option: /^--secure-protocol$/, takesNext: true, better: 'TLSv1_2' },
  { programs: ['aria2c'], option: /^--min-tls-version=(?<version>[\w.]+)$/, better: 'TLSv1.2' },
  { programs: ['git'], option: /^http\.(?:\S+\.)?sslVersion=(?<version>[\w.]+)$/i, better: 'tlsv1.2' },
  { programs: ['git'], option: /^http\.(?:\S+\.)?sslVersion$/i, takesNext: true, better: 'tlsv1.2' },
  { programs: ['node', 'nodejs'], option: /^--tls-(?:min|max)-v1\.[01]$/, better: '--tls-min-v1.2' },
  // https://learn.microsoft.com/powershell/module/microsoft.powershell.utility/invoke-webrequest
  {
    programs: ['invoke-webrequest', 'iwr', 'invoke-restmethod', 'irm'],
    option: /^-SslProtocol$/i,
    takesNext: true,
    better: 'Tls12',
  },
];

/**
 * What lowers the demands that the libraries of a system make: a policy of OpenSSL, of Java, of Red Hat's systems. It
 * stands in what writes or replaces a setting, and in options of a virtual machine.
 */
export const weakTlsSetting =
  /(?:MinProtocol\s*=\s*(?:(?:TLS|SSL)v1(?:\.[01])?(?![.\d])|SSLv3|None)|SECLEVEL=[01](?!\d)|-D(?:https\.protocols|jdk\.tls\.client\.protocols)=["']?[\w.,]*(?:SSLv[23]|TLSv1(?:\.1)?)(?![.\d])[\w.,]*|--tls-min-v1\.[01])/;

/** `s/TLSv1.2/TLSv1.0/` of sed. */
export const loweringExpression =
  /s([/|#,@!])[^/|#,@!]*TLSv?1\\?\.[23][^/|#,@!]*\1([^/|#,@!]*(?:TLSv1(?:\.[01])?(?![.\d\\])|SSLv3|None)[^/|#,@!]*)\1/;

/** Text that all of this brings into a file: a cheap look before the words are. */
export const weakTlsMark =
  /--tls|--ssl|\bcurl\b[^|;&]*\s-[123]\s|secure-protocol|min-tls|sslVersion|SecurityProtocol|SslProtocol|MinProtocol|SECLEVEL|TLSv1|crypto-policies/i;
