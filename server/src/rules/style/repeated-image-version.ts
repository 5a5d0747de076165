import type { BaseImage, BuildModel } from '../../model/types.ts';
import type { DockerfileTree, Instruction } from '../../syntax/dockerfile/tree.ts';
import { lineBreakOf } from '../../text/lines.ts';
import type { TextRange } from '../../text/range.ts';
import { defineRule, type FixEdit } from '../rule.ts';
import { baseWithReference, tagRange } from '../support/baseImages.ts';
import { linesAbove } from '../support/insertLine.ts';
import { keywordLike } from '../support/keywords.ts';

export const repeatedImageVersion = defineRule({
  id: 'repeated-image-version',
  summary: 'Several stages repeat the version of one image',
  why: 'What builds a program and what runs it should be of one version. Written twice, it is sooner or later raised in one place only; an ARG above the first FROM holds it for all, and --build-arg can change it.',
  language: 'dockerfile',
  category: 'style',
  severity: 'information',
  preset: 'strict',
  since: '0.1.0',
  equivalents: [],
  references: ['https://docs.docker.com/reference/dockerfile/#understand-how-arg-and-from-interact'],
  messages: {
    repeated:
      'Version {version} of {image} is written {count} times. Hold it in an ARG above the first FROM.',
  },
  fixes: {
    useArg: { title: 'Hold the version in ARG {name}', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, report }) {
    if (model.stages.length < 2) return;
    for (const { image, version, places } of repeatedVersions(model)) {
      const [first, second] = places;
      if (!first || !second) continue;
      const name = `${image
        .slice(image.lastIndexOf('/') + 1)
        .replaceAll(/[^A-Za-z0-9]+/g, '_')
        .replaceAll(/^_|_$/g, '')
        .toUpperCase()}_VERSION`;
      const edits = argEdits(name, version, places, model);
      report({
        at: second,
        message: 'repeated',
        values: { version, image, count: places.length },
        related: [{ range: first, message: 'The first time' }],
        fixes: edits && [{ fix: 'useArg', values: { name }, edits }],
      });
    }
  },
});

interface RepeatedVersion {
  readonly image: string;
  readonly version: string;
  readonly places: TextRange[];
}

/** Versions that stand in two or more FROM, in order of the first. Variants such as `-slim` do not count. */
function repeatedVersions({ stages }: BuildModel): RepeatedVersion[] {
  const found = new Map<string, RepeatedVersion>();
  for (const { base } of stages) {
    const one = base.hasVariables ? behindVariable(base) : versionOf(base);
    if (!one) continue;
    const { name, image, version, start } = one;
    const key = `${name}:${version}`;
    const known = found.get(key) ?? { image, version, places: [] };
    known.places.push({ start, end: start + version.length });
    found.set(key, known);
  }
  return [...found.values()].filter(({ places }) => places.length > 1);
}

function versionOf(base: BaseImage) {
  const reference = baseWithReference(base);
  if (!reference?.tag || reference.digest !== undefined) return undefined;
  const range = tagRange(base, reference);
  const version = /^v?\d+(?:\.\d+)*/.exec(reference.tag)?.[0];
  if (!range || version === undefined) return undefined;
  return { name: reference.name, image: reference.familiarName, version, start: range.start };
}

/** `$REPO:1.2`: whatever the variable holds, it holds the same in each FROM. */
function behindVariable({ text, range }: BaseImage) {
  const match = VARIABLE_NAME.exec(text);
  const [, image, version] = match ?? [];
  if (image === undefined || version === undefined || !image.includes('$')) return undefined;
  if (range.end - range.start !== text.length) return undefined;
  const shown = image.replaceAll(/\$\{(\w+)[^}]*\}/g, '$$$1');
  return { name: image, image: shown, version, start: range.start + image.length + 1 };
}

/** A colon within braces, and that of a port, begins no tag. */
const VARIABLE_NAME =
  /^((?:[\w./-]|\$\w+|\$\{[^{}]*\}|:(?=\d+\/))+):(v?\d+(?:\.\d+)*)(?:-(?:[\w.-]|\$\w+|\$\{[^{}]*\})*)?$/;

function argEdits(
  name: string,
  version: string,
  places: readonly TextRange[],
  model: BuildModel,
): FixEdit[] | undefined {
  const from = model.stages[0]?.from;
  if (!from || !/^[A-Z_]/.test(name) || model.globalArgs.some((each) => each.name === name)) return undefined;
  const line = `${keywordLike(from, 'ARG')} ${name}=${version}`;
  const above = headOf(model.tree, from)
    ? belowHead(model.tree, from, line)
    : linesAbove(model.tree, from, [line]);
  return above && [above, ...places.map((range) => ({ range, newText: `\${${name}}` }))];
}

/** Comments on top of the first FROM that speak of the whole file: a licence, a text at its beginning. */
function headOf({ items, text }: DockerfileTree, from: Instruction): boolean {
  const end = items.findIndex((item) => item.kind === 'instruction' && item.instruction === from);
  let start = end;
  while (items[start - 1]?.kind === 'comment') start--;
  const block = text.slice(items[start]?.range.start, from.range.start);
  const isFirst = items.slice(0, Math.max(start, 0)).every(({ kind }) => kind !== 'instruction');
  return /\b(?:copyright|licen[sc]ed?|spdx)\b/i.test(block) || (isFirst && end - start > 2);
}

/** Apart from the comments, since it is nothing that they tell of. */
function belowHead({ text }: DockerfileTree, from: Instruction, line: string): FixEdit | undefined {
  const { start } = from.range;
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const lineBreak = lineBreakOf(text);
  const range = { start: lineStart, end: lineStart };
  return text.slice(lineStart, start).trim() === ''
    ? { range, newText: lineBreak + line + lineBreak }
    : undefined;
}
