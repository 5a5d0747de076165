/**
 * Servers that SIGTERM ends at once, and the signal they finish their work on. The official images of nginx, httpd
 * and PHP-FPM set it themselves.
 * https://nginx.org/en/docs/control.html, https://httpd.apache.org/docs/2.4/stopping.html,
 * https://www.freedesktop.org/software/systemd/man/latest/systemd.html#Signals
 */
export function gracefulSignal(program: string): string | undefined {
  return signals.get(program);
}

const signals: ReadonlyMap<string, string> = new Map([
  ['nginx', 'SIGQUIT'],
  ['openresty', 'SIGQUIT'],
  ['php-fpm', 'SIGQUIT'],
  ['httpd', 'SIGWINCH'],
  ['httpd-foreground', 'SIGWINCH'],
  ['apache2', 'SIGWINCH'],
  ['apache2ctl', 'SIGWINCH'],
  ['apachectl', 'SIGWINCH'],
  ['systemd', 'SIGRTMIN+3'],
]);

/** Families that are an operating system and nothing else: none of them sets a signal. */
export const systemFamilies: ReadonlySet<string> = new Set([
  ...[
    'alpine',
    'almalinux',
    'amazonlinux',
    'archlinux',
    'centos',
    'debian',
    'fedora',
    'opensuse',
    'oraclelinux',
  ],
  ...['rockylinux', 'ubuntu'],
]);
