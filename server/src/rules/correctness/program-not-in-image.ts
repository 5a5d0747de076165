import { foreignPrograms, type Lack, lackOf } from '../../knowledge/foreignPrograms.ts';
import type { BaseImageFacts, BuildModel, Stage, Step } from '../../model/types.ts';
import { unwrapCommand } from '../../model/unwrapCommand.ts';
import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import type { ShellCommand } from '../../syntax/shell/tree.ts';
import type { TextRange } from '../../text/range.ts';
import { defineRule } from '../rule.ts';
import {
  type Brought,
  calledProgram,
  foreignCalls,
  mayBeThere,
  nothingBrought,
  withStep,
} from '../support/broughtPrograms.ts';
import { textOf } from '../support/instructionTexts.ts';
import { officialBase } from '../support/officialBase.ts';
import { shellFreeBase } from '../support/shellFree.ts';
import { shownImage } from '../support/shownImage.ts';
import { stageOrderOf } from '../support/stageOrder.ts';
import { syntaxIssues } from '../support/syntaxIssues.ts';

export const programNotInImage = defineRule({
  id: 'program-not-in-image',
  summary: 'A program of another distribution is called',
  why: 'Each distribution has a package manager of its own, and Alpine comes without bash and without useradd. A program that the image does not have is not found: the build stops there with exit code 127, or the container does not start.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [],
  references: [
    'https://wiki.alpinelinux.org/wiki/Comparison_with_other_distros',
    'https://wiki.alpinelinux.org/wiki/Setting_up_a_new_user',
    'https://manpages.debian.org/adduser.8',
  ],
  concerns: {
    keywords: ['RUN', 'SHELL', 'CMD', 'ENTRYPOINT'],
    text: /apt|dpkg|apk|yum|dnf|rpm|zypper|pacman|bash|user|group/,
  },
  messages: {
    manager: '{image} has no {program}, so that this command is not found. Its package manager is {instead}.',
    noManager: '{image} has no {program}, nor another package manager: this command is not found.',
    accounts:
      '{image} has no {program}, so that this command is not found. Use {instead} of BusyBox, or install shadow before.',
    bash: '{image} has no bash, and nothing installs it: {what}. Install it with apk add bash, or use /bin/sh.',
    option:
      'The {program} of {image} is not the one of BusyBox: it refuses {option}, and creates nothing. Use {instead}.',
  },
  check({ model, context, report }) {
    if (model.frontend.isCustom || !model.fact(callsForeign)) return;
    const after = new Map<Stage, Brought>();
    for (const stage of model.stages) {
      const base = officialBase(stage);
      const facts = base?.isExact ? base.facts : undefined;
      const { root } = stage.base;
      if (!facts || context.namedContexts.includes(root.text) || shellFreeBase(stage) !== undefined) continue;
      const below = stage.base.stage;
      let brought = below ? after.get(below) : nothingBrought;
      if (!brought || stage.inheritedTriggers.length > 0) continue;
      const image = shownImage(root);
      for (const step of stageOrderOf(model).stepsOf(stage)) {
        if (step.instruction.isTrigger) continue;
        for (const found of findingsIn(step, facts, brought, model)) {
          const { at, program, misread, lack } = found;
          switch (lack.kind) {
            case 'manager':
              if (lack.instead === undefined)
                report({ at, message: 'noManager', values: { image, program }, misread });
              else {
                const { instead } = lack;
                report({ at, message: 'manager', values: { image, program, instead }, misread });
              }
              break;
            case 'accounts':
              report({ at, message: 'accounts', values: { image, program, instead: lack.instead } });
              break;
            case 'bash':
              report({
                at,
                message: 'bash',
                values: { image, what: whatFails[step.instruction.name ?? ''] ?? whatFails.RUN },
              });
              break;
            case 'option':
              report({
                at,
                message: 'option',
                values: { image, program, option: lack.option, instead: lack.instead },
              });
          }
        }
        brought = withStep(brought, step);
      }
      after.set(stage, brought);
    }
  },
});

/** What a program that is missing means. */
const whatFails: Readonly<Record<string, string> & Record<'RUN', string>> = {
  RUN: 'this command is not found',
  SHELL: 'the next RUN fails',
  CMD: 'the container does not start',
  ENTRYPOINT: 'the container does not start',
};

interface Finding {
  readonly at: TextRange;
  readonly program: string;
  readonly lack: Lack | Refused;
  readonly misread?: TextRange | undefined;
}

interface Refused {
  readonly kind: 'option';
  readonly option: string;
  readonly range: TextRange;
  readonly instead: string;
}

