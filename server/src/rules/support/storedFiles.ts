import { saysDirectory } from '../../model/context/destination.ts';
import { destinationAt } from '../../model/context/takes.ts';
import { copyWordsOf } from '../../model/context/takeWords.ts';
import type { BuildModel, PackageCommand, Step } from '../../model/types.ts';
import { unwrapCommand } from '../../model/unwrapCommand.ts';
import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import type { ShellCommand, ShellWord } from '../../syntax/shell/tree.ts';
import type { TextRange } from '../../text/range.ts';
import { pathOf, placedCommands } from './commandPaths.ts';
import { isUnknownPath, joinPath, workdirOf } from './containerPaths.ts';
import { isMountedOver } from './layerPaths.ts';
import { unquoted } from './words.ts';

/** A file or folder that an instruction surely leaves in its layer. */
export interface StoredFile {
  readonly path: string;
  readonly by: 'copy' | 'download' | 'output' | 'install';
  readonly instruction: Instruction;
  /** What names it. */
  readonly range: TextRange;
  /** The source of a COPY as written, when it is a path of the context or of another stage. */
  readonly source: string | undefined;
  /** `path` is a folder, or may be one. */
  readonly isFolder: boolean;
  /** It lies in the folder `path` under a name nobody knows, and so may others. */
  readonly isAmongOthers?: boolean | undefined;
}

/** What COPY and ADD store, a source at a time. Nothing where the place or the name is open. */
export function copiedFiles(instruction: Instruction, model: BuildModel): StoredFile[] {
  return allCopied(instruction, model).filter((file) => !file.isAmongOthers && !isUnknownPath(file.path));
}

