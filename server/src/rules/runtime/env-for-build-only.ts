import type { BuildModel, VariableDefinition } from '../../model/types.ts';
import type { Instruction, Pair } from '../../syntax/dockerfile/tree.ts';
import { defineRule, type FixEdit } from '../rule.ts';
import { linesAbove } from '../support/insertLine.ts';
import { keywordLike } from '../support/keywords.ts';

export const envForBuildOnly = defineRule({
  id: 'env-for-build-only',
  summary: 'ENV keeps a setting of the build in the image',
  why: 'What ENV sets is there in every container, too. Settings that only quiet apt while the image is built change how tools behave for whoever works in the container, or builds on the image.',
  language: 'dockerfile',
  category: 'runtime',
  severity: 'information',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [],
  references: [
    'https://docs.docker.com/build/building/variables/#arg-usage-example',
    'https://manpages.debian.org/debconf.7',
  ],
  concerns: { keywords: ['ENV'], text: /\b(?:DEBIAN|DEBCONF|APT_KEY|NEEDRESTART|UCF)_/ },
  messages: {
    kept: '{name} is for the build, and ENV keeps it in every container of this image. Use ARG.',
  },
  fixes: {
    toArg: { title: 'Use ARG', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, report }) {
    const stage = model.finalStage;
    if (!stage) return;
    for (const name of buildOnly) {
      const found = stage.final.env(name);
      if (found.kind !== 'defined' || found.definition.kind !== 'env') continue;
      const { nameRange, instruction } = found.definition;
      if (!nameRange || !instruction || isReset(name, found.value)) continue;
      const edits = toArg(instruction, found.definition, model);
      report({ at: nameRange, message: 'kept', values: { name }, fixes: edits && [{ fix: 'toArg', edits }] });
    }
  },
});

const buildOnly = [
  'DEBIAN_FRONTEND',
  'DEBIAN_PRIORITY',
  'DEBCONF_NONINTERACTIVE_SEEN',
  'DEBCONF_NOWARNINGS',
  'APT_KEY_DONT_WARN_ON_DANGEROUS_USAGE',
  'NEEDRESTART_MODE',
  'NEEDRESTART_SUSPEND',
  'UCF_FORCE_CONFFMISS',
  'UCF_FORCE_CONFFNEW',
  'UCF_FORCE_CONFFOLD',
];

/** Set back to what it is without the build's setting. */
function isReset(name: string, value: string | undefined): boolean {
  return (
    value === '' || (name === 'DEBIAN_FRONTEND' && value !== undefined && !/^noninteractive$/i.test(value))
  );
}

function toArg(
  instruction: Instruction,
  { nameRange }: VariableDefinition,
  model: BuildModel,
): readonly FixEdit[] | undefined {
  const stage = model.stageOf(instruction);
  // Stages based on this one would lose it: ARG ends with its stage.
  if (instruction.isTrigger || !stage || stage.usedBy.some((other) => other.base.stage === stage))
    return undefined;
  const { pairs, keyword } = instruction;
  const index = pairs.findIndex(({ name }) => name.range.start === nameRange?.start);
  const pair = pairs[index];
  if (!pair?.value || pair.form === 'bare') return undefined;
  if (pairs.length === 1) return singleEdits(keyword.range, keywordLike(instruction, 'ARG'), pair);
  return movedEdits(instruction, index, model);
}

function singleEdits(
  keyword: Pair['range'],
  arg: string,
  { name, value, form }: Pair,
): readonly FixEdit[] | undefined {
  const edit = { range: keyword, newText: arg };
  if (form !== 'legacy' || !value) return [edit];
  if (/\s/.test(value.text)) return undefined;
  return [edit, { range: { start: name.range.end, end: value.range.start }, newText: '=' }];
}

/** The pair leaves its instruction for an ARG above. */
function movedEdits(
  instruction: Instruction,
  index: number,
  model: BuildModel,
): readonly FixEdit[] | undefined {
  const { text } = model.tree;
  const pair = instruction.pairs[index];
  const above = instruction.pairs[index - 1];
  const below = instruction.pairs[index + 1];
  if (!pair) return undefined;
  const range = below
    ? { start: pair.range.start, end: below.range.start }
    : { start: above?.range.end ?? pair.range.start, end: pair.range.end };
  if (text.slice(range.start, range.end).includes('#')) return undefined;
  const written = text.slice(pair.range.start, pair.range.end);
  if (written.includes('\n')) return undefined;
  const line = linesAbove(model.tree, instruction, [`${keywordLike(instruction, 'ARG')} ${written}`]);
  return line && [line, { range, newText: '' }];
}
