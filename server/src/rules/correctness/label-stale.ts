import type { BuildModel } from '../../model/types.ts';
import { type ImageReference, parseImageReference } from '../../syntax/imageReference.ts';
import { defineRule } from '../rule.ts';
import { type Label, labelsOf } from '../support/labels.ts';
import { linesWithout } from '../support/removeInstruction.ts';
import { withoutOne } from '../support/removeWord.ts';
import { unquoted } from '../support/words.ts';

export const labelStale = defineRule({
  id: 'label-stale',
  summary: 'A label says of the build what only the build can know',
  why: 'The date of an image, the commit it is made of and the image it is built on change with every build. Written into the file they stay as they are, and whoever looks up where an image comes from is sent to the wrong place.',
  language: 'dockerfile',
  category: 'correctness',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [
    { tool: 'tally', code: 'labels/no-stale-base-digest', match: 'broader' },
    { tool: 'tally', code: 'labels/no-buildx-git-overlap', match: 'narrower' },
  ],
  references: [
    'https://github.com/opencontainers/image-spec/blob/main/annotations.md',
    'https://docs.docker.com/build/building/variables/#buildx_git_labels',
  ],
  concerns: { keywords: ['LABEL'], text: /org\.(?:opencontainers|label-schema)/ },
  messages: {
    revision:
      'A commit cannot hold its own number: {key} names an earlier one. Give it to the build, with an ARG or with --label.',
    created:
      '{key} is the day this line was written, and not that of the image. Give it to the build, with an ARG or with --label.',
    openBase:
      'FROM asks for no digest: the base image changes, and this digest does not. Write it into FROM as well, or drop the label.',
    otherDigest: 'FROM builds on another digest than this. Write {value}, or drop the label.',
    otherBase: 'FROM builds on another image than this. Write {value}, or drop the label.',
  },
  fixes: {
    write: { title: 'Write {value}', safety: 'unsafe', availability: 'always' },
    drop: { title: 'Drop the label', safety: 'unsafe', availability: 'sometimes' },
  },
  check({ model, report }) {
    for (const label of labelsOf(model)) {
      const { key, value, pair, stage } = label;
      if (!value || !pair.value) continue;
      const at = pair.value.range;
      const fixes = dropFixes(label, model);
      if (revisionKeys.has(key)) {
        if (isCommit(value, model)) report({ at, message: 'revision', values: { key }, fixes });
      } else if (dateKeys.has(key)) {
        if (/^\d{4}-?\d\d-?\d\d(?:[T ]|$)/.test(value))
          report({ at, message: 'created', values: { key }, fixes });
      } else if (key === digestKey || key === nameKey) {
        // What a trigger is built on is known in the other build.
        const base = label.instruction.isTrigger ? undefined : stage?.base.root;
        if (base?.kind !== 'image' || !base.reference || base.hasVariables) continue;
        const wanted = key === digestKey ? base.reference.digest : otherName(value, base.reference);
        if (key === digestKey && wanted === undefined) report({ at, message: 'openBase', fixes });
        if (wanted === undefined || wanted === value) continue;
        const values = { value: wanted };
        const write = {
          fix: 'write',
          values,
          edits: [{ range: unquoted(pair.value).range, newText: wanted }],
        } as const;
        report({
          at,
          message: key === digestKey ? 'otherDigest' : 'otherBase',
          values,
          fixes: [write, ...fixes],
        });
      }
    }
  },
});

const oci = 'org.opencontainers.image.';
const revisionKeys: ReadonlySet<string> = new Set([`${oci}revision`, 'org.label-schema.vcs-ref']);
const dateKeys: ReadonlySet<string> = new Set([`${oci}created`, 'org.label-schema.build-date']);
const digestKey = `${oci}base.digest`;
const nameKey = `${oci}base.name`;

/** A hash that the file uses nowhere else: what it checks out it may well name. */
function isCommit(value: string, { wholeText }: BuildModel): boolean {
  if (!/^(?=.*[a-f])(?=.*\d)[0-9a-f]{7,40}$/.test(value)) return false;
  const start = value.slice(0, 7);
  return wholeText.split(start).length === 2;
}

/** The name of the base as the specification asks for it, where the label names another repository or tag. */
function otherName(value: string, base: ImageReference): string | undefined {
  const parsed = parseImageReference(value);
  if (!parsed.ok) return undefined;
  const { name, tag, digest } = parsed.reference;
  const isSameTag = tag === undefined || base.tag === undefined || tag === base.tag;
  const isSameDigest = digest === undefined || base.digest === undefined || digest === base.digest;
  if (name === base.name && isSameTag && isSameDigest) return undefined;
  return base.tag === undefined ? base.name : `${base.name}:${base.tag}`;
}

function dropFixes({ instruction, pair }: Label, { tree }: BuildModel) {
  const edit = withoutOne(instruction.pairs, pair, tree);
  const isOnly = instruction.pairs.length === 1 && !instruction.isTrigger;
  const edits = edit ? [edit] : isOnly ? linesWithout(tree, instruction) : [];
  return edits.length > 0 ? [{ fix: 'drop' as const, edits }] : [];
}
