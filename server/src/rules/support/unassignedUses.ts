import { programName } from '../../knowledge/shells.ts';
import { shellVariables } from '../../knowledge/variables.ts';
import type { Step, VariableUse } from '../../model/types.ts';
import { secretVariable } from '../../model/variableUses.ts';
import type { Heredoc } from '../../syntax/dockerfile/tree.ts';
import { contains } from '../../text/range.ts';
import { bournePrograms, isExpandedBefore, type StepProgram } from './bourneScripts.ts';
import { assignedNames } from './shellAssignments.ts';
import { isGuardedInShell } from './variables.ts';

/** A variable of a RUN that is empty there, as far as the file and what is known of its image tell. */
export interface UnassignedUse {
  readonly use: VariableUse;
  /** The body it stands in that a shell expands before a command gets it. */
  readonly body: Heredoc | undefined;
  /** The program of that body, which a shell reads, sets the name itself: too late. */
  readonly isSetInside: boolean;
  /** What the program may set or be given instead. */
  readonly names: () => readonly string[];
}

/**
 * The first use of each name in a RUN that neither the program, nor ENV or ARG, nor the shell, nor the image sets. Of an
 * image whose environment is not known, names without a small letter may be its own.
 * @param uses those of the step in shell text
 */
export function unassignedUses(step: Step, uses: readonly VariableUse[], text: string): UnassignedUse[] {
  const { run } = step;
  if (!run) return [];
  let programs: Programs | undefined;
  const told = new Set<string>();
  const found: UnassignedUse[] = [];
  for (const use of uses) {
    const { name } = use;
    if (told.has(name) || !mayBeUnset(use, step) || isGuardedInShell(use, text)) continue;
    if (areOptions.test(name) && isWordOfItsOwn(use, text)) continue;
    programs ??= new Programs(step);
    if (!programs.areKnown) return [];
    const body = step.instruction.heredocs.find(({ contentRange }) => contains(contentRange, use.range));
    const around = body && run.form !== 'heredoc' ? body : undefined;
    const inner = around && programs.of(around);
    const isExpanded = around !== undefined && (!inner || isExpandedBefore(inner, step));
    const names = isExpanded ? programs.outer() : programs.all();
    if (names?.has(name) !== false) continue;
    told.add(name);
    const isSetInside =
      isExpanded && inner !== undefined && assignedNames([inner.script])?.has(name) === true;
    const known = () => [...names, ...step.before.variables().map((one) => one.name)];
    found.push({ use, body: isExpanded ? around : undefined, isSetInside, names: known });
  }
  return found;
}

/** `make $MAKE_OPTS`: a place for whoever has some. */
const areOptions = /(?:ARGS?|OPTS?|OPTIONS|FLAGS|PARAMS|EXTRA)$/i;

function isWordOfItsOwn({ range: { start, end } }: VariableUse, text: string): boolean {
  return /\s/.test(text.charAt(start - 1)) && /^(?:\s|$)/.test(text.charAt(end));
}

function mayBeUnset({ name, result }: VariableUse, { run }: Step): boolean {
  if (result.kind === 'undefined') return true;
  // What an image brings under a name with small letters has not been seen.
  return (
    result.kind === 'maybe-base' &&
    /[a-z]/.test(name) &&
    !shellVariables.has(name) &&
    !(run && secretVariable(run, name))
  );
}

/** What the programs of a step set, found out once. */
class Programs {
  readonly areKnown: boolean;
  private readonly programs: readonly StepProgram[];
  private outerNames: ReadonlySet<string> | undefined | null = null;
  private allNames: ReadonlySet<string> | undefined | null = null;

  constructor(step: Step) {
    this.programs = bournePrograms(step);
    const main = step.run?.scripts[0];
    this.areKnown =
      main !== undefined &&
      this.programs[0]?.script === main.script &&
      this.programs.every(({ interpreter }) => isPlainShell(interpreter ?? step.before.shell.value, step));
  }

  of(body: Heredoc): StepProgram | undefined {
    return this.programs.find(({ heredoc }) => heredoc === body);
  }

  /** By the command line itself, without the programs it hands to others. */
  outer(): ReadonlySet<string> | undefined {
    if (this.outerNames === null) this.outerNames = assignedNames(this.programs.slice(0, 1).map(toScript));
    return this.outerNames;
  }

  all(): ReadonlySet<string> | undefined {
    if (this.allNames === null) this.allNames = assignedNames(this.programs.map(toScript));
    return this.allNames;
  }
}

function toScript({ script }: StepProgram) {
  return script;
}

/** One that reads no file of its own before: no login shell, nothing in between, no `BASH_ENV`. */
function isPlainShell(words: readonly string[] | undefined, { before }: Step): boolean {
  if (!words) return true;
  const [program = '', ...options] = words;
  if (!/^(?:sh|bash|dash|ash|busybox)$/.test(programName(program))) return false;
  if (options.some((option) => /^-[A-Za-z]*[li]|^--(?:login|rcfile|init-file)/.test(option))) return false;
  return before.env('BASH_ENV').kind !== 'defined';
}
