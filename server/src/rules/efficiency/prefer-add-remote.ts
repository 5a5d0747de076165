import { flagFeature } from '../../knowledge/frontendFeatures.ts';
import type { BuildModel, RunModel, Step } from '../../model/types.ts';
import { unwrapCommand } from '../../model/unwrapCommand.ts';
import type { ShellCommand, ShellWord } from '../../syntax/shell/tree.ts';
import { defineRule } from '../rule.ts';
import { downloadOptions, downloadsNothing, downloadTargets } from '../support/downloadOptions.ts';
import { runsAs } from '../support/finalUser.ts';
import { isForgiven } from '../support/forgivenCommands.ts';
import { isTooOldFor } from '../support/frontendVersion.ts';
import { keywordLike } from '../support/keywords.ts';
import { pipedCommands } from '../support/pipelines.ts';
import { programCommands } from '../support/programCommands.ts';
import { smallEdit } from '../support/smallEdit.ts';
import { changedMode } from '../support/writtenFile.ts';

export const preferAddRemote = defineRule({
  id: 'prefer-add-remote',
  summary: 'A RUN downloads what ADD could fetch',
  why: 'ADD fetches by itself: the image needs no curl, downloads run side by side, the cache knows whether the file has changed, and --checksum refuses another one.',
  language: 'dockerfile',
  category: 'efficiency',
  severity: 'information',
  preset: 'off',
  since: '0.1.0',
  equivalents: [
    { tool: 'sonar', code: 'S7026', match: 'narrower' },
    { tool: 'tally', code: 'prefer-add-unpack', match: 'broader' },
  ],
  references: [
    'https://docs.docker.com/reference/dockerfile/#adding-files-from-a-url',
    'https://docs.docker.com/reference/dockerfile/#add---unpack',
  ],
  concerns: { keywords: ['RUN'], text: /curl|wget/ },
  stepwise: true,
  messages: {
    file: 'ADD can fetch this, with --checksum: then the image needs no {program}, and the cache knows when it changes.',
    archive:
      'ADD --unpack can fetch and unpack this: then the image needs no {program}, and the cache knows when it changes.',
  },
  fixes: {
    toAdd: { title: 'Change to ADD', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, steps, report }) {
    if (model.frontend.isCustom) return;
    // Without a checksum the cache asks the server each time, and nothing proves the file.
    if (isTooOldFor(model, flagFeature('ADD', 'checksum'))) return;
    const canUnpack = !isTooOldFor(model, flagFeature('ADD', 'unpack'));
    for (const step of steps) {
      for (const download of step.run?.once(plainDownloads) ?? []) {
        if ((download.unpacks && !canUnpack) || !isKnown(download, step)) continue;
        const edit = toAdd(step, download, model);
        report({
          at: download.program.range,
          message: download.unpacks ? 'archive' : 'file',
          values: { program: download.name },
          fixes: edit && [{ fix: 'toAdd', edits: [edit] }],
        });
      }
    }
  },
});

interface Download {
  readonly command: ShellCommand;
  readonly program: ShellWord;
  readonly name: string;
  readonly url: string;
  /** The file it is written to, or the directory it is unpacked into. Undefined where only the shell knows. */
  readonly target: string | undefined;
  readonly unpacks: ShellCommand | undefined;
}

