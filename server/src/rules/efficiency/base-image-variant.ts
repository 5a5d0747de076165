import { type Smaller, type SmallerTag, smallerVariants } from '../../knowledge/imageVariants.ts';
import type { BaseImage, BuildModel, Stage, Step } from '../../model/types.ts';
import type { Instruction } from '../../syntax/dockerfile/tree.ts';
import type { ImageReference } from '../../syntax/imageReference.ts';
import { defineRule, type FixEdit } from '../rule.ts';
import { baseWithReference, tagRange } from '../support/baseImages.ts';
import { mayNeedTools, needsDebian } from '../support/buildTools.ts';

export const baseImageVariant = defineRule({
  id: 'base-image-variant',
  summary: 'The final image is built on a full image where a smaller variant serves',
  why: 'Full images bring compilers, headers and tools for building. In the image that is shipped they only cost: hundreds of megabytes in every registry and on every machine, and programs that an attacker finds ready to use.',
  language: 'dockerfile',
  category: 'efficiency',
  severity: 'information',
  preset: 'recommended',
  since: '0.1.0',
  equivalents: [],
  // First which version it is.
  yieldsTo: ['image-tag-missing', 'image-tag-latest', 'image-tag-floating', 'eol-base-image'],
  references: [
    'https://docs.docker.com/build/building/best-practices/#choose-the-right-base-image',
    'https://github.com/docker-library/official-images/tree/master/library',
  ],
  messages: {
    tools:
      '{image} ships compilers, headers, git and curl. {smaller} is the same without them, hundreds of MB smaller; install what the program needs.',
    extras:
      '{image} ships manuals and translations that nobody reads in a container. {smaller} is the same without them.',
    alpine:
      '{image} is built on Debian. {smaller} is far smaller: Alpine, with musl instead of glibc, and apk.',
    unnamed:
      '{image} ships compilers, headers, git and curl. A slim variant without them is hundreds of MB smaller; install what the program needs.',
  },
  fixes: {
    useSlim: { title: 'Change to {smaller}', safety: 'unsafe', availability: 'sometimes' },
    useAlpine: {
      title: 'Change to {smaller} (musl instead of glibc, apk, no bash)',
      safety: 'unsafe',
      availability: 'sometimes',
    },
  },
  check({ model, report }) {
    const stage = model.finalStage;
    const root = stage?.base.root;
    const reference = root && baseWithReference(root);
    if (!stage || !root || !reference) return;
    const found = smallerVariants(reference.name, reference.tag ?? 'latest');
    if (!found || !isShipped(stage, found)) return;
    if (found.facts.losesTools && model.fact(needsTools)) return;
    const isBound = model.fact(copiesPrograms) || model.fact(staysOnDebian);
    const tags = isBound ? found.tags.filter(({ kind }) => kind !== 'alpine') : found.tags;
    const [first] = tags;
    if (!first && !found.facts.losesTools) return;
    const image = root.resolved ?? root.text;
    const name = (tag: string) => `${reference.familiarName}:${tag}`;
    const at = tagRange(root, reference) ?? root.range;
    if (!first) {
      report({ at, message: 'unnamed', values: { image } });
      return;
    }
    const message = first.kind === 'alpine' ? 'alpine' : found.facts.losesTools ? 'tools' : 'extras';
    const fixes = tags.flatMap((each) => {
      const edits = editsFor(each, root, reference);
      const fix = each.kind === 'alpine' ? 'useAlpine' : 'useSlim';
      return edits ? [{ fix, values: { smaller: name(each.tag) }, edits } as const] : [];
    });
    report({ at, message, values: { image, smaller: name(first.tag) }, fixes });
  },
});

/**
 * Whether the file says what the container runs. An image that does not is there to be built on or worked in, but for
 * servers, which start by themselves.
 */
function isShipped(stage: Stage, { facts }: Smaller): boolean {
  if (facts.slim === undefined) return stage.outline.some(({ name }) => name === 'ADD' || name === 'COPY');
  const { cmd, entrypoint } = stage.final;
  return [cmd, entrypoint].some(({ by }) => by?.name === 'CMD' || by?.name === 'ENTRYPOINT');
}

/** What is run in the stages that are built on the image of the final one. */
function stepsOnIt(model: BuildModel): readonly Step[] {
  const root = model.finalStage?.base.root;
  return model
    .stepsWith('CMD', 'ENTRYPOINT', 'HEALTHCHECK', 'ONBUILD', 'RUN', 'SHELL')
    .filter((step) => step.stage?.base.root === root);
}

function needsTools(model: BuildModel): boolean {
  return stepsOnIt(model).some(mayNeedTools);
}

function staysOnDebian(model: BuildModel): boolean {
  return stepsOnIt(model).some(needsDebian);
}

/** Programs from a stage on Debian are linked against glibc. */
function copiesPrograms(model: BuildModel): boolean {
  const root = model.finalStage?.base.root;
  const stages = model.stages.filter(({ base }) => base.root === root);
  return stages.some((stage) =>
    stage.uses.some(
      (use) =>
        use.kind === 'copy' && use.stage?.base.facts.distribution !== 'alpine' && !isData(use.instruction),
    ),
  );
}

/** What any system serves alike: the parts of a web site. */
function isData({ words }: Instruction): boolean {
  return words
    .slice(0, -1)
    .every(({ text }) =>
      /(?:^|\/)(?:dist|build|public|html|static|out|site|www|_site|assets|[\w.-]+\.(?:conf|html|css|js|json|txt))(?:\/|$)/.test(
        text,
      ),
    );
}

function editsFor(
  { tag }: SmallerTag,
  root: BaseImage,
  reference: ImageReference,
): readonly FixEdit[] | undefined {
  // Another image has another digest.
  if (reference.digest !== undefined) return undefined;
  const range = tagRange(root, reference);
  if (range) return [{ range, newText: tag }];
  const { start, end } = root.range;
  if (end - start !== root.text.length || /["'\\`]/.test(root.text)) return undefined;
  if (!root.hasVariables && reference.tag === undefined) {
    return [{ range: { start: end, end }, newText: `:${tag}` }];
  }
  // A variable that is the whole tag stays the version.
  const isWholeTag = /:\$(?:\w+|\{\w+\})$/.test(root.text);
  if (!isWholeTag || reference.tag === undefined || !tag.startsWith(`${reference.tag}-`)) return undefined;
  return [{ range: { start: end, end }, newText: tag.slice(reference.tag.length) }];
}
