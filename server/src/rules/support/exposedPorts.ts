import { readPort } from '../../model/ports.ts';
import type { BuildModel, Step } from '../../model/types.ts';
import { type PortProblem, portProblem } from '../../syntax/dockerfile/ports.ts';
import type { Instruction, Word } from '../../syntax/dockerfile/tree.ts';
import type { TextRange } from '../../text/range.ts';

export interface ExposedWord {
  readonly word: Word;
  /** `8080/tcp`, `8000-8010/udp`; undefined where it is not known or refused. */
  readonly port: string | undefined;
}

/** The words of an EXPOSE. For `step.once`. */
export function exposedWords(step: Step): readonly ExposedWord[] {
  return step.instruction.words.map((word) => {
    const written = step.expand(word.text).value;
    return { word, port: written === undefined ? undefined : readPort(written) };
  });
}

export interface RefusedPort {
  readonly instruction: Instruction;
  readonly problem: PortProblem;
  /** The part at fault; the whole word where quotes or variables stand in between. */
  readonly range: TextRange;
  /** The word says it literally, so that the range can be replaced. */
  readonly isLiteral: boolean;
}

/** Every word of EXPOSE that BuildKit refuses, with the values that variables have by default. */
export function refusedPorts(model: BuildModel): readonly RefusedPort[] {
  return model.once(findRefused);
}

function findRefused(model: BuildModel): readonly RefusedPort[] {
  if (model.frontend.isCustom) return [];
  return model
    .stepsWith('EXPOSE')
    .flatMap(({ instruction }) => instruction.words.flatMap((word) => refusedIn(word, instruction, model)));
}

function refusedIn(word: Word, instruction: Instruction, model: BuildModel): RefusedPort[] {
  if (/^\d{1,4}(?:\/(?:tcp|udp))?$/.test(word.text)) return [];
  // BuildKit loses what stands in a word in front of `${name:-8080}`.
  if (/.\$\{[^}]*[^\w}]/s.test(word.text)) return [];
  const isLiteral = !/["'\\`$]/.test(word.text);
  const value = isLiteral ? word.text : model.expand(word.text, instruction).value;
  // A variable may bring several ports, or none.
  if (value === undefined || value.trim() === '' || /\s/.test(value)) return [];
  const problem = portProblem(value);
  if (!problem) return [];
  const range = isLiteral ? word.map.toSourceRange(problem.start, problem.end) : word.range;
  return [{ instruction, problem, range: range.start === range.end ? word.range : range, isLiteral }];
}
