import { heredocBody } from '../../model/heredocBody.ts';
import { createModel } from '../../model/model.ts';
import type { BuildModel, Stage, Step } from '../../model/types.ts';
import { substitute } from '../../syntax/dockerfile/expand.ts';
import { parseDockerfile } from '../../syntax/dockerfile/parser.ts';
import type { DockerfileTree, Flag, Instruction } from '../../syntax/dockerfile/tree.ts';
import type { ShellScript } from '../../syntax/shell/tree.ts';
import type { TextRange } from '../../text/range.ts';
import { type Piece, programOf } from './program.ts';

/**
 * N(document): what a build does, told without what it does not care for. It forgets comments, layout, the case of
 * keywords and `AS`, quoting style, `k v` against `k=v`, `$x` against `${x}`, JSON spacing, and how ENV, LABEL and
 * EXPOSE are grouped as long as no variable reads differently.
 */
export interface NormalForm {
  readonly tree: DockerfileTree;
  readonly model: BuildModel;
  readonly steps: readonly NormalStep[];
  /** Comments of the file and of shell programs, sorted: a fix may move them, never lose them. */
  readonly comments: readonly string[];
}

export interface NormalStep {
  /** -1 before the first FROM. */
  readonly stage: number;
  /** The keyword; a trigger has `ONBUILD ` in front; a directive `# syntax`. */
  readonly operation: string;
  /** Where the instruction stands in the document; from the ONBUILD on for a trigger. */
  readonly range: TextRange;
  /** Offset of this part of it: an ENV or LABEL pair, a port. Else the instruction's own. */
  readonly part: number;
  readonly flags: readonly string[];
  readonly operands: readonly string[];
  readonly program: readonly Piece[] | undefined;
  /** The program is the body of a heredoc. */
  readonly isHeredocProgram: boolean;
  /** Bodies of heredocs that are data, or are read by a program: byte for byte. */
  readonly heredocs: readonly string[];
}

/** Never throws; linear in the text. */
export function normalFormOf(text: string): NormalForm {
  const tree = parseDockerfile(text);
  const model = createModel(tree);
  const builder = new Builder(model);
  const steps: NormalStep[] = tree.directives
    .filter(({ name }) => name !== 'escape')
    .map(({ name, value, range }) => ({
      ...plainStep(-1, `# ${name}`, range),
      operands: [value],
    }));
  for (const step of model.steps) {
    // The trigger follows and says it all.
    if (step.instruction.trigger) continue;
    for (const one of builder.stepsOf(step)) steps.push(one);
  }
  const comments = [...tree.comments.map((comment) => comment.text), ...builder.shellComments].sort();
  return { tree, model, steps, comments };
}

function plainStep(stage: number, operation: string, range: TextRange): NormalStep {
  return {
    stage,
    operation,
    range,
    part: range.start,
    flags: [],
    operands: [],
    program: undefined,
    isHeredocProgram: false,
    heredocs: [],
  };
}

/** Walks the steps in order and knows which definition of a variable each place sees. */
class Builder {
  readonly shellComments: string[] = [];
  private readonly model: BuildModel;
  /** Per stage: name -> number of the definition in force. `undefined` key holds those before the first FROM. */
  private readonly scopes = new Map<Stage | undefined, Map<string, number>>();
  private readonly workdirs = new Map<Stage | undefined, string>();
  /** Triggers -> offset of their ONBUILD. */
  private readonly onbuilds = new Map<Instruction, number>();
  private definitions = 0;

  constructor(model: BuildModel) {
    this.model = model;
    for (const { trigger, range } of model.tree.instructions) {
      if (trigger) this.onbuilds.set(trigger, range.start);
    }
  }

