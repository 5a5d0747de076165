import type { BuildModel } from '../../model/types.ts';
import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import { code } from '../../text/markdown.ts';
import { touches } from '../../text/range.ts';
import { hangsOnArgument } from './argumentInfluence.ts';
import type { Hover } from './hoverContent.ts';

/** What is known of the image in a FROM by its name. Undefined where that is nothing. */
export function describeImage(
  instruction: Instruction,
  model: BuildModel,
  offset: number,
): Hover | undefined {
  const stage = model.stageOf(instruction);
  if (stage?.from !== instruction || !touches(stage.base.range, offset)) return undefined;
  const { base, initial } = stage;
  const { reference, facts } = base;
  if (base.kind !== 'image' || !reference) return undefined;
  const { distribution, availableUser, hasShell } = facts;
  const entrypoint = initial.entrypoint.value?.argv;
  const known = [
    distribution && distribution in systems ? `System: ${systems[distribution]}.` : undefined,
    hasShell === false ? 'It has no shell: exec form only.' : undefined,
    initial.user.value === undefined
      ? undefined
      : `Runs as ${code(initial.user.value)} unless USER says otherwise.`,
    availableUser === undefined || availableUser === initial.user.value || availableUser === 'nobody'
      ? undefined
      : `Has an unprivileged account ${code(availableUser)}.`,
    entrypoint === undefined
      ? undefined
      : entrypoint.length === 0
        ? 'No ENTRYPOINT.'
        : `ENTRYPOINT: ${code(entrypoint.join(' '))}.`,
    initial.workdir.value === undefined ? undefined : `Begins in ${code(initial.workdir.value)}.`,
  ].filter((line) => line !== undefined);
  if (known.length === 0) return undefined;
  const { familiarName, tag } = reference;
  const name = code(tag === undefined ? familiarName : `${familiarName}:${tag}`);
  const isOpen = hangsOnArgument(instruction, base.range, model);
  return {
    range: base.range,
    markdown: [
      `**${name}**${isOpen ? ', by default' : ''}`,
      known.map((line) => `- ${line}`).join('\n'),
    ].join('\n\n'),
  };
}

const systems: Readonly<Partial<Record<string, string>>> = {
  alpine: 'Alpine Linux',
  amazon: 'Amazon Linux',
  arch: 'Arch Linux',
  busybox: 'BusyBox',
  debian: 'Debian',
  distroless: 'distroless',
  fedora: 'Fedora',
  rhel: 'Red Hat family',
  suse: 'SUSE',
  ubuntu: 'Ubuntu',
  windows: 'Windows',
  wolfi: 'Wolfi',
};
