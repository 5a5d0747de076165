import type { Claim } from '../../rules/rule.ts';
import { identityText } from '../../syntax/dockerfile/logicalLines.ts';
import { shellScriptOf } from '../../syntax/shell/script.ts';
import { contains } from '../../text/range.ts';
import type { NormalForm, NormalStep } from './normalForm.ts';
import { chained, type Piece, programOf } from './program.ts';

/** A step as a claim leaves it. */
export interface ClaimedStep extends NormalStep {
  /** The claim changes the heredoc that is the program: its first body is compared as a program, not by its bytes. */
  readonly changesBody?: boolean;
}

/** A claim that cannot be true of this document. The message is a full sentence without a period. */
export class FalseClaim extends Error {}

/** The steps as they must be after a fix. Throws `FalseClaim` when the claim does not fit what is there. */
export function applyClaim(steps: readonly ClaimedStep[], claim: Claim, form: NormalForm): ClaimedStep[] {
  switch (claim.kind) {
    case 'same':
      return [...steps];
    case 'add-becomes-copy':
      return replaced(steps, claim.instruction, 'ADD', addToCopy);
    case 'author-becomes-label':
      return replaced(steps, claim.instruction, 'MAINTAINER', authorToLabel);
    case 'word-added':
      return replaced(steps, claim.instruction, 'RUN', (step) => withWord(step, claim.after, claim.word));
    case 'commands-appended':
      return replaced(steps, claim.instruction, 'RUN', (step) =>
        withCommands(step, claim.commands, claim.separator ?? '&&'),
      );
    case 'argv-is-words':
      return replaced(steps, claim.instruction, undefined, (step) => toArgv(step, steps, form));
    case 'steps-concatenated':
      return concatenated(steps, claim.instructions);
    case 'dead-dropped':
      return withoutDead(steps, claim.instruction);
  }
}

function replaced(
  steps: readonly ClaimedStep[],
  instruction: number,
  operation: string | undefined,
  change: (step: ClaimedStep) => ClaimedStep,
): ClaimedStep[] {
  const step = steps.find((one) => holds(one, instruction));
  if (!step) throw new FalseClaim(`there is no instruction at offset ${instruction}`);
  if (operation !== undefined && step.operation.replace(/^ONBUILD /, '') !== operation) {
    throw new FalseClaim(`the instruction at offset ${instruction} is ${step.operation}, not ${operation}`);
  }
  return steps.map((one) => (one === step ? change(step) : one));
}

/** Claims tell an instruction by any offset within it. */
function holds(step: ClaimedStep, offset: number): boolean {
  return step.range.start <= offset && offset < step.range.end;
}

function addToCopy(step: ClaimedStep): ClaimedStep {
  const own = step.flags.find((flag) => /^(checksum|keep-git-dir|unpack)=/.test(flag));
  if (own !== undefined) throw new FalseClaim(`COPY has no flag --${own}`);
  return { ...step, operation: step.operation.replace(/ADD$/, 'COPY') };
}

