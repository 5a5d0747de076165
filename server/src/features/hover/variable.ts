import { describePredefined } from '../../knowledge/variableDocs.ts';
import type { BuildModel, VariableDefinition, VariableUse } from '../../model/types.ts';
import { LineIndex } from '../../text/lines.ts';
import { code, escapeMarkdown, shorten } from '../../text/markdown.ts';

/** The value a variable has where it is used, where that comes from, and what could change it. */
export function describeVariable(use: VariableUse, model: BuildModel): string {
  const name = `**$${escapeMarkdown(use.name)}**`;
  const who =
    use.expandedBy === 'shell'
      ? 'Expanded by the shell when this command runs, not by the builder.'
      : 'Expanded by the builder, before the instruction runs.';
  const { result } = use;
  switch (result.kind) {
    case 'defined':
      return [name + ' ' + value(result.definition, result.value), origin(result.definition, model), who]
        .filter(Boolean)
        .join('\n\n');
    case 'out-of-scope':
      return [
        `${name} is **empty here**.`,
        `${place(result.definition, model)} declares it before the first FROM, where only FROM sees it. Write ${code(`ARG ${use.name}`)} in this stage to use it.`,
      ].join('\n\n');
    case 'maybe-base':
      return [
        `${name} is not set in this file.`,
        use.expandedBy === 'shell'
          ? 'The base image or the command itself may set it.'
          : 'The base image may set it; else it is empty.',
        who,
      ].join('\n\n');
    case 'undefined':
      return [
        `${name} is not set${use.hasFallback ? ': the default written here is used' : ', so it is empty'}.`,
        who,
      ].join('\n\n');
  }
}

function value(definition: VariableDefinition, known: string | undefined): string {
  if (known !== undefined) {
    const shown = known === '' ? 'is empty' : `= ${code(shorten(known, 200))}`;
    return definition.kind === 'arg' || definition.kind === 'global-arg' ? `${shown}, by default` : shown;
  }
  if (definition.kind === 'arg' || definition.kind === 'global-arg') {
    return definition.rawValue === undefined
      ? 'has no default: empty unless `--build-arg` gives it'
      : 'cannot be known before the build';
  }
  return '';
}

function origin(definition: VariableDefinition, model: BuildModel): string {
  switch (definition.kind) {
    case 'arg':
      return `From ${place(definition, model)}. \`--build-arg ${definition.name}=…\` overrides it; the running container does not see it.`;
    case 'global-arg':
      return `From ${place(definition, model)}, before the first FROM. \`--build-arg ${definition.name}=…\` overrides it.`;
    case 'env':
      return `From ${place(definition, model)}. The running container sees it too.`;
    case 'platform':
    case 'predefined':
      return describePredefined(definition.name) ?? 'Set by the builder.';
    case 'base':
      return 'Set by the base image.';
  }
}

function place(definition: VariableDefinition, model: BuildModel): string {
  const { instruction } = definition;
  if (!instruction) return 'the builder';
  const line = new LineIndex(model.tree.text).lineAt(instruction.range.start) + 1;
  return `${instruction.name ?? ''} on line ${line}`;
}
