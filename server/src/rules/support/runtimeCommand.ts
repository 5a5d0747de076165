import type { BuildModel } from '../../model/types.ts';

/** What the container of the final image runs, as one line: entrypoint and command. Undefined when not known. */
export function runtimeCommand(model: BuildModel): string | undefined {
  const { entrypoint, cmd } = model.finalStage?.final ?? {};
  const words = [
    ...(entrypoint?.by ? (entrypoint.value?.argv ?? []) : []),
    ...(cmd?.by ? (cmd.value?.argv ?? []) : []),
  ];
  return words.length > 0 ? words.join(' ') : undefined;
}

/** A stage that says it is not for production: `AS dev`, `AS test`. */
export function isForDevelopment(name: string | undefined): boolean {
  return (
    name !== undefined &&
    /\b(?:dev|develop|development|test|tests|ci|lint|debug|local)\b/.test(name.replaceAll(/[_.-]/g, ' '))
  );
}
