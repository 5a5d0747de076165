/**
 * Releases of base images and when they got their last security updates, as their vendors announced it, as of 1 January
 * 2026. A release that is not known here is taken for supported: the table only ever errs on the side of silence, and
 * needs no clock. Sources: https://endoflife.date and the pages it links, one for each product.
 */
export interface Product {
  readonly name: string;
  readonly repositories: readonly string[];
  /** How many numbers of a version name a release: 2 for `3.12`. */
  readonly numbers: 1 | 2;
  /** Everything below it has ended. */
  readonly firstSupported: string;
  /** Releases above it that have ended too: those without long support. */
  readonly alsoEnded?: readonly string[];
  readonly ended: Readonly<Record<string, string>>;
  readonly codeNames?: Readonly<Record<string, string>>;
  /** What to move to, in words that end a sentence. */
  readonly successor: string;
  /** The release a fix moves to, and the words of a tag that are there for it too. */
  readonly nearest?: string;
  readonly keeps?: RegExp;
  /** The next major version is another language: only releases of the same one are moved. */
  readonly withinMajor?: boolean;
}

const library = (...names: string[]) => names.map((name) => `docker.io/library/${name}`);

export const debian: Product = {
  name: 'Debian',
  repositories: library('debian', 'buildpack-deps'),
  numbers: 1,
  firstSupported: '11',
  ended: { 10: '2024-06', 9: '2022-06', 8: '2020-06', 7: '2018-05' },
  codeNames: {
    wheezy: '7',
    jessie: '8',
    stretch: '9',
    buster: '10',
    bullseye: '11',
    bookworm: '12',
    trixie: '13',
  },
  successor: 'Debian 12 or later',
  nearest: '12',
  keeps: /^-(?:slim|curl|scm)$/,
};

export const ubuntu: Product = {
  name: 'Ubuntu',
  repositories: [...library('ubuntu'), 'public.ecr.aws/ubuntu/ubuntu', 'public.ecr.aws/lts/ubuntu'],
  numbers: 2,
  firstSupported: '22.04',
  alsoEnded: ['22.10', '23.04', '23.10', '24.10'],
  ended: {
    '24.10': '2025-07',
    '23.10': '2024-07',
    23.04: '2024-01',
    '22.10': '2023-07',
    '21.10': '2022-07',
    21.04: '2022-01',
    '20.10': '2021-07',
    20.04: '2025-05',
    '19.10': '2020-07',
    19.04: '2020-01',
    '18.10': '2019-07',
    18.04: '2023-05',
    16.04: '2021-04',
    14.04: '2019-04',
    12.04: '2017-04',
  },
  // https://wiki.ubuntu.com/Releases: the image is published since 10.04.
  codeNames: {
    lucid: '10.04',
    maverick: '10.10',
    natty: '11.04',
    oneiric: '11.10',
    precise: '12.04',
    quantal: '12.10',
    raring: '13.04',
    saucy: '13.10',
    trusty: '14.04',
    utopic: '14.10',
    vivid: '15.04',
    wily: '15.10',
    xenial: '16.04',
    yakkety: '16.10',
    zesty: '17.04',
    artful: '17.10',
    bionic: '18.04',
    cosmic: '18.10',
    disco: '19.04',
    eoan: '19.10',
    focal: '20.04',
    groovy: '20.10',
    hirsute: '21.04',
    impish: '21.10',
    jammy: '22.04',
    kinetic: '22.10',
    lunar: '23.04',
    mantic: '23.10',
    noble: '24.04',
    oracular: '24.10',
    plucky: '25.04',
    questing: '25.10',
  },
  successor: 'Ubuntu 22.04 or later',
  nearest: '22.04',
  keeps: /^-(?:curl|scm)$/,
};

export const alpine: Product = {
  name: 'Alpine',
  repositories: library('alpine'),
  numbers: 2,
  firstSupported: '3.20',
  ended: {
    3.19: '2025-11',
    3.18: '2025-05',
    3.17: '2024-11',
    3.16: '2024-05',
    3.15: '2023-11',
    3.14: '2023-05',
    3.13: '2022-11',
    3.12: '2022-05',
    3.11: '2021-11',
    '3.10': '2021-05',
    3.9: '2020-11',
    3.8: '2020-05',
  },
  successor: 'Alpine 3.22 or later',
  nearest: '3.22',
};

export const centos: Product = {
  name: 'CentOS',
  repositories: library('centos'),
  numbers: 1,
  firstSupported: '9999',
  ended: { 8: '2021-12', 7: '2024-06', 6: '2020-11', 5: '2017-03' },
  successor: 'AlmaLinux or Rocky Linux',
};

export const openjdk: Product = {
  name: 'openjdk',
  repositories: library('openjdk', 'java'),
  numbers: 1,
  // Since July 2022 only early access builds are pushed, and those of a release end with its general availability:
  // https://hub.docker.com/_/openjdk, https://openjdk.org/projects/jdk/
  firstSupported: '26',
  ended: {
    25: '2025-09',
    24: '2025-03',
    23: '2024-09',
    22: '2024-03',
    21: '2023-09',
    20: '2023-03',
    19: '2022-09',
  },
  successor: 'eclipse-temurin',
};