/** As `copiedFiles`, with what lies among others and what is below a working directory that nobody knows. */
export function allCopied(instruction: Instruction, model: BuildModel): StoredFile[] {
  const step = model.stepOf(instruction);
  const copy = copyWordsOf(step);
  if (copy?.to === undefined || copy.to === '' || copy.to.includes('\\')) return [];
  const directory = workdirOf(step);
  // The way up from a directory that nobody knows leads nobody knows where.
  if (isUnknownPath(directory) && goesUp(copy.to)) return [];
  const target = joinPath(directory, copy.to);
  const sources = instruction.words.slice(0, -1);
  const isDirectory =
    sources.length > 1 || saysDirectory(copy.to) || destinationAt(model, instruction)?.isDirectory === true;
  return sources.flatMap((word) => {
    const heredoc = instruction.heredocs.find(({ range }) => range.start === word.range.start);
    const source = heredoc ? heredoc.name : step.expand(unquoted(word).text).value;
    if (source === undefined) return [];
    const common = {
      by: 'copy',
      instruction,
      range: word.range,
      source: heredoc ? undefined : source,
    } as const;
    const name = source.replace(/\/+$/, '').slice(source.replace(/\/+$/, '').lastIndexOf('/') + 1);
    // What ADD downloads is one file, of any name, and stays packed.
    const isDownload = instruction.name === 'ADD' && isFileUrl(source) && !isUnpacked(instruction);
    const unpacks = instruction.name === 'ADD' && !isDownload && /\.(?:tar|t[gbx]z2?|tar\.\w+)$/.test(name);
    const isFile =
      isDownload ||
      (!unpacks && !/[*?[]|^\.{0,2}$|\/$/.test(source) && (heredoc !== undefined || isFileName(name)));
    if (!isDirectory) return [{ ...common, path: target, isFolder: !isFile }];
    if (isFile) return [{ ...common, path: joinPath(target, name), isFolder: false }];
    // The contents of a folder, or files of any name.
    if (target === '/' || (target === directory && isUnknownPath(target))) return [];
    if (isOwnFolder(target) && sources.length === 1) return [{ ...common, path: target, isFolder: true }];
    // What starts with a dot `*` leaves out; where a URL leads, only the server knows.
    const isHidden = name.startsWith('.') && !/^\.{1,2}$/.test(name);
    if (isHidden || source.includes('://')) return [];
    return [{ ...common, path: target, isFolder: true, isAmongOthers: true }];
  });
}

/** No repository; and a query may make the server choose another name than the last part of the path. */
function isFileUrl(source: string): boolean {
  return /^(?:https?|ftp):\/\/[^/]+\/[^?#]*[^/?#]$/i.test(source) && !/\.git$/.test(source);
}

function isUnpacked({ flags }: Instruction): boolean {
  return flags.some(({ name, value }) => name === 'unpack' && value !== 'false');
}

/** A way up: `..`, `a/../../b`. */
function goesUp(path: string): boolean {
  return path.split('/').includes('..');
}

/** Has an extension, or is known to be a file. */
function isFileName(name: string): boolean {
  return /^[^.].*\.[A-Za-z][\w-]*$|^\.(?:env|npmrc|netrc|pypirc)|^id_[a-z0-9]+$|^(?:Makefile|Gemfile|Pipfile)$/.test(
    name,
  );
}

/** No folder of the system. */
function isOwnFolder(path: string): boolean {
  return !/^\/(?:bin|boot|dev|etc|lib\w*|proc|root|run|sbin|srv|sys|tmp|usr|var|opt|home)?$|^\/(?:usr|var)\/\w+$|^\/usr\/local\/\w+$/.test(
    path,
  );
}

/** What the commands of a RUN leave in its layer and do not delete themselves. */
export function madeFiles(step: Step): readonly StoredFile[] {
  return step.once(findMade);
}

function findMade(step: Step): readonly StoredFile[] {
  const { instruction, run } = step;
  const calls = new Map(run?.packageCommands.map((call) => [call.command, call]));
  let made: StoredFile[] = [];
  for (const { command, cwd } of placedCommands(step)) {
    const removed = removedPaths(command, cwd, step);
    if (removed.length > 0) made = made.filter((file) => !removed.some(({ path }) => covers(path, file)));
    if (command.context === 'substitution' || command.conditional) continue;
    if (unwrapCommand(command).name === 'mv') made = made.filter((file) => !moves(command, cwd, file, step));
    for (const one of outputsOf(command, calls.get(command), cwd, step)) {
      // What is written into a mount goes with it, that of a bind mount as well:
      // https://docs.docker.com/reference/dockerfile/#run---mounttypebind
      if (run && isMountedOver(run, one.path, workdirOf(step))) continue;
      made.push({ ...one, instruction, source: undefined });
    }
  }
  return made;
}

function moves(command: ShellCommand, cwd: string | undefined, file: StoredFile, step: Step): boolean {
  return unwrapCommand(command).args.some((word) => {
    const path = pathOf(word, cwd, step);
    return path !== undefined && covers(path, file);
  });
}

type Output = Pick<StoredFile, 'path' | 'by' | 'range' | 'isFolder'>;

function outputsOf(
  command: ShellCommand,
  call: PackageCommand | undefined,
  cwd: string | undefined,
  step: Step,
): Output[] {
  const found: Output[] = [];
  const add = (
    word: ShellWord | undefined,
    path: string | undefined,
    by: StoredFile['by'],
    isFolder = false,
  ) => {
    if (
      word &&
      path !== undefined &&
      !isUnknownPath(path) &&
      !path.startsWith('/dev/') &&
      !/[*?[]/.test(path)
    )
      found.push({ path, by, range: word.range, isFolder });
  };
  for (const { operator, target } of command.redirects) {
    if (target && /^>>?$/.test(operator)) add(target, pathOf(target, cwd, step), 'output');
  }
  const { name, args } = unwrapCommand(command);
  if (name === 'wget' || name === 'curl') {
    const { file, url } = download(name, args, step);
    const named = file && pathOf(file, cwd, step);
    if (file) add(file, named, 'download');
    else if (url && cwd !== undefined) add(url.word, joinPath(cwd, url.name), 'download');
  } else if (name === 'git' && args[0]?.value === 'clone') {
    const operands = args.slice(1).filter(({ text }) => !text.startsWith('-'));
    const [url, directory] = operands.slice(operands.findIndex(({ text }) => /:\/\/|@/.test(text)));
    const own = /([^/:]+?)(?:\.git)?\/?$/.exec(url?.value ?? '')?.[1];
    if (directory) add(directory, pathOf(directory, cwd, step), 'download', true);
    else if (url && own && cwd !== undefined) add(url, joinPath(cwd, own), 'download', true);
  } else if (call && /^(?:npm|pnpm|yarn|bun)$/.test(call.manager) && call.action === 'install') {
    if (!call.hasOption('-g', '--global') && call.verb?.value !== 'global' && cwd !== undefined)
      add(call.program, joinPath(cwd, 'node_modules'), 'install', true);
  }
  return found;
}

/** The file that is written, or else the last part of the URL, with the values of ARG and ENV. `-` is the standard output. */
function download(name: 'wget' | 'curl', args: readonly ShellWord[], step: Step) {
  const { here, inline } = fileOptions[name];
  let file: ShellWord | undefined;
  let keepsName = name === 'wget';
  for (const [index, word] of args.entries()) {
    const { text } = word;
    if (!text.startsWith('-')) continue;
    if (here.test(text)) file = args[index + 1];
    else if (inline.test(text)) return {};
    else if (elsewhere.test(text)) return {};
    if (name === 'curl' && /^(?:--remote-name|-[A-Za-z]*O)$/.test(text)) keepsName = true;
  }
  if (file) return file.text === '-' ? {} : { file };
  const urls = keepsName ? args.filter(({ text }) => text.includes('://')) : [];
  const [word] = urls;
  const last = /^\/https?:\/.*\/([\w.+-]+)$/.exec((word && pathOf(word, '/', step)) ?? '')?.[1];
  return word && last !== undefined && urls.length === 1 ? { url: { word, name: last } } : {};
}

const fileOptions = {
  wget: { here: /^(?:--output-document|-[A-Za-z]*O)$/, inline: /^(?:--output-document=|-O.)/ },
  curl: { here: /^(?:--output|-[A-Za-z]*o)$/, inline: /^(?:--output=|-o.)/ },
} as const;

const elsewhere = /^(?:-P|--directory-prefix|--output-dir|-i|--input-file|--spider|-r|--recursive)/;

/** A path that a command deletes, by `rm` or the like, and the word that says so. A glob may end it. */
export interface RemovedPath {
  readonly path: string;
  readonly word: ShellWord;
}

export function removedPaths(command: ShellCommand, cwd: string | undefined, step: Step): RemovedPath[] {
  return allRemoved(command, cwd, step).filter(({ path }) => !isUnknownPath(path));
}

/** As `removedPaths`, with what is below a working directory that nobody knows. */
export function allRemoved(command: ShellCommand, cwd: string | undefined, step: Step): RemovedPath[] {
  const { name, args } = unwrapCommand(command);
  if (name !== 'rm' && name !== 'unlink' && name !== 'shred') return [];
  return args.flatMap((word) => {
    if (word.text.startsWith('-')) return [];
    const path = pathOf(word, cwd, step) ?? pathBelow(word, cwd, step);
    return path === undefined || path === '/' ? [] : [{ path, word }];
  });
}

function pathBelow(word: ShellWord, cwd: string | undefined, step: Step): string | undefined {
  if (cwd === undefined || !isUnknownPath(cwd) || word.value === undefined || goesUp(word.value))
    return undefined;
  const path = pathOf(word, '/', step);
  return path === undefined || path === '/' ? undefined : cwd + path;
}

/** Whether `rm` deletes folders too. */
export function isRecursive(command: ShellCommand): boolean {
  return unwrapCommand(command).args.some(({ text }) => /^-[A-Za-z]*[rR]|^--recursive$/.test(text));
}

/** Whether what is deleted under a path holds a stored file. */
export function covers(removed: string, { path, isFolder }: Pick<StoredFile, 'path' | 'isFolder'>): boolean {
  const slash = removed.lastIndexOf('/');
  const last = removed.slice(slash + 1);
  if (!/[*?[]/.test(removed)) return path === removed || path.startsWith(`${removed}/`);
  const folder = removed.slice(0, slash);
  if (/[*?[]/.test(folder)) return false;
  if (path === folder) return isFolder && last === '*';
  if (!path.startsWith(`${folder}/`)) return false;
  const name = path.slice(folder.length + 1).split('/')[0] ?? '';
  return fits(last, name);
}

/** `*` and `?`; a set in brackets is not looked into. */
function fits(pattern: string, name: string): boolean {
  if (pattern.includes('[') || pattern.split('*').length > 4) return false;
  if (name.startsWith('.') !== pattern.startsWith('.')) return false;
  const escaped = pattern.replace(/[.+^${}()|\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replace(/\*+/g, '.*').replaceAll('?', '.')}$`).test(name);
}
