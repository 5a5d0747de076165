import { listPrinters } from '../../knowledge/oneWordOutput.ts';
import { unwrapCommand } from '../../model/unwrapCommand.ts';
import type { ShellCommand, ShellPart, ShellWord } from '../../syntax/shell/tree.ts';
import type { SplitPart } from './shellParts.ts';

/** `[` and `test`, which stop at a word too many or too few. */
export function isTest(name: string | undefined): boolean {
  return name === '[' || name === 'test';
}

/** Whether the word is one side of a comparison in a test. */
export function comparesIn({ words }: ShellCommand, word: ShellWord): boolean {
  const at = words.indexOf(word);
  return [words[at - 1], words[at + 1]].some((side) => side && comparison.test(side.text));
}

/**
 * What becomes of a test whose word is split, or is not there: it stops with an error where a side of a comparison is
 * missing (`test`), is true where only `-f` is left (`asked`), and only ever stops at a word too many (`several`).
 */
export function testSplit(
  command: ShellCommand,
  word: ShellWord,
  isWhole: boolean,
): 'test' | 'asked' | 'several' {
  if (!isWhole) return 'several';
  if (comparesIn(command, word)) return 'test';
  const before = command.words[command.words.indexOf(word) - 1]?.text ?? '';
  return /^-[a-yA-Z]$/.test(before) && !/^-[ao]$/.test(before) ? 'asked' : 'several';
}

const comparison = /^(?:==?|!=|-(?:eq|ne|lt|le|gt|ge))$/;

/**
 * Whether a value that is an argument by itself may well be several: by the name of the variable (`$FLAGS`, `$PACKAGES`),
 * or because the command takes a list of names there.
 */
export function isMeantToSplit({ command, part }: SplitPart): boolean {
  if (part.name !== undefined && listName.test(part.name)) return true;
  const { name } = unwrapCommand(command);
  return name !== undefined && takesList.test(name);
}

const listName =
  /(?:^|[_a-z])(?:args?|arguments|(?:build|run)?_?deps|dependencies|extensions?|extras?|features|files|flags?|formulae|gems|include|includes|keys|libs|list|mark|models|modules|names|opts?|options?|params|parameters|plugins|pkgs?|packages?|requirements|rules|scripts|servers|sources|switches|targets|tools|words|cmd|command|components|configure|config_?(?:args|opts|options|flags))$/i;

const takesList =
  /^(?:set|export|unset|apt|apt-get|apt-mark|aptitude|apk|dpkg|dnf|microdnf|yum|zypper|rpm|pacman|pip\d?|pip3\.\d+|uv|conda|mamba|micromamba|npm|yarn|pnpm|gem|cargo|pecl|docker-php-ext-(?:install|enable|configure)|install-php-extensions|a2enmod|a2dismod|tlmgr|kill|exec|eval|xargs)$/;

/**
 * Whether a substitution that is an argument by itself gives words, or none: `$(find …)` prints a list, and `$([ -n "$x" ] && echo
 * --flag)` an option where there is to be one.
 */
export function givesWords({ list }: ShellPart): boolean {
  const items = list?.items ?? [];
  for (const { node, operator } of items) {
    if (operator === '&&' || operator === '||' || node.kind === 'compound') return true;
  }
  const last = items.at(-1)?.node;
  if (last?.kind !== 'command') return false;
  const { name } = unwrapCommand(last);
  return (
    (name !== undefined && listPrinters.has(name)) ||
    last.words.some(({ text }) => /^--(?:libs|cflags|ldflags|cppflags|cxxflags|includes)$/.test(text))
  );
}
