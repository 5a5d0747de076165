import type { BuildModel, RunModel, Step } from '../../model/types.ts';
import { unwrapCommand } from '../../model/unwrapCommand.ts';
import type { ShellCommand, ShellWord } from '../../syntax/shell/tree.ts';
import { anchorOf } from '../../text/anchor.ts';
import type { TextEdit } from '../../text/edit.ts';
import type { TextRange } from '../../text/range.ts';
import { defineRule } from '../rule.ts';
import { runsAs } from '../support/finalUser.ts';

export const worldWritable = defineRule({
  id: 'world-writable',
  summary: 'Everybody in the container may write',
  why: 'Whatever takes over one program of the container, however few rights it has, can change these files: programs that others run, and settings they read.',
  language: 'dockerfile',
  category: 'security',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
    { tool: 'sonar', code: 'S2612', match: 'narrower' },
    { tool: 'tally', code: 'world-writable-state-path-workaround', match: 'broader' },
  ],
  references: [
    'https://docs.docker.com/reference/dockerfile/#copy---chown---chmod',
    'https://docs.docker.com/build/building/best-practices/#user',
  ],
  concerns: { keywords: ['ADD', 'COPY', 'RUN'], text: /chmod|mode|-m|-\w+m\d/i },
  stepwise: true,
  messages: {
    mode: 'With mode {mode} everybody may write. Give the files to the account that needs them (chown, COPY --chown).',
    temporary:
      'With mode {mode} everybody may also delete the files of others. For a temporary folder use 1777.',
  },
  fixes: {
    narrow: {
      title: 'Use {mode}: write for owner and group only',
      safety: 'unsafe',
      availability: 'sometimes',
    },
    sticky: { title: 'Use 1777', safety: 'unsafe', availability: 'always' },
  },
  check({ model, steps, report }) {
    for (const step of steps) {
      for (const found of modesOf(step)) {
        const { at, mode, isTemporary, isSharedFolder } = found;
        if (isTemporary) {
          const fixes = [{ fix: 'sticky' as const, edits: editsTo(at, mode, '1777', model) ?? [] }];
          report({ at, message: 'temporary', values: { mode }, fixes });
          continue;
        }
        // Of what an account has made itself it is the owner.
        const isNeeded = isSharedFolder && runsAs(step.before) !== 'unprivileged';
        const better = isNeeded ? undefined : narrower(mode);
        const edits = better === undefined ? undefined : editsTo(at, mode, better, model);
        const fixes =
          edits && better !== undefined
            ? [{ fix: 'narrow' as const, values: { mode: better }, edits }]
            : undefined;
        report({ at, message: 'mode', values: { mode }, fixes });
      }
    }
  },
});

interface Mode {
  readonly at: TextRange;
  readonly mode: string;
  /** Nothing but `/tmp` and the like. */
  readonly isTemporary: boolean;
  /** A folder, as its command tells, that the RUN gives to no account or group: whoever writes there may be any. */
  readonly isSharedFolder: boolean;
}

function modesOf({ instruction, run }: Step): readonly Mode[] {
  if (instruction.name === 'COPY' || instruction.name === 'ADD') {
    return instruction.flags.flatMap(({ name, value, valueRange }) =>
      name === 'chmod' && value !== undefined && valueRange && isOpen(value)
        ? [{ at: valueRange, mode: value, isTemporary: false, isSharedFolder: false }]
        : [],
    );
  }
  return run?.once(modesSet) ?? [];
}

function modesSet({ instruction, commands }: RunModel): readonly Mode[] {
  if (instruction.heredocs.length === 0 && !/chmod|mkdir|install/.test(instruction.line.text)) return [];
  const closed = new Set<string>();
  const folders = commands.flatMap((command) => pathsOf(command, 'mkdir'));
  const given = commands.flatMap((command) => pathsOf(command, 'chown', 'chgrp'));
  // From the end: what a later chmod of the same RUN closes again is open for that RUN only.
  return [...commands]
    .reverse()
    .flatMap((command) => {
      const mode = modeOf(command, folders, given);
      if (unwrapCommand(command).name !== 'chmod') return mode ?? [];
      const path = command.words.at(-1)?.text ?? '';
      if (!mode) closed.add(path);
      return mode && !closed.has(path) ? mode : [];
    })
    .reverse();
}

function pathsOf(command: ShellCommand, ...names: readonly string[]): readonly string[] {
  const { name, args } = unwrapCommand(command);
  if (name === undefined || !names.includes(name)) return [];
  return args.filter(({ text }) => !text.startsWith('-')).map(plainPath);
}

