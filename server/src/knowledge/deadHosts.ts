/** A server that has been switched off for good: nothing answers, or nothing but errors. */
export interface DeadHost {
  /** Of a URL or of a host alone, with the flag `i`: group 1 is the host. */
  readonly pattern: RegExp;
  readonly since: string;
  /** A sentence, without its period. */
  readonly instead: string;
  /** A host that serves the same under the same paths, or gives the same answers. */
  readonly replacement?: string;
}

/** Only what is certain: a host that merely redirects, or is slow, is no matter of this table. */
export const deadHosts: readonly DeadHost[] = [
  {
    // Its DNS records are gone: https://sks-keyservers.net, https://github.com/tianon/gosu/issues/87
    pattern: /(?<![\w.-])((?:[\w-]+\.)*sks-keyservers\.net)(?![\w.-])/i,
    since: '2021',
    instead: 'Ask keyserver.ubuntu.com or keys.openpgp.org',
    replacement: 'keyserver.ubuntu.com',
  },
  {
    // https://jfrog.com/blog/into-the-sunset-bintray-jcenter-gocenter-and-chartcenter/; jcenter redirects.
    pattern: /(?<![\w.-])((?:dl|api)\.bintray\.com)(?![\w.-])/i,
    since: '2021',
    instead: 'See where the project publishes its files now',
  },
  {
    // https://kubernetes.io/blog/2023/08/31/legacy-package-repository-deprecation/
    pattern: /(?<![\w.-])((?:apt|yum)\.kubernetes\.io)(?![\w.-])/i,
    since: '2024',
    instead: 'The packages are at pkgs.k8s.io, by minor version',
  },
  {
    // https://www.docker.com/blog/changes-dockerproject-org-apt-yum-repositories/
    pattern: /(?<![\w.-])((?:apt|yum)\.dockerproject\.org)(?![\w.-])/i,
    since: '2020',
    instead: 'The packages are at download.docker.com',
  },
  {
    // Its DNS record is gone: https://github.com/NixOS/nixpkgs/pull/90189
    pattern: /(?<![\w.-])(central\.maven\.org)(?![\w.-])/i,
    since: '2020',
    instead: 'The same files are at https://repo1.maven.org',
  },
  {
    // Its certificate has expired: https://github.com/cnpm/cnpm/issues/438
    pattern: /https:\/\/(registry\.npm\.taobao\.org)(?![\w.-])/i,
    since: '2024',
    instead: 'Its successor is registry.npmmirror.com',
    replacement: 'registry.npmmirror.com',
  },
  {
    // https://helm.sh/blog/new-location-stable-incubator-charts/
    pattern: /(?<![\w.-])(kubernetes-charts(?:-incubator)?\.storage\.googleapis\.com)(?![\w.-])/i,
    since: '2020',
    instead: 'The charts are at https://charts.helm.sh',
  },
];

/** Of a text in which none of them can be, nothing need be read: also the protocol that GitHub refuses. */
export const deadHostMark =
  /sks-keyservers|bintray|kubernetes\.io|dockerproject|central\.maven|npm\.taobao|kubernetes-charts|git:\/\/github/i;

/** https://github.blog/security/application-security/improving-git-protocol-security-github/ */
export const refusedProtocol = /(?<![\w+])(git):\/\/github\.com\//i;
