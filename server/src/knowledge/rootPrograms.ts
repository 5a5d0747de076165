/**
 * Programs that are of no use, or do not start, but as root: they log others in, run jobs as other accounts, or set up
 * containers and mounts. Those of systemd too, since it starts the services of an image as their accounts.
 */
export const rootPrograms: ReadonlySet<string> = new Set([
  ...['sshd', 'cron', 'crond', 'anacron', 'dockerd', 'dockerd-entrypoint.sh', 'containerd', 'k3s', 'systemd'],
  ...[
    'smbd',
    'nmbd',
    'openvpn',
    'wg-quick',
    'tailscaled',
    'keepalived',
    'dnsmasq',
    'dhcpd',
    'vsftpd',
    'proftpd',
  ],
  ...['xinetd', 'inetd', 'rpcbind', 'postfix'],
]);

/**
 * Servers that, as packages and official images set them up, open logs and pid files as root before they go on as
 * another account: https://nginx.org/en/docs/ngx_core_module.html#user
 */
export const rootOwningPrograms: ReadonlySet<string> = new Set([
  ...['nginx', 'apache2', 'apache2ctl', 'apachectl', 'httpd', 'httpd-foreground', 'supervisord'],
]);

/** Official images whose own command is one of these. */
export const rootOwningImages: ReadonlySet<string> = new Set(['nginx', 'httpd']);

/** Folders that official images make for root, and in which their program keeps its data, by family. */
export const rootDataFolders: ReadonlyMap<string, readonly string[]> = new Map([
  // https://caddyserver.com/docs/conventions#file-locations
  ['caddy', ['/config', '/data']],
]);

/** The programs of services: `service ssh start`. */
export const servicePrograms: Readonly<Record<string, string>> = { ssh: 'sshd' };

/**
 * Images whose own command is one of these, or needs an administrator (IIS opens port 80 through the kernel's driver), and
 * build environments that others start as root.
 * https://learn.microsoft.com/virtualization/windowscontainers/manage-containers/container-security
 * @param name with its registry
 */
export function isRootImage(name: string, tag: string | undefined): boolean {
  if (name === 'docker.io/library/docker') return /\bdind\b/.test(tag ?? '') && !/rootless/.test(tag ?? '');
  return /^(?:mcr\.microsoft\.com\/(?:dotnet\/framework\/(?:aspnet|wcf)|windows\/servercore\/iis)|gcr\.io\/oss-fuzz-base\/.*)$/.test(
    name,
  );
}
