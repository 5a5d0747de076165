import { assumesYes } from '../../model/packageCommands.ts';
import type { BuildModel, PackageCommand, RunModel, Step } from '../../model/types.ts';
import type { TextRange } from '../../text/range.ts';
import type { Fix } from '../rule.ts';
import { addedOption } from './insertOption.ts';
import { callRange } from './packageCalls.ts';
import { type ProgramSetting, settingInForce } from './programSettings.ts';
import { stageOrderOf } from './stageOrder.ts';

/** A call that asks before it does anything, and what keeps it from asking. */
export interface AskingCall {
  readonly at: TextRange;
  readonly call: PackageCommand;
  readonly fix: Pick<Fix, 'edits' | 'claim' | 'safety'>;
}

/**
 * Calls of some package managers that install, upgrade or remove and ask for a confirmation, which nobody gives in a
 * build. Not those that are told to assume yes, by an option or the configuration in the image, that may be told so by
 * a variable, or that get their answer from a pipe. The fix puts the option behind the verb, or, if it is global,
 * behind the program.
 */
export function askingCalls(
  model: BuildModel,
  steps: readonly Step[],
  managers: readonly string[],
  option: string,
  setting: ProgramSetting | undefined,
  isGlobal = false,
): readonly AskingCall[] {
  let isSet: ReturnType<typeof settingInForce> | undefined;
  return steps.flatMap((step) =>
    (step.run?.once(askers) ?? noCalls).flatMap((call) => {
      const { stage } = step;
      if (!stage || !managers.includes(call.manager)) return [];
      if (setting) isSet ??= settingInForce(model, stageOrderOf(model), setting);
      if (isSet?.(stage, call.command.range.start)) return [];
      const { text } = model.tree;
      const behind = isGlobal ? call.program : (call.verb ?? call.program);
      return { at: callRange(call, text), call, fix: addedOption(step, behind, option, text) };
    }),
  );
}

const noCalls: readonly PackageCommand[] = [];

function askers({ packageCommands }: RunModel): readonly PackageCommand[] {
  const found = packageCommands.filter(asks);
  return found.length === 0 ? noCalls : found;
}

function asks(call: PackageCommand): boolean {
  const { command } = call;
  if (call.action !== 'install' && call.action !== 'upgrade' && call.action !== 'remove') return false;
  if (call.mayHideOptions || assumesYes(call) !== false || call.hasOption(...neverAsks)) return false;
  const isAnswered = command.redirects.some(({ operator }) => operator.startsWith('<'));
  return !isAnswered && !command.inPipeline;
}

/** Options with which nothing is done, or that answer in another way. */
const neverAsks = [
  ...['-s', '--simulate', '--just-print', '--dry-run', '--recon', '--no-act', '--print-uris', '--force-yes'],
  ...['--assume-no', '--assumeno', '-h', '--help'],
];
