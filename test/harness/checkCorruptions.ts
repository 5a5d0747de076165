import { expect } from 'vitest';
import { proveFixes } from '../../server/src/lint/proof/prove.ts';
import type { Rule } from '../../server/src/rules/rule.ts';
import { applyEdits, areDisjoint, type TextEdit } from '../../server/src/text/edit.ts';
import { buildFacts } from './buildFacts.ts';
import { documentOf } from './checkCase.ts';
import { lintWith, textEdits } from './document.ts';
import type { Spec } from './spec.ts';

/**
 * Corrupts the edits of every safe fix of a spec two hundred ways, always the same ones, and asks for the proof. A
 * corrupted fix may only pass where it builds the same as the right one, judged by `buildFacts`: another, blunter
 * reading of the document than the proof's own.
 */
export function checkCorruptions(rule: Rule, spec: Spec): void {
  const random = seeded(rule.id);
  const fixes = spec.cases.flatMap((specCase) =>
    lintWith(rule, documentOf(specCase)).problems.flatMap((problem) =>
      problem.fixes.filter(({ safety }) => safety === 'safe').map((fix) => ({ specCase, fix })),
    ),
  );
  for (const { specCase, fix } of fixes) {
    const right = applyEdits(specCase.text, textEdits(fix));
    const facts = buildFacts(specCase.language, right);
    for (let i = 0; i < 200; i++) {
      const corrupted = corrupt(specCase.text, textEdits(fix), random);
      if (!areDisjoint(corrupted)) continue;
      const text = applyEdits(specCase.text, corrupted);
      if (text === right || buildFacts(specCase.language, text) === facts) continue;
      const proof = proveFixes(specCase.language, specCase.text, [{ ...fix, edits: corrupted }]);
      expect(proof.ok, `${specCase.name}, fix "${fix.id}": this corrupted result was proved\n${text}`).toBe(
        false,
      );
    }
  }
}

const fragments = [
  'x',
  ' ',
  '\n',
  '"',
  "'",
  '$',
  '\\',
  '#',
  ' && ',
  ';',
  '=',
  '`',
  'RUN ',
  ' extra',
  '/',
  '\t',
  '<<E',
  '${y}',
];

/** One or two random mishaps: an edit lost, moved, cut short, doubled in length, or with other text in it. */
function corrupt(text: string, edits: readonly TextEdit[], random: () => number): TextEdit[] {
  const result = [...edits];
  const count = 1 + Math.floor(random() * 2);
  for (let i = 0; i < count; i++) {
    const index = Math.floor(random() * result.length);
    const edit = result[index];
    if (!edit) continue;
    const { range, newText } = edit;
    const clamp = (offset: number) => Math.max(0, Math.min(text.length, offset));
    const step = 1 + Math.floor(random() * 6);
    const at = Math.floor(random() * (newText.length + 1));
    const fragment = fragments[Math.floor(random() * fragments.length)] ?? 'x';
    const start = clamp(range.start + (random() < 0.5 ? step : -step));
    const mishaps: readonly (() => TextEdit | undefined)[] = [
      () => undefined,
      () => ({ range, newText: newText.slice(0, at) + newText.slice(at + step) }),
      () => ({ range, newText: newText.slice(0, at) + fragment + newText.slice(at) }),
      () => ({ range: { start: Math.min(start, range.end), end: range.end }, newText }),
      () => ({ range: { start: range.start, end: Math.max(range.start, clamp(range.end + step)) }, newText }),
      () => ({ range: { start: range.start, end: Math.max(range.start, range.end - step) }, newText }),
      () => ({ range: { start, end: clamp(start + range.end - range.start) }, newText }),
    ];
    const changed = mishaps[Math.floor(random() * mishaps.length)]?.();
    if (changed) result[index] = changed;
    else if (result.length > 1) result.splice(index, 1);
  }
  return result;
}

/** A small generator (mulberry32) that begins where the name says. */
function seeded(name: string): () => number {
  let state = [...name].reduce((sum, character) => (Math.imul(sum, 31) + character.charCodeAt(0)) | 0, 7);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
