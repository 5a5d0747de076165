import type { Change } from '../model/changes.ts';
import type { Claim, FixEdit, Related } from '../rules/rule.ts';
import type { TextRange } from '../text/range.ts';
import { Extents } from './extent.ts';
import type { Draft, ProblemFix } from './problem.ts';

/**
 * Problems of one version at their places in the next; those that stay where they were are the same objects. Undefined
 * when one of them, or one of its fixes, touches what has changed. The ranges of problems are fixed ones.
 */
export function moved(problems: readonly Draft[], change: Change): readonly Draft[] | undefined {
  const found: Draft[] = [];
  const shared: Shared = { edits: new Map(), claims: new Map(), extents: new Extents() };
  for (const problem of problems) {
    const one = movedProblem(problem, change, shared);
    if (!one) return undefined;
    found.push(one);
  }
  return found;
}

/** What has been moved: a fix of several problems may be as long as the file, and stays one. */
interface Shared {
  readonly edits: Map<ProblemFix['edits'], ProblemFix['edits']>;
  readonly claims: Map<Claim, Claim>;
  readonly extents: Extents;
}

/** The same without those that begin in the stretch that was replaced. */
export function movedRest(problems: readonly Draft[], change: Change): readonly Draft[] | undefined {
  const { from, to } = change;
  return moved(
    problems.filter(({ range }) => range.start < from || range.start >= to),
    change,
  );
}

function movedProblem(problem: Draft, change: Change, shared: Shared): Draft | undefined {
  // Most lie above the change with all they speak of, or below one that moves nothing.
  const { extent } = problem;
  if (extent.end < change.from || (change.moved === 0 && extent.start >= change.to)) return problem;
  const range = movedRange(problem.range, change);
  const related = allOf(problem.related, (one) => movedRelated(one, change));
  const fixes = allOf(problem.fixes, (fix) => movedFix(fix, change, shared));
  const misread = problem.misread && movedRange(problem.misread, change);
  if (!range || !related || !fixes || (problem.misread && !misread)) return undefined;
  const isSame =
    range === problem.range &&
    related === problem.related &&
    fixes === problem.fixes &&
    misread === problem.misread;
  if (isSame) return problem;
  // All of it has gone the same way, or its parts have to be looked at.
  const isBelow = extent.start >= change.to;
  const now = isBelow ? movedRange(extent, change) : shared.extents.of(range, related, fixes, misread);
  const { rule, messageId, message, severity, tags, fingerprint } = problem;
  return {
    rule,
    messageId,
    message,
    range,
    extent: now ?? extent,
    severity,
    tags,
    related,
    misread,
    fixes,
    fingerprint,
  };
}

function movedRelated(related: Related, change: Change): Related | undefined {
  if (!('range' in related)) return related;
  const range = movedRange(related.range, change);
  return range === related.range ? related : range && { ...related, range };
}

function movedFix(fix: ProblemFix, change: Change, shared: Shared): ProblemFix | undefined {
  const edits = once(shared.edits, fix.edits, (all) => allOf(all, (edit) => movedEdit(edit, change)));
  if (!edits) return undefined;
  const claim = fix.claim && once(shared.claims, fix.claim, (one) => movedClaim(one, change));
  if (fix.claim && !claim) return undefined;
  if (edits === fix.edits && claim === fix.claim) return fix;
  return { id: fix.id, title: fix.title, safety: fix.safety, edits, claim };
}

/** What cannot move is looked at again: the first that cannot ends it all. */
function once<T>(known: Map<T, T>, key: T, move: (one: T) => T | undefined): T | undefined {
  let found = known.get(key);
  if (found === undefined) {
    found = move(key);
    if (found !== undefined) known.set(key, found);
  }
  return found;
}

function movedEdit(edit: FixEdit, change: Change): FixEdit | undefined {
  if (!('range' in edit)) return edit;
  const range = movedRange(edit.range, change);
  return range === edit.range ? edit : range && editAt(edit, range);
}

type DocumentEdit = Extract<FixEdit, { readonly range: unknown }>;

/** The same edit at another place. Spelled out where it can be: V8 takes its time to spread an object. */
export function editAt(edit: DocumentEdit, range: TextRange): DocumentEdit {
  const { newText, placeholder, leavesNothing } = edit;
  return placeholder || leavesNothing ? { ...edit, range } : { range, newText };
}

function movedClaim(claim: Claim, change: Change): Claim | undefined {
  switch (claim.kind) {
    case 'same':
      return claim;
    case 'steps-concatenated': {
      const instructions = allOf(claim.instructions, (offset) => movedStart(offset, change));
      return instructions === claim.instructions ? claim : instructions && { ...claim, instructions };
    }
    case 'word-added': {
      const instruction = movedStart(claim.instruction, change);
      const after = movedStart(claim.after, change);
      if (instruction === undefined || after === undefined) return undefined;
      const isSame = instruction === claim.instruction && after === claim.after;
      return isSame ? claim : { ...claim, instruction, after };
    }
    default: {
      const instruction = movedStart(claim.instruction, change);
      if (instruction === undefined) return undefined;
      return instruction === claim.instruction ? claim : { ...claim, instruction };
    }
  }
}

/** The same list where nothing moves; undefined as soon as one cannot. */
function allOf<T>(list: readonly T[], move: (one: T) => T | undefined): readonly T[] | undefined {
  let found: T[] | undefined;
  for (let i = 0; i < list.length; i++) {
    const one = list[i] as T;
    const result = move(one);
    if (result === undefined) return undefined;
    if (result === one) continue;
    found ??= [...list];
    found[i] = result;
  }
  return found ?? list;
}

/** A range that lies around the change is none of those that stay: what it holds is another text. */
function movedRange(range: TextRange, { from, to, moved: by }: Change): TextRange | undefined {
  const { start, end } = range;
  if (start >= to) return by === 0 ? range : { start: start + by, end: end + by };
  // What is put right above the stretch may be written as its first line is.
  return end <= from && start < from ? range : undefined;
}

function movedStart(offset: number, { from, to, moved: by }: Change): number | undefined {
  if (offset >= to) return offset + by;
  return offset <= from ? offset : undefined;
}
