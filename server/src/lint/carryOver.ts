import { type Change, changesBetween, type Version } from '../model/changes.ts';
import { versionOf } from '../model/model.ts';
import type { Reads } from '../model/reads.ts';
import type { BuildModel, Step } from '../model/types.ts';
import type { ContextFacts, Rule } from '../rules/rule.ts';
import type { EnabledRule } from './configure.ts';
import { moved, movedRest } from './moved.ts';
import type { Draft } from './problem.ts';

/**
 * What the rules found in the last version of a document, and what they looked at for it: a rule that would see
 * nothing new would find the same, and need not run. Most keystrokes change nothing that most rules look at.
 */
export class CarryOver {
  private last: LastRun | undefined;

  /** Begins a run over a version, which is compared with the last one. */
  begin(enabled: readonly EnabledRule[], context: ContextFacts, model: BuildModel): CarriedRun | undefined {
    const version = versionOf(model);
    if (!version) return undefined;
    const { last } = this;
    const change =
      last?.enabled === enabled && last.context === context
        ? changesBetween(last.version, version)
        : undefined;
    const findings: (Finding | undefined)[] = [];
    this.last = { enabled, context, version, findings };
    return new CarriedRun(model, findings, change && last ? { change, findings: last.findings } : undefined);
  }

  forget(): void {
    this.last = undefined;
  }
}

interface LastRun {
  readonly enabled: readonly EnabledRule[];
  readonly context: ContextFacts;
  readonly version: Version;
  /** By the place of a rule among the enabled ones. */
  readonly findings: readonly (Finding | undefined)[];
}

/** What a rule that ran to its end has found. */
interface Finding {
  readonly reads: Reads;
  readonly problems: readonly Draft[];
}

/** What a rule need not find again. */
export interface Carried {
  readonly problems: readonly Draft[];
  /** The rule has still to look at these. Undefined: at nothing. */
  readonly steps: readonly Step[] | undefined;
}

/** One run over a version. Rules are told by their place among the enabled ones. */
export class CarriedRun {
  private readonly model: BuildModel;
  private readonly findings: (Finding | undefined)[];
  private readonly before: { readonly change: Change; readonly findings: LastRun['findings'] } | undefined;

  constructor(model: BuildModel, findings: (Finding | undefined)[], before: CarriedRun['before']) {
    this.model = model;
    this.findings = findings;
    this.before = before;
  }

  /** Undefined: the rule has to run. Problems that stay where they were are the same objects. */
  carry(place: number, rule: Rule): Carried | undefined {
    const last = this.before?.findings[place];
    if (!last || !this.before) return undefined;
    const { change } = this.before;
    if ((last.reads & change.parts) !== 0) return undefined;
    const { newSteps } = change;
    const isNewToRule = rule.stepwise && newSteps.start !== newSteps.end;
    const move = rule.stepwise ? movedRest : moved;
    const problems = last.problems.length === 0 ? nothing : move(last.problems, change);
    if (!problems) return undefined;
    const steps = isNewToRule ? this.newStepsOf(rule, newSteps) : nothing;
    this.findings[place] = problems === nothing ? last : { reads: last.reads, problems };
    return { problems, steps: steps.length === 0 ? undefined : steps };
  }

  /** What a rule found, or, where it was shown a part of the steps, what it found in addition to what was carried. */
  keep(place: number, seen: Reads, problems: readonly Draft[]): void {
    const carried = this.findings[place];
    this.findings[place] = carried
      ? { reads: carried.reads | seen, problems: [...carried.problems, ...problems] }
      : { reads: seen, problems: problems.length === 0 ? nothing : problems };
  }

  /** The rule broke: what it found before is not kept either. */
  drop(place: number): void {
    this.findings[place] = undefined;
  }

  private newStepsOf({ concerns }: Rule, { start, end }: Change['newSteps']): readonly Step[] {
    const steps = this.model.steps.slice(start, end);
    const keywords = concerns?.keywords;
    if (!keywords) return steps;
    return steps.filter(({ instruction: { name } }) => name && keywords.includes(name));
  }
}

const nothing: readonly never[] = [];