/** Without quotes and the slash at the end; variables as written. */
function plainPath({ text }: ShellWord): string {
  return text.replace(/["']/g, '').replace(/(?<=.)\/+$/, '');
}

/** `/app` is about `/app/data`, and not the other way round. */
function isBelowOneOf(folders: readonly string[], path: string): boolean {
  return folders.some((folder) => path === folder || path.startsWith(`${folder}/`));
}

function modeOf(
  command: ShellCommand,
  folders: readonly string[],
  given: readonly string[],
): Mode | undefined {
  const unwrapped = unwrapCommand(command);
  // `find … -exec chmod 777 {} +`
  const isFound = unwrapped.name === 'find';
  const from = isFound ? unwrapped.args.findIndex(({ text }) => /^-exec(?:dir)?$/.test(text)) + 1 : 0;
  if (isFound && (from === 0 || unwrapped.args[from]?.value !== 'chmod')) return undefined;
  const name = isFound ? 'chmod' : unwrapped.name;
  const args = isFound ? unwrapped.args.slice(from + 1) : unwrapped.args;
  if (name === 'chmod') {
    const at = args.findIndex(({ text }) => !/^-(?:[Rfvc]+|-.*)$/.test(text));
    const word = args[at];
    if (word?.value === undefined || !isOpen(word.value)) return undefined;
    const paths = args.slice(at + 1);
    if (paths.some(isDevice)) return undefined;
    if (isFound) {
      const isFile = unwrapped.args.some(
        ({ text }, index) => text === 'f' && unwrapped.args[index - 1]?.text === '-type',
      );
      return { at: word.range, mode: word.value, isTemporary: false, isSharedFolder: !isFile };
    }
    const isTemporary = paths.length > 0 && /^0?777$/.test(word.value) && paths.every(isTemporaryFolder);
    const isFolder =
      args.slice(0, at).some(({ text }) => /^-(?:\w*R|-recursive$)/.test(text)) ||
      paths.some((path) => path.text.endsWith('/') || folders.includes(plainPath(path)));
    const isSharedFolder = isFolder && !paths.every((path) => isBelowOneOf(given, plainPath(path)));
    return { at: word.range, mode: word.value, isTemporary, isSharedFolder };
  }
  if (name !== 'mkdir' && name !== 'install') return undefined;
  const index = args.findIndex(({ text }) => /^(?:-\w*m|--mode)(?:=|$)|^-[a-zA-Z]*m\d+$/.test(text));
  const option = args[index];
  const joined = option && /^(?:--mode=|-[a-zA-Z]*m=?)(\d+)$/.exec(option.value ?? '')?.[1];
  const word = joined === undefined ? args[index + 1] : option;
  const mode = joined ?? word?.value;
  if (!option || !word || mode === undefined || !isOpen(mode)) return undefined;
  const start = word.range.end - mode.length;
  const at = anchorOf(word.range).range(start, word.range.end);
  if (word.quoted) return undefined;
  const isFolder = name === 'mkdir' || args.some(({ text }) => /^-\w*d/.test(text));
  const path = args.at(-1);
  const isSharedFolder = isFolder && !(path && isBelowOneOf(given, plainPath(path)));
  return { at, mode, isTemporary: false, isSharedFolder };
}

/** Of others, and without the sticky bit that lets each delete only its own files. */
function isOpen(mode: string): boolean {
  const octal = /^([0-7]?)[0-7]{2}([0-7])$/.exec(mode);
  if (octal) return (Number(octal[2]) & 2) !== 0 && (Number(octal[1] ?? 0) & 1) === 0;
  return (
    !mode.includes('t') && mode.split(',').some((part) => /^(?=[ugo]*[ao])[ugoa]+[+=][rwxX]*w/.test(part))
  );
}

/** Everybody else keeps what they had but writing. */
function narrower(mode: string): string | undefined {
  const octal = /^([0-7]{2,3})([0-7])$/.exec(mode);
  if (octal) return `${octal[1]}${Number(octal[2]) & 5}`;
  const symbolic = /^(?:a|ugo)([+=])([rwxX]+)$/.exec(mode);
  if (!symbolic) return undefined;
  const [, operator, rights = ''] = symbolic;
  const rest = rights.replace('w', '');
  return `ug${operator}${rights}${rest === '' ? '' : `,o${operator}${rest}`}`;
}

function isTemporaryFolder({ value }: ShellWord): boolean {
  return value !== undefined && /^\/(?:var\/)?tmp\/?$/.test(value);
}

function isDevice({ value }: ShellWord): boolean {
  return value?.startsWith('/dev/') === true;
}

function editsTo(
  at: TextRange,
  mode: string,
  better: string,
  { tree }: BuildModel,
): readonly TextEdit[] | undefined {
  const written = tree.text.slice(at.start, at.end);
  const offset = written.indexOf(mode);
  if (offset < 0) return undefined;
  const start = at.start + offset;
  return [{ range: { start, end: start + mode.length }, newText: better }];
}
