/**
 * Packages that people install to look around in a container, by the programs they bring. What programs and scripts
 * commonly call themselves (ps, ping, nc, curl) is not among them.
 */
const TOOLS: Readonly<Record<string, readonly string[]>> = {
  vim: ['vim', 'vi'],
  'vim-tiny': ['vim', 'vi'],
  'vim-nox': ['vim', 'vi'],
  'vim-common': ['vim', 'xxd'],
  'vim-enhanced': ['vim', 'vi'],
  'vim-minimal': ['vi'],
  neovim: ['nvim'],
  nano: ['nano'],
  emacs: ['emacs'],
  'emacs-nox': ['emacs'],
  joe: ['joe'],
  mc: ['mc'],
  less: ['less'],
  'man-db': ['man'],
  'manpages-dev': ['man'],
  htop: ['htop'],
  atop: ['atop'],
  iotop: ['iotop'],
  iftop: ['iftop'],
  glances: ['glances'],
  sysstat: ['iostat', 'sar', 'mpstat'],
  strace: ['strace'],
  ltrace: ['ltrace'],
  gdb: ['gdb', 'gcore'],
  gdbserver: ['gdbserver'],
  tcpdump: ['tcpdump'],
  'net-tools': ['netstat', 'ifconfig', 'route', 'arp', 'hostname'],
  telnet: ['telnet'],
  'inetutils-telnet': ['telnet'],
  traceroute: ['traceroute'],
  mtr: ['mtr'],
  'mtr-tiny': ['mtr'],
  nmap: ['nmap'],
  tmux: ['tmux'],
  screen: ['screen'],
};

/** The programs of such a package; undefined for any other. */
export function convenienceTool(name: string): readonly string[] | undefined {
  return Object.hasOwn(TOOLS, name) ? TOOLS[name] : undefined;
}
