import type { BuildModel, Stage, Step } from '../../model/types.ts';
import type { ShellCommand } from '../../syntax/shell/tree.ts';
import type { StageOrder } from './stageOrder.ts';

/**
 * Whether apt's own configuration says, or may say, at an offset of a stage that recommended packages are not
 * installed. https://manpages.debian.org/apt.conf.5
 */
export function recommendsSetting(
  model: BuildModel,
  order: StageOrder,
): (stage: Stage, offset: number) => boolean {
  const since = new Map<Stage, number>();
  for (const stage of model.stages) {
    const { stage: parent } = stage.base;
    if (parent && since.has(parent)) since.set(stage, stage.from.range.start);
    for (const step of since.has(stage) ? [] : order.stepsOf(stage)) {
      const at = switchedOffAt(step, model);
      if (at === undefined) continue;
      since.set(stage, at);
      break;
    }
  }
  return (stage, offset) => offset >= (since.get(stage) ?? Number.POSITIVE_INFINITY);
}

/** The offset from which on a step has switched them off, as far as we can see; a file we cannot see may do so. */
function switchedOffAt(step: Step, model: BuildModel): number | undefined {
  const { instruction, run } = step;
  switch (instruction.name) {
    case 'RUN':
      return run?.commands.find((command) => writesSetting(command) || isSaidIn(command, step))?.range.end;
    case 'COPY':
    case 'ADD': {
      const target = instruction.words.at(-1)?.text ?? '';
      const isConfiguration = instruction.words.some(({ text }) => configuration.test(text));
      if (!isConfiguration && !configuration.test(model.expand(target, instruction).value ?? target))
        return undefined;
      const { heredocs } = instruction;
      const isKnown = heredocs.length > 0 && heredocs.length === instruction.words.length - 1;
      return isKnown && !heredocs.some(({ content }) => setting.test(content))
        ? undefined
        : instruction.range.end;
    }
    case 'ENV':
      return instruction.pairs.some(({ name }) => name.text === 'APT_CONFIG')
        ? instruction.range.end
        : undefined;
    default:
      return undefined;
  }
}

const configuration = /\bapt\.conf\b/;

/** `APT::Install-Recommends "false";` in any spelling. */
const setting = /install-recommends[\s"'\\=]{1,8}(?:0|false|no|off|disable|without)\b/i;

/** A call of apt speaks for itself only; any other command with the setting in a word writes it. */
function writesSetting(command: ShellCommand): boolean {
  if (/^(?:sudo|apt|apt-get|aptitude)$/.test(command.name ?? '')) return false;
  return command.words.some(({ text }) => setting.test(text));
}

/** `cat <<EOF > /etc/apt/apt.conf.d/99local`. */
function isSaidIn(command: ShellCommand, { instruction }: Step): boolean {
  if (!command.redirects.some(({ operator }) => operator.startsWith('<<'))) return false;
  return instruction.heredocs.some(({ content }) => setting.test(content));
}
