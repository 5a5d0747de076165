/**
 * What common programs read, as far as one can tell from their arguments: whether a command needs files of a project.
 * `nothing`: no file of a project, whatever its arguments. `paths`: files that its arguments name. `input`: a
 * program from its standard input when it is given no file.
 */
export function programReads(name: string): 'nothing' | 'paths' | 'input' | undefined {
  if (NOTHING.has(name)) return 'nothing';
  if (PATHS.has(name)) return 'paths';
  return INPUT.has(name) ? 'input' : undefined;
}

const NOTHING: ReadonlySet<string> = new Set([
  ...[':', 'true', 'false', 'set', 'shopt', 'export', 'unset', 'umask', 'ulimit', 'exit', 'sleep'],
  ...[
    'echo',
    'printf',
    'date',
    'uname',
    'arch',
    'id',
    'whoami',
    'hostname',
    'nproc',
    'which',
    'command',
    'type',
  ],
  ...['hash', 'env', 'printenv', 'pwd'],
  ...['useradd', 'adduser', 'usermod', 'userdel', 'deluser', 'groupadd', 'addgroup', 'groupmod', 'groupdel'],
  ...['delgroup', 'chsh', 'update-ca-certificates', 'locale-gen', 'update-locale', 'localedef', 'ldconfig'],
  ...['dpkg-reconfigure', 'debconf-set-selections', 'apt-key', 'add-apt-repository', 'update-alternatives'],
  ...[
    'alternatives',
    'crb',
    'a2enmod',
    'a2dismod',
    'phpenmod',
    'docker-php-ext-install',
    'docker-php-ext-enable',
  ],
  ...['docker-php-ext-configure', 'pecl', 'mkdir'],
]);

/** Their operands are paths, texts or URLs; reading and writing are not told apart. */
const PATHS: ReadonlySet<string> = new Set([
  ...[
    'cat',
    'chgrp',
    'chmod',
    'chown',
    'cp',
    'curl',
    'cut',
    'dpkg',
    'find',
    'gpg',
    'grep',
    'gunzip',
    'gzip',
    'head',
  ],
  ...[
    'install',
    'ln',
    'ls',
    'mv',
    'rm',
    'rmdir',
    'sed',
    'sort',
    'stat',
    'tail',
    'tar',
    'tee',
    'test',
    '[',
    'touch',
  ],
  ...['tr', 'unzip', 'wc', 'wget', 'xz', 'sha256sum', 'awk', 'jq'],
]);

const INPUT: ReadonlySet<string> = new Set(['sh', 'bash', 'ash', 'dash', 'python', 'python3', 'perl', 'php']);
