import type { BuildModel, Stage, VariableDefinition } from '../../model/types.ts';
import type { TextRange } from '../../text/range.ts';
import { asUseOfFile } from '../hover/shellUse.ts';
import { definitionBy, type NamedSymbol } from './symbolAt.ts';

/** Where a stage or a variable is declared, and where it is used; each in order of place, without doubles. */
export interface SymbolPlaces {
  readonly declarations: readonly TextRange[];
  readonly uses: readonly TextRange[];
}

export function placesOf(model: BuildModel, symbol: NamedSymbol): SymbolPlaces {
  return symbol.kind === 'stage'
    ? placesOfStage(model, symbol.stage)
    : placesOfVariable(model, symbol.definition);
}

/** Where a stage is declared: its name; of one without a name, its base. */
export function placeOfStage({ nameRange, base }: Stage): TextRange {
  return nameRange ?? base.range;
}

/** The global ARG whose default an ARG of a stage takes over; else the definition itself. */
export function originOf(model: BuildModel, definition: VariableDefinition): VariableDefinition {
  const { kind, name, instruction, nameRange } = definition;
  const isBare = instruction?.pairs.some(
    (pair) => pair.name.range.start === nameRange?.start && pair.value === undefined,
  );
  if (kind !== 'arg' || !isBare) return definition;
  const globals = model.globalArgs.filter((global) => global.name === name);
  return globals.filter(({ rawValue }) => rawValue !== undefined).at(-1) ?? globals.at(-1) ?? definition;
}

function placesOfStage(model: BuildModel, stage: Stage): SymbolPlaces {
  const uses = model.stages.flatMap((user) =>
    user.uses.flatMap((use) => (use.stage === stage ? [use.range] : [])),
  );
  return { declarations: [placeOfStage(stage)], uses: inOrder(uses) };
}

/** A variable is the same in the stages that take it over from the global ARG, and another one where it is set anew. */
function placesOfVariable(model: BuildModel, definition: VariableDefinition): SymbolPlaces {
  const origin = keyOf(originOf(model, definition));
  const isSame = (other: VariableDefinition): boolean => keyOf(originOf(model, other)) === origin;
  const declarations = model.steps.flatMap(({ instruction }) =>
    instruction.name === 'ARG' || instruction.name === 'ENV'
      ? instruction.pairs.flatMap(({ name }) => {
          if (name.text !== definition.name) return [];
          const defined = definitionBy(model, instruction, name);
          return defined && isSame(defined) ? [name.range] : [];
        })
      : [],
  );
  const name = definition.name.toLowerCase();
  const inShell = model.shellVariableUses.flatMap((use) =>
    use.name.toLowerCase().endsWith(name) ? (asUseOfFile(use, model) ?? []) : [],
  );
  const uses = [...model.variableUses, ...inShell].flatMap(({ result, nameRange }) =>
    result.kind === 'defined' && isSame(result.definition) ? [nameRange] : [],
  );
  return { declarations: inOrder(declarations), uses: inOrder(uses) };
}

function keyOf({ nameRange }: VariableDefinition): number {
  return nameRange?.start ?? -1;
}

function inOrder(ranges: readonly TextRange[]): TextRange[] {
  const sorted = [...ranges].sort((a, b) => a.start - b.start);
  return sorted.filter(({ start }, index) => start !== sorted[index - 1]?.start);
}
