import { runModelOf } from '../../server/src/model/run.ts';
import type { PackageCommand, RunModel } from '../../server/src/model/types.ts';
import { parseDockerfile } from '../../server/src/syntax/dockerfile/parser.ts';
import type { Instruction } from '../../server/src/syntax/dockerfile/tree.ts';
import type { ShellDialect } from '../../server/src/syntax/shell/tree.ts';

/** The model of the first RUN of a Dockerfile (of an ONBUILD, too). */
export function runOf(document: string, dialect: ShellDialect = 'posix'): RunModel {
  const run = parseDockerfile(document)
    .instructions.map((instruction): Instruction => instruction.trigger ?? instruction)
    .find((instruction) => instruction.name === 'RUN');
  const model = run && runModelOf(run, dialect, document);
  if (!model) throw new Error('no RUN');
  return model;
}

/** The only package command of a command line. */
export function packageCall(line: string): PackageCommand {
  const calls = runOf(`RUN ${line}`).packageCommands;
  const [call] = calls;
  if (!call || calls.length !== 1) throw new Error(`${calls.length} package commands in: ${line}`);
  return call;
}
