import type { PackageCommand, Step } from '../../model/types.ts';
import { unwrapCommand } from '../../model/unwrapCommand.ts';
import type { ShellCommand } from '../../syntax/shell/tree.ts';
import { defineRule } from '../rule.ts';
import { addedOption } from '../support/insertOption.ts';
import { isMountedOver, lastEmptied } from '../support/layerPaths.ts';
import { callRange } from '../support/packageCalls.ts';
import { pipWithoutCache, settingInForce } from '../support/programSettings.ts';
import { finalLayers, stageOrderOf } from '../support/stageOrder.ts';

export const pipNoCacheDir = defineRule({
  id: 'pip-no-cache-dir',
  summary: 'Cache of pip stays in the layer',
  why: '`pip` keeps what it downloads and builds for the next install. A build starts the next one from a clean layer: the cache is never used again and makes the image larger.',
  language: 'dockerfile',
  category: 'efficiency',
  severity: 'information',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
    { tool: 'hadolint', code: 'DL3042', match: 'same' },
    { tool: 'sonar', code: 'S6587', match: 'narrower' },
    { tool: 'semgrep', code: 'missing-pip-no-cache-dir', match: 'related' },
    { tool: 'kics', code: 'Pip-install-Keeping-Cached', match: 'related' },
    { tool: 'parfum', code: 'pipUseNoCacheDir', match: 'narrower' },
  ],
  references: ['https://pip.pypa.io/en/stable/topics/caching/'],
  concerns: { keywords: ['RUN'], text: /pip/i },
  messages: {
    cached: 'What pip downloads stays in the layer as a cache that nobody uses again. Add --no-cache-dir.',
    misread:
      'PIP_NO_CACHE_DIR={value} reads as if pip kept a cache, yet it keeps none: to pip any value is a yes. Say it with --no-cache-dir.',
  },
  fixes: {
    addOption: { title: 'Add --no-cache-dir', safety: 'safe', availability: 'always' },
  },
  check({ model, report }) {
    const order = stageOrderOf(model);
    const stages = finalLayers(model);
    const isConfigured = settingInForce(model, order, pipWithoutCache);
    for (const stage of model.stages) {
      for (const step of order.stepsOf(stage)) {
        // A trigger makes a layer of whatever is built on this image.
        if (!stages.has(stage) && !step.instruction.isTrigger) continue;
        for (const call of cachingInstalls(step)) {
          if (isConfigured(stage, call.command.range.start)) continue;
          const fix = addedOption(step, call.verb ?? call.program, '--no-cache-dir', model.tree.text);
          const at = callRange(call, model.tree.text);
          const fixes = [{ fix: 'addOption' as const, ...fix }];
          const value = misreadValue(call, step);
          if (value === undefined) report({ at, message: 'cached', fixes });
          else report({ at, message: 'misread', values: { value }, fixes });
        }
      }
    }
  },
});

const VARIABLE = 'PIP_NO_CACHE_DIR';
const CACHE = '/root/.cache/pip';

/** The installs of a RUN whose cache stays in its layer. */
function cachingInstalls(step: Step): readonly PackageCommand[] {
  const { run, before } = step;
  const calls = run?.packageCommands.filter(isCachingInstall) ?? [];
  if (!run || calls.length === 0 || isCacheMounted(step)) return [];
  const set = before.env(VARIABLE);
  if (set.kind === 'defined' && isOn(set.value)) return [];
  const isEmptied = (command: ShellCommand) => {
    const { name, args } = unwrapCommand(command);
    return name === 'rm' && args.some(({ text }) => /\.cache(?:\/(?:pip|\*).*)?\/?["']?$/.test(text));
  };
  const emptied = run.commands.filter(isEmptied).map(({ range }) => range.start);
  const purged = run.packageCommands
    .filter(({ manager, action }) => manager === 'pip' && action === 'clean')
    .map(({ command }) => command.range.start);
  const cleared = [lastEmptied(step, CACHE), ...emptied, ...purged].reduce((a, b) => Math.max(a, b));
  const exported = run.commands.find(exportsVariable)?.range.start ?? Number.POSITIVE_INFINITY;
  return calls.filter(({ command: { range } }) => range.start > cleared && range.start < exported);
}

function isCachingInstall(call: PackageCommand): boolean {
  if (call.manager !== 'pip' || call.verb?.value !== 'install' || call.mayHideOptions) return false;
  // pip takes any beginning of an option that can be no other.
  if (
    call.hasOption('--no-cache-dir', '--no-cache', '--cache-dir', '--no-index', '--dry-run', '-h', '--help')
  )
    return false;
  const { assignments, words } = call.command;
  const inline = assignments.find(({ name }) => name === VARIABLE);
  if (inline && isOn(inline.value?.value)) return false;
  return !words.some(({ text }) => text.startsWith(`${VARIABLE}=`) && isOn(text.slice(VARIABLE.length + 1)));
}

function exportsVariable({ name, words }: ShellCommand): boolean {
  const assigned = words.find(({ text }) => text.startsWith(`${VARIABLE}=`));
  return name === 'export' && assigned !== undefined && isOn(assigned.value?.slice(VARIABLE.length + 1));
}

/** A value that says so; what cannot be known is believed to. */
function isOn(value: string | undefined): boolean {
  return value === undefined || (value !== '' && !misreadable.test(value));
}

/**
 * To pip, "off" is a value like "on", for old times' sake; only the empty one counts for none.
 * https://github.com/pypa/pip/blob/main/src/pip/_internal/cli/cmdoptions.py (_handle_no_cache_dir)
 */
const misreadable = /^(?:0|false|off|no|n|f)$/i;

/** The value that switches the cache off for a call though it says the contrary. */
function misreadValue({ command }: PackageCommand, { run, before }: Step): string | undefined {
  const set = before.env(VARIABLE);
  const values = [
    set.kind === 'defined' ? set.value : undefined,
    ...(run?.commands ?? [])
      .filter((one) => one === command || (one.name === 'export' && one.range.start < command.range.start))
      .flatMap(({ assignments, words }) => [
        assignments.find(({ name }) => name === VARIABLE)?.value?.value,
        ...words.map(({ text }) =>
          text.startsWith(`${VARIABLE}=`) ? text.slice(VARIABLE.length + 1) : undefined,
        ),
      ]),
  ].filter((value) => value !== undefined);
  const value = values.at(-1);
  return value !== undefined && misreadable.test(value) ? value : undefined;
}

/** Of some account: which one runs pip is not always known. */
const homeOrCache = /^\/home\/[^/]+\/?$|\.cache\/?$|\bpip\b/;

/** The cache is below the home of whoever runs pip, or where a variable says. */
function isCacheMounted({ run, before }: Step): boolean {
  if (!run) return false;
  const set = before.env('PIP_CACHE_DIR');
  if (set.kind === 'defined' && (set.value === undefined || isMountedOver(run, set.value))) return true;
  const home = before.env('HOME');
  const cache = home.kind === 'defined' && home.value ? `${home.value}/.cache/pip` : CACHE;
  if (isMountedOver(run, cache)) return true;
  return run.mounts.some(
    ({ type, target }) =>
      type !== 'secret' && type !== 'ssh' && target !== undefined && homeOrCache.test(target),
  );
}
