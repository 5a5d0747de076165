import { beginReads, endReads, noteReads, type Reads, reads } from '../model/reads.ts';
import type { Step } from '../model/types.ts';
import type { ContextFacts, Rule, UntypedContext } from '../rules/rule.ts';
import { stepsFor } from './concerns.ts';

/** Runs a rule; gives what it has looked at. Throws what the rule throws. */
export function checkRecorded(rule: Rule, context: UntypedContext): Reads {
  const outer = beginReads();
  let seen: Reads = reads.nothing;
  try {
    rule.check(context);
  } finally {
    seen = endReads(outer);
  }
  return seen;
}

/** What a rule sees; what it looks at is noted. */
export class RuleContext implements UntypedContext {
  readonly model: UntypedContext['model'];
  readonly file: UntypedContext['file'];
  readonly context: ContextFacts;
  readonly suppressions: UntypedContext['suppressions'];
  readonly options: UntypedContext['options'];
  readonly report: UntypedContext['report'];
  private readonly document: string;
  private readonly rule: Rule;

  constructor(rule: Rule, document: string, rest: Omit<UntypedContext, 'text' | 'steps'>) {
    this.rule = rule;
    this.document = document;
    this.model = rest.model;
    this.file = rest.file;
    this.context = rest.context;
    this.suppressions = rest.suppressions;
    this.options = rest.options;
    this.report = rest.report;
  }

  get steps(): readonly Step[] {
    return this.model ? stepsFor(this.rule, this.model) : noSteps;
  }

  get text(): string {
    noteReads(reads.gaps);
    return this.document;
  }
}

const noSteps: readonly Step[] = [];
