/**
 * Libraries that modules are linked to which are compiled in an image: by `docker-php-ext-install`, `pecl`, `pip`. Only
 * such as the official images of PHP and Python do not bring. https://pkgs.alpinelinux.org, https://packages.debian.org
 */
export type LibraryName =
  | 'png'
  | 'jpeg'
  | 'freetype'
  | 'webp'
  | 'avif'
  | 'xpm'
  | 'zip'
  | 'icu'
  | 'pq'
  | 'xslt'
  | 'imap'
  | 'ldap'
  | 'memcached'
  | 'magick'
  | 'rdkafka'
  | 'rabbitmq'
  | 'yaml'
  | 'tds'
  | 'odbc'
  | 'mariadb';

export interface LinkedLibrary {
  readonly alpine: LibraryPackages;
  /** Absent where the package is called otherwise from release to release. */
  readonly debian?: LibraryPackages;
  /** Libraries that come along with it. */
  readonly brings?: readonly LibraryName[];
}

export interface LibraryPackages {
  readonly headers: readonly string[];
  readonly library: string;
  /** Other packages that bring the library. */
  readonly others?: readonly string[];
}

export const linkedLibraries: Readonly<Record<LibraryName, LinkedLibrary>> = {
  png: {
    alpine: { headers: ['libpng-dev'], library: 'libpng' },
    debian: { headers: ['libpng-dev'], library: 'libpng16-16', others: ['libpng16-16t64'] },
  },
  jpeg: {
    alpine: { headers: ['libjpeg-turbo-dev', 'jpeg-dev'], library: 'libjpeg-turbo', others: ['jpeg'] },
    debian: { headers: ['libjpeg62-turbo-dev', 'libjpeg-dev'], library: 'libjpeg62-turbo' },
  },
  freetype: {
    alpine: { headers: ['freetype-dev'], library: 'freetype' },
    debian: { headers: ['libfreetype6-dev', 'libfreetype-dev'], library: 'libfreetype6' },
    brings: ['png'],
  },
  webp: { alpine: { headers: ['libwebp-dev'], library: 'libwebp' } },
  avif: { alpine: { headers: ['libavif-dev'], library: 'libavif' }, brings: ['jpeg', 'webp'] },
  xpm: { alpine: { headers: ['libxpm-dev'], library: 'libxpm' } },
  zip: { alpine: { headers: ['libzip-dev'], library: 'libzip' } },
  icu: { alpine: { headers: ['icu-dev'], library: 'icu-libs', others: ['icu', 'nodejs', 'npm'] } },
  pq: {
    alpine: {
      headers: ['postgresql-dev', 'libpq-dev'],
      library: 'libpq',
      others: ['postgresql-libs', 'postgresql-client', 'postgresql'],
    },
    debian: { headers: ['libpq-dev'], library: 'libpq5', others: ['postgresql-client'] },
    brings: ['ldap', 'icu'],
  },
  xslt: {
    alpine: { headers: ['libxslt-dev'], library: 'libxslt' },
    debian: { headers: ['libxslt1-dev', 'libxslt-dev'], library: 'libxslt1.1' },
  },
  imap: { alpine: { headers: ['imap-dev'], library: 'c-client' } },
  ldap: { alpine: { headers: ['openldap-dev'], library: 'libldap', others: ['openldap'] } },
  memcached: {
    alpine: { headers: ['libmemcached-dev'], library: 'libmemcached-libs', others: ['libmemcached'] },
  },
  magick: {
    alpine: {
      headers: ['imagemagick-dev', 'imagemagick6-dev'],
      library: 'imagemagick',
      others: ['imagemagick-libs', 'imagemagick6', 'imagemagick6-libs'],
    },
    brings: ['png', 'jpeg', 'freetype', 'webp', 'xpm'],
  },
  rdkafka: {
    alpine: { headers: ['librdkafka-dev'], library: 'librdkafka' },
    debian: { headers: ['librdkafka-dev'], library: 'librdkafka1' },
  },
  rabbitmq: {
    alpine: { headers: ['rabbitmq-c-dev'], library: 'rabbitmq-c' },
    debian: { headers: ['librabbitmq-dev'], library: 'librabbitmq4' },
  },
  yaml: {
    alpine: { headers: ['yaml-dev'], library: 'yaml' },
    debian: { headers: ['libyaml-dev'], library: 'libyaml-0-2' },
  },
  tds: { alpine: { headers: ['freetds-dev'], library: 'freetds' }, brings: ['odbc'] },
  odbc: { alpine: { headers: ['unixodbc-dev'], library: 'unixodbc' } },
  mariadb: {
    alpine: {
      headers: ['mariadb-dev', 'mariadb-connector-c-dev'],
      library: 'mariadb-connector-c',
      others: ['mariadb-client', 'mysql-client', 'mariadb'],
    },
    debian: {
      headers: ['default-libmysqlclient-dev', 'libmariadb-dev', 'libmariadb-dev-compat'],
      library: 'libmariadb3',
      others: ['mariadb-client', 'default-mysql-client'],
    },
  },
};

