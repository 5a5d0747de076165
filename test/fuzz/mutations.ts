import fc from 'fast-check';
import { fragments, seeds } from './seeds.ts';

const place = fc.double({ min: 0, max: 1, noNaN: true });

export type Mutation =
  | { readonly kind: 'insert'; readonly at: number; readonly piece: string }
  | { readonly kind: 'cut'; readonly at: number; readonly length: number }
  | { readonly kind: 'unit'; readonly at: number; readonly code: number }
  | {
      readonly kind: 'splice';
      readonly at: number;
      readonly seed: string;
      readonly from: number;
      readonly length: number;
    };

/** Something that happens to a text, at a share of its length. */
export const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.record({ kind: fc.constant('insert' as const), at: place, piece: fc.constantFrom(...fragments) }),
  fc.record({ kind: fc.constant('cut' as const), at: place, length: fc.integer({ min: 1, max: 40 }) }),
  fc.record({ kind: fc.constant('unit' as const), at: place, code: fc.integer({ min: 0, max: 0xffff }) }),
  fc.record({
    kind: fc.constant('splice' as const),
    at: place,
    seed: fc.constantFrom(...seeds),
    from: place,
    length: fc.integer({ min: 1, max: 200 }),
  }),
);

export function mutate(text: string, each: Mutation): string {
  const at = Math.floor(each.at * text.length);
  const before = text.slice(0, at);
  switch (each.kind) {
    case 'insert':
      return before + each.piece + text.slice(at);
    case 'cut':
      return before + text.slice(at + each.length);
    case 'unit':
      return before + String.fromCharCode(each.code) + text.slice(at + 1);
    case 'splice': {
      const from = Math.floor(each.from * each.seed.length);
      return before + each.seed.slice(from, from + each.length) + text.slice(at);
    }
  }
}
