import { parseDockerfile } from '../../server/src/syntax/dockerfile/parser.ts';
import type { Instruction } from '../../server/src/syntax/dockerfile/tree.ts';
import { applyEdits, sortEdits, type TextEdit } from '../../server/src/text/edit.ts';
import type { Marker } from './markers.ts';
import type { SpecCase } from './spec.ts';

/** The same document in another dress: a rule must say the same of it. */
export interface Variant {
  readonly name: VariantName;
  readonly text: string;
  readonly markers: readonly Marker[];
  /** What a text of the case (after a fix) looks like in this dress; undefined when that cannot be told. */
  readonly transform: (text: string) => string | undefined;
}

export type VariantName = 'crlf' | 'bom' | 'lowercase' | 'backtick' | 'onbuild';

export const variantNames: readonly VariantName[] = ['crlf', 'bom', 'lowercase', 'backtick', 'onbuild'];

/** The variants that apply to a case; opted-out ones are left out by the caller. */
export function variantsOf(specCase: SpecCase): Variant[] {
  return [crlf(specCase), bom(specCase), lowercase(specCase), backtick(specCase), onbuild(specCase)].filter(
    (variant) => variant !== undefined,
  );
}

function crlf(specCase: SpecCase): Variant | undefined {
  if (specCase.text.includes('\r') || !specCase.text.includes('\n')) return undefined;
  return fromEdits('crlf', specCase, lineBreakEdits, (text) => text.replaceAll('\n', '\r\n'));
}

function lineBreakEdits(text: string): TextEdit[] {
  return [...text.matchAll(/\n/g)].map(({ index }) => ({
    range: { start: index, end: index },
    newText: '\r',
  }));
}

function bom(specCase: SpecCase): Variant | undefined {
  if (specCase.text.startsWith('\uFEFF')) return undefined;
  const edits = () => [{ range: { start: 0, end: 0 }, newText: '\uFEFF' }];
  return fromEdits('bom', specCase, edits, (text) => `\uFEFF${text}`);
}

function lowercase(specCase: SpecCase): Variant | undefined {
  if (specCase.language !== 'dockerfile') return undefined;
  const text = applyEdits(specCase.text, lowercaseEdits(specCase.text));
  if (text === specCase.text) return undefined;
  // What a fix adds is in upper case: the result cannot be foretold.
  return { name: 'lowercase', text, markers: specCase.markers, transform: () => undefined };
}

function lowercaseEdits(text: string): TextEdit[] {
  const tree = parseDockerfile(text);
  return tree.instructions
    .flatMap((instruction) => [instruction, ...(instruction.trigger ? [instruction.trigger] : [])])
    .map(({ keyword }) => ({
      range: keyword.range,
      newText: text.slice(keyword.range.start, keyword.range.end).toLowerCase(),
    }));
}

function backtick(specCase: SpecCase): Variant | undefined {
  if (specCase.language !== 'dockerfile') return undefined;
  if (toBacktick(specCase.text) === undefined) return undefined;
  return fromEdits('backtick', specCase, backtickEdits, toBacktick);
}

const escapeDirective = '# escape=`\n';

/** Undefined where more than the continuations would change its meaning. */
function toBacktick(text: string): string | undefined {
  const tree = parseDockerfile(text);
  const seams = new Set(
    tree.instructions.flatMap(({ continuations }) => continuations.map(({ start }) => start)),
  );
  const escapes = [...text.matchAll(/\\/g)].map(({ index }) => index);
  if (text.includes('`') || text.startsWith('\uFEFF') || tree.directives.length > 0) return undefined;
  if (seams.size === 0 || !escapes.every((offset) => seams.has(offset))) return undefined;
  return applyEdits(text, backtickEdits(text));
}

function backtickEdits(text: string): TextEdit[] {
  return [
    { range: { start: 0, end: 0 }, newText: escapeDirective },
    ...[...text.matchAll(/\\/g)].map(({ index }) => ({
      range: { start: index, end: index + 1 },
      newText: '`',
    })),
  ];
}

/** Each instruction with a problem becomes a trigger: the rule must see through ONBUILD. */
function onbuild(specCase: SpecCase): Variant | undefined {
  if (specCase.language !== 'dockerfile' || specCase.markers.length === 0) return undefined;
  const tree = parseDockerfile(specCase.text);
  const wrapped = new Set<Instruction>();
  for (const { range } of specCase.markers) {
    const instruction = tree.instructions.find(
      (one) => one.range.start <= range.start && range.start <= one.range.end,
    );
    if (!instruction?.name || forbiddenTriggers.has(instruction.name)) return undefined;
    wrapped.add(instruction);
  }
  const edits = [...wrapped].map((instruction) => ({
    range: { start: instruction.range.start, end: instruction.range.start },
    newText: 'ONBUILD ',
  }));
  return fromEdits(
    'onbuild',
    specCase,
    () => edits,
    () => undefined,
  );
}

/** https://docs.docker.com/reference/dockerfile/#onbuild-limitations */
const forbiddenTriggers: ReadonlySet<string> = new Set(['FROM', 'ONBUILD', 'MAINTAINER']);

function fromEdits(
  name: VariantName,
  specCase: SpecCase,
  editsOf: (text: string) => TextEdit[],
  transform: (text: string) => string | undefined,
): Variant {
  const edits = sortEdits(editsOf(specCase.text));
  const text = applyEdits(specCase.text, edits);
  const markers = specCase.markers.map((marker) => ({
    ...marker,
    range: { start: moved(edits, marker.range.start, 'start'), end: moved(edits, marker.range.end, 'end') },
  }));
  return { name, text, markers, transform };
}

/** Where an offset ends up. Text inserted right at the end of a range stays outside of it. */
function moved(edits: readonly TextEdit[], offset: number, side: 'start' | 'end'): number {
  let shift = 0;
  for (const { range, newText } of edits) {
    const inserted = side === 'start' && range.start === offset && range.end === offset;
    const before = range.start < offset || inserted;
    if (before) shift += newText.length - (range.end - range.start);
  }
  return offset + shift;
}
