import fc from 'fast-check';
import { expect, test } from 'vitest';
import { emptyMap, mapGet, mapSet, type PersistentMap } from '../../server/src/model/persistentMap.ts';

/** Short keys of few letters, and pairs that FNV-1a maps to one value. */
const key = fc.oneof(
  fc.string({ maxLength: 3 }),
  fc.constantFrom('costarring', 'liquid', 'declinate', 'macallums'),
);

test('answers like a Map, and leaves what it was made from alone', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(key, fc.nat())), (entries) => {
      const expected = new Map<string, number>();
      const versions: { map: PersistentMap<number>; expected: Map<string, number> }[] = [];
      let map = emptyMap<number>();
      for (const [name, value] of entries) {
        versions.push({ map, expected: new Map(expected) });
        map = mapSet(map, name, value);
        expected.set(name, value);
      }
      versions.push({ map, expected });
      for (const version of versions) {
        for (const [name] of entries) expect(mapGet(version.map, name)).toBe(version.expected.get(name));
      }
    }),
  );
});

test('keys with one hash live side by side', () => {
  const first = mapSet(mapSet(emptyMap<number>(), 'costarring', 1), 'liquid', 2);
  const second = mapSet(first, 'costarring', 3);
  expect([mapGet(first, 'costarring'), mapGet(first, 'liquid')]).toEqual([1, 2]);
  expect([mapGet(second, 'costarring'), mapGet(second, 'liquid')]).toEqual([3, 2]);
});
