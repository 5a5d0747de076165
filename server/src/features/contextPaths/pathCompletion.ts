import type { DirectoryEntry } from '../../host.ts';
import type { BuildModel } from '../../model/types.ts';
import type { ContextFacts } from '../../rules/rule.ts';
import type { Escape } from '../../syntax/dockerfile/tree.ts';
import { keptOutBy } from './keptOutBy.ts';
import { editOf, mayMean, mostNames, type NameCompletion, type NameCompletions } from './nameCompletion.ts';
import type { TypedPlace } from './typedPlace.ts';

/**
 * The folder whose entries may stand at a place, as a path of the build context that need not be clean; empty for its
 * root. Undefined where nobody can tell.
 */
export function typedFolder(place: TypedPlace, model: BuildModel): string | undefined {
  const { kind, before, maybeDestination, sources } = place;
  if (kind === 'stage' || isElsewhere(before)) return undefined;
  if (maybeDestination && (before.startsWith('/') || sources.some(isAlone))) return undefined;
  const folder = literal(before.slice(0, before.lastIndexOf('/') + 1), place, model);
  if (kind === 'source' || folder === undefined) return folder;
  // What `--exclude` leaves out is counted from what is copied, which may not be there yet.
  if (sources.length > 1) return undefined;
  const base = literal(sources[0] ?? '', place, model);
  return base === undefined || isElsewhere(base) ? undefined : `${base}/${folder}`;
}

/** `entries` are those of the typed folder, whose clean path is `folder`. */
export function completePaths(
  place: TypedPlace,
  entries: readonly DirectoryEntry[],
  folder: string,
  escapeToken: Escape,
  ignoreFile: ContextFacts['ignoreFile'],
): NameCompletions {
  const segment = place.before.slice(place.before.lastIndexOf('/') + 1);
  const isFirst = segment.length === place.before.length;
  const wanted = entries.length > mostNames ? entries.filter(({ name }) => mayMean(segment, name)) : entries;
  const keptOut = keptOutBy(ignoreFile);
  const items = wanted.slice(0, mostNames).flatMap(({ name, type }): NameCompletion[] => {
    const spelled = spell(name, place, escapeToken, isFirst);
    const isFolder = type === 'directory';
    const edit = spelled === undefined ? undefined : editOf(place, segment, spelled + (isFolder ? '/' : ''));
    if (!edit) return [];
    const reason = keptOut(folder === '' ? name : `${folder}/${name}`, isFolder);
    return [
      {
        kind: isFolder ? 'folder' : 'file',
        label: isFolder ? `${name}/` : name,
        ...edit,
        sortText: `${reason === undefined ? '1' : '2'}${name}`,
        detail: reason && `Kept out by ${reason}`,
        keptOut: reason,
      },
    ];
  });
  return { items, isIncomplete: wanted.length > mostNames || wanted.length < entries.length };
}

/** Nothing is copied beside the whole context, or a download: what follows is the destination. */
function isAlone(source: string): boolean {
  return isElsewhere(source) || /^[./]*\*?$/.test(source);
}

/** URLs and Git repositories. https://docs.docker.com/reference/dockerfile/#add */
function isElsewhere(path: string): boolean {
  return /^(?:[a-z][a-z0-9+.-]*:\/|git@)/i.test(path);
}

/** What a path comes to when it is expanded; undefined for a pattern, and where a variable is not known. */
function literal(path: string, place: TypedPlace, model: BuildModel): string | undefined {
  const { kind, form, instruction } = place;
  const isPattern = kind === 'exclude' || form !== 'flag';
  if (isPattern && /[*?[]/.test(path.replaceAll('[[]', ''))) return undefined;
  const plain = isPattern ? path.replaceAll('[[]', '[') : path;
  if (!/[$'"\\`]/.test(plain)) return plain;
  return model.expand(plain, instruction).value;
}

/**
 * A name as it has to be written for BuildKit to take it as it is; undefined for one that cannot be written there.
 * Words end at blanks whatever stands around them; paths go through expansion, and then through Go's filepath.Match.
 * https://docs.docker.com/reference/dockerfile/#copy
 */
function spell(
  name: string,
  { form }: TypedPlace,
  escapeToken: Escape,
  isFirst: boolean,
): string | undefined {
  if (/[*?\\\n\r]/.test(name)) return undefined;
  if (form === 'flag') return /^[\w.@%+~^:;(){}!#&-]+$/.test(name) ? name : undefined;
  if (form === 'word' && (/\s/.test(name) || (isFirst && /^(?:--|#|<<|\[)/.test(name)))) return undefined;
  if (form === 'json' && name.includes('"')) return undefined;
  const token = form === 'json' && escapeToken === '\\' ? '\\\\' : escapeToken;
  return name
    .replaceAll('[', '[[]')
    .replace(/[$'"`]/g, (found) => (found === '`' && escapeToken !== '`' ? found : token + found));
}
