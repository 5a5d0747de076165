import type { PackageCommand, RunModel } from '../../model/types.ts';
import { unwrapCommand } from '../../model/unwrapCommand.ts';
import type { ShellCommand } from '../../syntax/shell/tree.ts';
import { comparesFile } from './downloadChecks.ts';
import { downloadOptions, downloadTargets } from './downloadOptions.ts';
import { isWebCmdlet, webClientCall } from './powerShellDownloads.ts';

/** What a RUN downloads with curl, wget and PowerShell that may well be a program, as far as nothing in it compares anything. */
export interface RunDownloads {
  /** The first, where the RUN unpacks, installs or runs what it gets. */
  readonly used: ShellCommand | undefined;
  /** Else each that leaves a file, which a later RUN may use. */
  readonly kept: readonly KeptDownload[];
}

export interface KeptDownload {
  readonly command: ShellCommand;
  /** Names of files as they are written: `tool.tgz`, `tool-$V.tgz`. */
  readonly files: readonly string[];
  /** It lies where programs are looked for, and needs nobody to unpack it. */
  readonly isInPath: boolean;
}

/** For `run.once`. */
export function downloadsOf(run: RunModel): RunDownloads {
  const { commands, instruction } = run;
  if (instruction.heredocs.length === 0 && !downloads.test(instruction.line.text)) return nothing;
  if (comparesAnything(run)) return nothing;
  const found: KeptDownload[] = [];
  // What is downloaded is used soon: who downloads by the hundred is not looked through for each command.
  const recent: KeptDownload[] = [];
  let used = false;
  for (const [index, command] of commands.entries()) {
    const { name = '' } = unwrapCommand(command);
    if (name === 'curl' || name === 'wget' || isWebCmdlet.test(name) || webClientCall(command)) {
      if (!isDownload(command) || isKey(command, commands[index + 1])) continue;
      const kept = keptBy(command, commands[index + 1]);
      found.push(kept);
      if (recent.push(kept) > mostRecent) recent.shift();
      used ||= isRunInPlace(index, commands);
    } else if (found.length > 0 && !used) {
      used = recent.some((download) => usesFile(run, command, download) || isPipedTo(run, download, index));
    }
  }
  const [first] = found;
  if (used && first) return { used: first.command, kept: [] };
  return { used: undefined, kept: found.filter(({ files }) => files.length > 0) };
}