  stepsOf(step: Step): NormalStep[] {
    const { instruction, stage } = step;
    const start = this.onbuilds.get(instruction) ?? instruction.range.start;
    const operation = `${instruction.isTrigger ? 'ONBUILD ' : ''}${instruction.name ?? instruction.keyword.text.toUpperCase()}`;
    const base: NormalStep = {
      ...plainStep(stage?.index ?? -1, operation, { start, end: instruction.range.end }),
      flags: instruction.flags
        .flatMap((flag) => this.flag(instruction, instruction.name === 'FROM' ? undefined : stage, flag))
        .sort(),
    };
    switch (instruction.name) {
      case 'ENV':
      case 'LABEL':
        return this.pairs(base, instruction, stage);
      case 'ARG':
        return this.args(base, instruction, stage);
      case 'EXPOSE':
        return instruction.words.map((word) => ({
          ...base,
          part: word.range.start,
          operands: [
            this.word(word.text, stage)
              .toLowerCase()
              .replace(/\/tcp$/, ''),
          ],
        }));
      case 'FROM':
        return [this.from(base, instruction, stage)];
      case 'WORKDIR':
        return [{ ...base, operands: [this.workdir(instruction, stage)] }];
      case 'MAINTAINER':
        return [{ ...base, operands: [instruction.args.text] }];
      case 'RUN':
      case 'CMD':
      case 'ENTRYPOINT':
      case 'HEALTHCHECK':
        return [this.command(base, step)];
      case undefined:
        return [{ ...base, operands: [instruction.args.text] }];
      default:
        return [
          {
            ...base,
            operands: instruction.words.map((word) => this.word(word.text, stage)),
            heredocs: this.heredocs(instruction),
          },
        ];
    }
  }

  private from(base: NormalStep, instruction: Instruction, stage: Stage | undefined): NormalStep {
    const parent = stage?.base.stage;
    this.scopes.set(stage, new Map(parent ? this.scopes.get(parent) : []));
    const known = stage?.initial.workdir;
    this.workdirs.set(
      stage,
      (parent && this.workdirs.get(parent)) ??
        (known?.fromBase ? known.value : undefined) ??
        `<${base.stage}>`,
    );
    const image = parent ? `<${parent.index}>` : this.word(instruction.words[0]?.text ?? '', undefined);
    return {
      ...base,
      operands: [image, stage?.name ?? '', ...instruction.words.slice(3).map(({ text }) => text)],
    };
  }

  private pairs(base: NormalStep, instruction: Instruction, stage: Stage | undefined): NormalStep[] {
    // All values of one instruction see the variables as they were before it.
    const steps = instruction.pairs.map((pair) => ({
      ...base,
      part: pair.range.start,
      operands: [this.word(pair.name.text, stage), this.word(pair.value?.text ?? '', stage)],
    }));
    if (instruction.name === 'ENV' && !instruction.isTrigger) {
      for (const { operands } of steps) this.define(operands[0] ?? '', stage);
    }
    return steps;
  }

  private args(base: NormalStep, instruction: Instruction, stage: Stage | undefined): NormalStep[] {
    // An ARG sees those before it on the same line.
    return instruction.pairs.map((pair) => {
      const name = this.word(pair.name.text, stage);
      const operands = pair.value ? [name, this.word(pair.value.text, stage)] : [name];
      if (!instruction.isTrigger) this.define(name, stage);
      return { ...base, part: pair.range.start, operands };
    });
  }

  private workdir(instruction: Instruction, stage: Stage | undefined): string {
    const path = this.word(instruction.words[0]?.text ?? '', stage);
    if (instruction.isTrigger) return path;
    const before = this.workdirs.get(stage) ?? '<>';
    // A path that begins with a variable may be either; it starts anew under its own name.
    const isAbsolute = path.startsWith('/') || path.startsWith('\uE000') || /^[A-Za-z]:/.test(path);
    const after =
      isAbsolute && !path.startsWith('/')
        ? path
        : clean(isAbsolute ? path : `${before === '/' ? '' : before}/${path}`);
    this.workdirs.set(stage, after);
    return after;
  }