/** Whether any stage speaks of a program that its image comes without: few do. */
function callsForeign({ stages }: BuildModel): boolean {
  return stages.some((stage) => {
    const { facts } = officialBase(stage) ?? {};
    return (
      facts !== undefined &&
      stage
        .instructionsWith('RUN', 'SHELL', 'CMD', 'ENTRYPOINT')
        .some((instruction) =>
          instruction
            .once(programsNamed)
            .some((program) => lackOf(facts, program) !== undefined || /^add/.test(program)),
        )
    );
  });
}

function programsNamed(instruction: Instruction): readonly string[] {
  const text = textOf(instruction);
  return [...new Set(text.match(/[a-z][\w-]*/g))].filter((word) => foreignPrograms.has(word));
}

/** One for each program of a RUN. */
function findingsIn(
  step: Step,
  facts: BaseImageFacts,
  brought: Brought,
  model: BuildModel,
): readonly Finding[] {
  const { instruction, run, stage } = step;
  if (brought.isOpen || !stage) return [];
  if (!run) return startedBash(step, facts, brought, model);
  const found = new Map<string, Finding>();
  for (const command of foreignCalls(run)) {
    const program = calledProgram(command);
    const word = unwrapCommand(command).program;
    if (program === undefined || !word) continue;
    const lack = lackOf(facts, program) ?? refusedOption(command, program, facts);
    const packagesMatter = lack?.kind === 'bash' || lack?.kind === 'accounts' || program === 'dpkg';
    if (!lack || mayBeThere(program, brought, { packagesMatter, run, before: command })) continue;
    const { at = lack.kind === 'option' ? lack.range : word.range } = found.get(program) ?? {};
    // What rules say of the layer of a RUN that fails, and of the packages that it asks for, is beside the point; not what
    // BuildKit refuses.
    const isRefused = syntaxIssues(model).some((issue) => issue.instruction === instruction);
    const misread = isRefused ? undefined : { start: instruction.range.start, end: command.range.end };
    found.set(program, { at, program, lack, misread });
  }
  return [...found.values()];
}

/** The adduser of Debian knows no case, and takes a letter for the begin of a name: it is that of several. */
function refusedOption(
  command: ShellCommand,
  program: string,
  { family, distribution }: BaseImageFacts,
): Refused | undefined {
  if (program !== 'adduser' && program !== 'addgroup') return undefined;
  if (family === undefined || (distribution !== 'debian' && distribution !== 'ubuntu')) return undefined;
  const word = unwrapCommand(command).args.find(
    ({ value }) => value !== undefined && /^-[SD]{1,2}$/.test(value),
  );
  if (!word) return undefined;
  const instead = program === 'adduser' ? 'useradd --system' : 'groupadd --system';
  return { kind: 'option', option: word.text, range: word.range, instead };
}

/** A SHELL, or what the container starts: it has all that the stage brings, and nothing else is built on it. */
function startedBash(
  { instruction, stage }: Step,
  facts: BaseImageFacts,
  brought: Brought,
  model: BuildModel,
): readonly Finding[] {
  const item = instruction.json?.items[0];
  const { name } = instruction;
  const lack = lackOf(facts, 'bash');
  if (!lack || !item || !stage || !/^(?:\/(?:usr\/)?bin\/)?bash$/.test(item.value)) return [];
  const found = [{ at: item.range, program: 'bash', lack }];
  if (name === 'SHELL') {
    const next = stage
      .instructionsWith('RUN', 'SHELL')
      .find(({ range }) => range.start > instruction.range.start);
    // It is there to install bash by another shell, or nobody uses it.
    if (next?.name !== 'RUN' || next.json) return [];
    return mayBeThere('bash', brought, { packagesMatter: true }) ? [] : found;
  }
  if (name !== 'CMD' && name !== 'ENTRYPOINT') return [];
  const setting = name === 'CMD' ? stage.final.cmd : stage.final.entrypoint;
  if (setting.by !== instruction || stageOrderOf(model).childrenOf(stage).length > 0) return [];
  // The strings of a CMD may be arguments of an ENTRYPOINT that nobody knows.
  if (name === 'CMD' && (setting.value?.argv.length === 0 || startsElse(stage))) return [];
  let whole = brought;
  for (const step of stageOrderOf(model).stepsOf(stage)) {
    if (step.instruction.range.start > instruction.range.start) whole = withStep(whole, step);
  }
  return mayBeThere('bash', whole, { packagesMatter: true }) ? [] : found;
}

/** Whether something other than the CMD is what the container starts. */
function startsElse({ final: { entrypoint } }: Stage): boolean {
  return entrypoint.value === undefined || entrypoint.value.argv.length > 0;
}
