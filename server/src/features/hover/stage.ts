import type { BuildModel, Stage } from '../../model/types.ts';
import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import { enumerated } from '../../text/counts.ts';
import { LineIndex } from '../../text/lines.ts';
import { code, escapeMarkdown } from '../../text/markdown.ts';
import { touches } from '../../text/range.ts';
import type { Hover } from './hoverContent.ts';

/** What a stage name under the offset refers to: in FROM, `COPY --from=`, `RUN --mount=…,from=`. */
export function describeStageReference(
  instruction: Instruction,
  model: BuildModel,
  offset: number,
): Hover | undefined {
  const owner = model.stageOf(instruction);
  if (!owner) return undefined;
  if (owner.from === instruction && owner.nameRange && touches(owner.nameRange, offset)) {
    return {
      range: owner.nameRange,
      markdown: `**${escapeMarkdown(owner.name ?? '')}** ${describeStage(owner, model.tree.text)}`,
    };
  }
  const use = owner.uses.find(
    (candidate) => candidate.instruction === instruction && touches(candidate.range, offset),
  );
  if (!use) return undefined;
  if (use.stage) {
    return {
      range: use.range,
      markdown: `**${escapeMarkdown(use.text)}** ${describeStage(use.stage, model.tree.text)}`,
    };
  }
  switch (use.resolution) {
    case 'image-or-context':
      return use.kind === 'base'
        ? undefined
        : {
            range: use.range,
            markdown: `${code(use.text)} is no stage above: BuildKit takes it as an image and pulls it (or as a named context of \`--build-context\`).`,
          };
    case 'later-stage':
      return {
        range: use.range,
        markdown: `${code(use.text)} is a stage further down. Only stages above can be used.`,
      };
    default:
      return undefined;
  }
}

/** Of a stage that is not reachable from the last one. */
export const unneeded = 'The final stage does not need it: BuildKit skips it unless `--target` asks for it.';

/** Whether the image of a stage begins with that of another one, or is it. */
export function isBuiltOn(stage: Stage, below: Stage): boolean {
  for (let at: Stage | undefined = stage; at; at = at.base.stage) if (at === below) return true;
  return false;
}

/** Of a stage that is not the last one: what builds an image of it. */
export function targetOption({ name, index }: Stage): string {
  return code(`--target ${name ?? index}`);
}

function describeStage(stage: Stage, text: string): string {
  const lines = new LineIndex(text);
  const begins = ({ from }: Stage) => `line ${lines.lineAt(from.range.start) + 1}`;
  const users = stage.usedBy.map((user) =>
    user.name === undefined ? `the stage on ${begins(user)}` : code(user.name),
  );
  return [
    `The stage that begins on ${begins(stage)}, from ${code(stage.base.resolved ?? stage.base.text)}.`,
    users.length > 0 ? `Used by ${enumerated(users)}.` : '',
    stage.reachable ? '' : unneeded,
  ]
    .filter((part) => part !== '')
    .join(' ');
}
