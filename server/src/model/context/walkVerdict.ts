import {
  canSkipDirectory,
  type Matcher,
  matchUsingParent,
  type WalkState,
} from '../../syntax/dockerignore/matcher.ts';

/** What an ignore file makes of a path, whether or not it is there. */
export interface WalkVerdict {
  readonly isSent: boolean;
  /** The index of the pattern that decides; undefined: none does. */
  readonly decidedBy: number | undefined;
  /** The path, or the folder above it that is kept out whole, so that nothing in it is looked at. */
  readonly at: string;
  /** Of a path that is sent because of an exception: the last pattern that would have kept it out. */
  readonly takenBackFrom: number | undefined;
}

/** As BuildKit's walk over the context comes to it: folder by folder. The path is clean; the root is always sent. */
export function walkVerdict(matcher: Matcher, path: string): WalkVerdict {
  if (path === '') return { isSent: true, decidedBy: undefined, at: path, takenBackFrom: undefined };
  let state: WalkState | undefined;
  for (let end = path.indexOf('/'); ; end = path.indexOf('/', end + 1)) {
    const at = end < 0 ? path : path.slice(0, end);
    const { excluded, decidedBy, state: reached } = matchUsingParent(matcher, at, state);
    if (end < 0 || (excluded && canSkipDirectory(matcher, at))) {
      return {
        isSent: !excluded,
        decidedBy,
        at,
        takenBackFrom: excluded ? undefined : keeperOut(matcher, reached, decidedBy),
      };
    }
    state = reached;
  }
}

function keeperOut(
  matcher: Matcher,
  { matched }: WalkState,
  decidedBy: number | undefined,
): number | undefined {
  for (let index = (decidedBy ?? 0) - 1; index >= 0; index--) {
    const pattern = matcher.patterns[index];
    if (matched[index] && pattern && 'negated' in pattern && !pattern.negated) return index;
  }
  return undefined;
}
