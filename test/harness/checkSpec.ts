import { expect } from 'vitest';
import type { Rule } from '../../server/src/rules/rule.ts';
import { documentOf, fixedText, toMarkers } from './checkCase.ts';
import { lintWith } from './document.ts';
import { replaceFences } from './markdown.ts';
import { type Marker, renderMarkers } from './markers.ts';
import { decodeSymbols, encodeSymbols, type Spec, type SpecCase } from './spec.ts';
import { variantNames } from './variants.ts';

/** What a spec owes as a whole: every message, fix and option of the rule occurs, fixes are what they declare. */
export function checkSpec(rule: Rule, spec: Spec): void {
  expect(spec.title, 'the title of the spec is the id of the rule').toBe(rule.id);
  expect(spec.sections[0], 'a spec begins with its bad example').toBe('Bad');
  for (const variant of [...spec.not, ...spec.cases.flatMap((one) => [...one.not])]) {
    expect(variantNames as readonly string[], 'not=…').toContain(variant);
  }
  for (const { language, name } of spec.cases) expect(language, name).toBe(rule.language);

  const messages = new Set(spec.cases.flatMap(({ markers }) => markers.map(({ id }) => id)));
  expect([...messages].sort(), 'every message must occur in the spec').toEqual(
    Object.keys(rule.messages).sort(),
  );

  const fixed = new Set(spec.cases.flatMap((one) => one.fixed.map(({ fix }) => fix)));
  for (const id of Object.keys(rule.fixes)) {
    expect([...fixed], `the fix "${id}" needs a block \`\`\`fixed ${id}`).toContain(id);
  }
  const options = new Set(spec.cases.flatMap((one) => Object.keys(one.options)));
  for (const name of Object.keys(rule.options)) {
    expect([...options], `the option "${name}" needs a case with a block \`\`\`yaml options`).toContain(name);
  }
  checkFixTable(rule, spec);
}

function checkFixTable(rule: Rule, spec: Spec): void {
  const problems = spec.cases.flatMap((one) => lintWith(rule, documentOf(one)).problems);
  for (const [id, meta] of Object.entries(rule.fixes)) {
    const offering = problems.filter(({ fixes }) => fixes.some((fix) => fix.id === id));
    const best = offering.flatMap(({ fixes }) =>
      fixes.filter((fix) => fix.id === id).map(({ safety }) => safety),
    );
    expect(best, `no case shows the fix "${id}" as ${meta.safety}, as declared`).toContain(meta.safety);
    const messages = new Set(offering.map(({ messageId }) => messageId));
    const without = problems.filter(
      (problem) => messages.has(problem.messageId) && !problem.fixes.some((fix) => fix.id === id),
    );
    const shown = without.map(({ message }) => message);
    if (meta.availability === 'always') {
      expect(shown, `the fix "${id}" is declared always there, but these problems lack it`).toEqual([]);
    } else {
      expect(
        shown.length,
        `the fix "${id}" is declared sometimes there: show a case without it`,
      ).toBeGreaterThan(0);
    }
  }
}

/** The spec with its markers and `fixed` blocks rewritten to what the rule says now. */
export function updateSpec(rule: Rule, spec: Spec, source: string): string {
  const contents = new Map<number, readonly string[]>();
  for (const specCase of spec.cases) {
    const { problems } = lintWith(rule, documentOf(specCase));
    // A line that stays is spelled as it was.
    const spelled = new Map(specCase.fence.lines.map((line) => [decodeSymbols(line), line]));
    const encode = specCase.symbols
      ? (line: string) => spelled.get(line) ?? encodeSymbols(line)
      : (line: string) => line;
    contents.set(specCase.fence.line, markedLines(specCase, toMarkers(problems)).map(encode));
    for (const block of specCase.fixed) {
      const { text } = fixedText(rule, specCase, block, problems);
      if (text === block.text) continue;
      const lines = text.split('\n');
      if (lines.at(-1) === '') lines.pop();
      contents.set(block.fence.line, lines.map(encode));
    }
  }
  return replaceFences(source, contents);
}

/** Texts of messages are for readers; a case whose markers did without keeps doing so. */
function markedLines({ section, text, markers }: SpecCase, found: readonly Marker[]): string[] {
  const isTerse =
    section === 'Cases' && markers.length > 0 && markers.every((marker) => marker.text === undefined);
  return renderMarkers(text, isTerse ? found.map((marker) => ({ ...marker, text: undefined })) : found);
}
