import {
  type FrontendFeature,
  flagFeature,
  gitSourceFeature,
  heredocFeature,
  lacksFeature,
  secretVariableFeature,
  spacedHeredocFeature,
  substitutionFeature,
  symbolicModeFeature,
  tagWith,
} from '../../knowledge/frontendFeatures.ts';
import type { BuildModel } from '../../model/types.ts';
import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import type { TextRange } from '../../text/range.ts';
import { defineRule } from '../rule.ts';

export const syntaxTooOld = defineRule({
  id: 'syntax-too-old',
  summary: 'The version that `# syntax=` names does not know a feature of the file',
  why: 'The file is read by the version of docker/dockerfile that `# syntax=` asks for, however new Docker is. An older one refuses what it does not know, and the build fails.',
  language: 'dockerfile',
  category: 'syntax',
  severity: 'error',
  preset: 'recommended',
  since: '0.1.0',
  references: [
    'https://docs.docker.com/build/dockerfile/frontend/',
    'https://docs.docker.com/build/dockerfile/release-notes/',
  ],
  messages: {
    tooOld:
      '{feature} needs docker/dockerfile {since}, but the first lines ask for {version}, which refuses it. Ask for a newer version.',
  },
  fixes: {
    raise: { title: 'Change the version to {tag}', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, report }) {
    const { version } = model.frontend;
    const directive = model.tree.directives.find(({ name }) => name === 'syntax');
    if (version === undefined || !directive || !/^\d+\.\d+(?:\.\d+)?(?:-labs)?$/.test(version)) return;
    const missing = model.tree.instructions
      .flatMap((outer) => featuresOf(outer.trigger ?? outer, model.tree.text))
      .concat(modifiersOf(model))
      .filter(({ feature }) => lacksFeature(version, feature));
    if (missing.length === 0) return;
    const tag = tagWith(
      version,
      missing.map(({ feature }) => feature),
    );
    const at = model.tree.text.lastIndexOf(`:${version}`, directive.valueRange.end);
    const canRaise = tag !== undefined && at >= directive.valueRange.start && !directive.value.includes('@');
    const range = { start: at + 1, end: at + 1 + version.length };
    for (const { feature, place } of missing) {
      report({
        at: place,
        message: 'tooOld',
        values: { feature: feature.name, since: feature.since, version },
        related: [{ range: directive.valueRange, message: 'This version reads the file' }],
        fixes: canRaise ? [{ fix: 'raise', values: { tag }, edits: [{ range, newText: tag }] }] : undefined,
      });
    }
  },
});

interface UsedFeature {
  readonly feature: FrontendFeature;
  readonly place: TextRange;
}

function featuresOf(instruction: Instruction, text: string): UsedFeature[] {
  const { name } = instruction;
  if (!name) return [];
  const found: UsedFeature[] = [];
  for (const flag of instruction.flags) {
    const feature = flagFeature(name, flag.name);
    const place = { start: flag.range.start, end: flag.nameRange.end };
    if (feature) found.push({ feature, place });
    const isSecret = flag.name === 'mount' && /(?:^|,)type=secret(?:,|$)/.test(flag.value ?? '');
    if (isSecret && /(?:^|,)env=/.test(flag.value ?? ''))
      found.push({ feature: secretVariableFeature, place: flag.range });
    if (flag.name === 'chmod' && symbolicMode.test(flag.value ?? ''))
      found.push({ feature: symbolicModeFeature, place: flag.range });
  }
  if (name === 'RUN' || name === 'COPY' || name === 'ADD') {
    const [heredoc] = instruction.heredocs;
    if (heredoc) found.push({ feature: heredocFeature, place: heredoc.range });
    const spaced = instruction.heredocs.find(({ range }) => /\s/.test(text.slice(range.start, range.end)));
    if (spaced) found.push({ feature: spacedHeredocFeature, place: spaced.range });
  }
  if (name === 'ADD') {
    const source = instruction.words
      .slice(0, -1)
      .find(({ text }) => /^(?:git@|https?:\/\/[^#?]*\.git(?:#|$))/.test(text));
    if (source) found.push({ feature: gitSourceFeature, place: source.range });
  }
  return found;
}

/** `u=rwX,go=rX`: letters throughout, so that it is no misspelt number. */
const symbolicMode = /^[ugoa]*[-+=][rwxXst]*(?:,[ugoa]*[-+=][rwxXst]*)*$/;

/** `${name#pattern}` in what BuildKit expands itself, the first of each instruction. */
function modifiersOf({ variableUses, tree }: BuildModel): UsedFeature[] {
  const found = new Map<Instruction, UsedFeature>();
  for (const { instruction, range, nameRange } of variableUses) {
    const isModified = /^\$\{\w+[#%/]/.test(tree.text.slice(range.start, nameRange.end + 1));
    if (isModified && !found.has(instruction))
      found.set(instruction, { feature: substitutionFeature, place: range });
  }
  return [...found.values()];
}
