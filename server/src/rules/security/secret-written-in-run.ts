import { isPublicKeyName, isSecretName } from '../../knowledge/secretNames.ts';
import type { BuildModel, RunModel, Step } from '../../model/types.ts';
import { unwrapCommand } from '../../model/unwrapCommand.ts';
import type { ShellCommand } from '../../syntax/shell/tree.ts';
import { defineRule } from '../rule.ts';
import { appendToRun } from '../support/appendCommand.ts';
import { textsOf } from '../support/instructionTexts.ts';
import { isMountedOver } from '../support/layerPaths.ts';
import {
  copiedSecret,
  type MountedSecrets,
  mountedSecrets,
  type NamedSecret,
  outputOf,
  substitutedSecret,
} from '../support/mountedSecrets.ts';
import { finalLayers, stageOrderOf } from '../support/stageOrder.ts';

export const secretWrittenInRun = defineRule({
  id: 'secret-written-in-run',
  summary: 'RUN leaves a secret in a file of the layer',
  why: 'However well the secret was handed to the build, what a RUN writes is part of the image: whoever can pull it can read the file, also when a later RUN deletes it.',
  language: 'dockerfile',
  category: 'security',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  references: [
    'https://docs.docker.com/build/building/secrets/',
    'https://docs.docker.com/reference/dockerfile/#run---mounttypesecret',
  ],
  concerns: { keywords: ['RUN'], text: /key|auth|credential|pass|pword|psw|secret|token/i },
  stepwise: true,
  messages: {
    file: 'The secret {name} stays in {file}, in a layer of the image. Mount the file as a secret, or remove it in this RUN.',
    program:
      'The secret {name} stays in the settings of {program}, in a layer of the image. Mount them as a secret, or remove them in this RUN.',
    clone:
      'Git keeps the URL, and the secret {name} in it, in the folder it makes. Mount the secret for a credential helper instead.',
  },
  fixes: {
    remove: { title: 'Remove {file} at the end of this RUN', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, steps, report }) {
    const stages = finalLayers(model);
    for (const step of steps) {
      const { run, stage, instruction } = step;
      // What a build stage writes is in no layer of the image.
      if (!run || !stage || (!stages.has(stage) && !instruction.isTrigger)) continue;
      // One per RUN: what mends the first, a mount, mends the others.
      for (const left of secretsLeft(run, step)) {
        const { secret, file, kind, program } = left;
        const at = secret.word.range;
        const { name } = secret;
        if (kind === 'clone') report({ at, message: 'clone', values: { name } });
        else if (file === undefined) report({ at, message: 'program', values: { name, program } });
        else {
          const appended =
            isPlainFile.test(file) &&
            (!/^(?:cp|install)$/.test(program) || looksLikeFile.test(file)) &&
            isForThisRun(left, file, step, model)
              ? appendToRun(step, left.command, `rm -f ${file}`, model)
              : undefined;
          const fixes = appended && [{ fix: 'remove' as const, values: { file }, edits: appended.edits }];
          report({ at, message: 'file', values: { name, file }, fixes });
        }
      }
    }
  },
});

interface SecretLeft {
  readonly command: ShellCommand;
  readonly secret: NamedSecret;
  readonly kind: 'file' | 'clone' | 'program';
  readonly file: string | undefined;
  readonly program: string;
}

/** The first secret of a RUN that is left in its layer; none in a RUN of hundreds, which no hand has written. */
function secretsLeft(run: RunModel, step: Step): readonly SecretLeft[] {
  const { commands } = run;
  const mounted = run.once(mountedSecrets);
  const writers = commands.flatMap((command) => writing(command, mounted) ?? []).slice(0, LIMIT);
  if (writers.length === 0) return [];
  const removers = commands.filter(removes).slice(0, LIMIT);
  for (const { command, secret, file } of writers) {
    const { name: program = '' } = unwrapCommand(command);
    const later = removers.filter(({ range }) => range.start > command.range.start);
    const left = { command, secret, file, program };
    if (file !== undefined) {
      if (!isScratch(file, step) && !isRemoved(file, later)) return [{ ...left, kind: 'file' }];
    } else if (program === 'git' && isClone(command)) {
      if (!isRemoved('.git', later)) return [{ ...left, kind: 'clone' }];
    } else if (isSetting(command) && !isUnset(program, later)) return [{ ...left, kind: 'program' }];
  }
  return [];
}

/** A command that has to do with a secret, and the file it makes of it. */
function writing(
  command: ShellCommand,
  mounted: MountedSecrets,
): Pick<SecretLeft, 'command' | 'secret' | 'file'> | undefined {
  const copied = copiedSecret(command, mounted);
  if (copied) return { command, ...copied };
  const secret = secretIn(command, mounted);
  return secret && { command, secret, file: fileOf(command) };
}

