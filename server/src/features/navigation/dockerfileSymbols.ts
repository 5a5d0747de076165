import type { BuildModel, Stage } from '../../model/types.ts';
import type { Instruction, KeywordName } from '../../syntax/dockerfile/tree.ts';
import type { TextRange } from '../../text/range.ts';
import { shorten } from '../../text/shorten.ts';
import { stageName } from '../stageName.ts';

export interface DockerfileSymbol {
  readonly kind: 'stage' | 'variable' | 'command' | 'copy' | 'setting';
  /** One line, never empty. */
  readonly name: string;
  readonly detail: string | undefined;
  /** Holds the `selection`, and what the children hold. */
  readonly range: TextRange;
  readonly selection: TextRange;
  readonly children: readonly DockerfileSymbol[];
}

/** The outline: the stages with their instructions, behind the ARGs in front of them. */
export function dockerfileSymbols(model: BuildModel): DockerfileSymbol[] {
  const first = model.stages[0]?.from.range.start ?? Number.POSITIVE_INFINITY;
  const above = model.tree.instructions.filter(({ range }) => range.start < first);
  return [
    ...above.map((instruction) => instructionSymbol(instruction, model)),
    ...model.stages.map((stage) => stageSymbol(stage, model)),
  ];
}

function stageSymbol(stage: Stage, model: BuildModel): DockerfileSymbol {
  const { from, nameRange, base, instructions } = stage;
  const children = instructions
    .filter(({ isTrigger }) => !isTrigger)
    .map((instruction) => instructionSymbol(instruction, model));
  const image = shorten(base.resolved ?? base.text, longestName);
  const name = stageName(stage, model.tree.text) ?? '';
  return {
    kind: 'stage',
    name: name === '' ? instructionName(from) : name,
    detail: name === '' ? undefined : image,
    range: { start: from.range.start, end: instructions.at(-1)?.range.end ?? from.range.end },
    selection: name === '' || !nameRange ? from.head : nameRange,
    children,
  };
}

function instructionSymbol(instruction: Instruction, model: BuildModel): DockerfileSymbol {
  const { range, head } = instruction;
  return {
    kind: kinds[(instruction.trigger ?? instruction).name ?? 'LABEL'] ?? 'setting',
    name: instructionName(instruction),
    detail: undefined,
    range,
    selection: firstLine(head, model.tree.text),
    children: [],
  };
}

/** The instruction on one line, without its flags: what it is about. */
function instructionName({ keyword, line, args, trigger }: Instruction): string {
  if (trigger) return `${keyword.text.toUpperCase()} ${instructionName(trigger)}`;
  const text = args.text === '' ? line.text.slice(keyword.text.length) : args.text;
  const name = `${keyword.text.toUpperCase()} ${text}`.replace(/\s+/g, ' ').trim();
  // A lone continuation is an instruction of nothing.
  return shorten(name || '…', longestName);
}

const longestName = 100;

const kinds: Partial<Record<KeywordName, DockerfileSymbol['kind']>> = {
  ARG: 'variable',
  ENV: 'variable',
  RUN: 'command',
  CMD: 'command',
  ENTRYPOINT: 'command',
  HEALTHCHECK: 'command',
  COPY: 'copy',
  ADD: 'copy',
};

function firstLine({ start, end }: TextRange, text: string): TextRange {
  const lineEnd = /[\r\n]/.exec(text.slice(start, end))?.index;
  return { start, end: lineEnd === undefined ? end : start + lineEnd };
}
