import type { PackageCommand } from '../../model/types.ts';
import { unwrapCommand } from '../../model/unwrapCommand.ts';
import type { ShellCommand } from '../../syntax/shell/tree.ts';

/**
 * Whether a command may fail in a way that somebody would want to know of. What prints, asks, looks, sets something in
 * the shell, tidies up or is there to fail now and then does not; neither does what is no known program.
 */
export function mayFail(command: ShellCommand, call: PackageCommand | undefined): boolean {
  const { name, args } = unwrapCommand(command);
  if (name === undefined || harmless.has(name) || /^\.|^_/.test(name)) return false;
  if (call && (call.action === 'clean' || call.action === 'remove')) return false;
  if (name === 'sed') return args.some(({ text }) => /^-[A-Za-z]*i|^--in-place/.test(text));
  return !asksAbout(args.map(({ text }) => text));
}

/** Whether it builds, installs, downloads, unpacks or compares: what comes after it makes no sense when it has failed. */
export function isStep(command: ShellCommand, call: PackageCommand | undefined): boolean {
  if (!mayFail(command, call)) return false;
  if (call)
    return (
      call.action === 'install' || call.action === 'upgrade' || call.action === 'download' || isBuild(call)
    );
  const { name = '', args } = unwrapCommand(command);
  const first = args.find(({ text }) => !text.startsWith('-'))?.text ?? '';
  switch (name) {
    case 'git':
      return /^(?:clone|checkout|switch|pull|fetch|apply|submodule|reset)$/.test(first);
    case 'go':
      return /^(?:build|install|generate|get|mod|test)$/.test(first);
    case 'dotnet':
      return /^(?:build|publish|restore|pack|test)$/.test(first);
    case 'gpg':
      return args.some(({ text }) => text === '--verify');
    default:
      return steps.test(name);
  }
}

function isBuild({ verb, action }: PackageCommand): boolean {
  return action === 'run' && /^(?:build|compile|dist|test)/.test(verb?.text ?? '');
}

const steps =
  /^(?:g?make|cmake|ninja|meson|configure|autogen\.sh|bootstrap\.sh|bazel|scons|mvnw?|gradlew?|ant|sbt|cargo|rustc|javac|(?:x86_64-\S+-)?(?:gcc|g\+\+|cc|c\+\+)|clang(?:\+\+)?|curl|wget|aria2c|(?:bsd|g)?tar|unzip|sha\d+sum|md5sum|b2sum|shasum|patch|ba?sh|rustup|docker-php-ext-install|pecl|composer)$/;

/** `--version`, `--help`: a look at what has been installed. */
function asksAbout(args: readonly string[]): boolean {
  return args.some((text) => /^(?:--?version|-V|--help)$/.test(text)) || args[0] === 'version';
}

const harmless: ReadonlySet<string> = new Set([
  // They print what they are told, or what they know.
  ...['echo', 'printf', 'yes', 'true', 'false', ':', 'pwd', 'date', 'uname', 'id', 'whoami', 'hostname'],
  ...['arch', 'nproc', 'seq', 'env', 'printenv', 'basename', 'dirname', 'lsb_release', 'getent', 'ls', 'll'],
  ...['find', 'dpkg', 'dpkg-query', 'ldd', 'readelf', 'scanelf', 'cat', 'tee', 'tree', 'stat', 'file', 'du'],
  ...['df', 'free', 'ps', 'top', 'which', 'whereis', 'type', 'command', 'hash', 'history', 'locale', 'lscpu'],
  ...['awk', 'gawk', 'mawk', 'tr', 'cut', 'sort', 'uniq', 'head', 'tail', 'wc', 'rev', 'tac', 'nl', 'diff'],
  ...['grep', 'egrep', 'fgrep', 'zgrep', 'column', 'paste', 'fold', 'fmt', 'expand', 'less', 'more', 'clear'],
  ...['nvidia-smi', 'ip', 'ifconfig', 'netstat', 'ping', 'uptime', 'tput', 'figlet'],
  // They ask, or set something of the shell; a folder that is not there makes itself felt.
  ...[
    'test',
    '[',
    'expr',
    'let',
    'cd',
    'pushd',
    'popd',
    'export',
    'set',
    'unset',
    'alias',
    'unalias',
    'shopt',
  ],
  ...[
    'umask',
    'ulimit',
    'local',
    'declare',
    'typeset',
    'readonly',
    'read',
    'shift',
    'return',
    'exit',
    'break',
  ],
  ...[
    'continue',
    'getopts',
    'wait',
    'trap',
    'times',
    'jobs',
    'fg',
    'bg',
    'disown',
    '.',
    'source',
    'eval',
    'exec',
  ],
  // They tidy up, or make what may be there already.
  ...['rm', 'rmdir', 'unlink', 'shred', 'mkdir', 'touch', 'sync', 'sleep', 'strip'],
  // They start and end what runs along, and often complain in a container.
  ...[
    'kill',
    'pkill',
    'killall',
    'service',
    'systemctl',
    'rc-service',
    'rc-update',
    'update-rc.d',
    'chkconfig',
  ],
  ...['nohup', 'setsid', 'start-stop-daemon', 'supervisorctl', 'debconf-set-selections', 'dpkg-reconfigure'],
]);