/** Something in its own RUN may use the file, and nothing below names it: then it may go when that is done. */
function isForThisRun(
  { command }: SecretLeft,
  file: string,
  { run, stage, instruction }: Step,
  model: BuildModel,
) {
  if (run?.commands.at(-1) === command || !stage) return false;
  const name = file.slice(file.lastIndexOf('/') + 1);
  const order = stageOrderOf(model);
  const isBelow = ({ instruction: { range } }: Step) => range.start > instruction.range.start;
  const names = (step: Step) => textsOf(step.instruction).some((text) => text.includes(name));
  return !order.stepsOf(stage).some((step) => isBelow(step) && names(step));
}

const isPlainFile = /^[\w./~-]+$/;

/** What `cp` is given may be a folder that is there, of which `rm -f` would only complain. */
const looksLikeFile = /(?:\w\.\w+|rc|\/id_\w+|token|key|secret|credentials?|password)$/i;

const LIMIT = 100;

/** What may take a file or a setting back. */
function removes(command: ShellCommand): boolean {
  const { name, args } = unwrapCommand(command);
  if (/^(?:rm|shred|unlink|mv|gpg|cosign)$/.test(name ?? '')) return true;
  return SETTINGS.has(name ?? '') && args.some(({ text }) => takesBack.test(text));
}

const takesBack = /^-{0,2}(?:delete|rm|remove|unset(?:-all)?|logout|remove-section)$/;

/** A word that holds a variable that is a secret or sounds like one, or the text of a mounted secret. */
function secretIn(command: ShellCommand, mounted: MountedSecrets): NamedSecret | undefined {
  for (const word of command.words.slice(1)) {
    const variable = word.variables.find(
      ({ name }) => mounted.variables.has(name) || (isSecretName(name) && !isPublicKeyName(name)),
    );
    const name = variable?.name ?? substitutedSecret(word, mounted);
    if (name !== undefined) return { name, word };
  }
  return undefined;
}

/** Where the output of a command goes, when it prints its arguments into a file. */
function fileOf(command: ShellCommand): string | undefined {
  const { name } = unwrapCommand(command);
  return name === 'echo' || name === 'printf' ? outputOf(command) : undefined;
}

/** Nothing of the image: a mount, the memory. */
function isScratch(file: string, { run }: Step): boolean {
  return /^\/(?:run\/secrets|dev\/shm|proc)\//.test(file) || (run !== undefined && isMountedOver(run, file));
}

/** A later command of the same RUN that takes the file, or the folder it is in, away again. */
function isRemoved(file: string, later: readonly ShellCommand[]): boolean {
  const name = file.slice(file.lastIndexOf('/') + 1);
  return later.some((command) => command.words.some((word) => word.text.includes(name)));
}

/** `git clone https://$TOKEN@…`, `git remote add`. */
function isClone(command: ShellCommand): boolean {
  const { args } = unwrapCommand(command);
  const verb = args.find(({ text }) => /^(?:clone|remote|submodule)$/.test(text));
  return verb !== undefined && command.words.some(({ text }) => /:\/\/[^/\s]*\$/.test(text));
}

/** Programs that keep what they are told in a file of their own. */
const SETTINGS: ReadonlyMap<string, RegExp> = new Map([
  ['npm', /^(?:config )?set /],
  ['pnpm', /^(?:config )?set /],
  ['yarn', /^config set /],
  ['git', /^config /],
  ['pip', /^config .*set /],
  ['pip3', /^config .*set /],
  ['composer', /^config /],
  ['bundle', /^config /],
  ['poetry', /^config /],
  ['aws', /^configure set /],
  ['docker', /^login /],
  ['helm', /^(?:registry login|repo add) /],
  ['dotnet', /^nuget (?:add|update) source /],
  ['nuget', /^(?:sources|setapikey) /],
  ['conda', /^config /],
  ['gh', /^auth login /],
]);

function isSetting(command: ShellCommand): boolean {
  const { name, args } = unwrapCommand(command);
  const pattern = SETTINGS.get(name ?? '');
  return pattern?.test(`${args.map(({ text }) => text).join(' ')} `) === true;
}

/** A later command that takes the setting back: `npm config delete`, `docker logout`, `rm ~/.npmrc`. */
function isUnset(program: string, later: readonly ShellCommand[]): boolean {
  return later.some((command) => {
    const { name, args } = unwrapCommand(command);
    if (name === program) return true;
    return (
      (name === 'rm' || name === 'shred') &&
      args.some(({ text }) => /rc\b|config|\.conf|auth\.json|\.(?:git|docker|aws|npm)/.test(text))
    );
  });
}
