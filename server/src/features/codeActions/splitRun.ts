import { rewriteKind } from '../../../../shared/src/identifiers.ts';
import type { BuildModel } from '../../model/types.ts';
import {
  boundaryAt,
  type Part,
  type Splittable,
  splitEdits,
  splittableOf,
} from '../../rules/support/splitRuns.ts';
import { intersects, type TextRange } from '../../text/range.ts';
import type { Action } from './action.ts';
import { naturalBoundaries } from './naturalBoundaries.ts';

/**
 * Parts a long RUN, the other way round than merging: in front of the command at the cursor, and where one job ends
 * and the next begins. Needs no problem. For one RUN at a time.
 */
export function splitRunActions(model: BuildModel, at: TextRange): Action[] {
  const [outer, other] = model.tree.instructions.filter(({ range }) => intersects(range, at));
  const run = outer && !other ? splittableOf(outer, model) : undefined;
  if (!run) return [];
  const { text } = model.tree;
  const here = at.start === at.end ? boundaryAt(run, at.start) : undefined;
  const natural = naturalBoundaries(run);
  return [
    ...(here ? [action(`Split this RUN in front of ${shown(here, text)}`, run, [here], text)] : []),
    ...(natural.length > 0 && !(natural.length === 1 && natural[0] === here)
      ? [action(`Split this RUN into ${natural.length + 1}, one for each job`, run, natural, text)]
      : []),
  ];
}

function action(title: string, run: Splittable, boundaries: readonly Part[], text: string): Action {
  return {
    title,
    kind: rewriteKind,
    problems: [],
    isPreferred: false,
    effect: { kind: 'edits', edits: splitEdits(run, boundaries, text) },
  };
}

/** The first words of a command, on one line. */
function shown({ range }: Part, text: string): string {
  const line = text.slice(range.start, Math.min(range.end, range.start + 200)).split(/\\?\r?\n/)[0] ?? '';
  const words = line.trim().replace(/\s+/g, ' ');
  return words.length > 40 ? `${words.slice(0, 39).trimEnd()}…` : words;
}