function authorToLabel(step: ClaimedStep): ClaimedStep {
  const author = step.operands[0] ?? '';
  // Quotes around a label's value are not part of it; that is what whoever quoted the author meant.
  const quoted = /^(["'])(.*)\1$/.exec(author);
  const isQuoted = quoted?.[1] !== undefined && author.length > 1 && !quoted[2]?.includes(quoted[1]);
  const value = isQuoted ? (quoted[2] ?? '') : author;
  return { ...step, operation: 'LABEL', operands: ['org.opencontainers.image.authors', value] };
}

function withWord(step: ClaimedStep, after: number, word: string): ClaimedStep {
  const program = programOfStep(step);
  const index = program.findIndex((piece) => piece.kind === 'word' && piece.start === after);
  if (index < 0) throw new FalseClaim(`no word of the command starts at offset ${after}`);
  if (!/^[\w@%+=:,./-]+$/.test(word)) throw new FalseClaim(`"${word}" is no plain word`);
  const added: Piece = { kind: 'word', text: word, isStatic: true, start: undefined };
  return {
    ...step,
    program: [...program.slice(0, index + 1), added, ...program.slice(index + 1)],
    changesBody: step.isHeredocProgram,
  };
}

function withCommands(step: ClaimedStep, commands: string, separator: '&&' | ';'): ClaimedStep {
  const program = programOfStep(step);
  const script = shellScriptOf(identityText(commands, 0, commands.length), 'posix');
  if (script.errors.length > 0 || script.comments.length > 0 || script.commands.length === 0) {
    throw new FalseClaim(`"${commands}" is no list of commands`);
  }
  const last = program.at(-1);
  if (last?.kind === 'gap' && /[;&|]$/.test(last.text)) {
    throw new FalseClaim('the program does not end with a command');
  }
  if (separator === ';' && !stopsAtFailure(program)) {
    throw new FalseClaim('behind ";" it would run, and decide the result, whatever failed before');
  }
  const appended = chained([program, withoutPlaces(programOf(script))], separator);
  return { ...step, program: appended, changesBody: step.isHeredocProgram };
}

/** It begins with `set -e`, and nothing takes that back. */
function stopsAtFailure(program: readonly Piece[]): boolean {
  const words = program.flatMap((piece) => (piece.kind === 'word' ? [piece.text] : []));
  // A line with nothing but a shebang leaves its end behind.
  const [first, options] = program[0]?.kind === 'gap' && program[0].text === ';' ? program.slice(1) : program;
  const begins = first?.kind === 'word' && first.text === 'set' && options?.kind === 'word';
  return (
    begins &&
    /^-[a-z]*e[a-z]*$/.test(options.text) &&
    !words.some((word) => /^\+([a-z]*e|[a-z]*o$)/.test(word))
  );
}

/** Words the shell runs itself: there is no program of that name to start. */
const builtins = new Set(
  '. : alias bg break cd command continue declare eval exec exit export fg hash jobs let local read readonly return set shift source times trap type typeset ulimit umask unalias unset wait'.split(
    ' ',
  ),
);

function toArgv(step: ClaimedStep, steps: readonly ClaimedStep[], form: NormalForm): ClaimedStep {
  const program = programOfStep(step);
  const words = program.flatMap((piece) => (piece.kind === 'word' && piece.isStatic ? [piece.text] : []));
  if (step.operands[0] !== 'shell' || words.length !== program.length || words.length === 0) {
    throw new FalseClaim('the command is more than plain words');
  }
  if (builtins.has(words[0] ?? '')) throw new FalseClaim(`"${words[0]}" is built into the shell`);
  const own = form.model.steps.find(
    ({ instruction }) => !instruction.trigger && contains(step.range, instruction.range),
  );
  if (!own || own.before.shell.by) throw new FalseClaim('another shell than the default is in force');
  if (step.operation.startsWith('ONBUILD')) throw new FalseClaim('nothing is known of who runs the trigger');
  if (step.operation === 'CMD') {
    // The words of an exec form go to the ENTRYPOINT as they are, those of a shell form behind `/bin/sh -c`.
    const entrypoint = own.stage?.final.entrypoint.value;
    if (!entrypoint) throw new FalseClaim('the base image may have an ENTRYPOINT, which gets the command');
    if (entrypoint.argv.length > 0) throw new FalseClaim('the command is handed to an ENTRYPOINT');
  }
  // A shell form ignores CMD, an exec form gets it as arguments. One of the base image is reset by ENTRYPOINT.
  if (
    step.operation === 'ENTRYPOINT' &&
    steps.some((one) => one.stage === step.stage && one.operation === 'CMD')
  ) {
    throw new FalseClaim('CMD would be handed to the command');
  }
  return { ...step, operands: ['exec', ...words], program: undefined };
}

function concatenated(steps: readonly ClaimedStep[], instructions: readonly number[]): ClaimedStep[] {
  const first = steps.findIndex((step) => holds(step, instructions[0] ?? -1));
  const run = steps.slice(first, first + instructions.length);
  const [head] = run;
  if (first < 0 || !head || instructions.length < 2) throw new FalseClaim('there is nothing to put together');
  run.forEach((step, index) => {
    if (!holds(step, instructions[index] ?? -1)) throw new FalseClaim('other instructions stand in between');
    const isAlike =
      step.operation === head.operation &&
      step.stage === head.stage &&
      step.operands.join('\0') === head.operands.join('\0') &&
      step.flags.join('\0') === head.flags.join('\0');
    if (!isAlike || step.heredocs.length > 0 || step.operands[0] !== 'shell') {
      throw new FalseClaim('the instructions are not alike');
    }
  });
  const program = chained(run.map(programOfStep));
  return [...steps.slice(0, first), { ...head, program }, ...steps.slice(first + instructions.length)];
}

/** What sets one value of the image configuration: only the last one of a stage counts. */
const lastWins = new Set(['CMD', 'ENTRYPOINT', 'HEALTHCHECK', 'STOPSIGNAL']);

function withoutDead(steps: readonly ClaimedStep[], offset: number): ClaimedStep[] {
  const part = steps.filter((step) => step.part === offset && step.part !== step.range.start);
  const dead = part.length > 0 ? part : steps.filter((step) => holds(step, offset));
  if (dead.length === 0) throw new FalseClaim(`there is nothing at offset ${offset}`);
  for (const step of dead) {
    const later = steps.slice(steps.indexOf(step) + 1).filter((one) => one.stage === step.stage);
    const isTwin = (one: ClaimedStep) => one.operation === step.operation && !dead.includes(one);
    const isDead =
      step.operation === 'LABEL' || step.operation.startsWith('#')
        ? later.some(
            (one) => isTwin(one) && (step.operation !== 'LABEL' || one.operands[0] === step.operands[0]),
          )
        : lastWins.has(step.operation) && later.some(isTwin);
    if (!isDead) throw new FalseClaim(`nothing later replaces the ${step.operation} that goes`);
  }
  return steps.filter((step) => !dead.includes(step));
}

function programOfStep(step: ClaimedStep): readonly Piece[] {
  if (!step.program) throw new FalseClaim('the instruction runs no shell program');
  return step.program;
}

function withoutPlaces(pieces: readonly Piece[]): Piece[] {
  return pieces.map((piece) => (piece.kind === 'word' ? { ...piece, start: undefined } : piece));
}
