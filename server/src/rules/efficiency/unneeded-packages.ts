import { convenienceTool } from '../../knowledge/convenienceTools.ts';
import type { BuildModel, PackageCommand, Step } from '../../model/types.ts';
import { defineRule } from '../rule.ts';
import { aptManagers, callsOf, isOwnRoot } from '../support/packageCalls.ts';
import { withoutOne } from '../support/removeWord.ts';
import { finalLayers } from '../support/stageOrder.ts';

export const unneededPackages = defineRule({
  id: 'unneeded-packages',
  summary: 'Editor or debugging tool installed in the final image',
  why: 'Editors, monitors and debuggers are for people, and the container runs a program. They make the image larger, need updates of their own, and help whoever breaks in. `docker debug`, or a container beside it, brings them when they are needed.',
  language: 'dockerfile',
  category: 'efficiency',
  severity: 'information',
  preset: 'strict',
  since: '0.1.0',
  references: [
    'https://docs.docker.com/build/building/best-practices/#dont-install-unnecessary-packages',
    'https://docs.docker.com/reference/cli/docker/debug/',
  ],
  concerns: { keywords: ['RUN'], text: /apt|apk|yum|dnf|zypper|pacman/i },
  stepwise: true,
  messages: {
    unneeded:
      '{name} is for people who look around in a container, and nothing in this file uses it. Leave it out of the image.',
  },
  fixes: {
    remove: { title: 'Do not install {name}', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, steps, report }) {
    const stages = finalLayers(model);
    for (const { step, call } of callsOf(steps, managers)) {
      if (call.action !== 'install' || !isOwnRoot(call) || !step.stage || !stages.has(step.stage)) continue;
      for (const { word, name, kind } of call.packages) {
        const programs = name !== undefined && kind === 'package' ? convenienceTool(name) : undefined;
        if (name === undefined || !programs || isRemovedLater(step, call, name)) continue;
        if (mentions(model, model.wholeText, programs)) continue;
        const edit = call.packages.length > 1 ? withoutOne(call.command.words, word, model.tree) : undefined;
        report({
          at: word.range,
          message: 'unneeded',
          values: { name },
          fixes: edit && [{ fix: 'remove', values: { name }, edits: [edit] }],
        });
      }
    }
  },
});

const managers = [...aptManagers, 'apk', 'yum', 'dnf', 'microdnf', 'tdnf', 'zypper', 'pacman'];

/** Whether a program is named anywhere but where a package of that name is installed: as a command, an editor, a pager. */
function mentions(model: BuildModel, text: string, programs: readonly string[]): boolean {
  const installs = model.once(installedNames);
  const counts = model.once(newCounts);
  return programs.some((program) => {
    let all = counts.get(program);
    if (all === undefined) {
      all = text.split(new RegExp(`(?<![\\w.-])${program}(?![\\w-])`)).length - 1;
      counts.set(program, all);
    }
    return all > (installs.get(program) ?? 0);
  });
}

/** How often the file names a program: counted once, however many install it. */
function newCounts(): Map<string, number> {
  return new Map();
}

/** How often a package of each name is installed. */
function installedNames(model: BuildModel): ReadonlyMap<string, number> {
  const names = new Map<string, number>();
  for (const { call } of callsOf(model.stepsWith('RUN'), managers)) {
    if (call.action !== 'install') continue;
    for (const { name } of call.packages) {
      if (name !== undefined) names.set(name, (names.get(name) ?? 0) + 1);
    }
  }
  return names;
}

/** Whether the RUN removes the package again, or may: a variable or a pattern names who knows what. */
function isRemovedLater({ run }: Step, install: PackageCommand, removed: string): boolean {
  return (
    run?.packageCommands.some(
      (call) =>
        call.action === 'remove' &&
        call.command.range.start > install.command.range.start &&
        (call.packages.length === 0
          ? install.hasOption('-t', '--virtual')
          : call.packages.some(
              ({ name, word }) => name === removed || word.expands || /[*?]/.test(word.text),
            ) ||
            install.optionValues('-t').some((value) => call.packages.some(({ name }) => name === value))),
    ) ?? false
  );
}
