import type { Step } from '../../model/types.ts';
import { unwrapCommand } from '../../model/unwrapCommand.ts';
import type { ShellCommand, ShellWord } from '../../syntax/shell/tree.ts';
import { defineRule } from '../rule.ts';
import { appendToRun } from '../support/appendCommand.ts';
import { pathOf, placedCommands } from '../support/commandPaths.ts';
import { isMountedOver } from '../support/layerPaths.ts';
import { finalLayers } from '../support/stageOrder.ts';
import { madeFiles, type StoredFile } from '../support/storedFiles.ts';

export const temporaryFileLeft = defineRule({
  id: 'temporary-file-left',
  summary: 'A downloaded archive or package stays in the layer after its use',
  why: 'What has been unpacked or installed is in the image twice when the download stays beside it. Only the RUN that downloads it can leave it out of its layer.',
  language: 'dockerfile',
  category: 'efficiency',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
    { tool: 'parfum', code: 'tarSomethingRmTheSomething', match: 'narrower' },
    { tool: 'parfum', code: 'gpgVerifyAscRmAsc', match: 'related' },
    { tool: 'parfum', code: 'rmRecursiveAfterMktempD', match: 'related' },
    { tool: 'parfum', code: 'mkdirUsrSrcThenRemove', match: 'related' },
  ],
  references: ['https://docs.docker.com/build/building/best-practices/#run'],
  concerns: { keywords: ['RUN'], text: /wget|curl/i },
  messages: {
    left: '{file} stays in this layer beside what comes out of it. Delete it in this RUN.',
  },
  fixes: {
    remove: {
      title: 'Delete {file} at the end of this RUN',
      safety: 'unsafe',
      availability: 'sometimes',
    },
  },
  check({ model, report }) {
    const stages = finalLayers(model);
    for (const stage of model.stages) {
      if (!stages.has(stage)) continue;
      for (const instruction of stage.instructionsWith('RUN')) {
        if (!instruction.once(isWorthALook)) continue;
        const step = model.stepOf(instruction);
        for (const file of madeFiles(step)) {
          const use = file.by === 'download' && !file.isFolder ? lastUse(file, step) : undefined;
          const name = file.path.slice(file.path.lastIndexOf('/') + 1);
          if (!use || isKept(file, step)) continue;
          const below = stage.instructions.indexOf(instruction) + 1;
          const later = stage.instructions.slice(below, below + maximumBelow);
          if (later.some((one) => textOf(one).includes(name))) continue;
          const fix = appendToRun(step, use.command, `rm ${writtenPath(use, file.path, step)}`, model);
          report({
            at: file.range,
            message: 'left',
            values: { file: file.path },
            related: [{ range: use.command.range, message: 'What it is there for' }],
            fixes: fix && [{ fix: 'remove', values: { file: file.path }, edits: fix.edits }],
          });
        }
      }
    }
  },
});

const maximumBelow = 50;

function isWorthALook(instruction: Step['instruction']): boolean {
  const text = textOf(instruction);
  return /\b(?:wget|curl)\b/.test(text) && /\b(?:bsdtar|tar|unzip|dpkg|rpm)\b|install/.test(text);
}

function textOf({ line, heredocs }: Step['instruction']): string {
  return line.text + heredocs.map(({ content }) => content).join('\n');
}

/** A mount, or a file system that is no part of the image, holds it. */
function isKept({ path }: StoredFile, { run }: Step): boolean {
  const folder = path.slice(0, path.lastIndexOf('/')) || '/';
  return run !== undefined && isMountedOver(run, folder);
}

interface Use {
  readonly command: ShellCommand;
  /** The word that names the file, and the directory that it is relative to. */
  readonly word: ShellWord;
  readonly cwd: string | undefined;
}

/** With the variables that it is named by: another version is to be deleted as well. The RUN may end in another directory. */
function writtenPath({ word, cwd }: Use, path: string, step: Step): string {
  const { text, expands } = word;
  if (!expands || cwd === undefined) return path;
  if (step.expand(text.replaceAll(/["']/g, '')).value?.startsWith('/')) return text;
  const [, quote = '', rest = ''] = /^("?)(?:\.\/)*(.*)$/s.exec(text) ?? [];
  return `${quote}${cwd === '/' ? '' : cwd}/${rest}`;
}

/** The command after which the file is of no use: it unpacks, installs or verifies. Undefined when something else reads it. */
function lastUse(file: StoredFile, step: Step): Use | undefined {
  let last: Use | undefined;
  for (const { command, cwd } of placedCommands(step)) {
    if (command.range.start < file.range.start && command.range.end < file.range.start) continue;
    const word = unwrapCommand(command).args.find((one) => pathOf(one, cwd, step) === file.path);
    if (!word || command.range.start <= file.range.start) continue;
    if (command.conditional || command.context !== 'list') return undefined;
    if (usesUp(command)) last = { command, word, cwd };
    else if (
      !/^(?:sha\d+sum|md5sum|echo|ls|file|test|chmod|chown|stat|du)$/.test(unwrapCommand(command).name ?? '')
    )
      return undefined;
  }
  return last;
}

function usesUp(command: ShellCommand): boolean {
  const { name, args } = unwrapCommand(command);
  switch (name) {
    case 'tar':
    case 'bsdtar':
      return args.some(
        ({ text }, index) =>
          /^--(?:extract|get)$/.test(text) || (index === 0 ? /^-?[A-Za-z]*x/ : /^-[A-Za-z]*x/).test(text),
      );
    case 'unzip':
      return !args.some(({ text }) => /^-[lt]/.test(text));
    case 'dpkg':
      return args.some(({ text }) => text === '-i' || text === '--install');
    case 'rpm':
      return args.some(({ text }) => /^-[A-Za-z]*[iU]/.test(text) || text === '--install');
    case 'apt-get':
    case 'apt':
    case 'yum':
    case 'dnf':
      return args.some(({ text }) => /install/.test(text));
    default:
      return false;
  }
}
