import { type Change, changesBetween, type Version } from '../model/changes.ts';
import { versionOf } from '../model/model.ts';
import type { Reads } from '../model/reads.ts';
import type { BuildModel } from '../model/types.ts';
import type { ContextFacts } from '../rules/rule.ts';
import type { EnabledRule } from './configure.ts';
import { moved } from './moved.ts';
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
    return new CarriedRun(findings, change && last ? { change, findings: last.findings } : undefined);
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

/** One run over a version. Rules are told by their place among the enabled ones. */
export class CarriedRun {
  private readonly findings: (Finding | undefined)[];
  private readonly before: { readonly change: Change; readonly findings: LastRun['findings'] } | undefined;

  constructor(findings: (Finding | undefined)[], before: CarriedRun['before']) {
    this.findings = findings;
    this.before = before;
  }

  /** What a rule would find, where that is known without running it. Not the same objects as before. */
  found(place: number): readonly Draft[] | undefined {
    const last = this.before?.findings[place];
    if (!last || !this.before || (last.reads & this.before.change.parts) !== 0) return undefined;
    const problems = last.problems.length === 0 ? nothing : moved(last.problems, this.before.change);
    if (problems) this.findings[place] = problems === nothing ? last : { reads: last.reads, problems };
    return problems;
  }

  keep(place: number, seen: Reads, problems: readonly Draft[]): void {
    this.findings[place] = { reads: seen, problems: problems.length === 0 ? nothing : problems };
  }
}

const nothing: readonly Draft[] = [];
