import type { RunModel } from '../../model/types.ts';
import { unwrapCommand } from '../../model/unwrapCommand.ts';
import type { ShellCommand, ShellWord } from '../../syntax/shell/tree.ts';
import { anchorOf } from '../../text/anchor.ts';
import type { TextRange } from '../../text/range.ts';
import { comparesAnything } from './uncheckedDownloads.ts';

/** Where a RUN or an ADD takes what will be something else tomorrow. */
export interface MovingSource {
  readonly at: TextRange;
  readonly message: 'branch' | 'defaultBranch' | 'latest';
  /** The branch or tag that moves, as written; of `defaultBranch` none. */
  readonly moves: string;
  /** What names a version instead; `VERSION` in it is for the user to fill in. */
  readonly edit: { readonly range: TextRange; readonly newText: string } | undefined;
  /** It is a clone, of which a later command may check out something else. */
  readonly isClone: boolean;
}

/** Names that nobody gives to a tag. */
const BRANCH = '(?:master|main|HEAD|trunk|develop)';
const isBranch = new RegExp(`^(?:refs/heads/.+|(?:origin/)?${BRANCH})$`);

/** Addresses of GitHub, GitLab, Gitea and Bitbucket. */
const ofBranch = new RegExp(
  [
    `raw\\.githubusercontent\\.com/[^/]+/[^/]+/(?<a>refs/heads/[^/$]+|${BRANCH})/`,
    `/raw/(?<b>(?:branch|refs/heads)/[\\w.-]+|${BRANCH})/`,
    `/archive/(?<c>(?:refs/heads/)?${BRANCH}|refs/heads/[\\w-]+)(?:/|\\.(?:tar|tgz|zip))`,
    `codeload\\.github\\.com/[^/]+/[^/]+/[\\w.]+/(?<d>(?:refs/heads/)?${BRANCH})(?![\\w.-])`,
    `/(?:tarball|zipball)/(?<e>(?:refs/heads/)?${BRANCH})(?![\\w.-])`,
  ].join('|'),
);
const ofLatest = /\/releases\/(?<latest>latest)(?<download>\/download)?(?=[/?#)"'\s]|$)/;
/** What is there to check something else. */
const isKey = /\.(?:asc|sig|gpg|key|pub)$/i;

/** What an address says of a branch, or of the newest release. `start`: where the text begins; undefined: not exactly there. */
export function movingAddress(text: string, range: TextRange, isPlain: boolean): MovingSource | undefined {
  if (!/[:$]/.test(text) || isKey.test(text.replace(/["')]+$/, ''))) return undefined;
  const branch = ofBranch.exec(text);
  const found = branch ?? ofLatest.exec(text);
  if (!found) return undefined;
  const moves = Object.values(found.groups ?? {}).find((group) => group !== undefined) ?? '';
  const offset =
    text.indexOf(`/${moves}`, found.index + (branch ? found[0].lastIndexOf(`/${moves}`) : 0)) + 1;
  const download = found.groups?.download;
  const at = isPlain ? within(range, offset, moves.length) : range;
  let edit: MovingSource['edit'];
  // Gitea says of what kind the name is.
  const newText = moves.startsWith('branch/') ? 'tag/VERSION' : 'VERSION';
  if (isPlain && branch) edit = { range: at, newText };
  if (isPlain && download)
    edit = { range: within(range, offset, moves.length + download.length), newText: 'download/VERSION' };
  const message = branch ? 'branch' : 'latest';
  return { at, message, moves: nameOf(moves), edit, isClone: false };
}

/** A part of a range of the tree, that moves with it. */
function within(range: TextRange, offset: number, length: number): TextRange {
  const start = range.start + offset;
  return anchorOf(range).range(start, start + length);
}

function nameOf(branch: string): string {
  return branch.replace(/^(?:refs\/heads|branch)\//, '');
}

/** What ADD takes of a repository, without the name of a version. Undefined for what is none. */
export function movingRepository(text: string, range: TextRange, isPlain: boolean): MovingSource | undefined {
  const bare = text.replace(/^["']|["']$/g, '');
  if (!/^(?:(?:https?|ssh|git):\/\/[^\s#?]+\.git(?:[#?]|$)|git:\/\/|git@[\w.-]+:)/i.test(bare))
    return undefined;
  const from = bare.search(/[#?]/);
  if (from < 0) {
    const end = text.replace(/["']$/, '').length;
    const edit = isPlain ? { range: within(range, end, 0), newText: '#VERSION' } : undefined;
    return { at: range, message: 'defaultBranch', moves: '', edit, isClone: false };
  }
  // `#ref:folder`; a query may name `ref`, `branch`, `tag`, `commit` and more besides.
  const name = /^#([^:]*)/.exec(bare.slice(from))?.[1];
  if (name === undefined || !isBranch.test(name)) return undefined;
  const at = isPlain ? within(range, text.indexOf('#') + 1, name.length) : range;
  return {
    at,
    message: 'branch',
    moves: nameOf(name),
    edit: isPlain ? { range: at, newText: 'VERSION' } : undefined,
    isClone: false,
  };
}

/** For `run.once`. */
export function movingSourcesOf(run: RunModel): readonly MovingSource[] {
  const { instruction, commands } = run;
  if (instruction.heredocs.length === 0 && !suspicious.test(instruction.line.text)) return [];
  let isChecked: boolean | undefined;
  return commands.flatMap((command, index) => {
    const { name = '', args } = unwrapCommand(command);
    if (name === 'git') return cloned(args, commands.slice(index + 1)) ?? [];
    if (name === 'cargo') return builtFromRepository(args) ?? [];
    if (name === 'corepack') return prepared(args) ?? [];
    if (!takers.test(name)) return [];
    return args.flatMap((word) => {
      const found = movingAddress(word.text, word.range, isPlain(word));
      if (!found) return [];
      // A file that is no longer the one that was tested stops the build.
      isChecked ??= comparesAnything(run);
      return isChecked ? [] : found;
    });
  });
}

const suspicious = new RegExp(
  `clone|cargo|corepack|releases/latest|refs/heads|/raw/branch/|(?:raw|tent\\.com|archive|codeload|ball)\\S*/${BRANCH}`,
);
const takers =
  /^(?:curl|wget2?|aria2c|axel|invoke-webrequest|iwr|invoke-restmethod|irm|pip[\d.]*|pipx|uv|npm|yarn|pnpm)$/;

function isPlain({ range, text }: ShellWord): boolean {
  return range.end - range.start === text.length;
}

/** `git clone` of what is elsewhere, of no commit and of no tag. */
function cloned(args: readonly ShellWord[], behind: readonly ShellCommand[]): MovingSource | undefined {
  const verb = args[gitVerb(args)];
  if (verb?.text !== 'clone' || checksOut(behind)) return undefined;
  const options = args.slice(args.indexOf(verb) + 1);
  const isRemote = options.some(({ text }) =>
    /^["']?(?:(?:https?|ssh|git):\/\/|[\w.-]+@[\w.-]+:)/.test(text),
  );
  if (!isRemote) return undefined;
  if (options.some(({ text }) => /^(?:-n|--no-checkout|--bare|--mirror|--revision(?:=.*)?)$/.test(text)))
    return undefined;
  const at = options.findIndex(({ text }) => /^(?:-\w*b|--branch)(?:=|$)|^-b./.test(text));
  const option = options[at];
  if (!option) {
    const edit = wordsBehind(verb, '--branch VERSION');
    return { at: verb.range, message: 'defaultBranch', moves: '', edit, isClone: true };
  }
  const joined = /^(?:--branch=|-b)(.+)$/.exec(option.text)?.[1];
  const word = joined === undefined ? options[at + 1] : option;
  const name = (joined ?? word?.value ?? '').replace(/["']/g, '');
  if (!word || !isBranch.test(name)) return undefined;
  const range = isPlain(word) ? within(word.range, word.text.indexOf(name), name.length) : word.range;
  const edit = isPlain(word) ? { range, newText: 'VERSION' } : undefined;
  return { at: range, message: 'branch', moves: nameOf(name), edit, isClone: true };
}

function wordsBehind({ range }: ShellWord, words: string) {
  return { range: within(range, range.end - range.start, 0), newText: ` ${words}` };
}

/** Where the verb of git stands, behind what stands in front of it: `-C folder`, `-c name=value`. */
export function gitVerb(args: readonly ShellWord[]): number {
  let at = 0;
  while (args[at]?.text.startsWith('-')) at += /^-[cC]$/.test(args[at]?.text ?? '') ? 2 : 1;
  return at;
}

/** Whether Git is told to take another commit than the one a clone begins with. */
export function checksOut(commands: readonly ShellCommand[]): boolean {
  return commands.some((command) => {
    const { name = '', args } = unwrapCommand(command);
    const last = args.at(-1)?.value ?? '';
    // The text of `sh -c` and of a script is not looked into.
    if (name !== 'git')
      return command.words.some(({ text }) => /\bgit\b.*\b(?:checkout|reset|switch)\b/s.test(text));
    return /^(?:checkout|reset|switch)$/.test(args[gitVerb(args)]?.text ?? '') && !isBranch.test(last);
  });
}

/** `cargo install --git url` */
function builtFromRepository(args: readonly ShellWord[]): MovingSource | undefined {
  if (!args.some(({ text }) => text === 'install')) return undefined;
  const at = args.findIndex(({ text }) => /^--git(?:=|$)/.test(text));
  const option = args[at];
  const word = option?.text === '--git' ? args[at + 1] : option;
  if (!option || !word || args.some(({ text }) => /^--(?:rev|tag|branch)(?:=|$)/.test(text)))
    return undefined;
  const edit = wordsBehind(word, '--tag VERSION');
  return { at: word.range, message: 'defaultBranch', moves: '', edit, isClone: false };
}

/** `corepack prepare pnpm@latest` */
function prepared(args: readonly ShellWord[]): MovingSource | undefined {
  if (!/^(?:prepare|install|use)$/.test(args[0]?.text ?? '')) return undefined;
  for (const word of args.slice(1)) {
    const tag = /^(?:npm|pnpm|yarn)@(latest|stable|next|berry|canary)$/.exec(word.value ?? '')?.[1];
    if (tag === undefined) continue;
    const at = isPlain(word) ? within(word.range, word.text.indexOf('@') + 1, tag.length) : word.range;
    const edit = isPlain(word) ? { range: at, newText: 'VERSION' } : undefined;
    return { at, message: 'latest', moves: tag, edit, isClone: false };
  }
  return undefined;
}
