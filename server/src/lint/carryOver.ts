import { type Change, changesBetween, type Version } from '../model/changes.ts';
import { factOf, versionOf } from '../model/model.ts';
import { type ModelFact, reads, type Seen } from '../model/reads.ts';
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
  /** Of the version before the last: what is undone, or erased as soon as it is typed, brings it back. */
  private older: LastRun | undefined;

  /** Begins a run over a version, which is compared with the last one. */
  begin(enabled: readonly EnabledRule[], context: ContextFacts, model: BuildModel): CarriedRun | undefined {
    const version = versionOf(model);
    if (!version) return undefined;
    const { text } = model.tree;
    const before = this.older?.text === text ? this.older : this.last;
    const changed =
      before?.text === text ? nothingChanged : before && changesBetween(before.version, version);
    const change = changed && before?.context !== context ? withContext(changed) : changed;
    const isBase = change && before?.enabled === enabled;
    const findings: (Finding | undefined)[] = [];
    this.older = this.last;
    this.last = { enabled, context, text, version, findings };
    return new CarriedRun(model, findings, isBase ? { change, findings: before.findings } : undefined);
  }

  forget(): void {
    this.last = undefined;
    this.older = undefined;
  }
}

interface LastRun {
  readonly enabled: readonly EnabledRule[];
  readonly context: ContextFacts;
  readonly text: string;
  readonly version: Version;
  /** By the place of a rule among the enabled ones. */
  readonly findings: readonly (Finding | undefined)[];
}

/** What a rule that ran to its end has found. */
interface Finding extends Seen {
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
    const facts = last.facts.length === 0 ? last.facts : this.sameFacts(last.facts, change);
    if (!facts) return undefined;
    const { newSteps } = change;
    const isNewToRule = rule.stepwise && newSteps.start !== newSteps.end;
    const move = rule.stepwise ? movedRest : moved;
    const problems = last.problems.length === 0 ? nothing : move(last.problems, change);
    if (!problems) return undefined;
    const steps = isNewToRule ? this.newStepsOf(rule, newSteps) : nothing;
    const isLast = problems === nothing && facts === last.facts;
    this.findings[place] = isLast ? last : { reads: last.reads, facts, problems };
    if (problems === nothing && steps.length === 0) return allCarried;
    return { problems, steps: steps.length === 0 ? undefined : steps };
  }

  /** What a rule found, or, where it was shown a part of the steps, what it found in addition to what was carried. */
  keep(place: number, seen: Seen, problems: readonly Draft[]): void {
    const carried = this.findings[place];
    this.findings[place] = carried
      ? {
          reads: carried.reads | seen.reads,
          facts: both(carried.facts, seen.facts),
          problems: problems.length === 0 ? carried.problems : [...carried.problems, ...problems],
        }
      : // Spelled out: to spread an object takes V8 half a microsecond, at every rule.
        { reads: seen.reads, facts: seen.facts, problems: problems.length === 0 ? nothing : problems };
  }

  /** The rule broke: what it found before is not kept either. */
  drop(place: number): void {
    this.findings[place] = undefined;
  }

  /** The facts as this version has them; undefined when one is another now. */
  private sameFacts(facts: readonly ModelFact[], { parts }: Change): readonly ModelFact[] | undefined {
    if (facts.every((fact) => (fact.reads & parts) === 0)) return facts;
    const now: ModelFact[] = [];
    for (const fact of facts) {
      const found = (fact.reads & parts) === 0 ? fact : this.factNow(fact);
      if (!found || found.value !== fact.value) return undefined;
      now.push(found);
    }
    return now;
  }

  /** Undefined when the question has no answer any more: the rule that asks it is to run, and to break if it must. */
  private factNow(fact: ModelFact): ModelFact | undefined {
    try {
      return factOf(this.model, fact);
    } catch {
      return undefined;
    }
  }

  private newStepsOf({ concerns }: Rule, { start, end }: Change['newSteps']): readonly Step[] {
    const steps = this.model.steps.slice(start, end);
    const keywords = concerns?.keywords;
    if (!keywords) return steps;
    return steps.filter(({ instruction: { name } }) => name && keywords.includes(name));
  }
}

/** The text is the same: so is all that is made of it. */
const nothingChanged: Change = {
  parts: reads.nothing,
  from: Number.POSITIVE_INFINITY,
  to: Number.POSITIVE_INFINITY,
  moved: 0,
  newSteps: { start: 0, end: 0 },
};

/** The facts are others now, too. */
function withContext(change: Change): Change {
  return { ...change, parts: change.parts | reads.context };
}

const nothing: readonly never[] = [];
const allCarried: Carried = { problems: nothing, steps: undefined };

function both(some: readonly ModelFact[], more: readonly ModelFact[]): readonly ModelFact[] {
  const added = more.filter((fact) => !some.some(({ of }) => of === fact.of));
  return added.length === 0 ? some : [...some, ...added];
}
