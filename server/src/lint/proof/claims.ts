import type { Step } from '../../model/types.ts';
import type { Claim } from '../../rules/rule.ts';
import { identityText } from '../../syntax/dockerfile/logicalLines.ts';
import { shellScriptOf } from '../../syntax/shell/script.ts';
import { lazy } from '../../text/memo.ts';
import type { NormalForm, NormalStep } from './normalForm.ts';
import { chained, type Piece, programOf } from './program.ts';

/** A step as a claim leaves it. */
export interface ClaimedStep extends NormalStep {
  /** The claim changes the heredoc that is the program: its first body is compared as a program, not by its bytes. */
  readonly changesBody?: boolean;
}

/** A claim that cannot be true of this document. The message is a full sentence without a period. */
export class FalseClaim extends Error {}

/**
 * The steps of a document as they must be after its fixes. Claims are told one after the other; each costs what it
 * changes, never the whole file. `apply` and `result` throw `FalseClaim` when a claim does not fit what is there.
 */
export class ClaimedSteps {
  private readonly form: NormalForm;
  /** In the order of the file; undefined where a step is gone. */
  private readonly slots: (ClaimedStep | undefined)[];
  /** Words to add to the program of a step, by the start of the word they follow, the last one first. */
  private readonly words = new Map<number, Map<number, Piece[]>>();
  /** Steps that are gone because a later one replaces them. */
  private readonly dead = new Set<number>();
  private readonly byPart = lazy(() => indicesByPart(this.form.steps));
  private readonly stepsByStart = lazy(() => stepsByStart(this.form));
  /** CMD cannot go without a later one of its stage, so this stays true whatever is claimed. */
  private readonly stagesWithCmd = lazy(
    () => new Set(this.form.steps.filter(({ operation }) => operation === 'CMD').map(({ stage }) => stage)),
  );

  constructor(form: NormalForm) {
    this.form = form;
    this.slots = [...form.steps];
  }

  apply(claim: Claim): void {
    switch (claim.kind) {
      case 'same':
        break;
      case 'add-becomes-copy':
        this.replace(claim.instruction, 'ADD', addToCopy);
        break;
      case 'author-becomes-label':
        this.replace(claim.instruction, 'MAINTAINER', authorToLabel);
        break;
      case 'word-added':
        this.addWord(claim.instruction, claim.after, claim.word);
        break;
      case 'commands-appended':
        this.replace(claim.instruction, 'RUN', (step) =>
          withCommands(step, claim.commands, claim.separator ?? '&&'),
        );
        break;
      case 'argv-is-words':
        this.replace(claim.instruction, undefined, (step) => {
          const own = this.stepsByStart().get(step.range.start);
          return toArgv(step, own, this.stagesWithCmd().has(step.stage));
        });
        break;
      case 'steps-concatenated':
        this.concatenate(claim.instructions);
        break;
      case 'stage-named':
        this.replace(claim.instruction, 'FROM', (step) => withName(step, claim.name));
        break;
      case 'dead-dropped':
        this.drop(claim.instruction);
        break;
    }
  }

  result(): ClaimedStep[] {
    for (const index of this.words.keys()) this.finishWords(index);
    this.checkDead();
    return this.slots.flatMap((step) => step ?? []);
  }

