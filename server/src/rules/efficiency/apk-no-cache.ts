import type { BuildModel, PackageCommand, RunModel, Step } from '../../model/types.ts';
import { unwrapCommand } from '../../model/unwrapCommand.ts';
import { sortEdits } from '../../text/edit.ts';
import { defineRule } from '../rule.ts';
import { addedOption, wordBehind } from '../support/insertOption.ts';
import { isMountedOver, lastEmptied } from '../support/layerPaths.ts';
import { callRange, isOwnRoot, usesManager } from '../support/packageCalls.ts';
import { clearsIndex, readsIndex } from '../support/packageIndex.ts';
import { removalOf } from '../support/removeCommand.ts';

export const apkNoCache = defineRule({
  id: 'apk-no-cache',
  summary: 'Package index of apk stays in the layer',
  why: 'The index that apk downloads is of no use to the image and outdated soon. With `--no-cache`, apk fetches a fresh one, installs from it and keeps nothing; an `apk update` before it is then needless.',
  language: 'dockerfile',
  category: 'efficiency',
  severity: 'information',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
    { tool: 'hadolint', code: 'DL3019', match: 'same' },
    { tool: 'sonar', code: 'S6587', match: 'narrower' },
    { tool: 'trivy', code: 'DS-0025', match: 'same' },
    { tool: 'semgrep', code: 'missing-apk-no-cache', match: 'related' },
    { tool: 'kics', code: 'Apk-Add-Using-Local-Cache', match: 'related' },
    { tool: 'dockerfilelint', code: 'apkadd-missing_nocache_or_updaterm', match: 'narrower' },
    { tool: 'dockle', code: 'DKL-DI-0004', match: 'related' },
    { tool: 'parfum', code: 'apkAddUseNoCache', match: 'narrower' },
  ],
  references: [
    'https://wiki.alpinelinux.org/wiki/Alpine_Package_Keeper',
    'https://github.com/gliderlabs/docker-alpine/blob/master/docs/usage.md#disabling-cache',
  ],
  concerns: { keywords: ['RUN'], text: /apk/i },
  messages: {
    cached:
      'Without --no-cache, the package index stays in the layer. Add it: apk then fetches a fresh index and keeps none.',
    cachedAfterUpdate:
      'Without --no-cache, the package index stays in the layer. Add it, and leave the `apk update` out: apk then fetches a fresh index and keeps none.',
    needlessUpdate:
      'This leaves the package index in the layer for nothing: with --no-cache, `{command}` fetches its own. Remove it.',
  },
  fixes: {
    addOption: { title: 'Add --no-cache', safety: 'safe', availability: 'always' },
    addOptionAndDropUpdate: {
      title: 'Add --no-cache and remove `apk update`',
      safety: 'unsafe',
      availability: 'sometimes',
    },
    dropUpdate: { title: 'Remove `apk update`', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, report }) {
    if (!usesManager(model, ['apk'])) return;
    for (const stage of model.stages) {
      for (const outer of stage.instructions) {
        const step = model.stepOf(outer.trigger ?? outer);
        const found = step.run && indexLeftBy(step);
        if (!found) continue;
        const { adds, update, fetcher } = found;
        const edits = adds.map((add) =>
          wordBehind(add.verb ?? add.program, OPTION, model.tree.text, step.run?.form === 'exec'),
        );
        const removal = update && removalOf(step, outer, update.command, model);
        const both = removal && {
          fix: 'addOptionAndDropUpdate' as const,
          edits: sortEdits([removal, ...edits]),
        };
        for (const add of adds) {
          const isAfterUpdate = update && update.command.range.start < add.command.range.start;
          report({
            at: callRange(add, model.tree.text),
            message: isAfterUpdate ? 'cachedAfterUpdate' : 'cached',
            fixes: [
              {
                fix: 'addOption',
                ...addedOption(step, add.verb ?? add.program, OPTION, model.tree.text),
                ...(model.fact(reliesOnCache) && { safety: 'unsafe' as const }),
              },
              ...(isAfterUpdate && both ? [both] : []),
            ],
          });
        }
        if (update && adds.length === 0) {
          const fixes = removal && [{ fix: 'dropUpdate' as const, edits: [removal] }];
          const values = { command: `apk ${fetcher?.verb?.value ?? 'add'}` };
          report({ at: callRange(update, model.tree.text), message: 'needlessUpdate', values, fixes });
        }
      }
    }
  },
});

const OPTION = '--no-cache';
const CACHES = ['/var/cache/apk', '/etc/apk/cache'];

/** Whether a RUN removes the files of a cache in a way that fails where there are none: `rm /var/cache/apk/*`. */
function reliesOnCache(model: BuildModel): boolean {
  return model.stepsWith('RUN').some(({ run }) => run?.once(removesFound) === true);
}

function removesFound({ commands }: RunModel): boolean {
  return commands.some((command) => {
    const { name, args } = unwrapCommand(command);
    return (
      name === 'rm' &&
      !args.some(({ text }) => /^(?:-[A-Za-z]*f|--force$)/.test(text)) &&
      args.some(({ text }) => CACHES.some((path) => text.startsWith(`${path}/`)))
    );
  });
}

interface IndexLeft {
  /** The installs without the option. */
  readonly adds: readonly PackageCommand[];
  /** An update that nobody needs once all installs have the option. */
  readonly update: PackageCommand | undefined;
  /** The first of those that fetch an index of their own behind it. */
  readonly fetcher?: PackageCommand | undefined;
}

/** The calls of a RUN because of which the index stays in its layer; undefined where it does not. */
function indexLeftBy(step: Step): IndexLeft | undefined {
  const { run } = step;
  if (!run || CACHES.some((path) => isMountedOver(run, path))) return undefined;
  const all = run.packageCommands.filter(({ manager }) => manager === 'apk');
  const cleared = [
    ...CACHES.map((path) => lastEmptied(step, path)),
    ...all.filter(clearsIndex).map(({ command }) => command.range.start),
  ].reduce((a, b) => Math.max(a, b));
  const calls = all.filter((call) => isOwnRoot(call) && call.command.range.start > cleared);
  const adds = calls.filter(isCachingAdd);
  const update = calls.filter((call) => call.action === 'update' && !call.hasOption(OPTION)).at(-1);
  if (!update) return { adds, update };
  const later = calls.slice(calls.indexOf(update) + 1);
  const isNeeded = later.some((call) => readsIndex(call) && !isCachingAdd(call));
  const fetches = ({ action }: PackageCommand) => action === 'install' || action === 'upgrade';
  const fetcher = later.find((call) => fetches(call) && !call.hasOption('--no-network'));
  return { adds, update: isNeeded || !fetcher ? undefined : update, fetcher };
}

/**
 * An install or upgrade from the network that says nothing of its cache; where a variable may say it, it is believed to.
 */
function isCachingAdd(call: PackageCommand): boolean {
  if ((call.action !== 'install' && call.action !== 'upgrade') || call.mayHideOptions) return false;
  if (call.hasOption(OPTION, '--no-network', '--cache-dir')) return false;
  return call.action === 'upgrade' || call.packages.some(({ kind }) => kind === 'package');
}
