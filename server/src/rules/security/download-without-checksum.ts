import type { RunModel } from '../../model/types.ts';
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
function uncheckedDownload({ commands, instruction }: RunModel): ShellCommand | undefined {
  if (instruction.heredocs.length === 0 && !/curl|wget/.test(instruction.line.text)) return undefined;
  let download: ShellCommand | undefined;
  let isUsed = false;
  for (const command of commands) {
    const { name = '' } = unwrapCommand(command);
    const words = command.words.map(({ text }) => text);
    if (name === 'gpg' || comparesFile(command)) return undefined;
    if ((name === 'curl' || name === 'wget') && isDownload(words)) download ??= command;
    else if (
      download &&
      (USERS.test(name) || (name === 'chmod' && words.some((word) => /\+x|[157][0-7]{2}/.test(word))))
    )
      isUsed = true;
  }
  return isUsed ? download : undefined;
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
  /^(?:tar|bsdtar|unzip|7za?|gunzip|bunzip2|unxz|xz|dpkg|rpm|apt-get|apt|apk|dnf|yum|sh|bash|ash|zsh|python[\d.]*|perl|install|java)$/;