const downloads = /curl|wget|invoke-|\bi[wr][rm]\b|bitstransfer|\.download(?:file|string)\(/i;
const mostRecent = 30;
const nothing: RunDownloads = { used: undefined, kept: [] };

/** Whether a RUN compares a file with a checksum or a signature. For `run.once`. */
export function comparesAnything({ commands }: RunModel): boolean {
  return commands.some((command) => {
    if (comparesFile(command)) return true;
    return (
      isGpg.test(unwrapCommand(command).name ?? '') && command.words.some(({ text }) => decrypts.test(text))
    );
  });
}

/** Whether a later RUN unpacks, installs or runs a file by its name. */
export function usesKept(run: RunModel, { files, command: download }: KeptDownload): boolean {
  return run.commands.some((command) => {
    const mentioned = command.words.some(({ text }) => files.some((file) => text.includes(file)));
    return mentioned && usesFile(run, command, { command: download, files });
  });
}

/** A signed file is checked on the way; `--dearmor` and `--import` only look at a key. */
const decrypts = /^(?:-[a-z]*d|--decrypt(?:-files)?)$/;
const isGpg = /^gpg2?$/;

/** Piped into what keeps keys. */
function isKey(command: ShellCommand, next: ShellCommand | undefined): boolean {
  if (!command.inPipeline || !next?.inPipeline) return false;
  const { name = '' } = unwrapCommand(next);
  return isGpg.test(name) || name === 'apt-key';
}

/** Of something that may well be a program: no key, no list of packages, no answer of an API. */
function isDownload({ words }: ShellCommand): boolean {
  const texts = words.map(({ text }) => text);
  if (
    texts.some((text) =>
      /\.(?:asc|gpg|key|pub|list|repo|json|sha\d+|sig)\b|api\.github|localhost|127\.0\.0\.1/i.test(text),
    )
  )
    return false;
  return (
    texts.some((text) => /https?:|ftp:|\$/.test(text)) &&
    !texts.some((text) => /^(?:-I|--head|-X|--request|-d|--data.*)$/.test(text))
  );
}

function keptBy(command: ShellCommand, next: ShellCommand | undefined): KeptDownload {
  const { name = '', args } = unwrapCommand(command);
  const options = downloadOptions(name, args);
  const targets = [
    ...downloadTargets(name, options),
    ...command.redirects.flatMap(({ operator, fileDescriptor, target }) =>
      /^>>?\|?$/.test(operator) && (fileDescriptor ?? 1) === 1 && target ? target.text : [],
    ),
  ];
  const { target } = webClientCall(command) ?? {};
  if (target !== undefined) targets.push(target);
  // `curl … | tee file`
  if (command.inPipeline && next?.inPipeline && unwrapCommand(next).name === 'tee')
    targets.push(...next.words.slice(1).map(({ text }) => text));
  const isNamedByAddress =
    name === 'wget'
      ? targets.length === 0
      : options.some((option) => /^(?:-O|--remote-name(?:-all)?)$/.test(option.name));
  if (isNamedByAddress)
    targets.push(...args.flatMap(({ text }) => (/:\/\//.test(text) ? text.replace(/[?#].*/s, '') : [])));
  const paths = targets.map((path) => path.replaceAll(/["']/g, ''));
  return {
    command,
    files: paths.map(fileName).filter((file) => file !== '' && file !== '-'),
    isInPath: paths.some((path) => /^\/(?:usr\/(?:local\/)?)?s?bin\/[^/]/.test(path)),
  };
}

function fileName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}

/** `bash -c "$(curl …)"`, `bash <(curl …)`, `. <(wget …)`, `iex (iwr …)`: the command around it runs what comes. */
function isRunInPlace(index: number, commands: readonly ShellCommand[]): boolean {
  const download = commands[index];
  if (!download || (download.context !== 'substitution' && download.context !== 'subshell')) return false;
  // The nearest one that stands in no other is around it, or none is.
  for (let i = index - 1; i >= 0; i--) {
    const command = commands[i];
    if (!command) break;
    const { name = '' } = unwrapCommand(command);
    const isAround = command.range.end >= download.range.end;
    const runs =
      download.context === 'subshell' ? isExpression.test(name) : name === 'eval' || INTERPRETERS.test(name);
    if (isAround && runs) return true;
    if (command.context === 'list') break;
  }
  return false;
}

/** An interpreter further down the same pipe. */
function isPipedTo({ commands }: RunModel, { command }: { readonly command: ShellCommand }, index: number) {
  const { name = '' } = unwrapCommand(commands[index] ?? command);
  if (!INTERPRETERS.test(name) && !isExpression.test(name)) return false;
  const from = commands.indexOf(command);
  return commands.slice(from, index + 1).every(({ inPipeline }) => inPipeline);
}

function usesFile(
  run: RunModel,
  command: ShellCommand,
  { files, command: download }: Pick<KeptDownload, 'command' | 'files'>,
): boolean {
  const { name = '', args } = unwrapCommand(command);
  const words = args.map(({ text }) => text);
  switch (name) {
    case 'chmod':
      return words.some((word) => makesProgram.test(word));
    case 'install':
      // With -d it makes folders.
      return !words.some((word) => /^(?:-[a-zA-Z]*d|--directory)$/.test(word));
    case 'dpkg':
      return words.some((word) => /^(?:-[a-zA-Z]*[ix]|--(?:install|unpack|extract))$/.test(word));
    case 'rpm':
      return words.some((word) => /^(?:-[a-zA-Z]*[iUF][a-zA-Z]*|--(?:install|upgrade))$/.test(word));
  }
  if (UNPACKERS.test(name)) return true;
  const [first] = command.words;
  if (first && (/::ExtractToDirectory\(/i.test(first.text) || isItself(first.text, files))) return true;
  // An interpreter runs much else as well.
  if (INTERPRETERS.test(name) || STARTERS.test(name))
    return words.some((word) => files.some((file) => word.includes(file)));
  const call = run.packageCommands.find((one) => one.command === command);
  return call !== undefined && installsFile(call, download);
}

/** Of most packages a package manager gets the file itself, and checks it. */
function installsFile({ manager, action, packages }: PackageCommand, download: ShellCommand): boolean {
  if (action !== 'install' || !SYSTEM.test(manager)) return false;
  const named = new Set(download.words.map(({ text }) => text));
  return packages.some(({ kind, word }) => kind === 'path' || named.has(word.text));
}

/** `+x`, `a+rx`, `u=rwx,go=rx`, `0755`. */
const makesProgram = /^0?[0-7]{0,3}[1357][0-7]{0,2}$|(?:^|,)[ugoa]*[+=][rwXst]*x/;

/** The program that was downloaded is run by its name. */
function isItself(text: string, files: readonly string[]): boolean {
  const name = fileName(text.replaceAll(/["']/g, ''));
  return files.some((file) => file === name && isProgramOfWindows.test(file));
}

const isProgramOfWindows = /\.(?:exe|cmd|bat|ps1)$/i;
const UNPACKERS = /^(?:tar|bsdtar|unzip|7za?|gunzip|bunzip2|unxz|xz|gdebi|expand-archive)$/;
const isExpression = /^(?:iex|invoke-expression)$/;
/** Of Windows: what runs or installs a file that it is given. */
const STARTERS = /^(?:start-process|saps|start|msiexec|powershell|pwsh|cmd|wusa|add-appxpackage)$/;
const INTERPRETERS = /^(?:sh|bash|ash|dash|zsh|\.|source|python[\d.]*|perl|java|php[\d.]*|node|ruby)$/;
const SYSTEM = /^(?:apt-get|apt|apk|dnf|microdnf|yum|zypper)$/;
