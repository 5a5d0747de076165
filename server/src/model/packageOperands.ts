import type { OperandSyntax } from '../knowledge/packageManagerFacts.ts';
import type { ShellWord } from '../syntax/shell/tree.ts';
import type { PackageOperand } from './types.ts';

/**
 * Reads the word of a package as its manager does. What a variable holds is not known: a name that needs one is
 * undefined, a version that needs one is given as written (`curl=${V}` has a version). Never throws.
 */
export function packageOperand(word: ShellWord, syntax: OperandSyntax): PackageOperand {
  const raw = word.value ?? word.text.replace(/["']/g, '');
  const masked = word.value === undefined ? maskExpansions(raw) : raw;
  const kind = kindOf(masked, syntax);
  const cut =
    kind === 'package' ? CUTTERS[syntax](masked) : kind === 'url' ? cutUrl(masked, syntax) : undefined;
  const nameEnd = cut?.nameEnd ?? raw.length;
  const name = masked.slice(0, nameEnd);
  const isKnown = !name.includes(MASK) && !(word.value === undefined && !word.expands);
  const version = cut?.versionStart === undefined ? undefined : raw.slice(cut.versionStart, cut.versionEnd);
  return { word, name: isKnown ? raw.slice(0, nameEnd) : undefined, version: version || undefined, kind };
}

/** Offsets into the word: the name from its begin, then the version. */
interface Cut {
  readonly nameEnd: number;
  readonly versionStart?: number;
  readonly versionEnd?: number;
}

const MASK = '\uFFFC';

/** Blots out `$…`, `${…}`, `$(…)` and backticks, so that `=` and `@` inside of them separate nothing. */
function maskExpansions(text: string): string {
  let masked = '';
  let at = 0;
  while (at < text.length) {
    const end = expansionEnd(text, at);
    if (end === at) masked += text[at++];
    else {
      masked += MASK.repeat(end - at);
      at = end;
    }
  }
  return masked;
}

function expansionEnd(text: string, at: number): number {
  if (text[at] === '`') {
    const close = text.indexOf('`', at + 1);
    return close < 0 ? text.length : close + 1;
  }
  if (text[at] !== '$') return at;
  const open = text[at + 1];
  if (open === '{' || open === '(') {
    const close = open === '{' ? '}' : ')';
    let depth = 0;
    for (let i = at + 1; i < text.length; i++) {
      if (text[i] === open) depth++;
      else if (text[i] === close && --depth === 0) return i + 1;
    }
    return text.length;
  }
  NAME.lastIndex = at + 1;
  const name = NAME.exec(text)?.[0];
  return name ? at + 1 + name.length : at;
}

const NAME = /[A-Za-z_]\w*|[0-9@*#?]/y;

const PATH = /^(?:\.{1,2}(?:\/|$)|\/|~\/|[A-Za-z]:[\\/])/;
const URL = /^(?:git\+|hg\+|svn\+|bzr\+)?[a-z][a-z0-9+.-]*:\/\/|^git@|^(?:github|gitlab|bitbucket|gist):/i;
const ARCHIVE: Partial<Record<OperandSyntax, RegExp>> = {
  debian: /\.deb$/,
  alpine: /\.apk$/,
  rpm: /\.rpm$/,
  zypper: /\.rpm$/,
  pacman: /\.pkg\.tar(?:\.\w+)?$/,
  python: /\.(?:whl|tar\.gz|tgz|zip|tar\.bz2)(?:\[[^\]]*\])?$/,
  npm: /\.(?:tgz|tar\.gz|tar)$/,
  gem: /\.gem$/,
  conda: /\.(?:conda|tar\.bz2)$/,
};

function kindOf(text: string, syntax: OperandSyntax): PackageOperand['kind'] {
  // `name @ https://…/name.whl` is a package with a place.
  if (syntax === 'python' && /^[\w.-]+(?:\[[^\]]*\])?\s*@/.test(text)) return 'package';
  if (URL.test(text)) return 'url';
  if (PATH.test(text) || (syntax === 'python' && /^\.{1,2}\[/.test(text)) || ARCHIVE[syntax]?.test(text))
    return 'path';
  if (syntax === 'npm' && /^file:/.test(text)) return 'path';
  // `user/repository` is GitHub to npm; a scope begins with `@`.
  if (syntax === 'npm' && /^[^@/\s]+\/[^@/\s]+$/.test(text)) return 'url';
  if (syntax === 'python' && text.includes('/') && !text.includes('@')) return 'path';
  return 'package';
}

/** The revision of a repository: `git+https://host/x.git@v1` to pip, `https://host/x.git#v1` to npm. */
function cutUrl(text: string, syntax: OperandSyntax): Cut {
  const path = text.indexOf('/', text.indexOf('://') + 3);
  const at =
    syntax === 'npm' ? text.indexOf('#') : text.startsWith('git+') && path > 0 ? text.indexOf('@', path) : -1;
  if (at < 0) return { nameEnd: text.length };
  const fragment = syntax === 'npm' ? -1 : text.indexOf('#', at);
  return { nameEnd: at, versionStart: at + 1, versionEnd: fragment < 0 ? text.length : fragment };
}

type Cutter = (text: string) => Cut;

/** The first place where a pattern matches splits name and version; its length is left out, or a part of it. */
function splitAt(text: string, separator: RegExp, keepOperator = false): Cut {
  const match = separator.exec(text);
  if (!match) return { nameEnd: text.length };
  const versionStart = keepOperator ? match.index : match.index + match[0].length;
  return { nameEnd: match.index, versionStart, versionEnd: text.length };
}

const CUTTERS: Readonly<Record<OperandSyntax, Cutter>> = {
  // name[:arch][=version | /release]: https://manpages.debian.org/apt-get.8
  debian: (text) => {
    const { nameEnd, ...version } = splitAt(text, /[=/]/);
    const arch = text.indexOf(':');
    return { nameEnd: arch > 0 && arch < nameEnd ? arch : nameEnd, ...version };
  },
  // name[@tag][=|<|>|~version]: https://wiki.alpinelinux.org/wiki/Alpine_Package_Keeper
  alpine: (text) => {
    const match = /[=<>~]+/.exec(text);
    const tag = text.indexOf('@', 1);
    const end = match?.index ?? text.length;
    const nameEnd = tag > 0 && tag < end ? tag : end;
    if (!match) return { nameEnd };
    const isExact = match[0] === '=' || match[0] === '==';
    return {
      nameEnd,
      versionStart: isExact ? end + match[0].length : end,
      versionEnd: tag > end ? tag : text.length,
    };
  },
  // name-version[-release][.arch]: a version needs a dot, a glob or a release, or `java-11-openjdk` would have one.
  // https://dnf.readthedocs.io/en/latest/command_ref.html#specifying-packages
  rpm: (text) => {
    const compared = /\s*(?:[<>]=?|=)\s*/.exec(text);
    if (compared) return splitAt(text, /\s*(?:[<>]=?|=)\s*/, compared[0].trim() !== '=');
    const match = RPM_VERSION.exec(text);
    if (!match) return { nameEnd: text.replace(RPM_ARCHITECTURE, '').length };
    const versionStart = match.index + 1;
    return { nameEnd: match.index, versionStart, versionEnd: versionStart + (match[1]?.length ?? 0) };
  },
  // name[=|<|>version] or as rpm: https://en.opensuse.org/SDB:Zypper_manual
  zypper: (text) => CUTTERS.rpm(text),
  // [repository/]name[=|<|>version]: https://man.archlinux.org/man/pacman.8
  pacman: (text) => splitAt(text, /[=<>]+/),
  // https://packaging.python.org/en/latest/specifications/dependency-specifiers/
  python: (text) => {
    const marker = text.indexOf(';');
    const spec = marker < 0 ? text : text.slice(0, marker);
    const place = /\s*@\s*/.exec(spec);
    const compared = /\s*(?:===|==|~=|!=|<=|>=|<|>)\s*/.exec(spec);
    const match = compared ?? place;
    const extras = spec.indexOf('[');
    const end = match?.index ?? spec.trimEnd().length;
    const nameEnd = extras > 0 && extras < end ? extras : end;
    if (!match) return { nameEnd };
    const isExact = /^\s*===?\s*$/.test(match[0]) || match === place;
    const versionStart = isExact ? match.index + match[0].length : match.index;
    return { nameEnd, versionStart, versionEnd: spec.trimEnd().length };
  },
  // [@scope/]name[@version]: https://docs.npmjs.com/cli/commands/npm-install
  npm: (text) => {
    const separator = text.indexOf('@', 1);
    if (separator < 0) return { nameEnd: text.length };
    return { nameEnd: separator, versionStart: separator + 1, versionEnd: text.length };
  },
  // name[:version]: https://guides.rubygems.org/command-reference/#gem-install
  gem: (text) => splitAt(text, /:/),
  // vendor/name[:|=version] or `vendor/name version` in one word: https://getcomposer.org/doc/03-cli.md#require-r
  composer: (text) => splitAt(text, /[:= ]/),
  // [channel::]name[=version[=build]]: https://docs.conda.io/projects/conda/en/stable/user-guide/concepts/pkg-specs.html
  conda: (text) => {
    const from = text.indexOf('::') + 1;
    const match = /[\s=<>!~]+/.exec(text.slice(from));
    if (!match) return { nameEnd: text.length };
    const nameEnd = from + match.index;
    const isExact = /^\s*==?\s*$/.test(match[0]);
    return { nameEnd, versionStart: isExact ? nameEnd + match[0].length : nameEnd, versionEnd: text.length };
  },
  at: (text) => splitAt(text, /@(?!$)/),
  plain: (text) => ({ nameEnd: text.length }),
};

const RPM_VERSION =
  /-((?:\d+:)?\d[\w+~^\uFFFC]*[.*][\w.+~^*\uFFFC]*(?:-[\d\uFFFC][\w.+~^*\uFFFC]*)?|(?:\d+:)?[\d\uFFFC][\w+~^\uFFFC]*-[\d\uFFFC][\w+~^\uFFFC]*[.*\uFFFC][\w.+~^*\uFFFC]*|\uFFFC[\w.+~^*\uFFFC]*)$/;

const RPM_ARCHITECTURE = /\.(?:x86_64|aarch64|noarch|i[3-6]86|s390x|ppc64le|armv7hl|src)$/;
