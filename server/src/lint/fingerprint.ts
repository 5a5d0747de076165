import { detached } from '../text/detached.ts';

/**
 * A short name for a problem that stays the same while its rule, its message and the text it marks do, wherever it
 * moves. White space does not count.
 */
export function fingerprint(ruleId: string, message: string, marked: string): string {
  return hash(`${ruleId}\0${message}\0${blanks.test(marked) ? marked.replace(/\s+/g, ' ').trim() : marked}`);
}

/** Tells problems of the same name apart, in document order. */
export function withOrdinal(name: string, ordinal: number): string {
  return ordinal === 0 ? name : `${name}-${ordinal}`;
}

export function withoutOrdinal(numbered: string): string {
  const end = numbered.indexOf('-');
  return end < 0 ? numbered : numbered.slice(0, end);
}

/** What a run of blanks becomes one of, unless it is a single space between words. */
const blanks = /[^\S ]|\s\s|^\s|\s$/;

/** Of the last few thousand keys: most problems are those of the version before. */
const hashes = new Map<string, string>();

const maximum = 4096;

function hash(text: string): string {
  let found = hashes.get(text);
  if (found === undefined) {
    if (hashes.size >= maximum) hashes.clear();
    found = compute(text);
    hashes.set(detached(text), found);
  }
  return found;
}

/** 64 bits of FNV-1a in two halves with different seeds; no need for anything stronger than "rarely equal". */
function compute(text: string): string {
  let low = 0x811c9dc5;
  let high = 0xcbf29ce4;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    low = Math.imul(low ^ unit, 0x01000193);
    high = Math.imul(high ^ (unit + i), 0x01000193);
  }
  return (low >>> 0).toString(16).padStart(8, '0') + (high >>> 0).toString(16).padStart(8, '0');
}
