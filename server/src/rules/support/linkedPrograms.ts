import type { BuildModel, Stage, Step } from '../../model/types.ts';
import { unwrapCommand } from '../../model/unwrapCommand.ts';
import type { ShellCommand } from '../../syntax/shell/tree.ts';
import { goBuildsOf } from './goBuilds.ts';

/** A program that a stage builds, linked against the C library of the stage's system. */
export interface LinkedProgram {
  readonly language: 'Go' | 'Rust' | 'C';
  /** Go links it only where the program looks up names or users. */
  readonly isCertain: boolean;
  readonly step: Step;
  readonly command: ShellCommand;
  readonly range: { readonly start: number; readonly end: number };
}

/** In order; static links, and targets that bring a library of their own, left out. */
export function linkedProgramsOf(stage: Stage, model: BuildModel): readonly LinkedProgram[] {
  const found: LinkedProgram[] = goBuildsOf(stage, model)
    .filter(
      ({ cgo, isExplicit, step }) =>
        cgo === undefined && !isExplicit && step.stage?.base.root.facts.family === 'golang',
    )
    .map(({ step, command, range }) => ({ language: 'Go', isCertain: false, step, command, range }));
  for (let at: Stage | undefined = stage; at; at = at.base.stage) {
    for (const instruction of at.instructions) {
      const text = model.tree.text.slice(instruction.range.start, instruction.range.end);
      // A setting of any kind that speaks of it is believed, for the whole stage.
      if (/static|musl|cross|zig/i.test(text)) return [];
      if (instruction.name !== 'RUN' || !/\b(?:cargo|rustc|gcc|g\+\+|cc|clang)\b/.test(text)) continue;
      const step = model.stepOf(instruction);
      for (const command of step.run?.commands ?? []) {
        const language = languageOf(command);
        const program = unwrapCommand(command).program;
        if (language && program)
          found.push({ language, isCertain: true, step, command, range: program.range });
      }
    }
  }
  return found;
}

function languageOf(command: ShellCommand): 'Rust' | 'C' | undefined {
  const { name, args } = unwrapCommand(command);
  const texts = args.map(({ text }) => text);
  if (name === 'cargo') {
    return texts.some((text) => text === 'build' || text === 'b') &&
      !texts.some((text) => /^--target/.test(text))
      ? 'Rust'
      : undefined;
  }
  if (name === 'rustc') return texts.some((text) => /\.rs$/.test(text)) ? 'Rust' : undefined;
  if (name === undefined || !/^(?:gcc|g\+\+|cc|c\+\+|clang|clang\+\+)$/.test(name)) return undefined;
  return texts.includes('-o') && !texts.some((text) => /^-(?:c|shared)$/.test(text)) ? 'C' : undefined;
}
