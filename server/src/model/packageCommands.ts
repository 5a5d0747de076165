import type { PackageAction, PackageManager } from '../knowledge/packageManagerFacts.ts';
import { packageManager, packageManagerOf } from '../knowledge/packageManagers.ts';
import type { ShellCommand, ShellWord } from '../syntax/shell/tree.ts';
import { packageOperand } from './packageOperands.ts';
import type { PackageCommand, PackageOperand } from './types.ts';
import { unwrapCommand } from './unwrapCommand.ts';

/**
 * Reads a simple command as a call of a package manager; undefined when it is none. Wrappers (`sudo`, `env A=b`)
 * are looked through, `python -m pip` is pip. By words only, never by searching text. Never throws; linear.
 */
export function packageCommandOf(command: ShellCommand): PackageCommand | undefined {
  const { program, name, args, wrappers } = unwrapCommand(command);
  if (!program || name === undefined) return undefined;
  const module = pythonModule(name, args);
  const manager = module ? packageManager(module.name) : packageManagerOf(name);
  if (!manager) return undefined;
  const tokens = readArguments(manager, module ? args.slice(module.skip) : args);
  const verb = manager.id === 'pacman' ? pacmanVerb(tokens) : findVerb(manager, tokens);
  const takesPackages = verb.action !== 'run' && verb.action !== 'other' && verb.action !== 'clean';
  const options = tokens.flatMap((token) => (token.kind === 'option' ? [token] : []));
  const operands = takesPackages ? verb.operands.map((word) => packageOperand(word, manager.operands)) : [];
  // Dozens of rules ask the same, at every keystroke.
  const known = new Map<string, boolean>();
  const has = (wanted: string): boolean => {
    let found = known.get(wanted);
    if (found === undefined) {
      found = hasOption(manager, options, wanted);
      known.set(wanted, found);
    }
    return found;
  };
  const hasValues = options.some(({ value }) => value);
  return {
    command,
    manager: manager.id,
    program,
    wrappers,
    action: verb.action,
    verb: verb.word,
    options: [...new Set(options.map((option) => option.word))],
    packages: withSharedVersion(manager, options, operands),
    mayHideOptions: verb.hasVariableBefore || verb.operands.some(namesOptions),
    hasOption: (...names) => options.length > 0 && names.some(has),
    optionValues: (...names) => (hasValues ? optionValues(manager, options, names) : noValues),
  };
}

const noValues: readonly undefined[] = [];

/**
 * Whether an install runs without asking: by its options, or because its manager never asks (undefined then: there
 * is nothing to add).
 */
export function assumesYes(command: PackageCommand): boolean | undefined {
  const names = packageManager(command.manager)?.assumeYes ?? [];
  return names.length > 0 ? command.hasOption(...names) : undefined;
}

type Token =
  | { readonly kind: 'operand'; readonly word: ShellWord }
  | {
      readonly kind: 'option';
      readonly word: ShellWord;
      /** With its dashes, without its value. */
      readonly name: string;
      readonly value: OptionValue | undefined;
    };

type OptionToken = Extract<Token, { kind: 'option' }>;

interface OptionValue {
  /** Undefined when it is not static. */
  readonly text: string | undefined;
  /** As written. */
  readonly raw: string;
}

/** `python3 -m pip …`: https://docs.python.org/3/using/cmdline.html#cmdoption-m */
function pythonModule(name: string, args: readonly ShellWord[]): { name: string; skip: number } | undefined {
  if (!/^(?:python|pypy)[\d.]*$/.test(name) && name !== 'py') return undefined;
  for (let i = 0; i < args.length; i++) {
    const text = args[i]?.value;
    if (text === undefined || !text.startsWith('-')) return undefined;
    if (/^-[A-Za-z]*m$/.test(text)) {
      const module = args[i + 1]?.value;
      return module === 'pip' ||
        module === 'pipx' ||
        module === 'pipenv' ||
        module === 'poetry' ||
        module === 'uv'
        ? { name: module, skip: i + 2 }
        : undefined;
    }
    if (text === '-W' || text === '-X') i++;
  }
  return undefined;
}

