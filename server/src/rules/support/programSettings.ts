import type { BuildModel, RunModel, Stage, Step } from '../../model/types.ts';
import type { ShellCommand } from '../../syntax/shell/tree.ts';
import type { StageOrder } from './stageOrder.ts';

/** A setting that a program reads from its configuration or the environment. */
export interface ProgramSetting {
  /** Whatever makes the setting, or may make it, brings this into the text of the Dockerfile. */
  readonly mark: RegExp;
  /** Words that name the configuration file, or the directory of such files. */
  readonly files: RegExp;
  /** The setting as text, in any spelling. */
  readonly text: RegExp;
  /** Variables that name another configuration or hold the setting. */
  readonly variables: readonly string[];
}

/** `APT::Install-Recommends "false";` https://manpages.debian.org/apt.conf.5 */
export const aptWithoutRecommends: ProgramSetting = {
  mark: /install-recommends|apt\.conf|APT_CONFIG/i,
  files: /\bapt\.conf\b/,
  text: /install-recommends[\s"'\\=]{1,8}(?:0|false|no|off|disable|without)\b/i,
  variables: ['APT_CONFIG'],
};

/** `APT::Get::Assume-Yes "true";` https://manpages.debian.org/apt.conf.5 */
export const aptAssumesYes: ProgramSetting = {
  mark: /assume-yes|apt\.conf|APT_CONFIG/i,
  files: /\bapt\.conf\b/,
  text: /assume-yes[\s"'\\=]{1,8}(?:1|true|yes|on)\b/i,
  variables: ['APT_CONFIG'],
};

/** `assumeyes=1` https://dnf.readthedocs.io/en/latest/conf_ref.html */
export const dnfAssumesYes: ProgramSetting = {
  mark: /assumeyes|(?:dnf|yum)\.conf|etc\/dnf/i,
  files: /\b(?:dnf|yum)\.conf\b|\/etc\/dnf\b/,
  text: /assumeyes[\s"'\\]{0,4}=[\s"'\\]{0,4}(?:1|true|yes|on)\b/i,
  variables: [],
};

/** `no-cache-dir = true` https://pip.pypa.io/en/stable/topics/configuration/ */
export const pipWithoutCache: ProgramSetting = {
  mark: /no-cache-dir|pip\.(?:conf|ini)|PIP_CONFIG_FILE/i,
  files: /\bpip\.(?:conf|ini)\b/,
  text: /(?<!-)\bno-cache-dir\b/,
  variables: ['PIP_CONFIG_FILE'],
};

/** `gem: --no-document` https://guides.rubygems.org/command-reference/#gem-environment */
export const gemWithoutDocuments: ProgramSetting = {
  mark: /gemrc/,
  files: /\bgemrc\b/,
  text: /--no-(?:document|ri|rdoc)\b/,
  variables: ['GEMRC'],
};

/**
 * Whether the configuration in the image holds a setting, or may hold it, at an offset of a stage: it is written
 * there, or a file that we cannot see is copied.
 */
export function settingInForce(
  model: BuildModel,
  order: StageOrder,
  setting: ProgramSetting,
): (stage: Stage, offset: number) => boolean {
  if (!setting.mark.test(model.wholeText)) return () => false;
  const since = new Map<Stage, number>();
  for (const stage of model.stages) {
    const { stage: parent } = stage.base;
    if (parent && since.has(parent)) since.set(stage, stage.from.range.start);
    for (const step of since.has(stage) ? [] : order.stepsOf(stage)) {
      const at = madeAt(step, setting, model);
      if (at === undefined) continue;
      since.set(stage, at);
      break;
    }
  }
  return (stage, offset) => offset >= (since.get(stage) ?? Number.POSITIVE_INFINITY);
}

/** The command of a RUN that makes a setting. */
function makerIn(run: RunModel, setting: ProgramSetting): ShellCommand | undefined {
  const known = run.once(newMakers);
  let maker = known.get(setting);
  if (maker === undefined) {
    maker = findMaker(run, setting) ?? 'none';
    known.set(setting, maker);
  }
  return maker === 'none' ? undefined : maker;
}

function newMakers(): Map<ProgramSetting, ShellCommand | 'none'> {
  return new Map();
}

/** An install speaks for itself only; any other command with the setting in a word writes it. */
function findMaker(
  { commands, packageCommands, instruction: { heredocs } }: RunModel,
  setting: ProgramSetting,
): ShellCommand | undefined {
  const installs = packageCommands.filter(({ action }) => action !== 'other');
  const calls = new Set(installs.map(({ command }) => command));
  const isInHeredoc = (command: ShellCommand) =>
    command.redirects.some(({ operator }) => operator.startsWith('<<')) &&
    heredocs.some(({ content }) => setting.text.test(content));
  return commands.find(
    (command) =>
      !calls.has(command) &&
      (command.words.some(({ text }) => setting.text.test(text)) || isInHeredoc(command)),
  );
}

/** The offset from which on a step has made a setting. */
function madeAt(step: Step, setting: ProgramSetting, model: BuildModel): number | undefined {
  const { instruction, run } = step;
  switch (instruction.name) {
    case 'RUN':
      return run && makerIn(run, setting)?.range.end;
    case 'COPY':
    case 'ADD': {
      const target = instruction.words.at(-1)?.text ?? '';
      const words = [
        ...instruction.words.map(({ text }) => text),
        model.expand(target, instruction).value ?? '',
      ];
      if (!words.some((word) => setting.files.test(word))) return undefined;
      const { heredocs } = instruction;
      const isSeen = heredocs.length > 0 && heredocs.length === instruction.words.length - 1;
      return isSeen && !heredocs.some(({ content }) => setting.text.test(content))
        ? undefined
        : instruction.range.end;
    }
    case 'ENV':
      return instruction.pairs.some(({ name }) => setting.variables.includes(name.text))
        ? instruction.range.end
        : undefined;
    default:
      return undefined;
  }
}
