import type { PackageCommand, Step } from '../../model/types.ts';
import { enumeratedUpTo } from '../../text/counts.ts';
import { sortEdits, type TextEdit } from '../../text/edit.ts';
import { defineRule } from '../rule.ts';
import { wordBehind } from '../support/insertOption.ts';
import { callRange, callsOf, isOwnRoot } from '../support/packageCalls.ts';
import { finalLayers } from '../support/stageOrder.ts';

export const apkVirtual = defineRule({
  id: 'apk-virtual',
  summary: 'Build dependencies of apk without a virtual package, or left in the image',
  why: 'With `apk add --virtual .build-deps`, packages that only the build needs have one name, and `apk del .build-deps` at the end of the same RUN removes them all. A list that is written twice is soon two lists, and what stays makes the image larger.',
  language: 'dockerfile',
  category: 'efficiency',
  severity: 'information',
  preset: 'strict',
  since: '0.1.0',
  equivalents: [{ tool: 'dockerfilelint', code: 'apkadd-missing-virtual', match: 'broader' }],
  yieldsTo: ['build-tools-in-final-stage'],
  references: [
    'https://wiki.alpinelinux.org/wiki/Alpine_Package_Keeper#Virtual_packages',
    'https://docs.docker.com/build/building/best-practices/#dont-install-unnecessary-packages',
  ],
  concerns: { keywords: ['RUN'], text: /apk/i },
  messages: {
    deletedByName:
      'The end of this RUN deletes these packages again, one by one. Give them a name with --virtual .build-deps, and delete that.',
    someDeleted:
      'This RUN deletes {names} again, one by one, and keeps the others. Add them in an `apk add` of their own, in the same RUN, with --virtual .build-deps, and delete that.',
    leftInImage:
      'Only a build needs {name}, and it stays in the image. Install it with --virtual .build-deps and delete that at the end of the RUN, or build in a stage of its own.',
  },
  fixes: {
    useVirtual: { title: 'Use --virtual .build-deps', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, steps, report }) {
    const calls = callsOf(steps, ['apk']);
    if (calls.length === 0) return;
    const stages = finalLayers(model);
    const isDeleted = deletions(calls.map(({ call }) => call));
    for (const { step, call } of calls) {
      if (call.action !== 'install' || !isOwnRoot(call) || call.hasOption('--virtual')) continue;
      const deletion = deletionOf(step, call);
      if (deletion) {
        const edits = virtualEdits(step, call, deletion.call, model.tree.text);
        const fixes = edits && [{ fix: 'useVirtual' as const, edits }];
        const at = callRange(call, model.tree.text);
        const { shared } = deletion;
        if (call.packages.every(({ name }) => name !== undefined && shared.has(name))) {
          report({ at, message: 'deletedByName', fixes });
        } else report({ at, message: 'someDeleted', values: { names: enumeratedUpTo(4, [...shared]) } });
      } else if (step.stage && stages.has(step.stage) && !step.instruction.isTrigger) {
        const left = call.packages.find(
          ({ name }) => name !== undefined && isForBuild(name) && !isDeleted(name),
        );
        if (left) report({ at: left.word.range, message: 'leftInImage', values: { name: left.name ?? '' } });
      }
    }
  },
});

/** Headers and compilers. `make` and `git` are of use to programs as well. */
function isForBuild(name: string): boolean {
  return /-dev$|^(?:build-base|alpine-sdk|gcc|g\+\+|clang|linux-headers|autoconf|automake|libtool)$/.test(
    name,
  );
}

function deletions(calls: readonly PackageCommand[]): (name: string) => boolean {
  const deleted = new Set(
    calls.flatMap(({ action, packages }) => (action === 'remove' ? packages.map(({ name }) => name) : [])),
  );
  return (name) => deleted.has(name) || [...deleted].some((one) => one?.startsWith('.'));
}

interface Deletion {
  readonly call: PackageCommand;
  /** What the install has added. */
  readonly shared: ReadonlySet<string>;
}

/** The only later `apk del` of the RUN, when it deletes something of this install. */
function deletionOf({ run }: Step, add: PackageCommand): Deletion | undefined {
  const later = run?.packageCommands.filter(
    (call) =>
      call.manager === 'apk' &&
      call.action === 'remove' &&
      call.command.range.start > add.command.range.start,
  );
  const [first] = later ?? [];
  if (!first || later?.length !== 1) return undefined;
  const added = new Set(add.packages.map(({ name }) => name));
  const shared = new Set(
    first.packages.flatMap(({ name }) => (name !== undefined && added.has(name) ? name : [])),
  );
  return shared.size >= 2 ? { call: first, shared } : undefined;
}

/** Only where all that is added is deleted, and nothing else is. */
function virtualEdits(
  { run }: Step,
  add: PackageCommand,
  deletion: PackageCommand,
  text: string,
): readonly TextEdit[] | undefined {
  const names = (call: PackageCommand) =>
    [...new Set(call.packages.map(({ name }) => name))].sort().join(' ');
  const [first] = deletion.packages;
  const last = deletion.packages.at(-1);
  if (!first || !last || names(add) !== names(deletion) || run?.form === 'exec') return undefined;
  const range = { start: first.word.range.start, end: last.word.range.end };
  if (/#|-/.test(text.slice(range.start, range.end).replace(/[\w]-/g, ''))) return undefined;
  const option = wordBehind(add.verb ?? add.program, '--virtual .build-deps', text, false);
  return sortEdits([option, { range, newText: '.build-deps' }]);
}
