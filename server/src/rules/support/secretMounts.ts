import { secretVariableFeature } from '../../knowledge/frontendFeatures.ts';
import type { BuildModel, Step, VariableUse } from '../../model/types.ts';
import type { Instruction, Pair } from '../../syntax/dockerfile/tree.ts';
import type { TextEdit } from '../../text/edit.ts';
import { isTooOldFor } from './frontendVersion.ts';
import { linesMovedTo } from './removeInstruction.ts';
import { withoutOne } from './removeWord.ts';
import { isBourne } from './shellState.ts';

/** Turns build arguments into secret mounts. One per check of a document: the uses of variables are looked up once. */
export class SecretMounts {
  private readonly model: BuildModel;
  private uses: ReadonlyMap<number, readonly VariableUse[]> | undefined;

  constructor(model: BuildModel) {
    this.model = model;
  }

  /**
   * Takes an ARG of a stage out and mounts a secret of the same name, as a variable, in every RUN whose text names it.
   * Undefined where something else uses it, where nothing names it, and where the file asks for an older syntax.
   */
  editsFor({ instruction, stage }: Step, pair: Pair): readonly TextEdit[] | undefined {
    const { model } = this;
    const name = pair.name.text;
    if (instruction.name !== 'ARG' || instruction.isTrigger || !stage || model.frontend.isCustom)
      return undefined;
    if (isTooOldFor(model, secretVariableFeature)) return undefined;
    if (model.globalArgs.some((global) => global.name === name)) return undefined;
    const uses = this.usesOf(pair);
    const runs = new Set(uses.map((use) => use.instruction));
    const [heir] = runs;
    if (!heir || ![...runs].every((run) => isPlainRun(model, run))) return undefined;
    const removed = withoutOne(instruction.pairs, pair, model.tree);
    const isOnly = instruction.pairs.length === 1;
    const edits = removed ? [removed] : isOnly ? linesMovedTo(model.tree, instruction, heir) : [];
    if (edits.length === 0) return undefined;
    return [...edits, ...[...runs].map((run) => mountEdit(run, `type=secret,id=${name},env=${name}`))];
  }

  private usesOf({ name }: Pair): readonly VariableUse[] {
    this.uses ??= byDefinition(this.model);
    return this.uses.get(name.range.start) ?? [];
  }
}

/** A `--mount` flag right behind the keyword of a RUN. */
export function mountEdit(run: Instruction, mount: string): TextEdit {
  const { end } = run.keyword.range;
  return { range: { start: end, end }, newText: ` --mount=${mount}` };
}

function byDefinition(model: BuildModel): ReadonlyMap<number, readonly VariableUse[]> {
  const uses = new Map<number, VariableUse[]>();
  for (const use of [...model.variableUses, ...model.shellVariableUses]) {
    const place =
      use.result.kind === 'undefined' || use.result.kind === 'maybe-base'
        ? undefined
        : use.result.definition.nameRange;
    if (!place) continue;
    const list = uses.get(place.start);
    if (list) list.push(use);
    else uses.set(place.start, [use]);
  }
  return uses;
}

function isPlainRun(model: BuildModel, run: Instruction): boolean {
  const step = model.stepOf(run);
  return step.run !== undefined && !run.isTrigger && isBourne(step.dialect, model);
}
