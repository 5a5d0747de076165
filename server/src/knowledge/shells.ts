import type { ShellDialect } from '../syntax/shell/tree.ts';

/** What runs shell form without a SHELL instruction. https://docs.docker.com/reference/dockerfile/#shell */
export const DEFAULT_SHELL: readonly string[] = ['/bin/sh', '-c'];

/**
 * The dialect of the argument list of a SHELL instruction. A wrapper before the shell (`conda run … bash -c`,
 * `/usr/bin/env bash -c`) is looked through. `unknown` when no program of it is known, `other` for an interpreter
 * that is no shell.
 */
export function dialectOfShell(argv: readonly string[]): ShellDialect {
  let other = false;
  for (const word of argv) {
    const dialect = dialectOfProgram(word);
    if (dialect && dialect !== 'other') return dialect;
    if (dialect) other = true;
  }
  return other ? 'other' : 'unknown';
}

/**
 * The dialect a script's first line asks for; undefined when it is no shebang. An interpreter that is not known
 * gives `other`: its text is certainly not to be read as the default shell's.
 */
export function dialectOfShebang(script: string): ShellDialect | undefined {
  const words = shebangWords(script);
  return words && (dialectOfProgram(words[0] ?? '') ?? 'other');
}

/** The interpreter that a script's first line asks for, without `env`, and what it is given; undefined without one. */
export function shebangWords(script: string): readonly string[] | undefined {
  if (!script.startsWith('#!')) return undefined;
  const lineEnd = script.indexOf('\n');
  const words = script
    .slice(2, lineEnd < 0 ? script.length : lineEnd)
    .trim()
    .split(/\s+/);
  if (programName(words[0] ?? '') !== 'env') return words;
  const program = words.findIndex((word, i) => i > 0 && !word.startsWith('-') && !word.includes('='));
  return program < 0 ? [] : words.slice(program);
}

/** The dialect a program interprets, judged by its name; `other` for a known interpreter that is no shell. */
export function dialectOfProgram(path: string): ShellDialect | undefined {
  // `/busybox/sh`: the shell of distroless debug images. `#!/bin/busybox sh` names the applet in its argument.
  if (/(?:^|\/)busybox(?:\/sh)?$/.test(path)) return 'ash';
  const name = programName(path);
  return SHELLS.get(name) ?? (INTERPRETERS.test(name) ? 'other' : undefined);
}

/** `/usr/bin/Bash`, `C:\Windows\System32\cmd.exe`: the file name, lower case, without a Windows extension. */
export function programName(path: string): string {
  const name = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  return name.toLowerCase().replace(/\.(?:exe|cmd|bat)$/, '');
}

const SHELLS: ReadonlyMap<string, ShellDialect> = new Map<string, ShellDialect>([
  ['sh', 'posix'],
  ['ksh', 'posix'],
  ['mksh', 'posix'],
  ['zsh', 'posix'],
  ['dash', 'dash'],
  ['ash', 'ash'],
  ['bash', 'bash'],
  ['rbash', 'bash'],
  ['powershell', 'powershell'],
  ['pwsh', 'powershell'],
  ['cmd', 'cmd'],
]);

/** Interpreters of other languages, with or without a version: `python3.12`, `node`, `perl5`. */
const INTERPRETERS =
  /^(?:python|pypy|node|nodejs|deno|bun|perl|ruby|php|lua|luajit|tclsh|expect|awk|gawk|mawk|Rscript|r|julia|groovy|scala|swift|raku|fish|csh|tcsh|nu|elvish|xonsh|guile|sbcl|ocaml|elixir|escript|psql|mysql|sqlite3|bc|dc|ed|vim|make)[\d.]*$/i;
