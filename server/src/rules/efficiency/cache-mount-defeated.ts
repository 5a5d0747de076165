import type { BuildModel, Mount, PackageCommand, Step } from '../../model/types.ts';
import { unwrapCommand } from '../../model/unwrapCommand.ts';
import type { ShellCommand, ShellWord } from '../../syntax/shell/tree.ts';
import type { TextEdit } from '../../text/edit.ts';
import type { TextRange } from '../../text/range.ts';
import { defineRule } from '../rule.ts';
import { accountsUpTo } from '../support/createdAccounts.ts';
import { runsAs } from '../support/finalUser.ts';
import { topLevel } from '../support/insertLine.ts';
import { emptyingWords, type MountedCache, mountedCachesOf } from '../support/mountedCaches.ts';
import { mayBeOnWindows } from '../support/onWindows.ts';
import { callRange, isOwnRoot } from '../support/packageCalls.ts';
import { removalOf } from '../support/removeCommand.ts';
import { withoutOne } from '../support/removeWord.ts';

export const cacheMountDefeated = defineRule({
  id: 'cache-mount-defeated',
  summary: 'A RUN empties the cache that it mounts, passes by it, or cannot write to it',
  why: 'What lies in a cache mount is no part of the image: to clean it up makes no layer smaller, and takes the downloads from the next build that the mount is there to keep. An option that switches the cache off does the same.',
  language: 'dockerfile',
  category: 'efficiency',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  references: [
    'https://docs.docker.com/build/cache/optimize/#use-cache-mounts',
    'https://docs.docker.com/reference/dockerfile/#run---mounttypecache',
  ],
  concerns: { keywords: ['RUN'], text: /mount/i },
  stepwise: true,
  messages: {
    empties:
      'This empties the cache mounted over {target}, which is no part of the image anyway: the next build finds nothing in it. Leave it out.',
    passesBy: 'With {option} {manager} passes by the cache mounted over {target}. Leave it out.',
    passesByIndex:
      'With --no-cache apk passes by the cache mounted over {target}. With --update-cache it fetches the index anew as well, and uses the cache.',
    switchedOff:
      '{variable} makes {manager} pass by this cache. Unset it for this RUN, or leave the mount out.',
    notWritable: 'A new cache belongs to root, and {user} cannot write to it. Give it an owner with uid=.',
  },
  fixes: {
    keep: { title: 'Keep the cache', safety: 'unsafe', availability: 'sometimes' },
    dropOption: { title: 'Remove {option}', safety: 'unsafe', availability: 'sometimes' },
    updateCache: { title: 'Change to --update-cache', safety: 'unsafe', availability: 'always' },
    addOwner: { title: 'Add uid={uid}', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, steps, report }) {
    for (const step of steps) {
      const { run, stage } = step;
      if (!run?.mounts.some(({ type }) => type === 'cache')) continue;
      if (stage && mayBeOnWindows(stage, step.before, model)) continue;
      for (const mount of run.mounts) {
        const user = ownerMissing(mount, step, model);
        if (user === undefined) continue;
        const uid = uidOf(user, step, model);
        const edits = uid === undefined ? undefined : ownerEdit(mount, uid);
        const fixes = uid !== undefined && edits && [{ fix: 'addOwner' as const, values: { uid }, edits }];
        report({ at: mount.flag.range, message: 'notWritable', values: { user }, fixes: fixes || undefined });
      }
      // One cache may be at several paths.
      const told = new Set<number>();
      const isNew = ({ start }: TextRange) => !told.has(start) && told.add(start);
      const caches = mountedCachesOf(step);
      for (const { at, mount, edits } of emptiers(caches, step, model)) {
        const fixes = edits && [{ fix: 'keep' as const, edits }];
        const related = [{ range: mount.flag.range, message: 'The cache is mounted here' }];
        report({ at, message: 'empties', values: { target: mount.target ?? '' }, related, fixes });
      }
      for (const mounted of caches) {
        const { cache, mount } = mounted;
        const { target = '' } = mount;
        const related = [{ range: mount.flag.range, message: 'The cache is mounted here' }];
        for (const call of downloads(mounted, step)) {
          for (const option of call.options.filter(({ text }) => cache.options?.includes(text))) {
            const at = option.range;
            if (!isNew(at)) continue;
            if (call.manager === 'apk') {
              const newText = run.form === 'exec' ? '"--update-cache"' : '--update-cache';
              const fixes = [{ fix: 'updateCache' as const, edits: [{ range: at, newText }] }];
              report({ at, message: 'passesByIndex', values: { target }, related, fixes });
            } else {
              const values = { option: option.text, manager: call.manager, target };
              const edit =
                run.form === 'exec' ? undefined : withoutOne(call.command.words, option, model.tree);
              const fixes = edit && [
                { fix: 'dropOption' as const, values: { option: option.text }, edits: [edit] },
              ];
              report({ at, message: 'passesBy', values, related, fixes });
            }
          }
        }
        const variable = switchOf(mounted, step);
        if (variable !== undefined && isNew(mount.flag.range)) {
          const values = { variable, manager: cache.managers[0] ?? '' };
          report({ at: mount.flag.range, message: 'switchedOff', values });
        }
      }
    }
  },
});