  /** The first step that holds an offset: claims tell an instruction by any offset within it. */
  private find(offset: number): { readonly step: ClaimedStep; readonly index: number } {
    const { steps } = this.form;
    let low = 0;
    let high = steps.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((steps[middle]?.range.end ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    // What is put together keeps the place of its first part.
    for (let index = low; (steps[index]?.range.start ?? Infinity) <= offset; index++) {
      const step = this.slots[index];
      if (step) return { step, index };
    }
    throw new FalseClaim(`there is no instruction at offset ${offset}`);
  }

  private replace(
    offset: number,
    operation: string | undefined,
    change: (step: ClaimedStep) => ClaimedStep,
  ): void {
    const { index } = this.findOf(offset, operation);
    this.slots[index] = change(this.finishWords(index));
  }

  private findOf(offset: number, operation: string | undefined) {
    const found = this.find(offset);
    const actual = found.step.operation;
    if (operation !== undefined && actual.replace(/^ONBUILD /, '') !== operation) {
      throw new FalseClaim(`the instruction at offset ${offset} is ${actual}, not ${operation}`);
    }
    return found;
  }

  /** Kept until the program is asked for: a program of ten thousand commands may get a word in each. */
  private addWord(offset: number, after: number, word: string): void {
    const { index } = this.findOf(offset, 'RUN');
    if (!/^[\w@%+=:,./-]+$/.test(word)) throw new FalseClaim(`"${word}" is no plain word`);
    const added = this.words.get(index) ?? new Map<number, Piece[]>();
    this.words.set(index, added);
    const behind = added.get(after) ?? [];
    added.set(after, behind);
    behind.push({ kind: 'word', text: word, isStatic: true, start: undefined });
  }

  private finishWords(index: number): ClaimedStep {
    const step = this.slots[index];
    if (!step) throw new FalseClaim('the instruction is gone');
    const added = this.words.get(index);
    if (!added) return step;
    this.words.delete(index);
    const left = new Set(added.keys());
    const program = programOfStep(step).flatMap((piece) => {
      const behind = piece.kind === 'word' && piece.start !== undefined ? added.get(piece.start) : undefined;
      if (!behind || piece.kind !== 'word' || !left.delete(piece.start ?? -1)) return piece;
      return [piece, ...[...behind].reverse()];
    });
    for (const after of left) throw new FalseClaim(`no word of the command starts at offset ${after}`);
    const finished = { ...step, program, changesBody: step.isHeredocProgram };
    this.slots[index] = finished;
    return finished;
  }

  private concatenate(instructions: readonly number[]): void {
    if (instructions.length < 2) throw new FalseClaim('there is nothing to put together');
    const { index: first } = this.find(instructions[0] ?? -1);
    const programs: (readonly Piece[])[] = [];
    let index = first - 1;
    for (const offset of instructions) {
      index++;
      while (index < this.slots.length && !this.slots[index]) index++;
      const step = this.slots[index] && this.finishWords(index);
      if (!step || !holds(step, offset)) throw new FalseClaim('other instructions stand in between');
      const head = this.slots[first];
      if (!head || !isAlike(step, head)) throw new FalseClaim('the instructions are not alike');
      programs.push(programOfStep(step));
      if (index > first) this.slots[index] = undefined;
    }
    const head = this.slots[first];
    if (head) this.slots[first] = { ...head, program: chained(programs) };
  }

  private drop(offset: number): void {
    const parts = (this.byPart().get(offset) ?? []).filter((index) => this.slots[index]);
    if (parts.length === 0) {
      const { step, index } = this.find(offset);
      for (let at = index; this.form.steps[at]?.range.start === step.range.start; at++) {
        if (this.slots[at]) parts.push(at);
      }
    }
    for (const index of parts) {
      this.slots[index] = undefined;
      this.dead.add(index);
    }
  }

  /** Of each step that is dropped a later one of its kind must be left, or what a claim has made of it. */
  private checkDead(): void {
    if (this.dead.size === 0) return;
    const later = new Set<string>();
    for (let index = this.slots.length - 1; index >= 0; index--) {
      const step = this.form.steps[index];
      const left = this.slots[index];
      const key = step && winnerKey(step);
      if (left) {
        for (const each of [key, winnerKey(left)]) if (each !== undefined) later.add(each);
      } else if (this.dead.has(index) && (key === undefined || !later.has(key))) {
        throw new FalseClaim(`nothing later replaces the ${step?.operation} that goes`);
      }
    }
  }
}

/** The offsets that name a part of an instruction: a pair, a port. */
function indicesByPart(steps: readonly NormalStep[]): Map<number, number[]> {
  const indices = new Map<number, number[]>();
  steps.forEach(({ part, range }, index) => {
    if (part === range.start) return;
    const known = indices.get(part);
    if (known) known.push(index);
    else indices.set(part, [index]);
  });
  return indices;
}

function stepsByStart({ model }: NormalForm): Map<number, Step> {
  return new Map(
    model.steps
      .filter(({ instruction }) => !instruction.trigger)
      .map((step) => [step.instruction.range.start, step] as const),
  );
}

function holds(step: ClaimedStep, offset: number): boolean {
  return step.range.start <= offset && offset < step.range.end;
}

function isAlike(step: ClaimedStep, head: ClaimedStep): boolean {
  return (
    step.operation === head.operation &&
    step.stage === head.stage &&
    step.operands.join('\0') === head.operands.join('\0') &&
    step.flags.join('\0') === head.flags.join('\0') &&
    step.heredocs.length === 0 &&
    step.operands[0] === 'shell'
  );
}

/** What sets one value of the image configuration: only the last one of a stage counts. */
const lastWins = new Set(['CMD', 'ENTRYPOINT', 'HEALTHCHECK', 'MAINTAINER', 'STOPSIGNAL']);

/** Of steps with the same key only the last one counts; undefined for those that all count. */
function winnerKey({ operation, stage, operands }: ClaimedStep): string | undefined {
  if (operation === 'LABEL') return `${stage} LABEL ${operands[0]}`;
  return operation.startsWith('#') || lastWins.has(operation) ? `${stage} ${operation}` : undefined;
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

/** Who means the stage is told by its number: a name that catches what meant something else shows there. */
function withName(step: ClaimedStep, name: string): ClaimedStep {
  const [image = '', own, ...rest] = step.operands;
  if (own !== '') throw new FalseClaim('the stage has a name');
  if (!/^[a-z][a-z0-9_.-]*$/.test(name) || name === 'scratch' || name === 'context') {
    throw new FalseClaim(`"${name}" is no name for a stage`);
  }
  return { ...step, operands: [image, name, ...rest] };
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

function toArgv(step: ClaimedStep, own: Step | undefined, hasCmd: boolean): ClaimedStep {
  const program = programOfStep(step);
  const words = program.flatMap((piece) => (piece.kind === 'word' && piece.isStatic ? [piece.text] : []));
  if (step.operands[0] !== 'shell' || words.length !== program.length || words.length === 0) {
    throw new FalseClaim('the command is more than plain words');
  }
  if (builtins.has(words[0] ?? '')) throw new FalseClaim(`"${words[0]}" is built into the shell`);
  if (step.operation.startsWith('ONBUILD')) throw new FalseClaim('nothing is known of who runs the trigger');
  if (!own || own.before.shell.by) throw new FalseClaim('another shell than the default is in force');
  if (step.operation === 'CMD') {
    // The words of an exec form go to the ENTRYPOINT as they are, those of a shell form behind `/bin/sh -c`.
    const entrypoint = own.stage?.final.entrypoint.value;
    if (!entrypoint) throw new FalseClaim('the base image may have an ENTRYPOINT, which gets the command');
    if (entrypoint.argv.length > 0) throw new FalseClaim('the command is handed to an ENTRYPOINT');
  }
  // A shell form ignores CMD, an exec form gets it as arguments. One of the base image is reset by ENTRYPOINT.
  if (step.operation === 'ENTRYPOINT' && hasCmd) throw new FalseClaim('CMD would be handed to the command');
  return { ...step, operands: ['exec', ...words], program: undefined };
}

function programOfStep(step: ClaimedStep): readonly Piece[] {
  if (!step.program) throw new FalseClaim('the instruction runs no shell program');
  return step.program;
}

function withoutPlaces(pieces: readonly Piece[]): Piece[] {
  return pieces.map((piece) => (piece.kind === 'word' ? { ...piece, start: undefined } : piece));
}
