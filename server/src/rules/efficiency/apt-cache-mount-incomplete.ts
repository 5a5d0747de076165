import type { BuildModel, Mount, Stage, Step } from '../../model/types.ts';
import type { TextEdit } from '../../text/edit.ts';
import { lineBreakOf } from '../../text/lines.ts';
import { defineRule } from '../rule.ts';
import { keepsArchives, keepsArchivesCommand } from '../support/aptArchives.ts';
import { aptManagers } from '../support/packageCalls.ts';
import { isBourne } from '../support/shellState.ts';

export const aptCacheMountIncomplete = defineRule({
  id: 'apt-cache-mount-incomplete',
  summary: 'A cache mount for apt keeps nothing, or is not locked',
  why: 'The Debian and Ubuntu images delete every archive right after its installation (/etc/apt/apt.conf.d/docker-clean), so that a cache mount stays empty. And apt wants its folders for itself: two builds at once fail on its locks unless one waits for the other.',
  language: 'dockerfile',
  category: 'efficiency',
  severity: 'information',
  preset: 'recommended',
  since: '0.1.0',
  references: ['https://docs.docker.com/reference/dockerfile/#example-cache-apt-packages'],
  concerns: { keywords: ['RUN'], text: /mount/i },
  stepwise: true,
  messages: {
    staysEmpty:
      'This cache stays empty: the image deletes archives once they are installed. Remove /etc/apt/apt.conf.d/docker-clean first.',
    notLocked:
      'Two builds that use this cache at once fail on the locks of apt. Add sharing=locked, so that one waits for the other.',
  },
  fixes: {
    removeClean: {
      title: 'Remove /etc/apt/apt.conf.d/docker-clean at the start of this RUN',
      safety: 'unsafe',
      availability: 'sometimes',
    },
    lock: { title: 'Add sharing=locked', safety: 'unsafe', availability: 'always' },
  },
  check({ model, steps, report }) {
    for (const step of steps) {
      const { run, stage } = step;
      if (!stage || !run || run.mounts.length === 0) continue;
      if (!run.packageCommands.some(({ manager }) => aptManagers.includes(manager))) continue;
      const mounts = run.mounts.filter(isAptCache);
      for (const mount of mounts) {
        const { flag } = mount;
        if (mount.options.has('sharing') || !flag.valueRange) continue;
        // A value in quotes ends before its quote.
        const end = /["']$/.test(flag.rawValue?.text ?? '') ? flag.range.end - 1 : flag.range.end;
        const edits = [{ range: { start: end, end }, newText: ',sharing=locked' }];
        report({ at: flag.range, message: 'notLocked', fixes: [{ fix: 'lock', edits }] });
      }
      const archives = mounts.find(({ target }) =>
        /^\/var\/cache(?:\/apt(?:\/archives)?)?\/?$/.test(target ?? ''),
      );
      if (!archives || !installs(step) || !deletesArchives(stage) || keepsArchives(step, model)) continue;
      const edits = firstCommand(step, keepsArchivesCommand, model);
      report({
        at: archives.flag.range,
        message: 'staysEmpty',
        fixes: edits && [{ fix: 'removeClean', edits }],
      });
    }
  },
});

function isAptCache({ type, target }: Mount): boolean {
  return type === 'cache' && /^\/var\/(?:cache\/apt|lib\/apt)(?:\/|$)/.test(target ?? '');
}

function installs({ run }: Step): boolean {
  return (
    run?.packageCommands.some(
      ({ manager, action }) =>
        aptManagers.includes(manager) && (action === 'install' || action === 'upgrade'),
    ) === true
  );
}

/** The official images, and what is made from them, do. */
function deletesArchives({ base }: Stage): boolean {
  const { distribution } = base.facts;
  return distribution === 'debian' || distribution === 'ubuntu';
}

/** A command in front of all others of a RUN. */
function firstCommand(
  { run, instruction }: Step,
  command: string,
  model: BuildModel,
): TextEdit[] | undefined {
  const script = run?.scripts[0];
  const first = script?.script.body[0]?.items[0];
  if (!script || !first || !isBourne(script.script.dialect, model) || script.script.errors.length > 0)
    return undefined;
  const { start } = first.range;
  const range = { start, end: start };
  if (!script.heredoc)
    return instruction.heredocs.length > 0 ? undefined : [{ range, newText: `${command} && ` }];
  const { text } = model.tree;
  const indent = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  if (!/^[ \t]*$/.test(indent)) return undefined;
  return [{ range, newText: `${command}${lineBreakOf(text)}${indent}` }];
}
