import type { PackageCommand, RunModel } from '../../model/types.ts';
import { unwrapCommand } from '../../model/unwrapCommand.ts';
import type { ShellCommand } from '../../syntax/shell/tree.ts';
import { defineRule } from '../rule.ts';
import { comparesFile } from '../support/downloadChecks.ts';

export const downloadWithoutChecksum = defineRule({
  id: 'download-without-checksum',
  summary: 'A download is used without a look at its checksum',
  why: 'A file that is replaced on the server, or cut off on the way, is installed all the same, and the build of tomorrow may give another image than that of today. A checksum in the Dockerfile tells.',
  language: 'dockerfile',
  category: 'security',
  severity: 'information',
  preset: 'strict',
  since: '0.1.0',
  equivalents: [{ tool: 'sonar', code: 'S6474', match: 'related' }],
  references: [
    'https://docs.docker.com/reference/dockerfile/#add---checksum',
    'https://docs.docker.com/build/building/best-practices/#add-or-copy',
  ],
  concerns: { keywords: ['ADD', 'RUN'], text: /curl|wget|http|ftp|aria2|fetch|invoke/i },
  stepwise: true,
  messages: {
    run: 'Nothing checks what {program} downloads before it is used. Compare its SHA-256, or use ADD --checksum.',
    add: 'Nothing checks what this downloads. Add --checksum with its SHA-256.',
  },
  fixes: {
    addChecksum: { title: 'Add --checksum', safety: 'manual', availability: 'always' },
  },
  check({ steps, report }) {
    for (const step of steps) {
      const { instruction } = step;
      if (instruction.name === 'ADD') {
        const word = instruction.words[0];
        const isGit = /\.git(?:#|$)|^https?:\/\/git(?:hub|lab)\.com\/[^/]+\/[^/]+\/?$/;
        if (instruction.words.length !== 2 || !word || !/^["']?(?:https?|ftp):/i.test(word.text)) continue;
        if (isGit.test(word.text) || instruction.flags.some(({ name }) => name === 'checksum')) continue;
        const { end } = instruction.keyword.range;
        const newText = ` --checksum=sha256:${PLACEHOLDER}`;
        const start = newText.length - PLACEHOLDER.length;
        const edit = { range: { start: end, end }, newText, placeholder: { start, end: newText.length } };
        report({ at: word.range, message: 'add', fixes: [{ fix: 'addChecksum', edits: [edit] }] });
      } else if (instruction.name === 'RUN') {
        const found = step.run?.once(uncheckedDownload);
        if (!found) continue;
        const { program, name } = unwrapCommand(found);
        if (program) report({ at: program.range, message: 'run', values: { program: name ?? '' } });
      }
    }
  },
});

const PLACEHOLDER = '0'.repeat(64);

/** The first download of a RUN that unpacks, installs or runs what it gets, and never compares anything. */
function uncheckedDownload({ commands, instruction, packageCommands }: RunModel): ShellCommand | undefined {
  if (instruction.heredocs.length === 0 && !/curl|wget/.test(instruction.line.text)) return undefined;
  let download: ShellCommand | undefined;
  let isUsed = false;
  for (const [index, command] of commands.entries()) {
    const { name = '' } = unwrapCommand(command);
    const words = command.words.map(({ text }) => text);
    if (comparesFile(command) || (isGpg.test(name) && words.some((word) => decrypts.test(word))))
      return undefined;
    if ((name === 'curl' || name === 'wget') && isDownload(words) && !isKey(command, commands[index + 1]))
      download ??= command;
    else if (download && !isUsed) {
      const call = packageCommands.find((one) => one.command === command);
      isUsed = uses(name, words) || (call !== undefined && installsFile(call, download));
    }
  }
  return isUsed ? download : undefined;
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

function uses(name: string, words: readonly string[]): boolean {
  switch (name) {
    case 'chmod':
      return words.some((word) => /\+x|[157][0-7]{2}/.test(word));
    case 'install':
      // With -d it makes folders.
      return !words.some((word) => /^(?:-[a-zA-Z]*d|--directory)$/.test(word));
    case 'dpkg':
      return words.some((word) => /^(?:-[a-zA-Z]*[ix]|--(?:install|unpack|extract))$/.test(word));
    case 'rpm':
      return words.some((word) => /^(?:-[a-zA-Z]*[iUF][a-zA-Z]*|--(?:install|upgrade))$/.test(word));
    default:
      return USERS.test(name);
  }
}

/** Of most packages a package manager gets the file itself, and checks it. */
function installsFile({ manager, action, packages }: PackageCommand, download: ShellCommand): boolean {
  if (action !== 'install' || !SYSTEM.test(manager)) return false;
  const named = new Set(download.words.map(({ text }) => text));
  return packages.some(({ kind, word }) => kind === 'path' || named.has(word.text));
}

/** Of something that may well be a program: no key, no list of packages, no answer of an API. */
function isDownload(words: readonly string[]): boolean {
  if (
    words.some((word) =>
      /\.(?:asc|gpg|key|pub|list|repo|json|sha\d+|sig)\b|api\.github|localhost|127\.0\.0\.1/i.test(word),
    )
  )
    return false;
  return (
    words.some((word) => /https?:|ftp:|\$/.test(word)) &&
    !words.some((word) => /^(?:-I|--head|-X|--request|-d|--data.*)$/.test(word))
  );
}

const USERS =
  /^(?:tar|bsdtar|unzip|7za?|gunzip|bunzip2|unxz|xz|sh|bash|ash|zsh|gdebi|python[\d.]*|perl|java)$/;
const SYSTEM = /^(?:apt-get|apt|apk|dnf|microdnf|yum|zypper)$/;
