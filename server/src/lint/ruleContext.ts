import { noteReads, reads, recordWithFacts, type Seen, unrecorded } from '../model/reads.ts';
import type { Step } from '../model/types.ts';
import type { ContextFacts, Rule, UntypedContext } from '../rules/rule.ts';
import { stepsFor } from './concerns.ts';

/** Runs a rule; gives what it has looked at. Throws what the rule throws. */
export function checkRecorded(rule: Rule, context: UntypedContext): Seen {
  return recordWithFacts(() => rule.check(context));
}

/** What a rule sees; what it looks at is noted. */
export class RuleContext implements UntypedContext {
  readonly model: UntypedContext['model'];
  readonly file: UntypedContext['file'];
  readonly suppressions: UntypedContext['suppressions'];
  readonly options: UntypedContext['options'];
  readonly report: UntypedContext['report'];
  private readonly facts: ContextFacts;
  private readonly document: string;
  private readonly rule: Rule;
  private readonly newSteps: readonly Step[] | undefined;

  /** @param newSteps what a stepwise rule is shown in place of all its steps */
  constructor(
    rule: Rule,
    document: string,
    rest: Omit<UntypedContext, 'text' | 'steps'>,
    newSteps: readonly Step[] | undefined,
  ) {
    this.rule = rule;
    this.newSteps = newSteps;
    this.document = document;
    this.model = rest.model;
    this.file = rest.file;
    this.facts = rest.context;
    this.suppressions = rest.suppressions;
    this.options = rest.options;
    this.report = rest.report;
  }

  get steps(): readonly Step[] {
    if (this.newSteps) return this.newSteps;
    if (!this.model) return noSteps;
    if (!this.rule.stepwise) return stepsFor(this.rule, this.model);
    // A stepwise rule is shown the new ones of the next version: it has not to run again for these.
    const { model } = this;
    return unrecorded(() => stepsFor(this.rule, model));
  }

  get context(): ContextFacts {
    noteReads(reads.context);
    return this.facts;
  }

  get text(): string {
    noteReads(reads.layout);
    return this.document;
  }
}

const noSteps: readonly Step[] = [];
