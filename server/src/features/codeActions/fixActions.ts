import { fixInstructionKind, fixRuleKind } from '../../../../shared/src/identifiers.ts';
import { firstFix, instructionAt, isWithin } from '../../lint/fixInstruction.ts';
import type { Problem, ProblemFix } from '../../lint/problem.ts';
import type { DockerfileTree } from '../../syntax/dockerfile/tree.ts';
import type { IgnoreFile } from '../../syntax/dockerignore/reader.ts';
import type { TextRange } from '../../text/range.ts';
import { fixTitle } from '../fixTitle.ts';
import type { Action, ActionKind } from './action.ts';

/** Says why a fix must not be offered; undefined when it may. */
export type Withhold = (problem: Problem, fix: ProblemFix) => string | undefined;

const order = { safe: 0, unsafe: 1, manual: 2 } as const;

/** More entries nobody reads; and each of these fixes has to be proved, which takes reading the file again. */
const maximumFixes = 30;

/**
 * The fixes of problems: per problem in the order safe, unsafe, manual. The first safe one is preferred. Of a long
 * selection only the first ones. As another kind than a quick fix, they are offers: no problem is shown with them.
 */
export function fixActions(
  problems: readonly Problem[],
  withhold: Withhold,
  kind: ActionKind = 'quickfix',
): Action[] {
  const seen = new Set<string>();
  // A chain is one problem per link with one and the same fix, which may be as long as the file.
  const edits = new Set<ProblemFix['edits']>();
  const actions: Action[] = [];
  for (const problem of [...problems].sort(narrowFirst)) {
    const fixes = [...problem.fixes].sort((a, b) => order[a.safety] - order[b.safety]);
    let isFirst = true;
    for (const fix of fixes) {
      if (edits.has(fix.edits)) continue;
      if (edits.size >= maximumFixes) return actions;
      edits.add(fix.edits);
      if (withhold(problem, fix) !== undefined) continue;
      const action = toAction(problem, fix, isFirst, kind);
      isFirst = false;
      const key = `${action.title}\0${JSON.stringify(action.effect)}`;
      if (!seen.has(key)) actions.push(action);
      seen.add(key);
    }
  }
  return actions;
}

function toAction(problem: Problem, fix: ProblemFix, isFirst: boolean, kind: ActionKind): Action {
  const isQuickFix = kind === 'quickfix';
  return {
    title: fixTitle(fix),
    kind,
    problems: isQuickFix ? [problem] : [],
    isPreferred: isQuickFix && isFirst && fix.safety === 'safe',
    effect: { kind: 'edits', edits: fix.edits },
    confirm: fix.safety === 'safe' ? undefined : toConfirm(fix),
  };
}

/** In a word, what becomes of files. */
function toConfirm({ edits }: ProblemFix): string | undefined {
  if (edits.some((edit) => 'range' in edit && edit.leavesNothing)) return 'Moves what is in a file';
  return edits.some((edit) => 'path' in edit && edit.create) ? 'Creates a file' : undefined;
}

/** `Fix all … problems`: where at least so many problems of the rule can be mended unseen. */
export function fixRuleActions(
  here: readonly Problem[],
  all: readonly Problem[],
  unsafe: boolean,
  least: number,
): Action[] {
  const rules = new Set(here.filter((problem) => fixesUnseen(problem, unsafe)).map(({ rule }) => rule.id));
  return [...rules].flatMap((rule) => {
    const problems = all.filter((problem) => problem.rule.id === rule && fixesUnseen(problem, unsafe));
    if (problems.length < least) return [];
    const count = problems.length === 1 ? `the ${rule} problem` : `all ${problems.length} ${rule} problems`;
    return {
      title: `Fix ${count} in this file`,
      kind: fixRuleKind,
      problems,
      isPreferred: false,
      effect: { kind: 'fix-all', rule },
    };
  });
}

/** `Fix all safe problems`: beside a problem that is one of them, where those of its own rule are not all. */
export function fixFileActions(here: readonly Problem[], all: readonly Problem[], unsafe: boolean): Action[] {
  if (!here.some((problem) => fixesUnseen(problem, unsafe))) return [];
  const problems = all.filter((problem) => fixesUnseen(problem, unsafe));
  if (new Set(problems.map(({ rule }) => rule.id)).size < 2) return [];
  return [
    {
      title: `Fix all ${problems.length} ${unsafe ? 'fixable' : 'safe'} problems in this file`,
      kind: 'quickfix',
      problems,
      isPreferred: false,
      effect: { kind: 'fix-all', rule: undefined },
    },
  ];
}

/**
 * The form the guides want, for the instruction at the cursor: the first fix of each of its problems, safe or not, where
 * there are at least so many. It is looked at before it is applied.
 */
export function fixInstructionActions(
  syntax: DockerfileTree | IgnoreFile,
  all: readonly Problem[],
  range: TextRange,
  least: number,
): Action[] {
  const instruction = 'instructions' in syntax ? instructionAt(syntax, range.start) : undefined;
  if (!instruction) return [];
  const problems = all.filter((problem) => isWithin(problem, instruction.range) && firstFix(problem));
  const fixes = new Set(problems.map((problem) => firstFix(problem)?.edits));
  if (fixes.size < least) return [];
  const count = fixes.size === 1 ? 'one fix' : `${fixes.size} fixes`;
  return [
    {
      title: `Apply the guides' form here (${count}, with a preview)`,
      kind: fixInstructionKind,
      problems,
      isPreferred: false,
      effect: { kind: 'fix-instruction', offset: instruction.range.start },
      confirm: "The guides' form",
    },
  ];
}

export function fixesUnseen(problem: Problem, unsafe: boolean): boolean {
  return problem.fixes.some(({ safety }) => safety === 'safe' || (unsafe && safety === 'unsafe'));
}

const severities = { error: 0, warning: 1, information: 2, hint: 3 } as const;

/** What the cursor is most likely meant for: the worst first, and of equals the smallest. */
function narrowFirst(a: Problem, b: Problem): number {
  return (
    severities[a.severity] - severities[b.severity] ||
    a.range.end - a.range.start - (b.range.end - b.range.start) ||
    a.range.start - b.range.start
  );
}