/** Extensions of PHP that `docker-php-ext-install` compiles; what gd takes besides hangs on its configuration. */
export const phpExtensions: Readonly<Record<string, readonly LibraryName[]>> = {
  gd: ['png'],
  intl: ['icu'],
  zip: ['zip'],
  pgsql: ['pq'],
  pdo_pgsql: ['pq'],
  xsl: ['xslt'],
  imap: ['imap'],
  ldap: ['ldap'],
  pdo_dblib: ['tds'],
  pdo_odbc: ['odbc'],
};

/** Of PECL. */
export const peclExtensions: Readonly<Record<string, readonly LibraryName[]>> = {
  imagick: ['magick'],
  memcached: ['memcached'],
  rdkafka: ['rdkafka'],
  amqp: ['rabbitmq'],
  yaml: ['yaml'],
};

/** Of PyPI: what has no wheels for Linux, and so is compiled everywhere. */
export const compiledWheels: Readonly<Record<string, readonly LibraryName[]>> = {
  psycopg2: ['pq'],
  mysqlclient: ['mariadb'],
};

/** Packages of Alpine and Debian that certainly bring none of these libraries. */
export const withoutLibraries: ReadonlySet<string> = new Set([
  ...[
    'autoconf',
    'automake',
    'libtool',
    'make',
    'gcc',
    'g++',
    'build-base',
    'build-essential',
    're2c',
    'file',
  ],
  ...[
    'musl-dev',
    'libc-dev',
    'libc6-dev',
    'linux-headers',
    'pkgconf',
    'pkg-config',
    'pkgconfig',
    'dpkg',
    'dpkg-dev',
  ],
  ...[
    'bash',
    'ca-certificates',
    'curl',
    'dcron',
    'dumb-init',
    'fcgi',
    'findutils',
    'git',
    'grep',
    'gzip',
    'htop',
  ],
  ...[
    'less',
    'libcap',
    'nano',
    'openssh-client',
    'openssl',
    'patch',
    'procps',
    'rsync',
    'sed',
    'shadow',
    'su-exec',
  ],
  ...[
    'sudo',
    'supervisor',
    'tar',
    'tini',
    'tzdata',
    'unzip',
    'vim',
    'wget',
    'xz',
    'zip',
    'locales',
    'gosu',
    'cron',
  ],
  ...[
    'libffi-dev',
    'libressl-dev',
    'openssl-dev',
    'libssl-dev',
    'python3-dev',
    'python-dev',
    'zlib-dev',
    'zlib1g-dev',
  ],
  ...[
    'oniguruma',
    'oniguruma-dev',
    'libonig-dev',
    'libxml2',
    'libxml2-dev',
    'pcre-dev',
    'bzip2-dev',
    'libbz2-dev',
  ],
  ...['curl-dev', 'libcurl4-openssl-dev', 'libsodium-dev', 'libevent-dev', 'libffi', 'libstdc++', 'libgomp'],
]);