export const products: readonly Product[] = [
  debian,
  ubuntu,
  alpine,
  centos,
  openjdk,
  {
    name: 'Fedora',
    repositories: [...library('fedora'), 'quay.io/fedora/fedora', 'registry.fedoraproject.org/fedora'],
    numbers: 1,
    firstSupported: '42',
    ended: { 41: '2025-12', 40: '2025-05', 39: '2024-11', 38: '2024-05', 37: '2023-12' },
    successor: 'Fedora 43 or later',
  },
  {
    name: 'Oracle Linux',
    repositories: [...library('oraclelinux'), 'ghcr.io/oracle/oraclelinux'],
    numbers: 1,
    firstSupported: '8',
    ended: { 7: '2024-12', 6: '2021-03', 5: '2017-06' },
    successor: 'Oracle Linux 8 or later',
  },
  {
    name: 'openSUSE Leap',
    repositories: ['docker.io/opensuse/leap', 'registry.opensuse.org/opensuse/leap'],
    numbers: 2,
    firstSupported: '15.6',
    ended: { 15.5: '2024-12', 15.4: '2023-12', 15.3: '2022-12', 15.2: '2022-01', 15.1: '2021-02' },
    successor: 'openSUSE Leap 15.6 or later',
  },
  {
    name: 'Node.js',
    repositories: library('node'),
    numbers: 1,
    firstSupported: '20',
    alsoEnded: ['21', '23'],
    ended: {
      23: '2025-06',
      21: '2024-06',
      19: '2023-06',
      18: '2025-04',
      17: '2022-06',
      16: '2023-09',
      15: '2021-06',
      14: '2023-04',
      13: '2020-06',
      12: '2022-04',
      11: '2019-06',
      10: '2021-04',
      9: '2018-06',
      8: '2019-12',
      6: '2019-04',
      4: '2018-04',
    },
    codeNames: {
      argon: '4',
      boron: '6',
      carbon: '8',
      dubnium: '10',
      erbium: '12',
      fermium: '14',
      gallium: '16',
      hydrogen: '18',
      iron: '20',
      jod: '22',
    },
    successor: 'Node.js 22 or later',
    nearest: '22',
    keeps: /^-(?:slim|alpine|bookworm|bookworm-slim)$/,
  },
  {
    name: 'Python',
    repositories: library('python'),
    numbers: 2,
    firstSupported: '3.10',
    ended: {
      3.9: '2025-10',
      3.8: '2024-10',
      3.7: '2023-06',
      3.6: '2021-12',
      3.5: '2020-09',
      3.4: '2019-03',
      2.7: '2020-01',
      2: '2020-01',
    },
    successor: 'Python 3.11 or later',
    nearest: '3.11',
    keeps: /^-(?:slim|alpine|bookworm|slim-bookworm)$/,
    withinMajor: true,
  },
  {
    name: 'PHP',
    repositories: library('php'),
    numbers: 2,
    firstSupported: '8.2',
    ended: {
      8.1: '2025-12',
      '8.0': '2023-11',
      7.4: '2022-11',
      7.3: '2021-12',
      7.2: '2020-11',
      7.1: '2019-12',
      '7.0': '2019-01',
      5.6: '2018-12',
      7: '2022-11',
      5: '2018-12',
    },
    successor: 'PHP 8.3 or later',
    nearest: '8.3',
    keeps: /^-(?:alpine|bookworm|(?:cli|fpm|apache)(?:-bookworm)?|(?:cli|fpm)-alpine)$/,
    withinMajor: true,
  },
  {
    name: 'Ruby',
    repositories: library('ruby'),
    numbers: 2,
    firstSupported: '3.2',
    ended: {
      3.1: '2025-03',
      '3.0': '2024-04',
      2.7: '2023-03',
      2.6: '2022-04',
      2.5: '2021-04',
      2.4: '2020-03',
      2: '2023-03',
    },
    successor: 'Ruby 3.3 or later',
    nearest: '3.3',
    keeps: /^-(?:slim|alpine|bookworm|slim-bookworm)$/,
    withinMajor: true,
  },
  {
    name: 'Go',
    repositories: library('golang'),
    numbers: 2,
    firstSupported: '1.24',
    ended: {
      1.23: '2025-08',
      1.22: '2025-02',
      1.21: '2024-08',
      '1.20': '2024-02',
      1.19: '2023-09',
      1.18: '2023-02',
      1.17: '2022-08',
      1.16: '2022-03',
    },
    successor: 'Go 1.25 or later',
    nearest: '1.25',
    keeps: /^-(?:alpine|bookworm)$/,
  },
  {
    name: '.NET',
    repositories: [
      ...['sdk', 'aspnet', 'runtime', 'runtime-deps'].flatMap((name) => [
        `mcr.microsoft.com/dotnet/${name}`,
        `mcr.microsoft.com/dotnet/core/${name}`,
      ]),
      // Where they were until 2.2.
      ...['dotnet', 'aspnetcore', 'aspnetcore-build'].map((name) => `docker.io/microsoft/${name}`),
    ],
    numbers: 2,
    firstSupported: '8.0',
    ended: {
      '7.0': '2024-05',
      '6.0': '2024-11',
      '5.0': '2022-05',
      3.1: '2022-12',
      '3.0': '2020-03',
      2.2: '2019-12',
      2.1: '2021-08',
      '2.0': '2018-10',
      1.1: '2019-06',
      '1.0': '2019-06',
    },
    successor: '.NET 8 or 10',
  },
  {
    name: 'PostgreSQL',
    repositories: library('postgres'),
    numbers: 1,
    firstSupported: '14',
    ended: { 13: '2025-11', 12: '2024-11', 11: '2023-11', 10: '2022-11', 9: '2021-11' },
    successor: 'PostgreSQL 14 or later',
  },
  {
    name: 'MySQL',
    repositories: library('mysql'),
    numbers: 2,
    firstSupported: '8.0',
    ended: { 5.7: '2023-10', 5.6: '2021-02', 5.5: '2018-12', 5: '2023-10' },
    successor: 'MySQL 8.4 or later',
  },
];
