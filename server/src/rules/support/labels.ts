import { type LabelType, labelTypes } from '../../knowledge/labels.ts';
import type { BuildModel, Stage, Step } from '../../model/types.ts';
import type { Instruction, Pair } from '../../syntax/dockerfile/tree.ts';
import { lineBreakOf } from '../../text/lines.ts';
import type { FixEdit } from '../rule.ts';
import { endOfLine, isOpenAtEnd } from './insertLine.ts';
import { keywordLike } from './keywords.ts';
import { unquoted } from './words.ts';

/** A label as a LABEL sets it. */
export interface Label {
  readonly instruction: Instruction;
  readonly stage: Stage | undefined;
  readonly pair: Pair;
  /** Without quotes, variables as far as they are known. */
  readonly key: string;
  /** Without quotes; undefined where a variable decides. */
  readonly value: string | undefined;
}

/** Every label of the file, in order. Computed once. */
export function labelsOf(model: BuildModel): readonly Label[] {
  return model.once(findLabels);
}

function findLabels(model: BuildModel): readonly Label[] {
  const labels: Label[] = [];
  for (const step of model.stepsWith('LABEL')) {
    const { instruction, stage } = step;
    for (const read of step.once(readLabels)) labels.push({ instruction, stage, ...read });
  }
  return labels;
}

function readLabels(step: Step): readonly Pick<Label, 'pair' | 'key' | 'value'>[] {
  return step.instruction.pairs.map((pair) => {
    const { name, value } = pair;
    const isOpen = value === undefined || value.text.includes('$');
    return {
      pair,
      key: step.expand(name.text).value ?? unquoted(name).text,
      // The default of an ARG is a stand-in as often as a value.
      value: isOpen ? undefined : step.expand(value.text).value,
    };
  });
}

/**
 * A schema as options give it: `key` or `key=type` in each line. A type that is not known is text. The form in which
 * hadolint's `label-schema` is handed on.
 */
export function readSchema(lines: readonly string[]): ReadonlyMap<string, LabelType> {
  return new Map(
    lines.map((line) => {
      const at = line.lastIndexOf('=');
      const type = line.slice(at + 1).trim();
      const known = labelTypes.find((name) => name === type) ?? 'text';
      return at < 0 ? ([line.trim(), 'text'] as const) : ([line.slice(0, at).trim(), known] as const);
    }),
  );
}

/**
 * A LABEL of its own below the last LABEL of a stage; else where it spoils no cache, below the last instruction that
 * writes to the image. The first value is for the user to fill in. Undefined where that place is not plain.
 */
export function labelInsertion(
  stage: Stage,
  labels: readonly (readonly [key: string, value: string])[],
  { tree }: BuildModel,
): FixEdit | undefined {
  const { text } = tree;
  const own = stage.outline.filter(({ name }) => name === 'LABEL');
  const above =
    own.at(-1) ?? [...stage.outline].reverse().find(({ name }) => !closing.has(name)) ?? stage.from;
  // Asked for to be noted: what it ends with counts as well, so that it is more than a place in the outline.
  stage.instructionsWith(above.name);
  const at = endOfLine(text, above.range.end);
  if (isOpenAtEnd(above)) return undefined;
  const lineBreak = lineBreakOf(text);
  const head = `${lineBreak}${keywordLike(stage.from, 'LABEL')} `;
  const indent = ' '.repeat(head.length - lineBreak.length);
  const pairs = labels.map(([key, value]) => `${key}=${JSON.stringify(value)}`);
  const [first] = labels;
  const start = head.length + (first?.[0].length ?? 0) + 2;
  return {
    range: { start: at, end: at },
    newText: head + pairs.join(` ${tree.escape}${lineBreak}${indent}`),
    placeholder: { start, end: start + (first?.[1].length ?? 0) },
  };
}

const closing: ReadonlySet<string | undefined> = new Set([
  ...['CMD', 'ENTRYPOINT', 'EXPOSE', 'HEALTHCHECK', 'STOPSIGNAL', 'USER', 'VOLUME', 'ONBUILD'],
]);

/** The stages that become images: the last one, and those that no other stage needs. */
export function imageStages({ stages, finalStage }: BuildModel): readonly Stage[] {
  return stages.filter((stage) => stage === finalStage || stage.usedBy.length === 0);
}
