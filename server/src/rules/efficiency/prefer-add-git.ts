import { gitSourceFeature } from '../../knowledge/frontendFeatures.ts';
import type { BuildModel, RunModel, Step } from '../../model/types.ts';
import { unwrapCommand } from '../../model/unwrapCommand.ts';
import type { ShellCommand, ShellWord } from '../../syntax/shell/tree.ts';
import { defineRule } from '../rule.ts';
import { runsAs } from '../support/finalUser.ts';
import { isForgiven } from '../support/forgivenCommands.ts';
import { isTooOldFor } from '../support/frontendVersion.ts';
import { keywordLike } from '../support/keywords.ts';
import { gitVerb } from '../support/movingSources.ts';
import { smallEdit } from '../support/smallEdit.ts';

export const preferAddGit = defineRule({
  id: 'prefer-add-git',
  summary: 'A repository is cloned in a RUN',
  why: 'ADD takes a Git repository itself: the image needs no git, the history stays out, and the builder asks the server whether there is something new, where it takes a RUN from its cache for ever.',
  language: 'dockerfile',
  category: 'efficiency',
  severity: 'information',
  preset: 'strict',
  since: '0.1.0',
  equivalents: [{ tool: 'tally', code: 'prefer-add-git', match: 'narrower' }],
  references: ['https://docs.docker.com/reference/dockerfile/#adding-files-from-a-git-repository'],
  concerns: { keywords: ['RUN'], text: /\bgit\b[^\n]*\bclone\b/ },
  messages: {
    cloned:
      'ADD can fetch this repository: without git in the image, without the history, and anew when it has changed.',
  },
  fixes: {
    toAdd: { title: 'Change to ADD', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, steps, report }) {
    if (model.frontend.isCustom || isTooOldFor(model, gitSourceFeature)) return;
    for (const step of steps) {
      const clones = step.run?.once(plainClones) ?? [];
      if (clones.length === 0 || isRepositoryUsedBelow(step, model)) continue;
      for (const clone of clones) {
        const edit = toAdd(step, clone, model);
        report({
          at: clone.program.range,
          message: 'cloned',
          fixes: edit && [{ fix: 'toAdd', edits: [edit] }],
        });
      }
    }
  },
});

interface Clone {
  readonly command: ShellCommand;
  readonly program: ShellWord;
  readonly url: ShellWord;
  readonly directory: ShellWord | undefined;
  readonly branch: string | undefined;
}

/** Clones of public repositories in a RUN that needs git for nothing else. */
function plainClones(run: RunModel): readonly Clone[] {
  if (run.mounts.some(({ type }) => type !== 'cache' && type !== 'tmpfs')) return [];
  const calls = run.commands.filter((command) => unwrapCommand(command).name === 'git');
  // ADD knows no conditions, and stops the build where there is no such repository.
  const clones = calls.map((command) =>
    command.conditional || isForgiven(command, run) ? undefined : cloneOf(command),
  );
  return clones.every((clone) => clone !== undefined) ? clones : [];
}

/** A RUN below asks git for something in what is cloned: ADD leaves the history and the branches out. */
function isRepositoryUsedBelow({ instruction, stage }: Step, model: BuildModel): boolean {
  return (stage?.instructionsWith('RUN') ?? []).some(
    (one) =>
      one.range.start > instruction.range.start && (model.stepOf(one).run?.once(usesRepository) ?? false),
  );
}

/** In a repository that it does not clone itself. */
function usesRepository({ commands }: RunModel): boolean {
  const verbs = commands.flatMap((command) => {
    const { name, args } = unwrapCommand(command);
    return name === 'git' ? [args[gitVerb(args)]?.value ?? ''] : [];
  });
  return !verbs.includes('clone') && verbs.some((verb) => inRepository.test(verb));
}

const inRepository =
  /^(?:am|bisect|branch|checkout|cherry-pick|clean|describe|diff|fetch|lfs|log|merge|pull|rebase|remote|reset|restore|rev-list|rev-parse|revert|show|status|submodule|switch|tag|worktree)$/;

/** Undefined with options that ADD has nothing for. */
function cloneOf(command: ShellCommand): Clone | undefined {
  const { program, args } = unwrapCommand(command);
  const [verb, ...rest] = args;
  if (!program || verb?.value !== 'clone') return undefined;
  const operands: ShellWord[] = [];
  let branch: string | undefined;
  for (let i = 0; i < rest.length; i++) {
    const word = rest[i];
    if (!word) continue;
    const { text } = word;
    if (/^(?:-b|--branch)$/.test(text)) branch = rest[++i]?.text;
    else if (/^--branch=/.test(text)) branch = text.slice('--branch='.length);
    else if (/^(?:--depth|-j|--jobs)$/.test(text)) i++;
    else if (plainOption.test(text)) continue;
    else if (text.startsWith('-')) return undefined;
    else operands.push(word);
  }
  const [url, directory, more] = operands;
  if (!url || more || !/^["']?https?:\/\/[\w.-]+\/./.test(url.text) || /@/.test(url.text)) return undefined;
  return { command, program, url, directory, branch };
}

const plainOption =
  /^(?:--depth=\d+|--(?:no-)?single-branch|--no-tags|-q|--quiet|--progress|-v|--verbose|--recurs(?:e-submodules|ive)|--shallow-submodules|-j\d+|--jobs=\d+|--filter=\S+)$/;

/** Where the clone is all that the RUN does, and all its words mean the same to the builder. */
function toAdd(step: Step, { command, url, directory, branch }: Clone, model: BuildModel) {
  const { instruction, run, before, scripts } = step;
  const isAll =
    run?.form === 'shell' &&
    run.commands.length === 1 &&
    scripts[0]?.body[0]?.items.length === 1 &&
    scripts[0].comments.length === 0 &&
    command.redirects.length === 0 &&
    command.assignments.length === 0 &&
    instruction.flags.length === 0 &&
    instruction.comments.length === 0 &&
    unwrapCommand(command).wrappers.length === 0;
  if (!isAll || runsAs(before) === 'unprivileged') return undefined;
  const address = bare(url.text);
  const name = /\/([\w.-]+?)(?:\.git)?\/?$/.exec(address)?.[1];
  const target = directory ? bare(directory.text) : name;
  const reference = branch === undefined ? undefined : bare(branch);
  if (target === undefined) return undefined;
  // What the shell sets, the builder does not know.
  const isKnown = (word: string) => /^[\w./:${}+-]+$/.test(word) && !!step.expand(word).value;
  if (![address, target, ...(reference === undefined ? [] : [reference])].every(isKnown)) return undefined;
  const source = `${address.replace(/\/$/, '').replace(/\.git$/, '')}.git${reference === undefined ? '' : `#${reference}`}`;
  return smallEdit(
    model.tree.text,
    instruction.head,
    `${keywordLike(instruction, 'ADD')} ${source} ${target}`,
  );
}

function bare(text: string): string {
  return text.replace(/^(["'])(.*)\1$/s, '$2');
}
