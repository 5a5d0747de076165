import {
  fixAllKind,
  fixInstructionKind,
  fixRuleKind,
  rewriteKind,
} from '../../../../shared/src/identifiers.ts';
import type { Problem } from '../../lint/problem.ts';
import type { BuildModel } from '../../model/types.ts';
import { intersects, type TextRange } from '../../text/range.ts';
import type { Action } from './action.ts';
import {
  fixActions,
  fixesUnseen,
  fixFileActions,
  fixInstructionActions,
  fixRuleActions,
  type Withhold,
} from './fixActions.ts';
import { latentAt } from './latentProblems.ts';
import { splitRunActions } from './splitRun.ts';
import { type SuppressionSource, suppressionActions } from './suppressionActions.ts';

export interface ActionRequest {
  readonly range: TextRange;
  /** Kinds the editor asks for; a kind stands for everything below it. Undefined: everything for a light bulb. */
  readonly only: readonly string[] | undefined;
  /** The editor asks of itself, at every move of the cursor, to know whether to show a light bulb. */
  readonly isAutomatic?: boolean | undefined;
}

export interface ActionSource extends SuppressionSource {
  /** Of a Dockerfile. */
  readonly model: (() => BuildModel) | undefined;
  /** What rules say that the preset leaves out. Asked only when somebody wants to know. */
  readonly latent: () => readonly Problem[];
  /** Of this version of the document, sorted by place. */
  readonly problems: readonly Problem[];
  /** Why a fix must not be offered, if so: its claim does not hold. Asked only for fixes that would be shown. */
  readonly withhold: Withhold;
  /** Fix-all applies unsafe fixes too. */
  readonly fixAllUnsafe: boolean;
}

/**
 * What can be done at a range, the best first: fixes, all fixes of a rule, ways to silence a rule, its page; then what
 * needs no problem: a RUN parted in two, and fixes of rules that the preset leaves out. A projection of lint results:
 * nothing is found again by its message or text. Never throws.
 */
export function actionsAt(source: ActionSource, request: ActionRequest): Action[] {
  const actions: Action[] = [];
  const here = source.problems.filter(({ range }) => intersects(range, request.range));
  if (wants(request, 'quickfix')) actions.push(...fixActions(here, source.withhold));
  if (wants(request, fixInstructionKind)) {
    // Where it is asked for by name, one fix is enough; in the light bulb it stands there already.
    const least = wants(request, 'quickfix') ? 2 : 1;
    actions.push(...fixInstructionActions(source.syntax, source.problems, request.range, least));
  }
  if (wants(request, fixRuleKind)) {
    const least = wants(request, 'quickfix') ? 2 : 1;
    actions.push(...fixRuleActions(here, source.problems, source.fixAllUnsafe, least));
  }
  if (wants(request, 'quickfix')) {
    actions.push(...fixFileActions(here, source.problems, source.fixAllUnsafe));
    actions.push(...suppressionActions(here, source));
    actions.push(...pageActions(here));
  }
  if (wants(request, rewriteKind) && !(request.isAutomatic && request.only === undefined)) {
    if (source.model) actions.push(...splitRunActions(source.model(), request.range));
    const latent = latentAt(source.latent(), source.problems, source.syntax, request.range);
    const offers = fixActions(latent, source.withhold, rewriteKind);
    // A quick fix of another rule may do the very same.
    const known = new Set(actions.map(deedOf));
    actions.push(...offers.filter((offer) => !known.has(deedOf(offer))));
  }
  // Without `only` the editor fills a light bulb: there a source action has no place.
  if (request.only !== undefined && wants(request, fixAllKind) && hasFix(source)) {
    actions.push({
      title: 'Fix all Shipshape problems that have a safe fix',
      kind: fixAllKind,
      problems: [],
      isPreferred: false,
      effect: { kind: 'fix-all', rule: undefined },
    });
  }
  return actions;
}

function deedOf({ title, effect }: Action): string {
  return `${title}\0${JSON.stringify(effect)}`;
}

function wants({ only }: ActionRequest, kind: string): boolean {
  return (
    only === undefined || only.some((asked) => asked === '' || kind === asked || kind.startsWith(`${asked}.`))
  );
}

function hasFix({ problems, fixAllUnsafe }: ActionSource): boolean {
  return problems.some((problem) => fixesUnseen(problem, fixAllUnsafe));
}

function pageActions(problems: readonly Problem[]): Action[] {
  const rules = new Map<string, Problem[]>();
  for (const problem of problems) {
    const own = rules.get(problem.rule.id);
    if (own) own.push(problem);
    else rules.set(problem.rule.id, [problem]);
  }
  return [...rules].map(([rule, own]) => ({
    title: `Open the page of ${rule}`,
    kind: 'quickfix',
    problems: own,
    isPreferred: false,
    effect: { kind: 'open-page', rule },
  }));
}
