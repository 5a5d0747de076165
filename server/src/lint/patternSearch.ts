import { Literals } from '../text/literals.ts';
import { type NeededText, neededText } from './neededText.ts';

/**
 * Tells which of many patterns are found in a text. One walk over it leaves the few that may be, and most of these are
 * decided by what it has met; V8 is asked for the rest.
 */
export class PatternSearch {
  private readonly patterns: readonly RegExp[];
  private readonly needed: readonly (NeededText | undefined)[];
  private readonly literals: Literals;
  /** By literal, the patterns that it may stand for. */
  private readonly byLiteral: readonly (readonly number[])[];
  /** Those that need no text in particular. */
  private readonly others: readonly number[];
  /** By pattern, the last search that has looked at it: nothing is made anew for each. */
  private readonly lookedAt: Int32Array;
  private search = 0;

  /** @param patterns told by their index here */
  constructor(patterns: readonly RegExp[]) {
    this.patterns = patterns;
    this.needed = patterns.map(neededText);
    const byLiteral = new Map<string, number[]>();
    const others: number[] = [];
    this.needed.forEach((needed, index) => {
      if (!needed) others.push(index);
      for (const text of new Set(needed?.anyOf.map((one) => one.toLowerCase()))) {
        const known = byLiteral.get(text);
        if (known) known.push(index);
        else byLiteral.set(text, [index]);
      }
    });
    this.literals = new Literals([...byLiteral.keys()]);
    this.byLiteral = [...byLiteral.values()];
    this.others = others;
    this.lookedAt = new Int32Array(patterns.length);
  }

  /** Hands over the indices of the patterns found in a text, of those that are asked for; each once. */
  eachIn(text: string, isAsked: (index: number) => boolean, take: (index: number) => void): void {
    const { lookedAt, byLiteral } = this;
    const search = ++this.search;
    const look = (index: number): void => {
      if (lookedAt[index] === search) return;
      lookedAt[index] = search;
      if (isAsked(index) && this.holds(index, text)) take(index);
    };
    this.literals.eachIn(text, (literal) => {
      for (const index of byLiteral[literal] as readonly number[]) look(index);
    });
    for (const index of this.others) look(index);
  }

  /** To be asked where at least one of what the pattern needs is there, in some case. */
  private holds(index: number, text: string): boolean {
    const pattern = this.patterns[index] as RegExp;
    const needed = this.needed[index];
    if (!needed?.isEnough) return pattern.test(text);
    return pattern.ignoreCase || needed.anyOf.some((one) => text.includes(one));
  }
}
