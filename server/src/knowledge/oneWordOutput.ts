/**
 * Commands that print one word and nothing else, with the arguments for which that is so: a number, a name of the
 * machine, of a user or of an architecture, a path of the system. None of these holds blanks or a pattern.
 */
const printers: ReadonlyMap<string, RegExp> = new Map([
  ['apk', /^--print-arch$/],
  ['arch', /^$/],
  ['basename', /^\S+$/],
  ['command', /^-v \S+$/],
  ['composer', /^config .*\b(?:bin-dir|home)$/],
  ['date', /^(?:-u )?\+%\S+$/],
  ['dirname', /^\S+$/],
  ['dpkg', /^--print-(?:foreign-)?architecture$/],
  ['dpkg-architecture', /^(?:-q|--query[= ]|-q )\w+$/],
  ['expr', /^\S* [-+/%*] \S*$/],
  ['gcc', /^-dump(?:machine|version|fullversion)$/],
  ['getconf', /^\w+$/],
  ['git', /^(?:rev-parse|describe)\b(?!.*--(?:show-toplevel|all)\b).*/],
  ['go', /^env [A-Z]+$/],
  ['hostname', /^(?:-[sfd])?$/],
  ['id', /^(?:-[ugn]+)(?: \S+)?$|^-[ug] -n(?: \S+)?$/],
  ['llvm-config', /^--\w*(?:dir|version|prefix)$/],
  [
    'lsb_release',
    /^(?:-[csr]s|-s[csr]|-is|-s -[cir]|-[cir] -s|--(?:codename|release|id) --short|--short --(?:codename|release|id))$/,
  ],
  ['mktemp', /.*/],
  ['npm', /^(?:root|prefix|bin)(?: -g)?$|^(?:-g )?(?:root|prefix|bin)$|^config get prefix$/],
  ['nproc', /^.*$/],
  ['pg_config', /^--\w*dir(?:-server)?$/],
  ['php-config', /^--(?:extension-dir|prefix|version|phpapi|vernum|php-binary)$/],
  ['pwd', /^(?:-[LP])?$/],
  ['python-config', /^--(?:prefix|exec-prefix|extension-suffix|abiflags|configdir)$/],
  ['python3-config', /^--(?:prefix|exec-prefix|extension-suffix|abiflags|configdir)$/],
  ['readlink', /^(?:-\w+ )*\S+$/],
  ['realpath', /^(?:-\w+ )*\S+$/],
  ['rpm', /^(?:-E|--eval)[ =]%\{?\??\w+\}?$/],
  ['rustc', /^--print sysroot$/],
  ['stat', /^-c ?%[aguUGs] \S+$/],
  ['tty', /^$/],
  ['type', /^-p \S+$/],
  ['uname', /^(?:-[snrmpio]|--(?:machine|kernel-(?:name|release)|processor|operating-system))?$/],
  ['wc', /^-[lcmw]$/],
  ['which', /^\S+$/],
  ['whoami', /^$/],
  ['yarn', /^(?:cache dir|global bin|global dir)$/],
]);

/** @param args as written, without quotes, one blank between them */
export function printsOneWord(name: string, args: string): boolean {
  return printers.get(name)?.test(args) === true;
}

/** Filters that make one word of one word, unless they are given blanks. */
export const wordFilters: ReadonlySet<string> = new Set([
  'awk',
  'basename',
  'cut',
  'dirname',
  'grep',
  'head',
  'rev',
  'sed',
  'sort',
  'tail',
  'tr',
  'uniq',
]);

/** Commands whose output is a list: who puts it among arguments without quotes wants its words. */
export const listPrinters: ReadonlySet<string> = new Set([
  'apt-cache',
  'apt-mark',
  'awk',
  'cat',
  'comm',
  'diff',
  'docker',
  'dpkg',
  'dpkg-query',
  'egrep',
  'find',
  'gawk',
  'git',
  'go',
  'grep',
  'jq',
  'ldd',
  'ls',
  'mawk',
  'paste',
  'pip',
  'pip3',
  'pkg-config',
  'pkgconf',
  'rpm',
  'sed',
  'seq',
  'sort',
  'tr',
  'uniq',
  'xargs',
  'yq',
]);