  private command(base: NormalStep, { instruction, stage, run, scripts }: Step): NormalStep {
    const heredocs = this.heredocs(instruction);
    if (instruction.json) {
      return { ...base, operands: ['exec', ...instruction.json.items.map(({ value }) => value)], heredocs };
    }
    const type = instruction.name === 'HEALTHCHECK' ? (instruction.words[0]?.text.toUpperCase() ?? '') : '';
    if (run?.form === 'heredoc' && run.scripts[0]) {
      const program = this.program(run.scripts[0].script);
      return { ...base, operands: ['heredoc'], program, isHeredocProgram: true, heredocs };
    }
    const [script] = scripts;
    if (!script)
      return { ...base, operands: ['none', type, this.word(instruction.args.text, stage)], heredocs };
    return { ...base, operands: ['shell', type], program: this.program(script), heredocs };
  }

  private program(script: ShellScript): Piece[] {
    for (const { text } of script.comments) this.shellComments.push(`shell: ${text.trim()}`);
    return programOf(script);
  }

  private heredocs(instruction: Instruction): string[] {
    return instruction.heredocs.map(
      (heredoc) =>
        `${heredoc.expand ? '' : 'raw '}${heredoc.fileDescriptor}\n${heredocBody(heredoc, this.model.tree.text).text}`,
    );
  }

  private flag(instruction: Instruction, stage: Stage | undefined, flag: Flag): string[] {
    const value = flag.value === undefined ? 'true' : this.word(flag.value, stage);
    // The platform that is built for is the default.
    if (
      instruction.name === 'FROM' &&
      flag.name === 'platform' &&
      /^\$(TARGETPLATFORM|\{TARGETPLATFORM\})$/.test(flag.value ?? '')
    ) {
      return [];
    }
    if (flag.name === 'from' && stage) {
      const use = stage.uses.find((one) => one.instruction === instruction && one.kind !== 'base');
      if (use?.stage && use.resolution === 'stage') return [`from=<${use.stage.index}>`];
    }
    if (flag.name === 'mount' && stage) return [`mount=${mountOfStage(instruction, stage, flag, value)}`];
    return [`${flag.name}=${value}`];
  }

  private define(name: string, stage: Stage | undefined): void {
    const scope = this.scopes.get(stage) ?? new Map<string, number>();
    scope.set(name, ++this.definitions);
    this.scopes.set(stage, scope);
  }

  /**
   * A word after quote removal, each variable by the definition it reads. Where a modifier makes the result depend on
   * the value, the word is kept as written.
   */
  private word(text: string, stage: Stage | undefined): string {
    const scope = this.scopes.get(stage);
    const symbol = (name: string) => `\uE000${name}@${scope?.get(name) ?? 0}\uE001`;
    const options = { escape: this.model.tree.escape };
    const expansion = substitute(text, symbol, options);
    const hasModifier = /\$\{\w*[^\w}]/.test(text);
    if (expansion.error !== undefined) return `\uE002${text}`;
    return hasModifier ? `\uE002${text}\uE002${expansion.value}` : expansion.value;
  }
}

function clean(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..' && parts.length > 1) parts.pop();
    else if (part !== '' && part !== '.' && part !== '..') parts.push(part);
  }
  return path.startsWith('/') ? `/${parts.join('/')}` : parts.join('/');
}

/** A mount's value with the number of the stage it is from in the place of its name. */
function mountOfStage(instruction: Instruction, stage: Stage, { range }: Flag, value: string): string {
  const use = stage.uses.find(
    (one) => one.instruction === instruction && one.range.start >= range.start && one.range.end <= range.end,
  );
  if (use?.resolution !== 'stage' || !use.stage) return value;
  const { index } = use.stage;
  return value
    .split(',')
    .map((field) => (field === `from=${use.text}` ? `from=<${index}>` : field))
    .join(',');
}
