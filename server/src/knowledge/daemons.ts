import type { Distribution } from './imageFamily.ts';

/** How to keep a program in the foreground: words behind the program, and others in the place of some. */
export interface Foreground {
  readonly add?: readonly string[];
  /** Of the arguments, by index; no words: it goes. */
  readonly replace?: ReadonlyMap<number, readonly string[]>;
  /** In the place of the program. */
  readonly program?: string;
}

/**
 * How to keep a program in the foreground that leaves it with these arguments. Undefined where it stays, or may stay: what
 * its configuration says is for the caller to judge.
 * @param name its file name
 */
export function leavesForeground(
  name: string,
  args: readonly string[],
  distribution: Distribution | undefined,
): Foreground | undefined {
  const has = (pattern: RegExp) => args.some((arg) => pattern.test(arg));
  const at = (pattern: RegExp) => args.findIndex((arg) => pattern.test(arg));
  const isGnu = distribution === 'debian' || distribution === 'ubuntu';
  // There they are services, or stay.
  if (distribution === 'windows') return undefined;
  switch (name) {
    case 'sshd':
      // https://man.openbsd.org/sshd
      return has(/^-\w*[DdGiTtV]/) ? undefined : { add: ['-D'] };
    case 'cron':
      // https://manpages.debian.org/cron.8
      return !isGnu || has(/^-\w*f/) ? undefined : { add: ['-f'] };
    case 'crond':
      return crond(args, distribution);
    case 'nginx':
      return args.length === 0 ? { add: ['-g', 'daemon off;'] } : undefined;
    case 'apache2':
    case 'httpd':
    case 'apachectl':
    case 'apache2ctl':
      return apache(name, args, distribution);
    case 'redis-server': {
      const value = at(/^--daemonize$/) + 1;
      return value > 0 && args[value] === 'yes' ? { replace: new Map([[value, ['no']]]) } : undefined;
    }
    case 'mongod':
      return without(at(/^--fork$/));
    case 'gunicorn':
      return without(at(/^(?:--daemon|-D)$/));
    case 'memcached':
      return without(at(/^(?:-d|--daemon)$/));
    case 'rsyslogd':
      return has(/^-\w*[nNiv]/) ? undefined : { add: ['-n'] };
    case 'postfix':
      return args.length === 1 && args[0] === 'start' ? { replace: new Map([[0, ['start-fg']]]) } : undefined;
    case 'pm2':
      // https://pm2.keymetrics.io/docs/usage/docker-pm2-nodejs/
      return args[0] === 'start' && !has(/^--(?:no-daemon|attach)$/) ? { program: 'pm2-runtime' } : undefined;
    default:
      // Packages name PHP's by version; the official images configure theirs to stay.
      if (/^php-fpm\d[\d.]*$/.test(name) && (isGnu || distribution === 'alpine'))
        return has(/^(?:-\w*[FtivhmRyc]|--\w)/) ? undefined : { add: ['-F'] };
      return undefined;
  }
}

/** The program that a service of an init script is, in the foreground. */
export const foregroundOfService: ReadonlyMap<string, readonly string[]> = new Map([
  ['nginx', ['nginx', '-g', 'daemon off;']],
  ['apache2', ['apachectl', '-D', 'FOREGROUND']],
  ['cron', ['cron', '-f']],
]);

/** BusyBox has `-f`, cronie of Red Hat `-n`. */
function crond(args: readonly string[], distribution: Distribution | undefined): Foreground | undefined {
  if (distribution === 'alpine')
    return args.some((arg) => /^-\w*[fd]/.test(arg)) ? undefined : { add: ['-f'] };
  const isCronie = distribution === 'rhel' || distribution === 'fedora' || distribution === 'amazon';
  return !isCronie || args.some((arg) => /^-\w*[fnxV]/.test(arg)) ? undefined : { add: ['-n'] };
}

/** https://httpd.apache.org/docs/2.4/programs/httpd.html; Alpine's `httpd` may be that of BusyBox. */
function apache(
  name: string,
  args: readonly string[],
  distribution: Distribution | undefined,
): Foreground | undefined {
  if (name === 'httpd' && distribution === 'alpine') return undefined;
  const foreground = ['-D', 'FOREGROUND'];
  if (args.length === 0) return { add: foreground };
  if (args.length === 1 && args[0] === 'start' && name.endsWith('ctl'))
    return { replace: new Map([[0, foreground]]) };
  return args.length === 2 && args[0] === '-k' && args[1] === 'start' ? { add: foreground } : undefined;
}

function without(index: number): Foreground | undefined {
  return index < 0 ? undefined : { replace: new Map([[index, []]]) };
}
