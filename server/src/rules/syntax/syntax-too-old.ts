import {
  type FrontendFeature,
  flagFeature,
  gitSourceFeature,
  heredocFeature,
  lacksFeature,
  secretVariableFeature,
  substitutionFeature,
  tagWith,
} from '../../knowledge/frontendFeatures.ts';
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
      .flatMap((outer) => featuresOf(outer.trigger ?? outer))
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

function featuresOf(instruction: Instruction): UsedFeature[] {
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
  }
  if (name === 'RUN' || name === 'COPY' || name === 'ADD') {
    const [heredoc] = instruction.heredocs;
    if (heredoc) found.push({ feature: heredocFeature, place: heredoc.range });
  }
  if (name === 'ADD') {
    const source = instruction.words
      .slice(0, -1)
      .find(({ text }) => /^(?:git@|https?:\/\/[^#?]*\.git(?:#|$))/.test(text));
    if (source) found.push({ feature: gitSourceFeature, place: source.range });
  }
  if (expanded.has(name)) {
    const modified = instruction.words.find(({ text }) => /\$\{\w+(?:#|%|\/)/.test(text));
    if (modified) found.push({ feature: substitutionFeature, place: modified.range });
  }
  return found;
}

/** Instructions whose words BuildKit expands itself. */
const expanded: ReadonlySet<string> = new Set([
  'ADD',
  'COPY',
  'EXPOSE',
  'FROM',
  'STOPSIGNAL',
  'USER',
  'VOLUME',
  'WORKDIR',
]);
