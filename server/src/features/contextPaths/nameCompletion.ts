import type { TextRange } from '../../text/range.ts';
import type { TypedPlace } from './typedPlace.ts';

/** A file, a folder or a stage that may stand at a typed place. */
export interface NameCompletion {
  readonly kind: 'file' | 'folder' | 'stage';
  readonly label: string;
  readonly newText: string;
  /** What stands there is kept behind the cursor (`insert`), or goes (`replace`). On the cursor's line, from one start. */
  readonly insert: TextRange;
  readonly replace: TextRange;
  readonly sortText: string;
  readonly detail: string | undefined;
  /** Why it is not to be had, in a few words: the ignore file keeps it out. */
  readonly keptOut: string | undefined;
}

export interface NameCompletions {
  readonly items: readonly NameCompletion[];
  /** There are more of them: ask again when more is typed. */
  readonly isIncomplete: boolean;
}

export const noNames: NameCompletions = { items: [], isIncomplete: false };

/** More than anybody reads; what is typed next makes them fewer. */
export const mostNames = 500;

/** The characters behind which an editor should ask by itself. */
export const triggerCharacters: readonly string[] = [' ', '/', '=', '"'];

/**
 * Whether names are worth showing unasked behind a character that was typed. Never where the destination may be what is
 * typed: the end of line that follows `COPY . .` would take the first of them.
 */
export function isWantedBehind(trigger: string, place: TypedPlace): boolean {
  const { kind, form, before, maybeDestination, sources } = place;
  if (maybeDestination) return false;
  switch (trigger) {
    case ' ':
      return kind === 'source' && form === 'word' && before === '' && sources.length === 0;
    case '/':
      return kind !== 'stage' && before.endsWith('/');
    case '=':
      return form === 'flag' && before === '';
    case '"':
      return form === 'json' && before === '';
    default:
      return false;
  }
}

/** What takes the place of the last segment that is typed, when it is spelled so; undefined when that cannot be. */
export function editOf(
  place: TypedPlace,
  segment: string,
  spelled: string,
): Pick<NameCompletion, 'newText' | 'insert' | 'replace'> | undefined {
  const { offset, onLine, after, behindOnLine } = place;
  const isPath = place.kind !== 'stage';
  // A completion cannot reach up to another line: what is there of the name has to be right.
  const above = Math.max(0, segment.length - onLine);
  if (!spelled.startsWith(segment.slice(0, above))) return undefined;
  const start = offset - (segment.length - above);
  const rest = after.slice(0, behindOnLine);
  const length = isPath ? (/^[^/]*/.exec(rest)?.[0].length ?? 0) : rest.length;
  const slash = spelled.endsWith('/') && rest[length] === '/' ? 1 : 0;
  return {
    newText: spelled.slice(above),
    insert: { start, end: offset + (length === 0 ? slash : 0) },
    replace: { start, end: offset + length + slash },
  };
}

/** Whether what is typed could mean a name, as editors see it: its characters in that order. */
export function mayMean(typed: string, name: string): boolean {
  const lower = name.toLowerCase();
  let at = 0;
  for (const character of typed.toLowerCase()) {
    at = lower.indexOf(character, at) + 1;
    if (at === 0) return false;
  }
  return true;
}