/** The calls of its managers that fill a cache. */
function downloads({ cache }: MountedCache, { run }: Step): readonly PackageCommand[] {
  return (run?.packageCommands ?? []).filter(
    (call) => cache.managers.includes(call.manager) && isOwnRoot(call) && fills.has(call.action),
  );
}

const fills: ReadonlySet<string> = new Set(['install', 'update', 'upgrade', 'download', 'run']);

interface Emptier {
  readonly at: TextRange;
  readonly mount: Mount;
  readonly edits: readonly TextEdit[] | undefined;
}

/** What is run for certain, behind what has filled a cache. */
function emptiers(caches: readonly MountedCache[], step: Step, model: BuildModel): Emptier[] {
  const { run, instruction } = step;
  const outer = topLevel(model.tree, instruction);
  const calls = new Map(run?.packageCommands.map((call) => [call.command, call]));
  const removal = (command: ShellCommand): readonly TextEdit[] | undefined => {
    const edit = run?.form === 'exec' ? undefined : removalOf(step, outer, command, model);
    return edit && [edit];
  };
  return (run?.commands ?? []).flatMap((command): Emptier[] => {
    if (command.conditional || command.context === 'function') return [];
    const filled = caches.filter((mounted) =>
      downloads(mounted, step).some((call) => call.command.range.start < command.range.start),
    );
    const call = calls.get(command);
    if (call) {
      const emptied = filled.find(
        ({ cache }) => cache.managers.includes(call.manager) && cache.empties?.(call),
      );
      if (!emptied) return [];
      return [{ at: callRange(call, model.tree.text), mount: emptied.mount, edits: removal(command) }];
    }
    const words = new Map<ShellWord, { readonly mount: Mount; readonly isAll: boolean }>();
    for (const mounted of filled) {
      for (const { word, isAll } of emptyingWords(command, mounted, step)) {
        if (!words.has(word)) words.set(word, { mount: mounted.mount, isAll });
      }
    }
    const operands = unwrapCommand(command).args.filter(({ text }) => !text.startsWith('-'));
    const [first] = words.values();
    if (first && operands.length === words.size) {
      const isAll = [...words.values()].every((one) => one.isAll);
      return [{ at: command.range, mount: first.mount, edits: isAll ? removal(command) : undefined }];
    }
    return [...words].map(([word, { mount, isAll }]) => {
      const edit = isAll ? withoutOne(command.words, word, model.tree) : undefined;
      return { at: word.range, mount, edits: edit && [edit] };
    });
  });
}

/** A variable of the image that switches the cache off for a RUN that says nothing of it. */
function switchOf(mounted: MountedCache, step: Step): string | undefined {
  if (downloads(mounted, step).length === 0) return undefined;
  const { line, heredocs } = step.instruction;
  return Object.entries(mounted.cache.switches ?? {}).find(([name, isOff]) => {
    const set = step.before.env(name);
    const isSaid = line.text.includes(name) || heredocs.some(({ content }) => content.includes(name));
    return set.kind === 'defined' && set.value !== undefined && !isOff.test(set.value) && !isSaid;
  })?.[0];
}

/** Who runs a RUN and has no right to write to a mount, that belongs to root unless it is told otherwise. */
function ownerMissing({ type, options, target }: Mount, step: Step, model: BuildModel): string | undefined {
  const { run, before } = step;
  const user = before.user.value?.replace(/:.*$/, '');
  if (type !== 'cache' || !run || user === undefined || runsAs(before) !== 'unprivileged') return undefined;
  // What is mounted of another stage has the owner that it has there.
  if (['uid', 'gid', 'mode', 'from', 'ro', 'readonly'].some((name) => options.has(name))) return undefined;
  if (target === undefined || user.includes('$')) return undefined;
  if (run.commands.some((command) => escalates(command))) return undefined;
  const id = options.get('id') ?? target;
  const isOpened = model
    .stepsWith('RUN')
    .some(
      ({ run: other, instruction }) =>
        other?.mounts.some(
          (mount) => mount.type === 'cache' && (mount.options.get('id') ?? mount.target) === id,
        ) &&
        /\b(?:chown|chmod|install)\b/.test(instruction.args.text) &&
        other.commands.some(({ name }) => name === 'chown' || name === 'chmod'),
    );
  return isOpened ? undefined : user;
}

function escalates(command: ShellCommand): boolean {
  const { wrappers, name } = unwrapCommand(command);
  return (
    name === undefined ||
    [...wrappers, name].some((one) => /^(?:sudo|su|doas|gosu|runuser|su-exec)$/.test(one))
  );
}

function uidOf(user: string, { stage }: Step, model: BuildModel): string | undefined {
  if (/^\d+$/.test(user)) return user;
  if (!stage) return undefined;
  const account = accountsUpTo(stage, model).find(({ name }) => name === user);
  if (account) return account.number;
  return user === 'node' && stage.base.root.facts.family === 'node' ? '1000' : undefined;
}

function ownerEdit({ flag }: Mount, uid: string): readonly TextEdit[] | undefined {
  if (!flag.valueRange) return undefined;
  // A value in quotes ends before its quote.
  const end = /["']$/.test(flag.rawValue?.text ?? '') ? flag.range.end - 1 : flag.range.end;
  return [{ range: { start: end, end }, newText: `,uid=${uid}` }];
}
