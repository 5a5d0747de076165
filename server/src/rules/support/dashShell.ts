import type { BuildModel, Stage, Step } from '../../model/types.ts';
import type { FixEdit } from '../rule.ts';
import { linesAbove, topLevel } from './insertLine.ts';
import { textsOf } from './instructionTexts.ts';
import { jsonArray } from './jsonForm.ts';
import { keywordLike } from './keywords.ts';

/** Whether something in the file may put another shell in the place of /bin/sh: ask for it with `model.fact`. */
export function replacesSh(model: BuildModel): boolean {
  return model
    .stepsWith('RUN', 'COPY', 'ADD')
    .some(({ instruction }) => textsOf(instruction).some((text) => replacement.test(text)));
}

/** `ln -sf bash /bin/sh`, `cp /bin/bash /bin/sh`, `dpkg-reconfigure dash` and what it asks before. */
const replacement =
  /\b(?:ln|mv|cp|COPY|ADD|install)\b[^;&|]*(?:\/|\s)sh(?=$|["'\s;&|])|\bdash\/sh\b|\bdpkg-(?:reconfigure|divert)\b[^;&|]*\b(?:da)?sh\b|\bupdate-alternatives\b[^;&|]*\bsh\b/i;

/**
 * Whether nothing but /bin/sh can run a shell form: an image that we do not know by its repository may bring a SHELL of its
 * own, whatever distribution its tag names.
 */
export function runsInSh({ stage, before }: Step): boolean {
  const { family } = stage?.base.root.facts ?? {};
  return before.shell.by !== undefined || (family !== undefined && !bringsShell.has(family));
}

/** Families with images that are built with a SHELL, which is handed on. */
const bringsShell: ReadonlySet<string> = new Set(['jupyter', 'airflow', 'circleci', 'micromamba', 'jenkins']);

/**
 * Whether the dash of a stage is known to be of before the middle of 2024: Debian 12, Ubuntu 24.04 and older. The newer
 * one has pipefail. https://bugs.debian.org/1071238
 */
export function hasOldDash({ base }: Stage): boolean {
  const { reference } = base.root;
  const tag = reference?.tag ?? '';
  if (oldRelease.test(tag)) return true;
  if (reference?.path === 'library/debian') return /^(?:[6-9]|1[0-2])(?:\D|$)/.test(tag);
  const [, year, month] = /^(\d\d)\.(\d\d)(?:\D|$)/.exec(tag) ?? [];
  return reference?.path === 'library/ubuntu' && year !== undefined && Number(`${year}${month}`) <= 2404;
}

const oldRelease =
  /(?:^|-)(?:wheezy|jessie|stretch|buster|bullseye|bookworm|trusty|xenial|bionic|focal|jammy|noble)(?:-|$)/;

/** A SHELL with bash above the instruction, where the image has bash and no SHELL stands yet. */
export function bashAbove({ stage, before, instruction }: Step, model: BuildModel): FixEdit | undefined {
  const { distribution } = stage?.base.root.facts ?? {};
  if ((distribution !== 'debian' && distribution !== 'ubuntu') || before.shell.by) return undefined;
  const outer = topLevel(model.tree, instruction);
  const shell = `${keywordLike(outer, 'SHELL')} ${jsonArray(['/bin/bash', '-c'])}`;
  return linesAbove(model.tree, outer, [shell]);
}