function readArguments(manager: PackageManager, words: readonly ShellWord[]): Token[] {
  const tokens: Token[] = [];
  let onlyOperands = false;
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as ShellWord;
    const text = word.value ?? word.text;
    if (onlyOperands || !/^["']?-./.test(text) || text === '--') {
      if (!onlyOperands && text === '--') onlyOperands = true;
      else tokens.push({ kind: 'operand', word });
      continue;
    }
    const read = readOption(manager, word, text.replace(/^["']/, ''));
    tokens.push(...read);
    const last = read[read.length - 1];
    const next = words[i + 1];
    if (last && !last.value && next && manager.valueOptions.includes(last.name)) {
      tokens[tokens.length - 1] = { ...last, value: { text: next.value, raw: next.text } };
      i++;
    }
  }
  return tokens;
}

function readOption(manager: PackageManager, word: ShellWord, text: string): OptionToken[] {
  const option = (name: string, value: OptionValue | undefined): OptionToken => ({
    kind: 'option',
    word,
    name,
    value,
  });
  const equals = text.indexOf('=');
  const isStatic = word.value !== undefined;
  const valueFrom = (start: number): OptionValue => ({
    text: isStatic ? text.slice(start) : undefined,
    raw: text.slice(start),
  });
  if (text.startsWith('--') || manager.options === 'words') {
    // `-Dkey=value` and `--name=value`; `--setopt=key=value` splits at the first sign.
    return [equals < 0 ? option(text, undefined) : option(text.slice(0, equals), valueFrom(equals + 1))];
  }
  const options: OptionToken[] = [];
  for (let i = 1; i < text.length; i++) {
    const name = `-${text[i]}`;
    if (text[i + 1] === '=') return [...options, option(name, valueFrom(i + 2))];
    if (i + 1 < text.length && manager.valueOptions.includes(name)) {
      return [...options, option(name, valueFrom(i + 1))];
    }
    if (!/[A-Za-z0-9]/.test(text[i] ?? '')) break;
    options.push(option(name, undefined));
  }
  return options;
}

interface FoundVerb {
  readonly action: PackageAction;
  readonly word: ShellWord | undefined;
  readonly operands: readonly ShellWord[];
  readonly hasVariableBefore: boolean;
}

function findVerb(manager: PackageManager, tokens: readonly Token[]): FoundVerb {
  const all = tokens.flatMap((token) => (token.kind === 'operand' ? [token.word] : []));
  // A variable before the verb holds options, as a rule.
  const first = all.findIndex((word) => !word.expands);
  const operands = first < 0 ? all : all.slice(first);
  const hasVariableBefore = first !== 0 && all.length > 0;
  if (all.length === 0) {
    const asksAbout = tokens.some(
      (token) => token.kind === 'option' && /^-(?:-?v|-?V|-version|-?h|-help)$/.test(token.name),
    );
    return {
      action: asksAbout ? 'other' : (manager.bare ?? 'other'),
      word: undefined,
      operands: [],
      hasVariableBefore: false,
    };
  }
  let found: { action: PackageAction; length: number } | undefined;
  if (first >= 0) {
    for (const [action, phrases] of Object.entries(manager.verbs) as [PackageAction, readonly string[]][]) {
      for (const phrase of phrases) {
        const length = fits(phrase, operands);
        if (length > (found?.length ?? 0)) found = { action, length };
      }
    }
    if (manager.id === 'maven' || manager.id === 'gradle') found = goals(manager, operands) ?? found;
  }
  if (!found) {
    const action = (first >= 0 ? manager.implicit : undefined) ?? 'other';
    return { action, word: undefined, operands, hasVariableBefore };
  }
  const word = operands[found.length - 1];
  return { action: found.action, word, operands: operands.slice(found.length), hasVariableBefore };
}

/** How many operands a verb's phrase takes; 0 when it does not fit. */
function fits(phrase: string, operands: readonly ShellWord[]): number {
  const first = operands[0]?.value;
  if (first === undefined || !phrase.startsWith(first)) return 0;
  const parts = phrase.split(' ');
  return parts.every((part, i) => operands[i] && (part === '*' || part === operands[i]?.value))
    ? parts.length
    : 0;
}

/** Build tools take a list of goals: it only fetches when one of them fetches and none builds. */
function goals(
  manager: PackageManager,
  operands: readonly ShellWord[],
): { action: PackageAction; length: number } | undefined {
  const at = operands.findIndex((word) => manager.verbs.download?.includes(goalName(word)));
  if (at < 0) return undefined;
  const builds = operands.some(
    (word) => manager.verbs.run?.includes(goalName(word)) && word.value !== 'clean',
  );
  return { action: builds ? 'run' : 'download', length: at + 1 };
}

/** `:app:dependencies` is `dependencies`; a plug-in's version in a long goal is dropped. */
function goalName(word: ShellWord): string {
  const text = word.value ?? '';
  const long = /^org\.apache\.maven\.plugins:maven-dependency-plugin(?::[\d.]+)?:(.+)$/.exec(text);
  if (long) return `dependency:${long[1]}`;
  if (/^dependency:/.test(text)) return text;
  return text.includes('.') ? text.replace(/:[\d.]+(?=:)/, '') : text.slice(text.lastIndexOf(':') + 1);
}

/** pacman's operation is an option in capitals; small letters beside it modify it. https://man.archlinux.org/man/pacman.8 */
function pacmanVerb(tokens: readonly Token[]): FoundVerb {
  const operands = tokens.flatMap((token) => (token.kind === 'operand' ? [token.word] : []));
  const names = new Set(tokens.flatMap((token) => (token.kind === 'option' ? [token.name] : [])));
  const has = (short: string, long: string) => names.has(short) || names.has(long);
  const operation = tokens.find(
    (token) => token.kind === 'option' && /^-(?:[A-Z]|-(?:sync|remove|upgrade|query)$)/.test(token.name),
  );
  let action: PackageAction = 'other';
  if (has('-R', '--remove')) action = 'remove';
  else if (has('-U', '--upgrade')) action = 'install';
  else if (has('-S', '--sync')) {
    if (has('-c', '--clean')) action = 'clean';
    else if (has('-w', '--downloadonly')) action = 'download';
    else if (operands.length > 0) action = 'install';
    else if (has('-u', '--sysupgrade')) action = 'upgrade';
    else if (has('-y', '--refresh')) action = 'update';
  }
  return { action, word: operation?.word, operands, hasVariableBefore: false };
}

function hasOption(manager: PackageManager, options: readonly OptionToken[], wanted: string): boolean {
  const names = namesOf(manager, wanted);
  const doubled = /^-([A-Za-z])\1$/.exec(wanted);
  if (doubled && manager.options === 'clusters') {
    const single = namesOf(manager, `-${doubled[1]}`);
    const given = options.filter((option) => single.includes(option.name));
    return given.length >= 2 || given.some((option) => Number(option.value?.text) >= 2);
  }
  return options.some((option) => {
    if (names.includes(option.name)) return !isOff(option.value?.text);
    const { text } = option.value ?? {};
    if (text !== undefined && names.some((name) => sameText(name, `${option.name}=${text}`))) return true;
    const amounts = settingOf(manager, option);
    return amounts !== undefined && names.includes(amounts);
  });
}

function optionValues(
  manager: PackageManager,
  options: readonly OptionToken[],
  names: readonly string[],
): readonly (string | undefined)[] {
  const all = names.flatMap((name) => namesOf(manager, name));
  return options.flatMap((option) => (option.value && all.includes(option.name) ? [option.value.text] : []));
}

function namesOf(manager: PackageManager, name: string): readonly string[] {
  return manager.aliases.find((group) => group.includes(name)) ?? [name];
}

/** `--install-recommends=false`, `--audit=false`. */
function isOff(value: string | undefined): boolean {
  return value !== undefined && /^(?:false|no|off|0)$/i.test(value);
}

function sameText(a: string, b: string): boolean {
  return a === b || a.toLowerCase() === b.toLowerCase();
}

/** The option that a setting amounts to: `-o APT::Install-Recommends=0` is `--no-install-recommends`. */
function settingOf(manager: PackageManager, option: OptionToken): string | undefined {
  const text = option.value?.text;
  if (text === undefined) return undefined;
  const equals = text.indexOf('=');
  const key = (equals < 0 ? text : text.slice(0, equals)).trim().toLowerCase();
  const value =
    equals < 0
      ? ''
      : text
          .slice(equals + 1)
          .replace(/["']/g, '')
          .trim();
  const names = namesOf(manager, option.name);
  const setting = manager.settings.find(
    (candidate) => names.includes(candidate.option) && candidate.key === key,
  );
  return isOff(value) ? setting?.off : setting?.on;
}

/** `gem install foo -v 1.2`, `cargo install foo --version 1.2`: an option gives the version of the package. */
function withSharedVersion(
  manager: PackageManager,
  options: readonly OptionToken[],
  operands: readonly PackageOperand[],
): readonly PackageOperand[] {
  if (!VERSION_OPTION_MANAGERS.has(manager.id)) return operands;
  const names = manager.id === 'gem' ? ['-v', '--version'] : ['--version'];
  const given = options.find(
    (option) => option.value && namesOf(manager, names[0] ?? '').includes(option.name),
  );
  if (!given) return operands;
  const version = given.value?.text ?? given.value?.raw.replace(/["']/g, '');
  return operands.map((operand) => ({ ...operand, version: operand.version ?? version }));
}

const VERSION_OPTION_MANAGERS = new Set(['gem', 'cargo', 'choco', 'dotnet']);

/** `$APT_OPTIONS`, `${FLAGS}`: a variable that says it holds options. */
function namesOptions(word: ShellWord): boolean {
  return word.variables.some((variable) => /opt|flag|arg|param/i.test(variable.name));
}
