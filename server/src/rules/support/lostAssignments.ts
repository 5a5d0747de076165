import type { ShellCompound, ShellList, ShellScript, ShellVariable } from '../../syntax/shell/tree.ts';
import { contains, type TextRange } from '../../text/range.ts';
import { firstFrom } from './inOrder.ts';
import { addLoopNames, assignedNames, namesSetBy } from './shellAssignments.ts';
import { placedItems } from './shellItems.ts';
import { isPipe } from './shellLists.ts';
import { compoundsOf } from './shellRefusals.ts';

/** A variable that is set in a process of its own, a subshell or a part of a pipeline, and read where that has ended. */
export interface LostAssignment {
  readonly use: ShellVariable;
  readonly setAt: TextRange;
  readonly inPipeline: boolean;
  /** It has a value from before, which what is lost would have changed. */
  readonly hasOld: boolean;
}

interface SetPlace {
  readonly name: string;
  readonly range: TextRange;
  /** The new value is made of the old one. */
  readonly addsUp: boolean;
}

/**
 * Only what nothing outside sets as well, or what a loop in a pipeline adds up and nothing sets again. Empty where another
 * file, or a text, may set any name.
 */
export function lostAssignments(script: ShellScript): readonly LostAssignment[] {
  const { body, source } = script;
  if (script.variables.length === 0 || source.text.includes('lastpipe')) return [];
  const isolated = isolatedIn(body);
  if (isolated.length === 0 || !assignedNames([script])) return [];
  const places = setPlaces(script);
  const functions = compoundsOf(body).filter(({ type }) => type === 'function');
  const uses = byName(script.variables);
  const settings = byName(places);
  const found = new Map<ShellVariable, LostAssignment>();
  for (const { range, inPipeline } of isolated) {
    for (let at = firstFrom(places, range.start); at < places.length; at++) {
      const { name, range: setAt, addsUp } = places[at] as SetPlace;
      if (setAt.start >= range.end) break;
      const use = uses.get(name)?.find((one) => one.range.start >= range.end);
      if (!use || found.has(use) || isDefault(use, script)) continue;
      if (functions.some((one) => contains(one.range, use.range))) continue;
      const outside = settings.get(name)?.filter((place) => !contains(range, place.range)) ?? [];
      const hasOld = outside.length > 0;
      if (hasOld) {
        // Between the two it is set anew, or it is set nowhere before.
        const isSafe = outside.some((place) => place.range.start >= range.end) || !addsUp || !inPipeline;
        if (isSafe || !isInLoop(setAt, range, body)) continue;
      }
      found.set(use, { use, setAt, inPipeline, hasOld });
    }
  }
  return [...found.values()];
}

/** The widest first. */
function isolatedIn(
  body: readonly ShellList[],
): readonly { readonly range: TextRange; readonly inPipeline: boolean }[] {
  return placedItems(body).flatMap(({ item, next }) => {
    const inPipeline = isPipe(item.operator) || isPipe(next?.operator);
    const isSubshell = item.node.kind === 'compound' && item.node.type === 'subshell';
    return inPipeline || isSubshell ? [{ range: item.range, inPipeline }] : [];
  });
}

/** In substitutions nothing is set for anybody else. */
function setPlaces({ commands, body, source: { text, map } }: ShellScript): readonly SetPlace[] {
  const places: SetPlace[] = [];
  for (const command of commands) {
    if (command.context === 'substitution') continue;
    // `A=b command` sets it for the command alone.
    if (command.words.length > 0 && command.assignments.length > 0) continue;
    for (const name of namesSetBy(command)) {
      const shown = text.slice(map.toDerived(command.range.start), map.toDerived(command.range.end));
      const addsUp = new RegExp(`\\b${name}\\+=|\\b${name}=.*(?:\\$\\{?|\\(\\(.*\\b)${name}\\b`, 's').test(
        shown,
      );
      places.push({ name, range: command.range, addsUp });
    }
  }
  for (const compound of compoundsOf(body)) {
    if (compound.type !== 'for' && compound.type !== 'select' && compound.type !== 'arithmetic') continue;
    const names = new Set<string>();
    addLoopNames({ ...compound, bodies: [] }, names);
    const range = headOf(compound);
    const addsUp = compound.type === 'arithmetic' && /\+\+|--|[-+*/]=/.test(compound.words[0]?.text ?? '');
    for (const name of names) places.push({ name, range, addsUp });
  }
  return places.sort((a, b) => a.range.start - b.range.start);
}

function byName<T extends { readonly name: string }>(all: readonly T[]): ReadonlyMap<string, readonly T[]> {
  const lists = new Map<string, T[]>();
  for (const one of all) {
    const list = lists.get(one.name);
    if (list) list.push(one);
    else lists.set(one.name, [one]);
  }
  return lists;
}

function headOf({ words, range }: ShellCompound): TextRange {
  return words[0]?.range ?? range;
}

function isInLoop(setAt: TextRange, within: TextRange, body: readonly ShellList[]): boolean {
  return compoundsOf(body).some(
    ({ type, range }) =>
      /^(?:while|until|for)$/.test(type) && contains(within, range) && contains(range, setAt),
  );
}

function isDefault({ range }: ShellVariable, { source: { text, map } }: ShellScript): boolean {
  return /^\$\{\w+:?[-=+?]/.test(text.slice(map.toDerived(range.start), map.toDerived(range.end)));
}
