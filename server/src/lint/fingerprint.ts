/**
 * A short name for a problem that stays the same while its rule, its message and the text it marks do, wherever it
 * moves. `ordinal` tells those of the same key apart, in document order.
 */
export function fingerprint(key: string, ordinal: number): string {
  return ordinal === 0 ? hash(key) : `${hash(key)}-${ordinal}`;
}

/** What a problem is told by, and what the ordinal counts: problems with the same key. White space does not count. */
export function fingerprintKey(ruleId: string, message: string, marked: string): string {
  return `${ruleId}\0${message}\0${marked.replace(/\s+/g, ' ').trim()}`;
}

/** 64 bits of FNV-1a in two halves with different seeds; no need for anything stronger than "rarely equal". */
function hash(text: string): string {
  let low = 0x811c9dc5;
  let high = 0xcbf29ce4;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    low = Math.imul(low ^ unit, 0x01000193);
    high = Math.imul(high ^ (unit + i), 0x01000193);
  }
  return (low >>> 0).toString(16).padStart(8, '0') + (high >>> 0).toString(16).padStart(8, '0');
}