/** Of one public file each, with nothing that only a program that downloads can say. */
function plainDownloads(run: RunModel): readonly Download[] {
  if (run.mounts.some(({ type }) => type === 'secret' || type === 'ssh')) return [];
  const piped = run.scripts.flatMap(pipedCommands);
  return programCommands(run).flatMap((command): readonly Download[] => {
    const { name, program, args } = unwrapCommand(command);
    if (
      !program ||
      (name !== 'curl' && name !== 'wget') ||
      // ADD knows no conditions, and stops the build where the file is not there.
      command.conditional ||
      isForgiven(command, run)
    )
      return [];
    const options = downloadOptions(name, args);
    const values = new Set(options.map(({ valueWord }) => valueWord));
    const operands = args.filter((word) => !values.has(word) && !word.text.startsWith('-'));
    const [operand] = operands;
    if (!operand || operands.length > 1 || downloadsNothing(name, options)) return [];
    if (options.some((option) => asksMore.test(option.name))) return [];
    const url = bare(operand.text);
    // A part of the path may be a variable, the server is none.
    if (!/^https?:\/\/[\w.-]+\/[^\s"'`()]+$/.test(url)) return [];
    const next = piped.find((one) => one.command === command)?.next;
    if (next) {
      const into = next && unpacking(next);
      return into === undefined ? [] : [{ command, program, name, url, target: into, unpacks: next }];
    }
    const target = targetOf(name, args, options, command, url);
    return target === undefined || isDeleted(target, run)
      ? []
      : [{ command, program, name, url, target, unpacks: undefined }];
  });
}

/** The builder knows every variable of the address: none is the shell's own. */
function isKnown({ url }: Download, { before, run }: Step): boolean {
  if (/[`(]|\$\{\w+[^\w}]/.test(url)) return false;
  return [...url.matchAll(/\$\{?(\w+)/g)].every(
    ([, name = '']) =>
      before.env(name).kind === 'defined' &&
      run?.commands.every(({ assignments }) => assignments.every((one) => one.name !== name)) !== false,
  );
}

/** What the RUN downloads, uses and deletes is in no layer now, and would be in one of ADD. */
function isDeleted(target: string, { commands }: RunModel): boolean {
  const name = bare(target).replace(/^.*\//s, '');
  return commands.some(
    (command) =>
      unwrapCommand(command).name === 'rm' &&
      command.words.some(({ text }) => text.includes(name) || /[*?]|-\w*r/.test(text)),
  );
}

/** Headers, accounts, proxies, conditions, answers to be looked at. */
const asksMore =
  /^(?:-H|--header|-u|--user|-x|--proxy|-b|--cookie|-z|-w|--write-out|-i|--include|-A|--user-agent|-e|--referer|-K|--config|-P|--password|-N|-r|--range|-C)$/;

function targetOf(
  name: string,
  args: readonly ShellWord[],
  options: ReturnType<typeof downloadOptions>,
  command: ShellCommand,
  url: string,
): string | undefined {
  const [redirect, more] = command.redirects;
  if (more) return undefined;
  if (redirect) return redirect.operator === '>' ? redirect.target?.text : undefined;
  const [target] = downloadTargets(name, options);
  if (target !== undefined) return /^(?:-|\/dev\/.*)$/.test(target) ? undefined : target;
  const own = /\/([\w.${}+-]+)$/.exec(url)?.[1];
  if (name === 'wget') return own;
  return args.some(({ text }) => /^-[a-zA-Z]*O|^--remote-name$/.test(text)) ? own : undefined;
}

/** `tar xz -C directory`, and nothing that chooses what is unpacked. */
function unpacking({ name, words }: ShellCommand): string | undefined {
  if (name !== 'tar') return undefined;
  let directory = '.';
  for (let i = 1; i < words.length; i++) {
    const text = words[i]?.text ?? '';
    if (text === '-C' || text === '--directory') directory = words[++i]?.text ?? '.';
    else if (text === '-' || text === '-f') continue;
    else if (!/^-?[xzjJvfpo]+$|^--(?:extract|gzip|xz|bzip2|zstd|file=-|no-same-owner)$/.test(text))
      return undefined;
  }
  return directory;
}

/** Where the download, and perhaps a `chmod` of the file, is all that the RUN does. */
function toAdd(step: Step, { command, url, target, unpacks }: Download, model: BuildModel) {
  const { instruction, run, before, scripts } = step;
  const items = scripts[0]?.body[0]?.items ?? [];
  const isPlain =
    run?.form === 'shell' &&
    scripts[0]?.body.length === 1 &&
    scripts[0].comments.length === 0 &&
    instruction.flags.length === 0 &&
    instruction.comments.length === 0 &&
    instruction.heredocs.length === 0 &&
    unwrapCommand(command).wrappers.length === 0 &&
    items.every(
      ({ operator, background, negated }) => /^(?:&&|\|)?$/.test(operator ?? '') && !background && !negated,
    );
  if (!isPlain || target === undefined || runsAs(before) === 'unprivileged') return undefined;
  const others = items.map(({ node }) => node).filter((node) => node !== command && node !== unpacks);
  const [last] = others;
  const changed = last && !unpacks ? changedMode(last) : undefined;
  if (others.length > 1 || (last && changed?.path !== bare(target))) return undefined;
  const words = [url, bare(target)];
  if (words.some((word) => !/^[\w./:${}~%?=&+@-]+$/.test(word) || !step.expand(word).value)) return undefined;
  // What ADD fetches is for its owner alone otherwise.
  const flags = unpacks ? '--unpack' : `--chmod=${changed?.mode ?? '644'}`;
  const destination = unpacks ? `${bare(target).replace(/\/$/, '')}/` : bare(target);
  return smallEdit(
    model.tree.text,
    instruction.head,
    `${keywordLike(instruction, 'ADD')} ${flags} ${url} ${destination}`,
  );
}

function bare(text: string): string {
  return text.replace(/^(["'])(.*)\1$/s, '$2');
}
