import { flagFeature } from '../../knowledge/frontendFeatures.ts';
import type { BuildModel, RunModel, Stage, Step } from '../../model/types.ts';
import { unwrapCommand } from '../../model/unwrapCommand.ts';
import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import { defineRule } from '../rule.ts';
import { isUnknownPath, workdirOf } from '../support/containerPaths.ts';
import { type ContextCopy, contextCopyOf, landingOf, landsAt, takenBy } from '../support/contextCopies.ts';
import { dependencyCallOf } from '../support/dependencyCalls.ts';
import { mayChangeFile } from '../support/fileChanges.ts';
import { isTooOldFor } from '../support/frontendVersion.ts';
import { mayBeOnWindows } from '../support/onWindows.ts';
import { linesMovedTo } from '../support/removeInstruction.ts';
import { mountEdit } from '../support/secretMounts.ts';

export const preferBindMount = defineRule({
  id: 'prefer-bind-mount',
  summary: 'Files are copied for one install alone',
  why: 'A bind mount shows files of the build context to one RUN, without a layer and a step of their own. Here they are copied, read by the install, and copied again with all others.',
  language: 'dockerfile',
  category: 'efficiency',
  severity: 'information',
  preset: 'strict',
  since: '0.1.0',
  equivalents: [{ tool: 'tally', code: 'ruby/prefer-gemfile-bind-mounts', match: 'narrower' }],
  references: [
    'https://docs.docker.com/build/cache/optimize/#use-bind-mounts',
    'https://docs.docker.com/reference/dockerfile/#run---mounttypebind',
  ],
  concerns: { keywords: ['COPY'] },
  messages: {
    once: 'Only {command} needs these files before the rest is copied. RUN --mount=type=bind shows them to it, without a layer.',
  },
  fixes: {
    mount: { title: 'Mount them in the RUN instead', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, steps, report }) {
    if (model.frontend.isCustom || isTooOldFor(model, flagFeature('RUN', 'mount'))) return;
    for (const step of steps) {
      const { instruction, stage } = step;
      if (instruction.name !== 'COPY' || instruction.isTrigger || !stage) continue;
      const copy = contextCopyOf(instruction, model);
      if (!copy?.sources.every((source) => manifests.test(source))) continue;
      const install = installBehind(copy, stage, model);
      if (!install || mayBeOnWindows(stage, step.before, model)) continue;
      const edits = mountEdits(copy, install.step, model);
      report({
        at: instruction.keyword.range,
        message: 'once',
        values: { command: install.name },
        related: [{ range: install.step.instruction.keyword.range, message: 'The install' }],
        fixes: edits && [{ fix: 'mount', edits }],
      });
    }
  },
});

const manifests =
  /(?:^|\/)(?:package(?:-lock)?\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|\.npmrc|requirements[\w.-]*\.txt|constraints[\w.-]*\.txt|pyproject\.toml|uv\.lock|poetry\.lock|Pipfile(?:\.lock)?|go\.(?:mod|sum)|Gemfile(?:\.lock)?|\.ruby-version|composer\.(?:json|lock))$/;

/**
 * The one RUN behind a COPY that installs what its files list, where a later COPY of the stage brings them again to the
 * same places, and no other RUN stands in between.
 */
function installBehind(copy: ContextCopy, stage: Stage, model: BuildModel) {
  const all = stage.instructions;
  const behind = all.slice(all.indexOf(copy.instruction) + 1);
  let run: Instruction | undefined;
  for (const instruction of behind) {
    if (instruction.name === 'ONBUILD') return undefined;
    if (instruction.name === 'RUN') {
      if (run) return undefined;
      run = instruction;
    }
    const later = run && contextCopyOf(instruction, model);
    if (!run || !later || !bringsAll(later, copy, model)) continue;
    const step = model.stepOf(run);
    const name = installOf(step);
    if (name === undefined || copy.sources.some((source) => isChanged(source, step))) return undefined;
    return { step, name };
  }
  return undefined;
}

/** `sed -i … requirements.txt`, `poetry lock` in front of the install: what is mounted cannot be written to. */
function isChanged(source: string, { run }: Step): boolean {
  if (!run) return false;
  return run.once(locksAnew) || mayChangeFile(run, source.slice(source.lastIndexOf('/') + 1));
}

/** By a command that writes the manifest or the lock file without a word of it. */
function locksAnew({ commands }: RunModel): boolean {
  return commands.some((command) => {
    const { name = '', args } = unwrapCommand(command);
    const words = args.filter(({ text }) => !text.startsWith('-'));
    return lockers.test([name, ...words.slice(0, 2).map(({ text }) => text)].join(' '));
  });
}

const lockers =
  /^(?:(?:poetry|uv|pdm|pipenv|bundle|npm|yarn|pnpm) (?:lock|add|remove|update|upgrade|version|pkg)|go (?:get|mod (?:tidy|edit|init))|composer (?:require|update|remove))(?: |$)/;

function bringsAll(later: ContextCopy, copy: ContextCopy, model: BuildModel): boolean {
  return copy.sources.every((source) => {
    const landing = landingOf(copy, source, model);
    return landing !== undefined && takenBy(later, source, model).some((taken) => landsAt(taken, landing));
  });
}

/** An install that leaves its manifests as they are: a mount is there for reading. */
function installOf(step: Step): string | undefined {
  const calls = (step.run?.packageCommands ?? []).flatMap((call) => {
    const found = dependencyCallOf(call, workdirOf(step));
    return found && !found.isWide ? found : [];
  });
  const [first, second] = calls;
  if (!first || second) return undefined;
  const { call, name } = first;
  const isLocked = call.hasOption(
    '--frozen-lockfile',
    '--immutable',
    '--locked',
    '--frozen',
    '--deploy',
    '--no-lockfile',
  );
  const reads =
    /^(?:pip|go|bundle|composer|poetry)$/.test(call.manager) ||
    (call.manager === 'npm' && call.verb?.value === 'ci');
  return reads || isLocked ? name : undefined;
}

function mountEdits(copy: ContextCopy, { instruction: run }: Step, model: BuildModel) {
  const { instruction } = copy;
  if (instruction.flags.some(({ name }) => name !== 'link') || instruction.comments.length > 0)
    return undefined;
  const mounts: string[] = [];
  for (const source of copy.sources) {
    const target = landingOf(copy, source, model);
    if (target === undefined || isUnknownPath(target) || !/^[\w./@+-]+$/.test(`${source}${target}`))
      return undefined;
    mounts.push(`type=bind,source=${source},target=${target}`);
  }
  const removed = linesMovedTo(model.tree, instruction, run);
  if (removed.length === 0) return undefined;
  // The first of them, and the flags of the others behind it.
  return [...removed, mountEdit(run, mounts.join(' --mount='))];
}
